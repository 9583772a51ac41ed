"""The answers of before there were visits, each as a visit of its own, so that their undo links go on working."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE

ID = "2026-11-22T08:54:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "visits: what the scheduler looks for, and those of old"

STEPS = (
    # What the scheduler ends, and what a page looks for.
    "CREATE INDEX visit_running ON visit (last_at) WHERE ended_at IS NULL",
    "CREATE INDEX visit_organisation ON visit (organisation, began_at)",
    """INSERT INTO visit (id, organisation, channel, by, base_version, earlier, began_at, last_at, ended_at, undone_at)
       SELECT undo_id, organisation, channel, by, version - 1, '{}', at, at, at, undone_at
       FROM revision WHERE undo_id IS NOT NULL ON CONFLICT DO NOTHING""",
    """INSERT INTO visit (id, organisation, channel, by, base_version, earlier, began_at, last_at, ended_at, undone_at)
       SELECT undo_id, organisation, channel, proposed_by, base_version, '{}', proposed_at, proposed_at, proposed_at,
         CASE state WHEN 'withdrawn' THEN decided_at END
       FROM suggestion WHERE undo_id IS NOT NULL AND kind IN ('edit', 'wrong_contact', 'paused', 'dissolved')
       ON CONFLICT DO NOTHING""",
    "UPDATE answer a SET visit = v.id FROM visit v WHERE v.organisation = a.organisation AND v.began_at = a.at",
    "UPDATE visit v SET invitation = a.invitation, campaign = a.campaign FROM answer a WHERE a.visit = v.id",
)


async def forwards() -> MigrationManager:
    """Add them; raw steps run before a migration's schema steps, hence a migration of their own."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def add() -> None:
        for step in STEPS:
            await ENGINE.run_ddl(step)

    manager.add_raw(add)
    return manager
