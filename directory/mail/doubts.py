"""Letters that may or may not have arrived, each with everything that speaks for or against (MAIL.md, `unknown`)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.tables.mail import Letter


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that is known of a doubtful letter; `kind` as in doubt_words.SIGNS, `text` somebody's own words."""

    kind: str
    at: datetime | None = None
    who: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A letter nobody knows the fate of; `crossed_at` is by the database clock, all else by the application's."""

    id: UUID
    campaign: int | None
    centre: int | None
    wave: str
    template: str
    organisations: tuple[tuple[UUID, str], ...]
    address: str
    message_id: str
    since: datetime
    signs: tuple[Sign, ...]


# A link or a code is proof when no other letter brought it and nobody gave it out by hand before the answer.
PROVEN = """
EXISTS (
  SELECT FROM letter_invitation li
  JOIN answer a ON a.invitation = li.invitation AND a.channel IN ('link', 'code') AND a.at >= l.created_at
  WHERE li.letter = l.id
    AND NOT EXISTS (SELECT FROM letter_invitation o JOIN letter x ON x.id = o.letter
                    WHERE o.invitation = li.invitation AND x.id <> l.id AND x.state IN ('accepted', 'unknown'))
    AND NOT EXISTS (SELECT FROM audit_event e WHERE e.verb = 'link.issued'
                    AND e.subject = 'organisation:' || li.organisation AND e.at <= a.at))
"""
# A mail about the letter, before or after it became doubtful.
SPOKEN_OF = "EXISTS (SELECT FROM delivery_fact f WHERE f.letter = l.id AND f.kind <> 'answered')"

RESTORED = "the database was restored"  # how mail/actions.py begins, of letters that were on their way then
# A program that lost the database, or was stopped and started again, reports from its journal. Far beyond any lease
# or wait for an answer (DIRECTORY_SEND_LEASE, _DATA_TIMEOUT): after a day nobody is told to wait for it.
DOUBTS = """
SELECT l.id, l.campaign, l.centre, l.wave, l.template, l.address, l.message_id, l.state_at, l.crossed_at, l.last_text,
       l.lease_token IS NOT NULL AND l.crossed_at > clock_timestamp() - interval '24 hours' AS may_report
FROM letter l
WHERE l.state = 'unknown' AND ({}::int IS NULL OR l.campaign = {}) AND ({}::int IS NULL OR l.centre = {})
  AND ({}::uuid IS NULL OR l.id = {})
ORDER BY l.state_at, l.id
"""
NAMES = """
SELECT li.letter, o.id, o.name FROM letter_invitation li JOIN organisation o ON o.id = li.organisation
WHERE li.letter = ANY({}::uuid[]) ORDER BY o.sort_key, o.id
"""
TRIES = "SELECT letter, at, worker, stage, outcome, code, text FROM attempt WHERE letter = ANY({}::uuid[]) ORDER BY id"
ANSWERS = """
SELECT DISTINCT ON (l.id, a.id) l.id AS letter, a.at, o.name, a.channel IN ('link', 'code') AS by_link
FROM letter l JOIN letter_invitation li ON li.letter = l.id JOIN organisation o ON o.id = li.organisation
JOIN answer a ON a.organisation = li.organisation AND a.at >= l.created_at
WHERE l.id = ANY({}::uuid[]) ORDER BY l.id, a.id
"""
MAIL = """
SELECT f.letter, f.at, f.kind, f.text FROM delivery_fact f
WHERE f.letter = ANY({}::uuid[]) AND f.kind <> 'answered' ORDER BY f.id
"""
LATER = """
SELECT DISTINCT ON (l.id, x.id) l.id AS letter, x.accepted_at AS at, x.address FROM letter l
JOIN letter_invitation li ON li.letter = l.id JOIN letter_invitation o ON o.organisation = li.organisation
JOIN letter x ON x.id = o.letter AND x.campaign = l.campaign AND x.id <> l.id
WHERE l.id = ANY({}::uuid[]) AND x.state = 'accepted' AND x.accepted_at >= l.state_at ORDER BY l.id, x.id
"""


async def doubts(campaign: int | None = None, centre: int | None = None, letter: UUID | None = None) -> Sequence[Doubt]:
    """Return the doubtful letters, the oldest doubt first: of one campaign or centre, or one letter alone."""
    rows = await Letter.raw(DOUBTS, campaign, campaign, centre, centre, letter, letter)
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    names, tries, answers, mail, later = [await _by_letter(sql, ids) for sql in (NAMES, TRIES, ANSWERS, MAIL, LATER)]
    return [
        Doubt(
            **{name: row[name] for name in ("id", "campaign", "centre", "wave", "template", "address", "message_id")},
            since=row["state_at"],
            organisations=tuple((one["id"], one["name"]) for one in names[row["id"]]),
            signs=(
                *_sending(row, tries[row["id"]]),
                *_answered(answers[row["id"]]),
                *(Sign("mail", one["at"], one["kind"], one["text"]) for one in mail[row["id"]]),
                *(Sign("later_letter", one["at"], one["address"]) for one in later[row["id"]]),
            ),
        )
        for row in rows
    ]


async def _by_letter(sql: str, ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    found = defaultdict(list)
    for row in await Letter.raw(sql, ids):
        found[row["letter"]].append(row)
    return found


def _sending(row: dict[str, Any], tries: list[dict[str, Any]]) -> list[Sign]:
    """Return what the sending itself left behind: how far it came, and what was said."""
    signs = [Sign(_kind(one), one["at"], one["worker"], _said(one)) for one in tries]
    told = bool(tries) and tries[-1]["outcome"] == "unknown"
    if row["crossed_at"]:
        signs.insert(len(signs) - told, Sign("begun", row["crossed_at"]))
    if not told:
        restored = row["last_text"].startswith(RESTORED)
        signs.append(Sign("restored" if restored else "worker_silent", row["state_at"]))
        if row["may_report"] and not restored:
            signs.append(Sign("may_report"))
    return signs


def _kind(attempt: dict[str, Any]) -> str:
    if attempt["stage"] == "person":
        return "sent_again"
    return "broke_off" if attempt["outcome"] == "unknown" else "tried_before"


def _said(attempt: dict[str, Any]) -> str:
    return f"{attempt['code'] or ''} {attempt['text']}".strip()[:500]


def _answered(rows: list[dict[str, Any]]) -> list[Sign]:
    return [Sign("answered_by_link" if row["by_link"] else "answered", row["at"], row["name"]) for row in rows]
