"""Deciding what waits: all of it, some fields of it, or none; in one transaction with the letters that follow."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import Conflict, Invalid, NotFound
from directory.i18n import _
from directory.organisations.actions_branches import hold_umbrellas
from directory.organisations.branches import PARENT
from directory.organisations.changes import Difference
from directory.organisations.entry import Actor
from directory.organisations.reads import Stored
from directory.organisations.wishes import KIND
from directory.organisations.writing import locked
from directory.review.consequences import Site, taken_of, tell, write
from directory.review.consequences import Verdict as Verdict  # noqa: PLC0414  # what is decided, where it is decided
from directory.review.reopening import reopen
from directory.review.successors import is_candidate
from directory.review.suggestions import Case, case
from directory.tables.review import Suggestion
from directory.tables.revisions import Revision

LONGEST_REASON = 1000
LINK_DAYS = 60  # how long a link counts that a letter carries when there is none; the setting says otherwise


async def decide(
    suggestion: int, verdict: Verdict, by: Actor, base_url: str, at: datetime, *, link_days: int = LINK_DAYS
) -> Case:
    """Write a decision onto the entry as it is now, and tell the organisation; return the case as it was.

    Raises NotFound when it is gone or decided, Conflict when a field that is accepted has been changed since it
    was shown, and Invalid when something is refused without a word of why.
    """
    async with transaction():
        asked = await case(suggestion)
        if asked.kind == PARENT:
            await hold_umbrellas()
        stored = await locked(asked.stored.id)
        found = await case(suggestion)
        if found.state != "waiting":
            raise NotFound("decided already")
        taken = taken_of(found, verdict)
        whole = verdict.accept and found.kind == "wrong_contact"
        left = {} if whole else {p.field: (p.now, p.proposed) for p in found.points if p.field not in taken}
        await _check(found, verdict, left)
        await _refuse_stale(stored, verdict.version, taken)
        accepted = bool(taken) or (verdict.accept and not left)
        site = Site(base_url, link_days)
        told = await write(found, stored, taken, verdict, by, site, at) if accepted else {}
        await _settle(found, accepted=accepted, verdict=verdict, by=by, at=at)
        if not accepted:
            left |= found.beside
        if found.by_organisation:
            await tell(found, told, left, verdict.reason.strip(), site, at)
        return found


async def take_up_again(suggestion: int, by: str, at: datetime) -> Case:
    """Let what was refused wait again, as the organisation does not agree. Raises NotFound and Refused."""
    async with transaction():
        return await reopen(suggestion, by, at)


async def _check(found: Case, verdict: Verdict, left: Difference) -> None:
    refused = bool(left) or not verdict.accept
    if refused and found.by_organisation and not verdict.reason.strip():
        raise Invalid({"reason": _("Write why, in a sentence or two. The organisation gets it by e-mail.")})
    if len(verdict.reason) > LONGEST_REASON:
        raise Invalid({"reason": _("This is too long. There is room for %(most)s characters.") % {"most": 1000}})
    if verdict.accept and found.kind == KIND and not taken_of(found, verdict):
        raise Invalid({"areas": _("Choose a theme that is not there already, and whose experience it is.")})
    if verdict.successor is not None and not await is_candidate(verdict.successor, found.stored.id):
        raise Invalid({"successor": _("Choose one of the organisations in the list.")})


async def _refuse_stale(stored: Stored, shown: int, taken: Collection[str]) -> None:
    rows = await (
        Revision.select(Revision.difference)
        .where((Revision.organisation == stored.id) & (Revision.version > shown))
        .output(load_json=True)
    )
    if {name for row in rows for name in row["difference"]} & set(taken):
        raise Conflict("a field has been changed since it was shown")


async def _settle(found: Case, *, accepted: bool, verdict: Verdict, by: Actor, at: datetime) -> None:
    state = "accepted" if accepted else "refused"
    columns: dict[Any, Any] = {
        Suggestion.state: state,
        Suggestion.decided_at: at,
        Suggestion.decided_by: by.name,
        Suggestion.decision_reason: verdict.reason.strip(),
    }
    if accepted and found.kind == KIND:
        columns[Suggestion.details] = json.dumps({"areas": verdict.themes})
    await Suggestion.update(columns).where(Suggestion.id == found.id)
    subject = f"organisation:{found.stored.id}"
    await record(Verb.SUGGESTION_DECIDED, subject, by.name, at, suggestion=found.id, state=state)
