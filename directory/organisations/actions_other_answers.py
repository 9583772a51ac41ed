"""The answers that are not about what the entry says: whom to ask, a pause, the end, off the list; each in one go.

The way back too: active again after a pause, listed again after a withdrawal. Neither is an answer by itself.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.database import transaction
from directory.errors import Refused
from directory.i18n import _
from directory.organisations import changes
from directory.organisations.answer_rows import Proposal, Visit, write_answer, write_suggestion
from directory.organisations.changes import Difference
from directory.organisations.closing_rows import KINDS, give_way, refuse_closed
from directory.organisations.reads import find, waiting_changes
from directory.organisations.reads_answer import last_answer
from directory.organisations.reads_withdrawn import took_itself_off
from directory.organisations.said import LATER, Closing, RightPerson
from directory.organisations.section_writing import Outcome
from directory.organisations.visit_rows import end, join
from directory.organisations.writing import locked, update
from directory.tables.review import Suggestion


async def withdraw(organisation: str, visit: Visit, at: datetime) -> Outcome:
    """Write "we do not want to be listed": off the public list at once, nothing deleted. Raises NotFound."""
    async with transaction():
        stored = await locked(organisation)
        if not stored.published:
            return Outcome(stored, {}, {})
        running = await join(stored, visit, at)
        await give_way(stored.id, running.id, at)
        await update(stored, stored.entry, visit.actor, at, undo_id=running.id, published=False)
        await write_answer(stored, "withdrawn", visit, running.id, at)
        await end(running, "withdrawn", at)
        return Outcome(await find(stored.id), {}, {})


async def list_again(organisation: str, visit: Visit, at: datetime) -> Outcome:
    """Show an entry again that its organisation took off the list itself. Raises NotFound, and Refused when staff did.

    Twice is once.
    """
    return await _back(organisation, "published", value=True, visit=visit, at=at)


async def active_again(organisation: str, visit: Visit, at: datetime) -> Outcome:
    """Write that a pause is over, at once. Twice is once. Raises NotFound, and Refused for what no longer exists.

    Where the pause was the round's answer, this is the answer in its place.
    """
    return await _back(organisation, "status", value="active", visit=visit, at=at)


async def _back(organisation: str, column: str, *, value: object, visit: Visit, at: datetime) -> Outcome:
    async with transaction():
        stored = await locked(organisation)
        if column == "status":
            refuse_closed(stored)
        if getattr(stored, column) == value:
            return Outcome(stored, {}, {})
        if column == "published" and not await took_itself_off(stored.id):
            raise Refused(_("We took you off the list. Ask us, and we talk about it."))
        running = await join(stored, visit, at)
        if column == "status":
            await give_way(stored.id, running.id, at)
        more: dict[str, Any] = {column: value} | ({"status_since": None} if column == "status" else {})
        await update(stored, stored.entry, visit.actor, at, undo_id=running.id, **more)
        last = await last_answer(stored.id, visit.since) if column == "status" else None
        if last and last.kind in KINDS:
            await write_answer(stored, "changed", visit, running.id, at, active_again=True)
        return Outcome(await find(stored.id), {}, {})


async def close(organisation: str, said: Closing, visit: Visit, at: datetime) -> Outcome:
    """Write "paused" or "no longer exists"; staff decide before anything is shown. Raises NotFound and Refused.

    What was said of it before and still waits is taken back: staff would be asked to decide both.
    """
    async with transaction():
        stored = await locked(organisation)
        refuse_closed(stored)
        details = said.as_json()
        if await _waits(stored.id, said.kind, said.note, {}, details):
            return Outcome(stored, {}, {})  # pressed twice, or said again
        await _take_back(stored.id, KINDS, at)
        running = await join(stored, visit, at)
        await write_suggestion(stored, Proposal(said.kind, note=said.note, details=details), visit, at, running.id)
        await write_answer(stored, said.kind, visit, running.id, at, note=said.note)
        await end(running, "paused_or_ceased", at)
        return Outcome(stored, {}, {})


async def wrong_contact(organisation: str, said: RightPerson, visit: Visit, at: datetime) -> Outcome:
    """Write "not the right person"; who is right waits for staff, since an address change is risky. Raises NotFound.

    To be asked again later waits for its month. Either way there are no more reminders in this round. What was said
    of it before and still waits is taken back.
    """
    async with transaction():
        stored = await locked(organisation)
        refuse_closed(stored)
        waiting: Difference = {"update_email": (stored.entry.update_email, said.address)} if said.address else {}
        details = said.as_json()
        if await _waits(stored.id, "wrong_contact", said.name, waiting, details | {"month": said.month}):
            return Outcome(stored, {}, waiting)
        await _take_back(stored.id, ("wrong_contact",), at)
        running = await join(stored, visit, at)
        await give_way(stored.id, running.id, at)
        reasons = {name: changes.ALWAYS_HELD[name] for name in waiting}
        proposal = Proposal("wrong_contact", waiting, reasons, said.name, details, said.month)
        await write_suggestion(stored, proposal, visit, at, running.id)
        await write_answer(stored, "wrong_contact", visit, running.id, at, note=said.name)
        await end(running, "wrong_contact", at, ask_again=said.month if said.who == LATER else None)
        return Outcome(stored, {}, waiting)


async def _take_back(organisation: UUID, kinds: Sequence[str], at: datetime) -> None:
    """Take back what an organisation has left for staff of some kinds, since it has said it anew."""
    said = (Suggestion.organisation == organisation) & Suggestion.kind.is_in(list(kinds))
    columns: dict[Any, Any] = {Suggestion.state: "withdrawn", Suggestion.decided_at: at}
    await Suggestion.update(columns).where(said & (Suggestion.state == "waiting"))


async def _waits(  # what makes two answers the same
    organisation: UUID, kind: str, note: str, waiting: Difference, details: dict[str, Any]
) -> bool:
    """Return whether the very same waits already; a month of a former answer counts as another one."""
    for was in await waiting_changes(organisation):
        said = was["details"] | ({"month": was["ask_on"]} if kind == "wrong_contact" else {})
        if (was["kind"], was["note"], was["fields"], said) == (kind, note, waiting, details):
            return True
    return False
