"""Bringing the database to the shape and the facts this version knows."""

import contextlib
import io
import json
from collections.abc import Sequence
from typing import Any

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.table import Table

from directory.database import ENGINE, migration_lock, transaction
from directory.errors import Refused
from directory.facts.names import sort_key
from directory.facts.places import places
from directory.facts.taxonomies import Taxonomy, taxonomy
from directory.piccolo_app import APP_CONFIG
from directory.tables.places import FormerMunicipality, Place
from directory.tables.taxonomy import (
    CompetenceArea,
    CompetenceGroup,
    InvolvementChoice,
    InvolvementForm,
    InvolvementLevel,
    OrganisationType,
    Perspective,
    TargetGroup,
    Term,
)

VOCABULARIES: dict[str, type[Term]] = {
    "groups": CompetenceGroup,
    "areas": CompetenceArea,
    "target_groups": TargetGroup,
    "perspectives": Perspective,
    "types": OrganisationType,
    "levels": InvolvementLevel,
    "choices": InvolvementChoice,
    "forms": InvolvementForm,
}


async def migrate() -> int:
    """Run every migration not yet run, then load the facts; return how many were run.

    Several processes may do this at once: they take turns. Raises Refused when a migration fails.
    """
    async with migration_lock():
        waiting = await missing()
        if waiting:
            Migration._meta.db = ENGINE
            printed = io.StringIO()  # Piccolo prints its progress; only a failure is worth reading
            with contextlib.redirect_stdout(printed):
                result = await ForwardsMigrationManager(app_name=APP_CONFIG.app_name).run_migrations(APP_CONFIG)
            if not result.success:
                raise Refused(f"the migration failed: {result.message or printed.getvalue().strip()}")
        await _load_facts()
        return len(waiting)


async def missing() -> list[str]:
    """Return the ids of the migrations that this database has not had yet."""
    Migration._meta.db = ENGINE
    manager = ForwardsMigrationManager(app_name=APP_CONFIG.app_name)
    with contextlib.redirect_stdout(io.StringIO()):
        await manager.create_migration_table()
    done = set(await Migration.get_migrations_which_ran(app_name=APP_CONFIG.app_name))
    modules = manager.get_migration_modules(APP_CONFIG.resolved_migrations_folder_path)
    return sorted(set(manager.get_migration_ids(modules)) - done)


async def _load_facts() -> None:
    """Bring places and vocabularies to what the package knows; nothing that entries point to is removed."""
    async with transaction():
        await _upsert(Place, [_place_row(number) for number in places().by_number], "number")
        former: list[dict[str, Any]] = [
            {"number": item.number, "name": item.name, "municipality": item.municipality} for item in places().former
        ]
        await _upsert(FormerMunicipality, former, "number")
        for name, table in VOCABULARIES.items():
            await _upsert(table, _term_rows(taxonomy(name)), "slug")


def _place_row(number: str) -> dict[str, Any]:
    place = places()[number]
    return {
        "number": number,
        "kind": place.kind,
        "name": place.name,
        "official_name": place.official_name,
        "county": place.county,
        "language_form": place.language_form,
        "sort_key": sort_key(place.name),
    }


def _term_rows(vocabulary: Taxonomy) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for position, term in enumerate(vocabulary):
        row: dict[str, Any] = {"slug": term.slug, "position": position}
        row |= {f"name_{code}": text for code, text in term.names.items()}
        row |= {f"description_{code}": text for code, text in term.descriptions.items()}
        if vocabulary.name == "areas":
            row |= {"group": term.group, "synonyms": json.dumps(list(term.synonyms), ensure_ascii=False)}
        if vocabulary.name == "forms":
            levels = json.dumps(term.more["levels"].split(";"), ensure_ascii=False)
            row |= {"levels": levels, "duration": term.more["duration"], "choice": term.more["choice"] or None}
        rows.append(row)
    return rows


async def _upsert(table: type[Table], rows: Sequence[dict[str, Any]], key: str) -> None:
    """Write the rows that are new or that the database knows otherwise: at nearly every start there are none."""
    known = {row[key]: row for row in await table.select(*(getattr(table, name) for name in rows[0]))}
    news = [row for row in rows if known.get(row[key]) != row]
    if not news:
        return
    columns = [column for column in table._meta.columns if column._meta.name != key and column._meta.name in rows[0]]
    items = [table(**row) for row in news]
    for start in range(0, len(items), 200):
        query = table.insert(*items[start : start + 200])
        await query.on_conflict(target=table._meta.primary_key, action="DO UPDATE", values=columns)
