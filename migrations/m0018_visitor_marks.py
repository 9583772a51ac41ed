"""An index for the marks of browsers that are to be taken out of the revisions again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE

ID = "2026-11-22T09:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the revisions that still carry the mark of a browser"

STEPS = ("CREATE INDEX revision_visitor ON revision (at) WHERE visitor <> ''",)


async def forwards() -> MigrationManager:
    """Add it, as a raw step: Piccolo has no partial indexes."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def add() -> None:
        for step in STEPS:
            await ENGINE.run_ddl(step)

    manager.add_raw(add)
    return manager
