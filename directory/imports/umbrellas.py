"""Which umbrella a row of a list says that it is a branch of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from directory.imports import reasons
from directory.imports.entry import NOTICE, ImportedOrganisation, Problem
from directory.imports.match import Index
from directory.imports.names import name_key, present_key
from directory.organisations.reads import Stored
from directory.organisations.reads_branches import is_above

FIELD = "umbrella"


@dataclass(slots=True)
class Umbrellas:
    """What a run knows of umbrellas: `met` maps the name of each row so far to its entry, None when none is written."""

    met: dict[str, UUID | None] = field(default_factory=dict)

    def add(self, row: ImportedOrganisation, organisation: UUID | None) -> None:
        """Remember which entry a row is."""
        for name in (row.name, *row.aliases):
            self.met.setdefault(name_key(name), organisation)


@dataclass(frozen=True, slots=True)
class Told:
    """The umbrella to write, None for nothing to write, and what a person should know of it."""

    parent: UUID | None = None
    problems: tuple[Problem, ...] = ()


def umbrellas_first(rows: Sequence[ImportedOrganisation]) -> list[ImportedOrganisation]:
    """Return the rows in their order, but an umbrella's before those of its branches."""
    by_name = {name_key(row.name): row for row in rows}
    done: dict[int, ImportedOrganisation] = {}

    def place(row: ImportedOrganisation, above: frozenset[int]) -> None:
        if id(row) in done or id(row) in above:
            return
        umbrella = by_name.get(name_key(row.umbrella)) if row.umbrella else None
        if umbrella is not None:
            place(umbrella, above | {id(row)})
        done[id(row)] = row

    for row in rows:
        place(row, frozenset())
    return list(done.values())


async def umbrella_for(row: ImportedOrganisation, stored: Stored | None, known: Umbrellas, index: Index) -> Told:
    """Return the umbrella that a row names and its entry (`stored`, None for a new one) lacks."""
    if not row.umbrella:
        return Told()
    key = name_key(row.umbrella)
    entries = {one.id for each in (name_key, present_key) for one in index.by_name.get(each(row.umbrella), [])}
    if key not in known.met and len(entries) != 1:
        return Told(None, (_said(row, reasons.UMBRELLA_SEVERAL if entries else reasons.UMBRELLA_UNKNOWN),))
    parent = known.met[key] if key in known.met else UUID(entries.pop())
    if parent is None or (stored and parent in (stored.parent, stored.id)):
        return Told()
    if stored and stored.parent is not None:
        return Told(None, (_said(row, reasons.UMBRELLA_OTHER),))
    if stored and await is_above(parent, stored.id):
        return Told(None, (_said(row, reasons.UMBRELLA_CIRCLE),))
    return Told(parent)


def _said(row: ImportedOrganisation, reason: str) -> Problem:
    cell = row.cells.get(FIELD, row.cell)
    return Problem(row.sheet, cell, FIELD, row.umbrella, reason, {"value": row.umbrella}, NOTICE)
