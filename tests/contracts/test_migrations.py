"""The migrations and the tables say the same, and Piccolo knows every table."""

from pathlib import Path

import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.table import Table

from directory import piccolo_app
from directory.piccolo_conf import APP_REGISTRY
from directory.tables.taxonomy import Term

TABLES = Path(__file__).parents[2] / "directory" / "tables"


async def test_auto_migration_finds_no_change(db: None) -> None:
    found = await AutoMigrationManager().get_alter_statements(piccolo_app.APP_CONFIG)
    changes = [statement for group in found for statement in group.statements]
    assert changes == []


def test_every_table_is_listed_by_name() -> None:
    written = {cls for cls in _subclasses(Table) if cls.__module__.startswith("directory.tables.") and cls is not Term}
    assert set(piccolo_app.TABLES) == written
    assert len(piccolo_app.TABLES) == len(set(piccolo_app.TABLES))


def test_piccolos_own_configuration_names_the_app() -> None:
    assert APP_REGISTRY.apps == ["directory.piccolo_app"]


@pytest.mark.parametrize("table", piccolo_app.TABLES, ids=lambda table: table._meta.tablename)
def test_every_foreign_key_says_what_happens_on_delete(table: type[Table]) -> None:
    """Piccolo's default is CASCADE and nullable; each key here has been thought about, so it is written out."""
    source = "".join(path.read_text(encoding="utf-8") for path in TABLES.glob("*.py"))
    for column in table._meta.foreign_key_columns:
        line = next(
            line
            for line in source.splitlines()
            if line.strip().startswith(f"{column._meta.name}") and "ForeignKey(" in line
        )
        assert "on_delete=" in line
        assert "null=" in line


def _subclasses(cls: type[Table]) -> set[type[Table]]:
    return {found for sub in cls.__subclasses__() for found in {sub, *_subclasses(sub)}}
