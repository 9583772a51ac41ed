"""A clock that is a day wrong, and the two nights a year when the clocks on the wall change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from directory.mail import claims, sweeps
from directory.mail.claims import Terms
from directory.tables.mail import Letter
from tests.conftest import NOW
from tests.mail.faults.case import Case
from tests.mail.letters_in_the_outbox import sign_in_letter, states

DAY = timedelta(days=1)


@pytest.mark.parametrize("wrong", [-DAY, DAY, timedelta(days=-400), timedelta(days=400)])
async def test_a_lease_is_no_matter_of_the_application_clock(case: Case, wrong: timedelta) -> None:
    await case.round()

    async def sweep(_address: str) -> str:
        before = await Letter.select(Letter.lease_token, Letter.lease_until).where(Letter.state == "sending")
        await sweeps.sweep(NOW + min(wrong, 20 * DAY))  # a colleague's machine; later, the letters would run out
        assert await Letter.select(Letter.lease_token, Letter.lease_until).where(Letter.state == "sending") == before
        assert len(before) == 1
        return "250 OK"

    case.server.says(rcpt=sweep)
    await case.drain()
    assert await case.hold() == {"accepted": 3}


async def test_a_clock_that_goes_back_a_day_sends_nothing_again_and_forgets_nothing(case: Case) -> None:
    await case.round()
    case.server.says(rcpt=lambda address: "451 4.3.0 later" if "lag1" in address else "250 OK")
    await case.drain()
    case.server.script.clear()
    case.clock.now = NOW - DAY
    await case.drain()
    assert await case.hold() == {"accepted": 2, "deferred": 1}
    case.clock.now = NOW + DAY
    await case.drain()
    assert await case.hold() == {"accepted": 3}


async def test_a_clock_a_day_ahead_sends_what_was_due_and_no_link_that_has_run_out(case: Case) -> None:
    await case.round()
    await sign_in_letter()  # good for a quarter of an hour
    case.clock.now = NOW + DAY
    await case.drain()
    assert await case.hold() == {"accepted": 3, "expired": 1}


async def test_the_rate_is_no_matter_of_the_application_clock(case: Case) -> None:
    await case.round(2)
    await sweeps.prepare_gates()
    terms = Terms(lease=900, per_second=0.01)
    assert await claims.take(terms, NOW) is not None
    for at in (NOW + DAY, NOW - DAY):
        assert await claims.take(terms, at) is None


@pytest.mark.parametrize(
    ("open_", "rest", "monday_rest", "monday_open"),
    [
        # To winter time in the night to Sunday 25 October 2026; 20 is 18 UTC before, 7 is 6 UTC after.
        ("2026-10-23 17:59", "2026-10-23 18:00", "2026-10-26 05:59", "2026-10-26 06:00"),
        # To summer time in the night to Sunday 30 March 2025; 20 is 19 UTC before, 7 is 5 UTC after.
        ("2025-03-28 18:59", "2025-03-28 19:00", "2025-03-31 04:59", "2025-03-31 05:00"),
    ],
)
async def test_letters_rest_by_the_clock_on_the_wall_on_both_sides_of_a_change_of_time(
    case: Case, open_: str, rest: str, monday_rest: str, monday_open: str
) -> None:
    case.sending = replace(case.sending, quiet_hours="20-07")
    case.clock.now = at(open_).replace(hour=12)
    await case.round(3, deadline=date(2026, 12, 1))
    case.clock.now = at(rest)
    await case.drain()
    assert await states() == {"ready": 3}
    case.clock.now = at(open_)
    case.server.says(dot=lambda address: "250 queued" if "lag0" in address else "451 later")
    await case.drain()
    assert (await states())["accepted"] == 1
    case.server.script.clear()
    case.clock.now = at(monday_rest)
    await case.drain()
    assert (await states())["accepted"] == 1
    case.clock.now = at(monday_open)
    await case.drain()
    assert await case.hold() == {"accepted": 3}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
