"""Deciding what waits: all of it, some fields of it, or none; in one transaction with the letters that follow."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import Conflict, Invalid, NotFound
from directory.i18n import _
from directory.organisations import changes
from directory.organisations.changes import Difference
from directory.organisations.closed_links import replace_links
from directory.organisations.entry import Actor
from directory.organisations.invitations import live_or_new
from directory.organisations.letters_with_link import put_refusal
from directory.organisations.moved_address import follow_address
from directory.organisations.reads import Stored, centre_of, find
from directory.organisations.receipts import put_accepted
from directory.organisations.writing import locked, update
from directory.review.suggestions import Case, case
from directory.tables.review import Suggestion
from directory.tables.revisions import Revision

STATUSES = ("paused", "dissolved")
LONGEST_REASON = 1000
LINK_DAYS = 60  # how long a link counts that a letter carries when there is none; the setting says otherwise


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an employee decides: the fields accepted, the words for what is refused, and for closing since when.

    `version` is the entry's as it was shown to the one who decides.
    """

    accepted: frozenset[str]
    version: int
    accept: bool = True
    reason: str = ""
    since: date | None = None


async def decide(
    suggestion: int, verdict: Verdict, by: Actor, base_url: str, at: datetime, *, link_days: int = LINK_DAYS
) -> Case:
    """Write a decision onto the entry as it is now, and tell the organisation; return the case as it was.

    Raises NotFound when it is gone or decided, Conflict when a field that is accepted has been changed since it
    was shown, and Invalid when something is refused without a word of why.
    """
    async with transaction():
        stored = await locked((await case(suggestion)).stored.id)
        found = await case(suggestion)
        if found.state != "waiting":
            raise NotFound("decided already")
        taken = {p.field: (p.now, p.proposed) for p in found.points if verdict.accept and p.field in verdict.accepted}
        left = {p.field: (p.now, p.proposed) for p in found.points if p.field not in taken}
        _check(found, verdict, left)
        await _refuse_stale(stored, verdict.version, taken)
        accepted = bool(taken) or (verdict.accept and not left)
        told = await _write(found, stored, taken, verdict, by, at) if accepted else {}
        await _settle(found, accepted=accepted, verdict=verdict, by=by, at=at)
        if not accepted and found.kind in STATUSES:
            left["status"] = (stored.status, found.kind)
        if found.by_organisation:
            await _tell(found, told, left, verdict.reason, base_url, link_days, at)
        return found


def _check(found: Case, verdict: Verdict, left: Difference) -> None:
    refused = bool(left) or not verdict.accept
    if refused and found.by_organisation and not verdict.reason.strip():
        raise Invalid({"reason": _("Write why, in a sentence or two. The organisation gets it by e-mail.")})
    if len(verdict.reason) > LONGEST_REASON:
        raise Invalid({"reason": _("This is too long. There is room for %(most)s characters.") % {"most": 1000}})


async def _refuse_stale(stored: Stored, shown: int, taken: Collection[str]) -> None:
    rows = await (
        Revision.select(Revision.difference)
        .where((Revision.organisation == stored.id) & (Revision.version > shown))
        .output(load_json=True)
    )
    if {name for row in rows for name in row["difference"]} & set(taken):
        raise Conflict("a field has been changed since it was shown")


async def _write(  # what a decision is made of
    found: Case, stored: Stored, taken: Difference, verdict: Verdict, by: Actor, at: datetime
) -> Difference:
    """Write what was accepted; return it as what the organisation is told."""
    facts: dict[str, Any] = {"reviewed_at": at}
    told: Difference = dict(taken)
    if found.kind in STATUSES:
        facts |= {"status": found.kind, "status_since": verdict.since or found.proposed_at.date()}
        told["status"] = (stored.status, found.kind)
    after = changes.apply(stored.entry, {name: becomes for name, (_was, becomes) in taken.items()})
    await update(stored, after, by, at, **facts)
    moved = await follow_address(stored, await find(stored.id), await centre_of(stored), by.name, at)
    if found.kind == "wrong_contact" and not moved:
        # Whoever has the link now is not the one to answer, whether we know who is or not (SECURITY.md).
        await replace_links(stored.id, by.name, at, "not the right person")
    return told


async def _settle(found: Case, *, accepted: bool, verdict: Verdict, by: Actor, at: datetime) -> None:
    state = "accepted" if accepted else "refused"
    await Suggestion.update(
        {
            Suggestion.state: state,
            Suggestion.decided_at: at,
            Suggestion.decided_by: by.name,
            Suggestion.decision_reason: verdict.reason.strip(),
        }
    ).where(Suggestion.id == found.id)
    subject = f"organisation:{found.stored.id}"
    await record(Verb.SUGGESTION_DECIDED, subject, by.name, at, suggestion=found.id, state=state)


async def _tell(
    found: Case, taken: Difference, left: Difference, reason: str, base_url: str, link_days: int, at: datetime
) -> None:
    now = await find(found.stored.id)
    centre = await centre_of(now)
    page = f"{base_url}/organisasjon/{now.slug}"
    if taken:
        await put_accepted(now, centre, taken, page, at)
    if left or (not taken and reason.strip()):
        opens = await live_or_new(now.id, link_days, at)
        await put_refusal(now, centre, left, reason.strip(), opens, at)
