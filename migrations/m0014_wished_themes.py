from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

ID = "2026-11-22T08:56:13:271426"
VERSION = "1.38.0"
DESCRIPTION = "themes that organisations miss"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="directory", description=DESCRIPTION
    )

    manager.drop_constraint(
        table_class_name="Suggestion",
        tablename="suggestion",
        constraint_name="suggestion_kind",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Suggestion",
        tablename="suggestion",
        constraint_name="suggestion_kind_known",
        constraint_class=Check,
        params={
            "condition": "kind IN ('edit', 'wrong_contact', 'paused', 'dissolved', 'import', 'error', 'theme')"
        },
        schema=None,
    )

    return manager
