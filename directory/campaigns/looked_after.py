"""The organisations that one visitor looks after, and which of them still need an answer (reads only)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.campaigns.links import Opened
from directory.tables.campaigns import Invitation


@dataclass(frozen=True, slots=True)
class LookedAfter:
    """One organisation: the kind of its latest answer in the round (None: not yet) and when it was confirmed last."""

    organisation: UUID
    name: str
    answer: str | None
    answered_at: datetime | None
    confirmed_at: datetime | None
    stopped: bool


# Outside a round an answer counts as given for a day.
LOOKED_AFTER = """
SELECT o.id AS organisation, o.name, a.kind AS answer, a.at AS answered_at, o.confirmed_at,
  i.opted_out_at IS NOT NULL AS stopped
FROM invitation i JOIN organisation o ON o.id = i.organisation LEFT JOIN campaign c ON c.id = i.campaign
LEFT JOIN LATERAL (SELECT kind, at FROM answer WHERE organisation = o.id
                   AND at >= COALESCE(c.opened_at, {}::timestamptz - interval '1 day')
                   ORDER BY at DESC, id DESC LIMIT 1) a ON true
WHERE i.id = ANY({}::int[]) ORDER BY o.sort_key, o.id
"""


async def looked_after(opened: Sequence[Opened], at: datetime) -> list[LookedAfter]:
    """Return what has been opened, by name."""
    rows = await Invitation.raw(LOOKED_AFTER, at, [one.invitation for one in opened])
    return [LookedAfter(**row) for row in rows]
