"""Counting across processes."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from directory import limits
from directory.errors import LimitReached
from directory.tables.limits import LimitCounter

NOW = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_a_window_runs_out_and_begins_anew(db: None) -> None:
    for _ in range(3):
        await limits.take("letter:x", 3, HOUR, NOW)
    with pytest.raises(LimitReached) as reached:
        await limits.take("letter:x", 3, HOUR, NOW + timedelta(minutes=20))
    assert reached.value.retry_after == 40 * 60
    await limits.take("letter:y", 3, HOUR, NOW)
    await limits.take("letter:x", 3, HOUR, NOW + HOUR)


async def test_many_at_once_are_all_counted(db: None) -> None:
    async def one() -> bool:
        try:
            await limits.take("letter:x", 5, HOUR, NOW)
        except LimitReached:
            return False
        return True

    assert sum(await asyncio.gather(*(one() for _ in range(20)))) == 5


async def test_old_counters_are_forgotten(db: None) -> None:
    await limits.take("letter:x", 5, HOUR, NOW)
    await limits.forget_old(NOW + HOUR)
    assert await LimitCounter.count() == 0
