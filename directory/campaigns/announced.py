"""The rounds that run now, as the public is told of them: whose, and until when. Nothing about anybody asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from directory.clock import local
from directory.tables.campaigns import Campaign


@dataclass(frozen=True, slots=True)
class Announced:
    """A round that runs: the centre that asks, and the day to answer by, None once that has passed."""

    centre: str
    deadline: date | None


async def announced(at: datetime, timezone: str, centre: int | None = None) -> Sequence[Announced]:
    """Return the rounds that run now, also while their letters are paused; of one centre, or of all by name."""
    rows = await Campaign.raw(
        """SELECT DISTINCT ON (ce.name, c.centre) ce.name, c.deadline FROM campaign c JOIN centre ce ON ce.id = c.centre
           WHERE c.state IN ('running', 'paused') AND c.opened_at <= {} AND (c.centre = {}::int OR {}::int IS NULL)
           ORDER BY ce.name, c.centre, c.deadline DESC""",
        at,
        centre,
        centre,
    )
    today = local(at, timezone).date()
    return [Announced(row["name"], row["deadline"] if row["deadline"] >= today else None) for row in rows]
