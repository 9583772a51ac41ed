from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import ForeignKey
from piccolo.constraints import Check

ID = "2026-11-22T09:16:00:198161"
VERSION = "1.38.0"
DESCRIPTION = "umbrellas that organisations say they belong to, and addresses that umbrellas give"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="directory", description=DESCRIPTION
    )

    manager.alter_column(
        table_class_name="Organisation",
        tablename="organisation",
        column_name="parent",
        db_column_name="parent",
        params={"index": True},
        old_params={"index": False},
        column_class=ForeignKey,
        old_column_class=ForeignKey,
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="Suggestion",
        tablename="suggestion",
        constraint_name="suggestion_kind_known",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Suggestion",
        tablename="suggestion",
        constraint_name="suggestion_kinds",
        constraint_class=Check,
        params={
            "condition": "kind IN ('edit', 'wrong_contact', 'paused', 'dissolved', 'import', 'error', 'theme', 'parent', 'address')"
        },
        schema=None,
    )

    return manager
