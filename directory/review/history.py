"""What happened to an entry, in one line of time: changes, answers, letters and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.organisations.reads import history as revisions
from directory.tables.campaigns import Answer
from directory.tables.mail import Letter


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: `kind` is revision, answer, letter, attempt or delivery; `details` differ by kind."""

    at: datetime
    kind: str
    by: str
    details: dict[str, Any]


async def events(organisation: UUID, limit: int = 60) -> Sequence[Event]:
    """Return what happened to an entry, newest first."""
    found = [
        *await _revisions(organisation, limit),
        *await _answers(organisation, limit),
        *await _letters(organisation, limit),
        *await _attempts(organisation, limit),
        *await _deliveries(organisation, limit),
    ]
    return sorted(found, key=lambda event: event.at, reverse=True)[:limit]


async def _revisions(organisation: UUID, limit: int) -> list[Event]:
    rows = await revisions(organisation, limit)
    return [
        Event(
            row["at"],
            "revision",
            row["by"],
            {"difference": row["difference"], "facts": row["facts"], "version": row["version"], "who": row["by_kind"],
             "undone": row["undone_at"] is not None},
        )
        for row in rows
    ]  # fmt: skip


async def _answers(organisation: UUID, limit: int) -> list[Event]:
    rows = await (
        Answer.select()
        .where(Answer.organisation == organisation)
        .order_by(Answer.at, ascending=False)
        .limit(limit)
        .output(load_json=True)
    )
    return [
        Event(
            row["at"],
            "answer",
            row["by"],
            {
                "answer": row["kind"],
                "channel": row["channel"],
                **row["details"],
                "undone": row["undone_at"] is not None,
            },
        )
        for row in rows
    ]


async def _letters(organisation: UUID, limit: int) -> list[Event]:
    """Return the letters whose state is not told by their last attempt: planned, skipped, run out …"""
    rows = await Letter.raw(
        """
        SELECT DISTINCT l.id, l.template, l.wave, l.state, l.why, l.address, l.created_at,
               COALESCE(l.accepted_at, l.state_at, l.created_at) AS at
        FROM letter l JOIN letter_invitation t ON t.letter = l.id
        WHERE t.organisation = {} AND NOT EXISTS (SELECT FROM attempt a WHERE a.letter = l.id AND a.outcome = l.state)
        ORDER BY at DESC LIMIT {}
        """,
        organisation,
        limit,
    )
    return [Event(row["at"], "letter", "", dict(row)) for row in rows]


async def _attempts(organisation: UUID, limit: int) -> list[Event]:
    rows = await Letter.raw(
        """
        SELECT DISTINCT a.id AS attempt, a.at, a.stage, a.outcome, a.code, a.text, a.worker, l.id, l.template, l.wave,
               l.why, l.address
        FROM letter l JOIN letter_invitation t ON t.letter = l.id JOIN attempt a ON a.letter = l.id
        WHERE t.organisation = {} ORDER BY a.at DESC, a.id DESC LIMIT {}
        """,
        organisation,
        limit,
    )
    return [Event(row["at"], "attempt", row["worker"] if row["stage"] == "person" else "", dict(row)) for row in rows]


async def _deliveries(organisation: UUID, limit: int) -> list[Event]:
    rows = await Letter.raw(
        """
        SELECT f.at, f.kind, f.status, f.text, f.address_norm AS address, f.letter AS id FROM delivery_fact f
        WHERE f.organisation = {} OR f.letter IN (SELECT letter FROM letter_invitation WHERE organisation = {})
        ORDER BY f.at DESC LIMIT {}
        """,
        organisation,
        organisation,
        limit,
    )
    return [Event(row["at"], "delivery", "", {**row, "fact": row["kind"]}) for row in rows]
