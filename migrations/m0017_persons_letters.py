"""Letters to persons are found by their link, among all the others."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE

ID = "2026-11-22T09:34:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "letters to persons by their link"


async def forwards() -> MigrationManager:
    """Add the index, as a raw step: Piccolo has no partial indexes."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def add() -> None:
        await ENGINE.run_ddl("CREATE INDEX letter_to_person ON letter (link_id) WHERE link_purpose = 'consent'")

    manager.add_raw(add)
    return manager
