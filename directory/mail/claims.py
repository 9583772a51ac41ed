"""The three commits of each attempt, each one conditional statement on the letter's row (MAIL.md).

C1 `take` a letter with a lease, C2 `cross` the point of no return, C3 `settle` the outcome; `exchange_many` does C3
of one letter with C1 of the next. Leases and rate go by the database clock, so that several machines agree; `at` is
the application clock.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from directory.database import ask
from directory.mail.quiet import Rest
from directory.mail.statements import CROSS, EXCHANGE, SETTLE, TAKE, WHY_NOT
from directory.mail.states import before

NOWHERE = Rest()
MARGIN = 180  # seconds a lease outlives the wait for the answer to the dot; smtp.DATA_SECONDS come before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A letter in a worker's hands; `invitation` parts are None in letters without one.

    `asked` are the ids of the organisations that still need to answer, or of those that a receipt for several is about
    and that there still are; None in a letter about one.
    """

    id: UUID
    lease_token: UUID
    centre: int | None
    campaign: int | None
    template: str
    language: str
    address: str
    reply_to: str
    context: dict[str, object]
    message_id: str
    envelope_tag: str
    link_purpose: str
    link_id: str
    attempts: int
    expires_at: datetime | None
    sender_name: str | None
    sender_address: str | None
    centre_name: str | None
    centre_reply_to: str | None
    random_id: str | None
    generation: int | None
    code: str | None
    asked: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an attempt; `due_at` when it is to be tried again, `counts` as one of its attempts."""

    state: str
    stage: str
    why: str = ""
    code: int | None = None
    text: str = ""
    due_at: datetime | None = None
    expires_at: datetime | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms letters are taken: lease in seconds, letters per second (0: no limit), where campaigns rest."""

    lease: int
    per_second: float = 0.0
    rest: Rest = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An outcome of one attempt on its way to the database."""

    letter_id: UUID
    lease_token: UUID
    outcome: Outcome
    worker: str
    at: datetime


async def take(terms: Terms, at: datetime) -> Taken | None:
    """C1: take the next letter that is due, letters of no campaign first; None when nothing may go now."""
    found = await take_many(1, terms, at)
    return found[0] if found else None


async def take_many(most: int, terms: Terms, at: datetime) -> list[Taken]:
    """C1 for several desks at once; under a rate at most one letter of a campaign, since the bucket holds one."""
    rows = await ask(TAKE[bool(terms.per_second)], *_limits(most, terms, at))
    return [_taken(row) for row in rows]


async def exchange_many(reports: Sequence[Report], most: int, terms: Terms, at: datetime) -> list[Taken]:
    """C3 of some letters and C1 of the next in one commit; return the letters taken.

    Raises the errors of directory.database.AWAY; then none of it has happened, or all, or all but some outcomes. What
    was taken and told to nobody comes back when its lease is over.
    """
    rows = await ask(EXCHANGE[bool(terms.per_second)], _told(reports), *_limits(most, terms, at))
    done = rows[0]["settled"] or ()
    for report in reports:
        if report.letter_id not in done:
            await _settled([report], waits=True)
    return [_taken(row) for row in rows if row["id"]]


def _limits(most: int, terms: Terms, at: datetime) -> tuple[object, ...]:
    of_campaigns = 1 if terms.per_second else most
    bounds = (of_campaigns, most)
    rate = (terms.per_second, terms.per_second) if terms.per_second else ()
    rest = (terms.rest.everywhere, list(terms.rest.counties))
    return (at, at, most, at, at, *bounds, *rest, *bounds, *rate, at, terms.lease)


def _taken(row: asyncpg.Record) -> Taken:
    facts = dict(row.items())
    facts.pop("settled", None)
    return Taken(**facts | {"context": json.loads(facts["context"])})


async def cross(letter: Taken, suppressed: str, lease: int) -> str:
    """C2: pass the point of no return; return `""` when passed, else why not.

    `suppressed` is the digest under which the address would be suppressed. Why not: a reason to skip as in
    states.REASONS, `cancelled`, `wait` (back to ready), or `lost` (the lease is over: another has the letter).
    """
    if await _crossed([(letter, suppressed)], lease, waits=True):
        return ""
    rows = await ask(WHY_NOT, letter.lease_token, suppressed, letter.id)
    if not rows or not rows[0]["ours"]:
        return "lost"
    return str(rows[0]["reason"] or "wait")


async def cross_many(letters: Sequence[tuple[Taken, str]], lease: int) -> list[str]:
    """C2 for several letters at once, each with its digest; return for each what `cross` returns."""
    passed = await _crossed(letters, lease, waits=len(letters) == 1)
    return ["" if letter.id in passed else await cross(letter, digest, lease) for letter, digest in letters]


async def _crossed(letters: Sequence[tuple[Taken, str]], lease: int, *, waits: bool) -> set[UUID]:
    rows = await ask(
        CROSS[waits],
        sorted({letter.campaign for letter, _ in letters if letter.campaign is not None}),
        [letter.id for letter, _ in letters],
        [letter.lease_token for letter, _ in letters],
        [digest for _, digest in letters],
        [len(letter.asked or ()) for letter, _ in letters],
        lease,
    )
    return {row["id"] for row in rows}


async def settle(letter_id: UUID, lease_token: UUID, outcome: Outcome, worker: str, at: datetime) -> bool:
    """C3: write the outcome and the attempt; return False when the letter is no longer this worker's.

    A worker that comes late may still settle the letter it left `unknown`.
    """
    report = Report(letter_id=letter_id, lease_token=lease_token, outcome=outcome, worker=worker, at=at)
    return bool(await _settled([report], waits=True))


async def settle_many(reports: Sequence[Report]) -> list[bool]:
    """C3 for several letters at once; return for each what `settle` returns."""
    done = await _settled(reports, waits=len(reports) == 1)
    return [report.letter_id in done or bool(await _settled([report], waits=True)) for report in reports]


async def _settled(reports: Sequence[Report], *, waits: bool) -> set[UUID]:
    rows = await ask(SETTLE[waits], _told(reports))
    return {row["letter"] for row in rows}


def _told(reports: Sequence[Report]) -> str:
    return json.dumps([_as_json(report) for report in reports])


def _as_json(report: Report) -> dict[str, object]:
    outcome = report.outcome
    keeps = outcome.state == "unknown"
    return {
        "id": str(report.letter_id),
        "token": str(report.lease_token),
        "worker": report.worker,
        "at": report.at.isoformat(),
        "stage": outcome.stage,
        "state": outcome.state,
        "why": outcome.why,
        "code": outcome.code,
        "text": storable(outcome.text),
        "counts": int(outcome.counts),
        "due_at": outcome.due_at and outcome.due_at.isoformat(),
        "expires_at": outcome.expires_at and outcome.expires_at.isoformat(),
        "accepted": outcome.state == "accepted",
        "keeps_token": keeps,
        "keeps_crossed": keeps or outcome.state == "accepted",
        "before": before(outcome.state),
    }


def storable(text: str) -> str:
    """Return what a mail server said as PostgreSQL can keep it: no NUL, no lone surrogates, not without end."""
    return text[:2000].replace("\0", " ").encode("utf-8", "replace").decode()
