"""Rules of a round, without a database."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from directory.campaigns import states
from directory.campaigns.plan import (
    Candidate,
    Rounds,
    address_of,
    check_days,
    proposed_deadline,
    proposed_start,
    wave_now,
    waves,
    why_not,
)
from directory.errors import Invalid, Refused
from directory.mail.quiet import Quiet, is_quiet_day, read_quiet
from tests.conftest import NOW

QUIET = Quiet(20, 7, "Europe/Oslo")


def rounds(**more: object) -> Rounds:
    known = {
        "opened_at": NOW,
        "deadline": date(2026, 10, 1),
        "reminders": (14, 28),
        "after_deadline": 7,
        "timezone": "Europe/Oslo",
    }
    return Rounds(**known | more)  # type: ignore[arg-type]


def candidate(**more: object) -> Candidate:
    known = {
        "id": "00000000-0000-0000-0000-000000000001", "name": "Lag", "status": "active", "published": True,
        "replaced": False, "language": "", "municipality": "", "update_email": "", "email": "", "contact_emails": (),
    }  # fmt: skip
    return Candidate(**known | more)  # type: ignore[arg-type]


def test_reminders_go_on_their_days_and_the_last_letter_when_people_are_back() -> None:
    assert [(wave.name, wave.template, wave.due_at) for wave in waves(rounds(), QUIET)] == [
        ("reminder-1", "reminder", NOW + timedelta(days=14)),
        ("reminder-2", "reminder", NOW + timedelta(days=28)),
        ("after-deadline", "after_deadline", datetime(2026, 10, 12, 5, 0, tzinfo=UTC)),  # after the autumn break
    ]


def test_a_reminder_that_rest_would_push_past_the_deadline_is_dropped() -> None:
    planned = waves(rounds(deadline=date(2026, 9, 19), reminders=(14, 17)), QUIET)
    assert [wave.name for wave in planned] == ["reminder-1", "after-deadline"]


def test_only_the_latest_letter_that_is_due_goes() -> None:
    planned = waves(rounds(), None)
    assert wave_now(planned, NOW) is None
    assert wave_now(planned, NOW + timedelta(days=14)) == planned[0]
    assert wave_now(planned, NOW + timedelta(days=60)) == planned[2]
    over = NOW + timedelta(days=30)
    assert wave_now(planned, over - timedelta(seconds=1), over) == planned[1]
    assert wave_now(planned[:2], over, over) is None  # nobody is reminded of a deadline that is over
    assert wave_now(planned, NOW + timedelta(days=60), over) == planned[2]


def test_the_update_address_comes_before_the_mailbox_and_that_before_a_person() -> None:
    assert address_of(candidate(update_email="u", email="e", contact_emails=("c",))) == "u"
    assert address_of(candidate(email="e", contact_emails=("c",))) == "e"
    assert address_of(candidate(contact_emails=("c",))) == "c"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"status": "dissolved", "email": "e"}, "dissolved"),
        ({"replaced": True, "email": "e"}, "replaced"),
        ({"published": False, "email": "e"}, "withdrawn"),
        ({}, "no_address"),
        ({"status": "paused", "email": "e"}, ""),
    ],
)
def test_some_are_not_asked(facts: dict[str, object], why: str) -> None:
    assert why_not(candidate(**facts)) == why


@pytest.mark.parametrize("before", states.STATES)
@pytest.mark.parametrize("after", states.STATES)
def test_each_move_of_a_campaign_is_allowed_or_refused(before: str, after: str) -> None:
    drawn = {
        "draft": "scheduled running cancelled",
        "scheduled": "draft running cancelled",
        "running": "paused closed cancelled",
        "paused": "running closed cancelled",
    }
    if after in drawn.get(before, "").split():
        assert states.move(before, after) == after
    else:
        with pytest.raises(Refused):
            states.move(before, after)


@pytest.mark.parametrize("year", range(2024, 2044))
@pytest.mark.parametrize("counties", [("11", "46"), ("03", "32")])
def test_a_proposed_round_is_in_september_and_each_of_its_days_is_a_working_day(
    year: int, counties: tuple[str, ...]
) -> None:
    quiet = read_quiet("20-07", "Europe/Oslo", counties)
    assert quiet is not None
    start = proposed_start(year)
    deadline = proposed_deadline(start, quiet)
    assert (start.month, start.weekday()) == (9, 1)
    assert not is_quiet_day(start, quiet.breaks)
    assert not is_quiet_day(deadline, quiet.breaks)
    opened_at = datetime(year, 9, start.day, 7, 0, tzinfo=UTC)
    planned = waves(rounds(opened_at=opened_at, deadline=deadline), quiet)
    assert [wave.name for wave in planned] == ["reminder-1", "reminder-2", "after-deadline"]
    days = [start, *(wave.due_at.date() for wave in planned)]
    assert not any(is_quiet_day(day, quiet.breaks) for day in days)
    assert deadline - days[2] >= timedelta(days=10)
    assert all(later - earlier >= timedelta(days=3) for earlier, later in pairwise(days))


def test_the_autumn_break_is_the_one_of_the_centres_own_counties() -> None:
    week_40 = date(2026, 9, 29)
    west, both = (read_quiet("20-07", "Europe/Oslo", counties) for counties in (["11", "46"], ["46", "03"]))
    assert west is not None
    assert both is not None
    assert not is_quiet_day(week_40, west.breaks)
    assert is_quiet_day(week_40, both.breaks)
    assert is_quiet_day(week_40 + timedelta(days=7), west.breaks)
    assert is_quiet_day(week_40 + timedelta(days=7), both.breaks)


@pytest.mark.parametrize("days", [(14, 28), (3, 6), (), (120,)])
def test_days_that_can_be_meant_are_taken(days: tuple[int, ...]) -> None:
    check_days(days, 7)


@pytest.mark.parametrize("days", [(2,), (14, 16), (28, 14), (14, 14), (121,), (10, 20, 30, 40, 50)])
def test_reminders_too_close_too_late_or_too_many_are_refused(days: tuple[int, ...]) -> None:
    with pytest.raises(Invalid) as problem:
        check_days(days, 7)
    assert list(problem.value.problems) == ["reminders"]
