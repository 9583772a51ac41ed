"""The organisations that one visitor looks after, and which of them still need an answer (reads only)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.campaigns.links import Opened
from directory.organisations.entry import SECTIONS
from directory.tables.campaigns import Invitation

PARTS = len(SECTIONS)


@dataclass(frozen=True, slots=True)
class LookedAfter:
    """One organisation: the kind of its latest answer in the round (None: not yet) and when it was confirmed last.

    `done` of its PARTS are confirmed since the round opened, and `begun` says that something typed is not saved.
    `waiting`: something they said waits for staff. `status` is active, paused or dissolved.
    """

    organisation: UUID
    name: str
    answer: str | None
    answered_at: datetime | None
    confirmed_at: datetime | None
    stopped: bool
    done: int
    begun: bool
    waiting: bool
    status: str
    published: bool

    @property
    def done_with(self) -> bool:
        """Whether nothing is asked about it any more: it is answered for, or no longer exists."""
        return self.answer is not None or self.status == "dissolved"


# Outside a round an answer, or that a part is right, counts for a day; and never once somebody else is asked.
LOOKED_AFTER = """
SELECT o.id AS organisation, o.name, a.kind AS answer, a.at AS answered_at, o.confirmed_at, o.status, o.published,
  i.opted_out_at IS NOT NULL AS stopped,
  (SELECT count(*)::int FROM section_confirmation s WHERE s.organisation = o.id AND s.confirmed_at >= r.since) AS done,
  EXISTS (SELECT FROM draft d WHERE d.organisation = o.id) AS begun,
  EXISTS (SELECT FROM suggestion s WHERE s.organisation = o.id AND s.state = 'waiting'
          AND s.kind IN ('edit', 'wrong_contact', 'paused', 'dissolved', 'theme', 'parent')) AS waiting
FROM invitation i JOIN organisation o ON o.id = i.organisation LEFT JOIN campaign c ON c.id = i.campaign
CROSS JOIN LATERAL (SELECT GREATEST(COALESCE(c.opened_at, {}::timestamptz - interval '1 day'),
  (SELECT max(superseded_at) FROM answer WHERE organisation = o.id)) AS since) r
LEFT JOIN LATERAL (SELECT kind, at FROM answer WHERE organisation = o.id AND at >= r.since
                   AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1) a ON true
WHERE i.id = ANY({}::int[]) ORDER BY o.sort_key, o.id
"""


async def looked_after(opened: Sequence[Opened], at: datetime) -> list[LookedAfter]:
    """Return what has been opened, by name."""
    rows = await Invitation.raw(LOOKED_AFTER, at, [one.invitation for one in opened])
    return [LookedAfter(**row) for row in rows]


def next_of(rows: Sequence[LookedAfter]) -> LookedAfter | None:
    """Return the one to answer for next: what is begun first, else the first that needs an answer."""
    left = [row for row in rows if not row.done_with]
    return next((row for row in left if row.done or row.begun), left[0] if left else None)
