"""How long letters take."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from directory.campaigns.pace import expected_end, instants, stretches
from directory.mail.quiet import Quiet, is_quiet

NIGHTS = Quiet(20, 7, "Europe/Oslo")
RATES = some.sampled_from([0.0, 0.001, 0.5, 3.0])
HOURS = some.sampled_from([None, NIGHTS, Quiet(9, 15, "Europe/Oslo"), Quiet(23, 1, "Europe/Oslo")])
MOMENTS = some.integers(0, 700 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def test_what_does_not_fit_before_the_evening_goes_on_in_the_morning() -> None:
    friday = datetime(2026, 9, 4, 17, 0, tzinfo=UTC)  # seven in the evening: an hour is left
    evening, monday = stretches(3_000, friday, 0.5, NIGHTS)
    assert (evening.letters, evening.last_at) == (1_800, friday + timedelta(minutes=59, seconds=58))
    assert (monday.letters, monday.first_at) == (1_200, datetime(2026, 9, 7, 5, 0, tzinfo=UTC))
    assert monday.last_at == datetime(2026, 9, 7, 5, 39, 58, tzinfo=UTC)


def test_without_a_rate_all_go_at_once_and_without_rest_at_any_hour() -> None:
    night = datetime(2026, 9, 4, 22, 0, tzinfo=UTC)
    (only,) = stretches(10_000, night, 0, None)
    assert (only.letters, only.first_at, only.last_at) == (10_000, night, night)


def test_the_clocks_going_back_give_no_letter_away() -> None:
    # Quiet from 23 to 1: at three in the morning of 25 October 2026 the clocks go back to two, but it is a Sunday.
    found = stretches(10, datetime(2026, 10, 23, 20, 59, 59, tzinfo=UTC), 0.5, Quiet(23, 1, "Europe/Oslo"))
    assert [one.letters for one in found] == [1, 9]
    assert found[1].first_at == datetime(2026, 10, 26, 0, 0, tzinfo=UTC)


@given(letters=some.integers(1, 400), begin=MOMENTS, rate=RATES, quiet=HOURS)
def test_every_letter_goes_once_never_in_quiet_hours_and_never_faster_than_the_rate(
    letters: int, begin: datetime, rate: float, quiet: Quiet | None
) -> None:
    found = instants([begin] * letters, begin, rate, quiet)
    assert len(found) == letters
    assert found[0] >= begin
    assert not any(is_quiet(moment, quiet) for moment in found)
    if rate:
        apart = [after - before for before, after in pairwise(found)]
        assert all(gap >= timedelta(seconds=1 / rate) for gap in apart)
    assert expected_end([(begin, letters)], begin, rate, quiet) == found[-1]


def test_the_end_waits_for_the_letters_that_fall_due_later() -> None:
    now = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)
    later = now + timedelta(hours=2)
    assert expected_end([(later, 3), (now, 60)], now, 0.5, NIGHTS) == later + timedelta(seconds=4)
    assert expected_end([], now, 0.5, NIGHTS) is None
