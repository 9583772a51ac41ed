"""What an organisation answered last, with all of its visit: for the pages behind its link and for the receipt."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from piccolo.query.functions import Max

from directory.organisations.changes import Difference
from directory.organisations.closing_rows import given_way_to
from directory.organisations.reads_visit import NOTHING, Running, visit_with, written_in
from directory.organisations.said import DISSOLVED, PAUSED, Closing, named_of, since_of
from directory.tables.campaigns import Answer
from directory.tables.mail import Letter
from directory.tables.review import Suggestion


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """The latest answer: its kind (`confirmed`, `changed` …), what applied at once, what was left for staff and why.

    Of what was left, `waiting` is not decided yet and `decided` is. `named` is who was named as the right person.
    `receipt_to` is the address that its receipt goes to, None when there is none yet; it `waits` when it is one for
    several, to tell of the next answers too. `pending`: something of it waits for staff. `given_way` is a pause or the
    end that was said before and was taken back by it; `back` that it says that a pause is over.
    """

    kind: str
    at: datetime
    applied: Difference
    waiting: Difference
    decided: Difference
    reasons: Mapping[str, str]
    note: str
    undone: bool
    ask_on: date | None = None
    closing: Closing | None = None
    named: str = ""
    receipt_to: str | None = None
    waits: bool = False
    pending: bool = False
    given_way: str = ""
    back: bool = False


async def closing_in(visit: UUID) -> Closing | None:
    """Return the pause or the end that a visit told of and that still stands, None when it told of neither."""
    row = await _told_in(visit, PAUSED, DISSOLVED)
    return Closing(row["kind"], since_of(row["details"]), row["details"]["successor"], row["note"]) if row else None


async def named_in(visit: UUID) -> str:
    """Return the name of who was said in a visit to be the right person, empty when nobody was named."""
    row = await _told_in(visit, "wrong_contact")
    return named_of(row["details"]) if row else ""


async def _told_in(visit: UUID, *kinds: str) -> Mapping[str, Any] | None:
    told = (Suggestion.undo_id == visit) & Suggestion.kind.is_in(list(kinds))
    row: Mapping[str, Any] | None = await (
        Suggestion.select()
        .where(told & (Suggestion.state != "withdrawn"))
        .order_by(Suggestion.id, ascending=False)
        .first()
        .output(load_json=True)
    )
    return row


RECEIPT = """
SELECT l.address, l.state = 'planned' AS waits FROM letter l JOIN letter_invitation t ON t.letter = l.id
WHERE t.organisation = {} AND (l.link_purpose = 'undo' AND l.link_id = {}
  OR l.link_purpose = 'receipts' AND l.context @> {}::text::jsonb)
ORDER BY l.created_at LIMIT 1
"""


async def _receipt_of(visit: Running) -> tuple[str | None, bool]:
    """Return where the receipt of a visit goes (None when there is none), and whether it waits for more answers."""
    told = json.dumps({"entries": [{"visit": visit.id.hex}]})
    rows = await Letter.raw(RECEIPT, visit.organisation, visit.id.hex, told)
    return (str(rows[0]["address"]), bool(rows[0]["waits"])) if rows else (None, False)


async def asked_anew_at(organisation: UUID) -> datetime | None:
    """Return since when somebody is asked in the place of who was not the right one, None when nobody is."""
    rows = await Answer.select(Max(Answer.superseded_at, "at")).where(Answer.organisation == organisation)
    last: datetime | None = rows[0]["at"]
    return last


async def last_answer(
    organisation: UUID, since: datetime | None = None, *, with_undone: bool = False
) -> LastAnswer | None:
    """Return the latest answer of an organisation (at or after `since`) with all of its visit; None without one.

    What was said by who turned out not to be the right person is another's answer. What was undone is none, unless
    it is asked for (`with_undone`).
    """
    mine = (Answer.organisation == organisation) & Answer.superseded_at.is_null()
    answer = await (
        Answer.select()
        .where(mine if with_undone else mine & Answer.undone_at.is_null())
        .order_by(Answer.at, Answer.id, ascending=False)
        .first()
        .output(load_json=True)
    )
    if answer is None or (since is not None and answer["at"] < since):
        return None
    visit = await visit_with(answer["visit"]) if answer["visit"] else None
    wrote = await written_in(visit.id) if visit else NOTHING
    receipt_to, waits = await _receipt_of(visit) if visit else (None, False)
    return LastAnswer(
        kind=answer["kind"],
        at=answer["at"],
        applied=wrote.applied,
        waiting=wrote.waiting,
        decided=wrote.decided,
        reasons=wrote.reasons,
        note=wrote.note,
        undone=answer["undone_at"] is not None,
        ask_on=wrote.ask_on,
        closing=await closing_in(visit.id) if visit and answer["kind"] in (PAUSED, DISSOLVED) else None,
        named=await named_in(visit.id) if visit and answer["kind"] == "wrong_contact" else "",
        receipt_to=receipt_to,
        waits=waits,
        pending=wrote.cases > 0,
        given_way=await given_way_to(visit.organisation, visit.id) if visit else "",
        back=bool(answer["details"].get("active_again")),
    )
