from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Unique

ID = "2026-11-22T10:36:49:237878"
VERSION = "1.38.0"
DESCRIPTION = "one draft for each browser and section"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    manager.add_column(
        table_class_name="DraftRow",
        tablename="draft",
        column_name="seen",
        db_column_name="seen",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="DraftRow",
        tablename="draft",
        column_name="visitor",
        db_column_name="visitor",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 22,
            "default": "",
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="DraftRow",
        tablename="draft",
        constraint_name="draft_once",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="DraftRow",
        tablename="draft",
        constraint_name="draft_of_browser",
        constraint_class=Unique,
        params={
            "columns": ["organisation", "section", "visitor"],
            "nulls_distinct": True,
        },
        schema=None,
    )

    return manager
