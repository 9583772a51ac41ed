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
from directory.organisations.reads import Stored, find, pairs_from_json
from directory.organisations.receipts import UNDO_DAYS
from directory.organisations.writing import locked, update
from directory.tables.organisations import Organisation
from directory.tables.review import Suggestion
from directory.tables.revisions import Revision


class LinkClosed(NotFound):
    """The organisation's links were taken back after the answer: who has its receipt may not be theirs any more."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What an undo link would take back: fields and columns of the entry (before, after), and what waits.

    A link that is `done` takes nothing back any more: it was used at `undone_at`, or (None) staff have decided.
    """

    stored: Stored
    at: datetime
    fields: Difference
    facts: dict[str, tuple[Any, Any]]
    waiting: Difference
    done: bool
    undone_at: datetime | None


async def organisation_of(undo_id: UUID) -> Stored | None:
    """Return whose answer an undo link is about, however old it is; None when there is no such answer."""
    for table in (Revision, Suggestion):
        row = await table.select(table.organisation).where(table.undo_id == undo_id).first()
        if row:
            return await find(row["organisation"])
    return None


async def undo_of(undo_id: UUID, now: datetime) -> Undo:
    """Return what an undo link would take back; only looks.

    Raises NotFound when unknown or older than 14 days, LinkClosed when links were taken back since the answer.
    """
    revision = await Revision.select().where(Revision.undo_id == undo_id).first().output(load_json=True)
    asked = await Suggestion.select().where(Suggestion.undo_id == undo_id).first().output(load_json=True)
    known = revision or asked
    at = known and known.get("at", known.get("proposed_at"))
    if known is None or now - at > timedelta(days=UNDO_DAYS):
        raise NotFound("no such change, or too long ago")
    await _refuse_closed(known["organisation"], at)
    facts = revision["facts"] if revision else {}
    undone_at = revision["undone_at"] if revision else asked["decided_at"] if asked["state"] == "withdrawn" else None
    return Undo(
        stored=await find(known["organisation"]),
        at=at,
        fields=pairs_from_json(revision["difference"]) if revision else {},
        facts={name: (_moment(name, was), _moment(name, became)) for name, (was, became) in facts.items()},
        waiting=pairs_from_json(asked["fields"]) if asked and asked["state"] == "waiting" else {},
        done=undone_at is not None or (revision is None and asked["state"] != "waiting"),
        undone_at=undone_at,
    )


async def undo(undo_id: UUID, at: datetime) -> Undo:
    """Take back what one answer changed, field by field, unless a field has been changed again since.

    What still waits for staff is withdrawn. Doing it twice is doing it once. Raises NotFound and LinkClosed.
    """
    async with transaction():
        await locked((await undo_of(undo_id, at)).stored.id)
        found = await undo_of(undo_id, at)
        if found.done:
            return found
        stored, by = found.stored, Visit().actor
        mine = {n: was for n, (was, became) in found.fields.items() if getattr(stored.entry, n) == became}
        facts = {n: was for n, (was, became) in found.facts.items() if getattr(stored, n) == became}
        await update(stored, changes.apply(stored.entry, mine), by, at, **facts)
        await Revision.update({Revision.undone_at: at}).where(Revision.undo_id == undo_id)
        await Suggestion.update({Suggestion.state: "withdrawn", Suggestion.decided_at: at}).where(
            (Suggestion.undo_id == undo_id) & (Suggestion.state == "waiting")
        )
        await record(Verb.CHANGE_UNDONE, f"organisation:{stored.id}", by.name, at, fields=sorted([*mine, *facts]))
        return found


async def _refuse_closed(organisation: UUID, answered_at: datetime) -> None:
    closed = (Organisation.id == organisation) & (Organisation.links_closed_at >= answered_at)
    if await Organisation.exists().where(closed):
        raise LinkClosed("the organisation's links have been taken back since")


def _moment(name: str, stored: Any) -> Any:  # noqa: ANN401  # a column's value, as JSON kept it
    return datetime.fromisoformat(stored) if name.endswith("_at") and stored else stored
