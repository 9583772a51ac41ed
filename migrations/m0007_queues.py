"""The queue of each campaign, read in order; one index for all would make each claim sort what waits."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE

ID = "2026-11-22T06:14:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "the outbox's queue, campaign by campaign"

STEPS = ("CREATE INDEX letter_queue_campaign ON letter (campaign, due_at, id) WHERE state = 'ready'",)


async def forwards() -> MigrationManager:
    """Add it, as a raw step: Piccolo has no partial indexes."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def add() -> None:
        for step in STEPS:
            await ENGINE.run_ddl(step)

    manager.add_raw(add)
    return manager
