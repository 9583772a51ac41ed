"""Fewer index entries for each letter that is sent: the point of no return changes no indexed column (HOT)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE

ID = "2026-11-22T07:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the outbox's indexes, without what changes at the point of no return"

STEPS = (
    # Room on the page for the letter's next version; only then is none of its indexes touched.
    "ALTER TABLE letter SET (fillfactor = 70)",
    # Few letters are in a worker's hands at any moment: which leases are over is read from those.
    "DROP INDEX letter_leases",
    "CREATE INDEX letter_in_hand ON letter (id) WHERE state = 'sending'",
    # What falls due and what runs out, each read without the ten thousands that only wait their turn.
    "DROP INDEX letter_queue",
    "CREATE INDEX letter_planned ON letter (due_at, id) WHERE state IN ('planned', 'deferred')",
    "CREATE INDEX letter_expiry ON letter (expires_at) WHERE state IN ('planned', 'ready', 'deferred')",
)


async def forwards() -> MigrationManager:
    """Change them, as raw steps: Piccolo has no partial indexes."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def change() -> None:
        for step in STEPS:
            await ENGINE.run_ddl(step)

    manager.add_raw(change)
    return manager
