"""How fresh an entry is; the only date that the public sees (DESIGN.md, Rules of the house)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

LATELY = timedelta(days=366)  # the round is yearly; a leap year counts as well


@dataclass(frozen=True, slots=True)
class Freshness:
    """`kind` is confirmed (lately), stale (longer ago), imported (never, from a list of `on`) or never.

    `precision` says how much of `on` is known: `year`, `month` or `day`.
    """

    kind: str
    on: date | None = None
    precision: str = "day"


def freshness(
    confirmed_at: datetime | None, list_date: date | None, list_precision: str, now: datetime, *, missed: bool
) -> Freshness:
    """Return how fresh an entry is at the instant `now`.

    `missed`: a round of its centre has passed its deadline since the organisation last confirmed.
    """
    if confirmed_at is not None:
        old = missed or now - confirmed_at > LATELY
        return Freshness("stale" if old else "confirmed", confirmed_at.date())
    if list_date is not None:
        return Freshness("imported", list_date, list_precision or "day")
    return Freshness("never")
