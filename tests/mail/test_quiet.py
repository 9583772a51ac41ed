"""When campaign letters rest."""

from datetime import UTC, date, datetime, timedelta

import pytest

from directory.errors import SettingError
from directory.mail.quiet import EARLY_COUNTIES, Quiet, Rest, at_rest, is_quiet, is_quiet_day, next_open, read_quiet
from directory.mail.worker import read_rate

NIGHTS = Quiet(20, 7, "Europe/Oslo")


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+02:00")


@pytest.mark.parametrize(
    ("moment", "open_again"),
    [
        ("2026-09-02T10:00", "2026-09-02T10:00"),  # a Wednesday morning
        ("2026-09-02T19:59", "2026-09-02T19:59"),
        ("2026-09-02T20:00", "2026-09-03T07:00"),
        ("2026-09-03T06:59", "2026-09-03T07:00"),
        ("2026-09-04T22:00", "2026-09-07T07:00"),  # Friday night to Monday
        ("2026-09-06T12:00", "2026-09-07T07:00"),
        ("2026-05-13T21:00", "2026-05-15T07:00"),  # over Ascension Day
        ("2026-05-15T21:00", "2026-05-18T07:00"),  # over the week-end with 17 May
        ("2026-07-01T10:00", "2026-08-03T07:00"),  # all of July, then a week-end
        ("2026-03-27T21:00", "2026-04-07T07:00"),  # Easter week
        ("2026-10-05T10:00", "2026-10-12T07:00"),  # autumn break
    ],
)
def test_letters_wait_for_the_next_working_morning(moment: str, open_again: str) -> None:
    assert next_open(oslo(moment), NIGHTS) == oslo(open_again)
    assert is_quiet(oslo(moment), NIGHTS) == (moment != open_again)


def test_the_clock_on_the_wall_counts_on_both_sides_of_a_change_of_time() -> None:
    assert next_open(datetime(2026, 10, 23, 19, 0, tzinfo=UTC), NIGHTS) == datetime(2026, 10, 26, 6, 0, tzinfo=UTC)


def test_holidays_move_with_easter_and_christmas_is_one_long_rest() -> None:
    assert is_quiet_day(date(2027, 3, 29))
    assert is_quiet_day(date(2027, 5, 17))
    assert is_quiet_day(date(2026, 12, 29))
    assert not is_quiet_day(date(2026, 9, 1))


def test_no_setting_means_no_rest() -> None:
    assert read_quiet("", "Europe/Oslo") is None
    assert not is_quiet(oslo("2026-12-24T23:00"), None)


@pytest.mark.parametrize(("hours", "zone"), [("20", "Europe/Oslo"), ("25-7", "Europe/Oslo"), ("20-07", "Norway/Oslo")])
def test_a_wrong_setting_is_named(hours: str, zone: str) -> None:
    with pytest.raises(SettingError, match="DIRECTORY_"):
        read_quiet(hours, zone)


def test_a_rate_is_so_many_letters_in_some_time() -> None:
    assert (read_rate("30/min"), read_rate(""), read_rate("0"), read_rate("2 / s")) == (0.5, 0, 0, 2)
    with pytest.raises(SettingError, match="DIRECTORY_SEND_RATE"):
        read_rate("many")


def test_in_the_eastern_autumn_break_only_its_counties_rest_and_in_the_evening_everybody() -> None:
    quiet = read_quiet("20-07", "Europe/Oslo")
    week_40 = datetime(2026, 9, 29, 8, 0, tzinfo=UTC)
    assert at_rest(week_40, quiet) == Rest(counties=tuple(sorted(EARLY_COUNTIES)))
    assert at_rest(week_40 + timedelta(hours=12), quiet) == Rest(everywhere=True)
    assert at_rest(week_40 + timedelta(days=7), quiet) == Rest(everywhere=True)
    assert at_rest(week_40 - timedelta(days=7), quiet) == Rest()
    assert at_rest(week_40, None) == Rest()
