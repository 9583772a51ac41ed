"""The undo link of a receipt: what it would take back, and taking it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import NotFound
from directory.organisations import changes
from directory.organisations.answer_rows import Visit
from directory.organisations.changes import Difference
from directory.organisations.closing_rows import come_back
from directory.organisations.reads import Stored, find
from directory.organisations.reads_visit import confirmed_by, pause_agreed, visit_with, written_in
from directory.organisations.receipts import UNDO_DAYS
from directory.organisations.receipts_together import take_undo_out
from directory.organisations.visit_rows import restore_sections, spoken_in
from directory.organisations.writing import locked, update
from directory.tables.campaigns import Answer
from directory.tables.organisations import Organisation
from directory.tables.review import Suggestion
from directory.tables.revisions import Revision
from directory.tables.visits import VisitRow


class LinkClosed(NotFound):
    """The organisation's links were taken back after the receipt: who has it may not be theirs any more."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What an undo link would take back of a visit: fields and columns of the entry (before, after), what waits,
    and the sections whose confirmation goes.

    A pause is taken back also after staff have agreed to it. A link that is `done` takes nothing back any more: it was
    used at `undone_at`, or else staff have `decided`, or else something newer has come in its place. `approved` are the
    fields that were proposed and that staff said yes to.
    """

    stored: Stored
    at: datetime
    fields: Difference
    facts: dict[str, tuple[Any, Any]]
    waiting: Difference
    sections: frozenset[str]
    done: bool
    decided: bool
    undone_at: datetime | None
    approved: Difference

    @property
    def taken(self) -> Difference:
        """The fields that are taken back: those that nobody has changed again."""
        return {n: (was, mine) for n, (was, mine) in self.fields.items() if getattr(self.stored.entry, n) == mine}

    @property
    def staying(self) -> Difference:
        """The fields that somebody has changed again: what stood before the visit, and what stands and will stay."""
        now = {n: (was, getattr(self.stored.entry, n)) for n, (was, _mine) in self.fields.items()}
        return {n: (was, stands) for n, (was, stands) in now.items() if n not in self.taken and stands != was}

    @property
    def facts_taken(self) -> dict[str, tuple[Any, Any]]:
        """The columns that are taken back, as `taken`."""
        return {n: (was, mine) for n, (was, mine) in self.facts.items() if getattr(self.stored, n) == mine}


async def told_to(undo_id: UUID) -> tuple[Stored, str] | None:
    """Return whose visit an undo link is about, however old it is, and in which language it was told of; else None."""
    visit = await visit_with(undo_id)
    if visit is None:
        return None
    stored = await find(visit.organisation)
    return stored, await spoken_in(visit, stored)


async def undo_of(undo_id: UUID, now: datetime) -> Undo:
    """Return what an undo link would take back; only looks.

    Raises NotFound when unknown or older than 14 days, LinkClosed when links were taken back since the receipt.
    """
    visit = await visit_with(undo_id)
    at = (visit.ended_at or visit.last_at) if visit else now
    if visit is None or now - at > timedelta(days=UNDO_DAYS):
        raise NotFound("no such change, or too long ago")
    await _refuse_closed(visit.organisation, at)
    wrote, sections = await written_in(undo_id), await confirmed_by(visit)
    facts = wrote.facts | await pause_agreed(undo_id)
    nothing = not (wrote.applied or facts or wrote.cases or sections)
    stored = await find(visit.organisation)
    return Undo(
        stored=stored,
        at=at,
        fields=wrote.applied,
        facts=facts,
        waiting=wrote.waiting,
        sections=sections,
        done=visit.undone_at is not None or nothing,
        decided=wrote.any_decided,
        undone_at=visit.undone_at,
        approved={n: pair for n, pair in wrote.decided.items() if getattr(stored.entry, n, pair[0]) == pair[1]},
    )


async def undo(undo_id: UUID, at: datetime) -> Undo:
    """Take back what one visit changed, field by field, unless a field has been changed again since.

    What still waits for staff is withdrawn. Doing it twice is doing it once. Raises NotFound and LinkClosed.
    """
    async with transaction():
        await locked((await undo_of(undo_id, at)).stored.id)
        found = await undo_of(undo_id, at)
        if found.done:
            return found
        stored, by = found.stored, Visit().actor
        mine = {n: was for n, (was, _became) in found.taken.items()}
        facts = {n: was for n, (was, _became) in found.facts_taken.items()}
        await update(stored, changes.apply(stored.entry, mine), by, at, **facts)
        await _mark(stored.id, undo_id, at)
        await take_undo_out(stored.id, "undone", undo_id)
        await record(Verb.CHANGE_UNDONE, f"organisation:{stored.id}", by.name, at, fields=sorted([*mine, *facts]))
        return found


async def _mark(organisation: UUID, undo_id: UUID, at: datetime) -> None:
    """Write that a visit is undone: it is over and no answer, its sections are as before, and nothing of it waits."""
    if visit := await visit_with(undo_id):
        await restore_sections(visit)
        ended = visit.ended_at or at
        await VisitRow.update({VisitRow.undone_at: at, VisitRow.ended_at: ended}).where(VisitRow.id == undo_id)
    await Answer.update({Answer.undone_at: at}).where(Answer.visit == undo_id)
    await Revision.update({Revision.undone_at: at}).where(Revision.undo_id == undo_id)
    await Suggestion.update({Suggestion.state: "withdrawn", Suggestion.decided_at: at}).where(
        (Suggestion.undo_id == undo_id) & (Suggestion.state == "waiting")
    )
    await come_back(organisation, undo_id)


async def _refuse_closed(organisation: UUID, answered_at: datetime) -> None:
    closed = (Organisation.id == organisation) & (Organisation.links_closed_at >= answered_at)
    if await Organisation.exists().where(closed):
        raise LinkClosed("the organisation's links have been taken back since")
