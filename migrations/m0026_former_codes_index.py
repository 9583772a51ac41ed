"""Codes that a newer one has replaced, found among all invitations."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE

ID = "2026-11-22T16:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "find a former code"

STEPS = (
    # Only of those that have one: a round's invitations have none, and are made by the thousand.
    "CREATE INDEX invitation_former_codes ON invitation USING gin (former_codes) WHERE cardinality(former_codes) > 0",
)


async def forwards() -> MigrationManager:
    """Add it."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def add() -> None:
        for step in STEPS:
            await ENGINE.run_ddl(step)

    manager.add_raw(add)
    return manager
