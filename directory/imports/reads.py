"""Import runs, their rows, and the entries that rows are compared with, as they stand."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from directory.errors import NotFound
from directory.imports.entry import Problem
from directory.imports.match import Index, Known, index_of
from directory.organisations.entry import Entry, entry_from_json
from directory.tables.contacts import Suppression
from directory.tables.imports import ImportRow, ImportRun
from directory.tables.organisations import Alias, Organisation


async def index() -> Index:
    """Return every entry by what a row of a list can recognise it by."""
    aliases: dict[UUID, list[str]] = defaultdict(list)
    for row in await Alias.select(Alias.organisation, Alias.name):
        aliases[row["organisation"]].append(row["name"])
    columns = (
        Organisation.id, Organisation.name, Organisation.orgnr, Organisation.municipality, Organisation.email,
        Organisation.centre, Organisation.published,
    )  # fmt: skip
    return index_of(
        Known(
            id=str(row["id"]),
            name=row["name"],
            orgnr=row["orgnr"] or "",
            municipality=row["municipality"] or "",
            email=row["email"].lower(),
            centre=row["centre"],
            published=row["published"],
            aliases=tuple(aliases[row["id"]]),
        )
        for row in await Organisation.select(*columns).order_by(Organisation.sort_key, Organisation.id)
    )


async def last_said(organisation: UUID | str) -> Entry | None:
    """Return what a list last said about an entry, from the runs that were not undone; None when none did."""
    row = (
        await ImportRow.select(ImportRow.recovered)
        .where(
            (ImportRow.organisation == organisation)
            & (ImportRow.outcome != "duplicate")
            & (ImportRow.run.undone_at.is_null())
        )
        .order_by(ImportRow.id, ascending=False)
        .first()
        .output(load_json=True)
    )
    entry = row["recovered"].get("entry") if row else None
    return entry_from_json(entry) if entry else None


async def suppressed(digests: Sequence[str]) -> set[str]:
    """Return which of some digests of addresses must not come back."""
    if not digests:
        return set()
    found = await Suppression.select(Suppression.digest).where(
        (Suppression.kind == "address") & Suppression.digest.is_in(list(digests))
    )
    return {row["digest"] for row in found}


async def run_row(run: int) -> dict[str, Any]:
    """Return one run with its report. Raises NotFound."""
    row = await ImportRun.select().where(ImportRun.id == run).first().output(load_json=True)
    if row is None:
        raise NotFound(f"no such import: {run}")
    return dict(row)


async def runs(centre: int | None = None, limit: int = 100) -> Sequence[dict[str, Any]]:
    """Return the latest runs of one centre, or of all, newest first."""
    query = ImportRun.select().order_by(ImportRun.id, ascending=False).limit(limit).output(load_json=True)
    return await (query if centre is None else query.where(ImportRun.centre == centre))


async def rows(run: int) -> Sequence[dict[str, Any]]:
    """Return the rows of a run in the file's order; `problems` are Problem, `name` and `slug` the entry's today."""
    found = await (
        ImportRow.select(*ImportRow.all_columns(), ImportRow.organisation.name, ImportRow.organisation.slug)
        .where(ImportRow.run == run)
        .order_by(ImportRow.id)
        .output(load_json=True)
    )
    return [
        {
            **row,
            "name": row["recovered"].get("name", ""),
            "slug": row["organisation.slug"] or "",
            "problems": [Problem(**problem) for problem in row["problems"]],
        }
        for row in found
    ]
