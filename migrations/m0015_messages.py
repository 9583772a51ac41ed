"""The messages that were passed on, found among all letters."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE

ID = "2026-11-22T09:14:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what reached an organisation through the list"

STEPS = (
    # By columns that never change: an index on others would make every step of every letter dearer.
    "CREATE INDEX letter_messages ON letter (id) WHERE template = 'contact_message'",
)


async def forwards() -> MigrationManager:
    """Add them."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def add() -> None:
        for step in STEPS:
            await ENGINE.run_ddl(step)

    manager.add_raw(add)
    return manager
