"""Counting how often something was done in a window of time, across all processes."""

from datetime import datetime, timedelta

from directory.errors import LimitReached
from directory.tables.limits import LimitCounter

# One statement, so that two processes that count at once both count (PostgreSQL, INSERT … ON CONFLICT).
COUNT = """
INSERT INTO limit_counter (key, amount, until) VALUES ({}, 1, {})
ON CONFLICT (key) DO UPDATE SET
  amount = CASE WHEN limit_counter.until <= {} THEN 1 ELSE limit_counter.amount + 1 END,
  until = CASE WHEN limit_counter.until <= {} THEN excluded.until ELSE limit_counter.until END
RETURNING amount, until
"""


async def take(key: str, amount: int, window: timedelta, at: datetime) -> None:
    """Count one more of `key` at the instant `at`; more than `amount` in a `window` raises LimitReached.

    The window begins with the first and then runs out; `key` is a scope and a keyed hash (`Keys.digest`), at
    most 120 characters, never an address. Call it outside a transaction: a refused act still counts.
    """
    until = at + window
    rows = await LimitCounter.raw(COUNT, key, until, at, at)
    counted, runs_out = rows[0]["amount"], rows[0]["until"]
    if counted > amount:
        raise LimitReached(max(1, round((runs_out - at).total_seconds())))


async def forget_old(at: datetime) -> None:
    """Remove the counters whose window ran out before `at`."""
    await LimitCounter.delete().where(LimitCounter.until <= at)
