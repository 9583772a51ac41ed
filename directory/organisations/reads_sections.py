"""How far a visit has come: each section's own date and state, what the visit changed, what was typed and not saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from directory.organisations.changes import Difference
from directory.organisations.drafts import Draft, says_something
from directory.organisations.entry import SECTIONS, Visit
from directory.organisations.reads import find, sections_confirmed, waiting_changes
from directory.organisations.reads_answer import asked_anew_at
from directory.organisations.reads_visit import (
    NOTHING,
    Running,
    Written,
    counted,
    entry_at,
    latest_visit,
    saved_by,
    written_in,
)
from directory.tables.visits import DraftRow

SHOWN = timedelta(days=1)  # what a visit did is marked this long on the pages behind the link


@dataclass(frozen=True, slots=True)
class SectionState:
    """One section: when it was last confirmed, and what this visit (or the round) has said of it.

    `state` is `untouched`, `right`, `corrected` (by this visit) or `waiting` (something proposed waits for staff).
    `changed` are the fields that this visit changed, `waiting` those that wait.
    """

    section: str
    confirmed_at: datetime | None
    state: str
    changed: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """Every section in the order of the pages; `waiting` is all that waits for staff, as in `waiting_changes`."""

    sections: tuple[SectionState, ...]
    waiting: Sequence[Mapping[str, Any]]

    @property
    def left(self) -> tuple[str, ...]:
        """The sections not looked at yet: not confirmed since the round opened, or in this visit outside a round."""
        return tuple(one.section for one in self.sections if one.state == "untouched")

    @property
    def done(self) -> int:
        """How many of them are confirmed."""
        return len(self.sections) - len(self.left)


async def progress(organisation: UUID, visit: Visit, at: datetime) -> Progress:
    """Return how far an organisation has come since the round opened (`visit.since`), or in this visit."""
    last = await _shown(organisation, visit, at)
    wrote = await written_in(last.id) if last else NOTHING
    dates = await sections_confirmed(organisation)
    done = await counted(last) if last else frozenset()
    if visit.since is not None:
        done |= {section for section, when in dates.items() if when >= visit.since}
    waiting = await waiting_changes(organisation)
    asked = {name for row in waiting for name in row["fields"]}
    states = tuple(_state(one, dates.get(one), wrote, asked, confirmed=one in done) for one in SECTIONS)
    return Progress(states, waiting)


def _state(
    section: str, confirmed_at: datetime | None, wrote: Written, asked: set[str], *, confirmed: bool
) -> SectionState:
    changed = tuple(name for name in SECTIONS[section] if name in wrote.applied)
    waiting = tuple(name for name in SECTIONS[section] if name in asked)
    state = "waiting" if waiting else "corrected" if changed else "right"
    return SectionState(section, confirmed_at, state if confirmed else "untouched", changed, waiting)


async def _shown(organisation: UUID, visit: Visit, at: datetime) -> Running | None:
    """Return the latest visit behind the link while it is fresh, not undone, and not of who was not the right one."""
    last = await latest_visit(organisation, visit)
    if last is None or last.undone_at is not None or at - last.last_at >= SHOWN:
        return None
    anew = await asked_anew_at(organisation)
    return last if anew is None or last.began_at >= anew else None


async def visit_changes(organisation: UUID, visit: Visit, at: datetime) -> tuple[Difference, Difference]:
    """Return what this visit has changed, each field before and after, and what of it waits for staff."""
    last = await _shown(organisation, visit, at)
    wrote = await written_in(last.id) if last else NOTHING
    return wrote.applied, wrote.waiting


async def draft_of(organisation: UUID, section: str, visitor: str = "") -> Draft | None:
    """Return what was typed in a section and not saved; `drafts.merge` brings it together with the entry as it is."""
    return (await drafts_of(organisation, visitor)).get(section)


async def drafts_of(organisation: UUID, visitor: str = "") -> Mapping[str, Draft]:
    """Return what was typed and not saved, by section: what this browser typed, else the newest of the others.

    What the entry says by now is saved, and what others typed before this browser saved the section is theirs alone.
    """
    rows = (
        await DraftRow.select()
        .where(DraftRow.organisation == organisation)
        .order_by(DraftRow.saved_at, DraftRow.id)
        .output(load_json=True)
    )
    if not rows:
        return {}
    stored, saved = await find(organisation), await saved_by(organisation, visitor)
    found: dict[str, Draft] = {}
    for row in sorted(rows, key=lambda row: bool(row["visitor"] == visitor)):
        one = Draft(row["section"], row["base_version"], row["fields"], row["saved_at"])
        theirs = row["visitor"] != visitor and one.section in saved and one.saved_at <= saved[one.section]
        base = await entry_at(stored, one.version)
        if not theirs and (base is None or says_something(one.section, one.fields, base, stored.entry)):
            found[one.section] = one
    return found
