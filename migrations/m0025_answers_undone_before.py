"""What was undone before an answer knew of it; raw steps run before a migration's schema steps."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE

ID = "2026-11-22T16:02:34:000000"
VERSION = "1.38.0"
DESCRIPTION = "answers whose visit has been undone are no answers"


async def forwards() -> MigrationManager:
    """Give each answer the instant at which its visit was undone."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def tell() -> None:
        await ENGINE.run_ddl(
            "UPDATE answer a SET undone_at = v.undone_at FROM visit v WHERE v.id = a.visit AND v.undone_at IS NOT NULL"
        )

    manager.add_raw(tell)
    return manager
