"""Days are told by the clocks of the place, whatever the day is in UTC, and the end of a day is still that day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from directory.i18n import day, last_day, live_in, month, speaking

HERE = "Europe/Oslo"
AFTER_MIDNIGHT = datetime(2026, 8, 31, 22, 30, tzinfo=UTC)  # half past midnight in Oslo


@pytest.fixture(autouse=True)
def in_norwegian() -> Iterator[None]:
    with speaking("nb"):
        yield
    live_in(HERE)


def test_shortly_after_midnight_it_is_the_new_day() -> None:
    assert (day(AFTER_MIDNIGHT), month(AFTER_MIDNIGHT)) == ("1. september 2026", "september 2026")
    assert day(date(2026, 8, 31)) == "31. august 2026"


def test_the_days_are_those_of_the_place_of_the_settings() -> None:
    live_in("Atlantic/Azores")
    assert day(AFTER_MIDNIGHT) == "31. august 2026"


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (datetime(2026, 8, 31, 22, tzinfo=UTC), "31. august 2026"),  # the midnight in which the day is over
        (AFTER_MIDNIGHT, "1. september 2026"),
    ],
)
def test_the_last_day_is_one_in_which_there_is_still_time(end: datetime, said: str) -> None:
    assert last_day(end) == said
