"""The simulated round is the real one, played ahead."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from directory.campaigns import actions, reads
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.forecast import Forecast, forecast
from directory.campaigns.plan import Rounds, Wave
from directory.campaigns.simulation import Standing, World, simulate
from directory.errors import Invalid, Refused
from directory.mail import sweeps
from directory.mail.addresses import suppression_digest
from directory.mail.quiet import Rest, is_quiet, read_quiet
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.contacts import Contact, Suppression
from directory.tables.mail import Letter
from directory.tokens import Keys
from tests import builders
from tests.campaigns.rounds import BY, draft, region, running
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server

OSLO = ZoneInfo("Europe/Oslo")
Figures = dict[tuple[date, str], int]


def foreseen(seen: Forecast) -> Figures:
    return {(one.day, wave): number for one in seen.days for wave, number in one.letters.items()}


async def happened(campaign: int) -> Figures:
    rows = await Letter.select(Letter.wave, Letter.accepted_at).where(
        (Letter.campaign == campaign) & (Letter.state == "accepted")
    )
    return dict(Counter((row["accepted_at"].astimezone(OSLO).date(), row["wave"]) for row in rows))


async def play(settings: Settings, clock: MovableClock, until: date) -> None:
    """Turn the clock through every day, with the real scheduler and the real worker at noon and in the evening."""
    day = clock().astimezone(OSLO).date()
    while day <= until:
        for hour in (12, 19):
            clock.now = max(clock.now, datetime(day.year, day.month, day.day, hour, tzinfo=OSLO).astimezone(UTC))
            await enqueue_due(settings, clock())
            await sweeps.sweep(clock())
            if await sweeps.count_sendable(clock(), Rest()):
                await drain(settings, clock)
        day += timedelta(days=1)


WORLDS = {
    "an autumn with a week-end and the autumn break": (datetime(2026, 9, 4, 16, 0, tzinfo=UTC), date(2026, 10, 9), {}),
    "a spring with Easter and 17 May": (
        datetime(2027, 3, 18, 7, 0, tzinfo=UTC),
        date(2027, 5, 14),
        {"reminders": (3, 10, 30, 58), "after_deadline": 3},
    ),
    "no reminders but the last letter, in July": (
        datetime(2026, 6, 25, 21, 0, tzinfo=UTC),
        date(2026, 7, 3),
        {"reminders": (), "after_deadline": 1},
    ),
    "a reminder that would come too soon after a first letter that waited for Monday": (
        datetime(2026, 9, 4, 18, 30, tzinfo=UTC),
        date(2026, 9, 30),
        {"reminders": (3, 14)},
    ),
    "a reminder that would come after the deadline": (
        datetime(2026, 9, 2, 8, 0, tzinfo=UTC),
        date(2026, 9, 20),
        {"reminders": (14, 28), "after_deadline": None},
    ),
}


@pytest.mark.parametrize("world", WORLDS.values(), ids=list(WORLDS))
async def test_what_is_foreseen_is_what_happens_when_nobody_answers(
    db: None,
    sending: Settings,
    mail_server: Server,
    clock: MovableClock,
    world: tuple[datetime, date, dict[str, object]],
) -> None:
    began, deadline, more = world
    settings = replace(sending, quiet_hours="20-07")
    centre, organisations = await region(3)
    await builders.organisation("Utan adresse", centre=centre, email="")
    for name in ("Ein til", "Enno ein"):  # one mailbox for both: one letter
        await builders.organisation(name, centre=centre, email="Felles@lag.example")
    await Contact(
        organisation=organisations[0].id,
        name="Ola",
        email="ola@lag.example",
        position=1,
        source="staff",
        created_at=NOW,
    ).save()
    campaign = await actions.create("korus", began.year, deadline, BY, began - timedelta(days=1), **more)  # type: ignore[arg-type]
    clock.now = began
    seen = await forecast(campaign, settings, clock())
    await actions.start(campaign, settings, BY, clock())
    await play(settings, clock, seen.days[-1].day)
    assert foreseen(seen) == await happened(campaign)
    assert sum(foreseen(seen).values()) >= 3
    assert all(not one.rest for one in seen.days if one.letters)
    assert {one.candidate.name for one in seen.outlook.telephone} >= {"Utan adresse"}
    assert len(seen.outlook.telephone) == 6


async def test_the_rest_of_a_round_under_way_is_foreseen_from_what_has_happened(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    settings = replace(sending, quiet_hours="20-07")
    mail_server.script.rcpt = lambda address: "550 5.1.1 no such user" if address.startswith("lag3") else "250 OK"
    _centre, lag = await region(5)
    campaign = await draft()
    await actions.start(campaign, settings, BY, clock())
    await play(settings, clock, date(2026, 9, 8))
    await confirm(str(lag[0].id), lag[0].version, Visit(), clock())
    await Invitation.update({Invitation.opted_out_at: clock()}).where(Invitation.organisation == lag[1].id)
    seen = await forecast(campaign, settings, clock(), answering=0)
    assert seen.totals == {"first": 4, "reminder-1": 2, "reminder-2": 2, "after-deadline": 2}
    assert [one.done for one in seen.days if one.letters] == [True, False, False, False]
    assert {one.candidate.name for one in seen.outlook.telephone} == {"Lag 2", "Lag 3", "Lag 4"}
    await play(settings, clock, seen.days[-1].day)
    assert foreseen(seen) == await happened(campaign)


async def test_letters_that_wait_when_it_is_looked_at_are_in_the_forecast_once(db: None, settings: Settings) -> None:
    slow = replace(settings, send_rate="1/h", quiet_hours="20-07")
    campaign, _organisations = await running(slow, 3, at=datetime(2026, 9, 4, 16, 0, tzinfo=UTC))
    seen = await forecast(campaign, slow, datetime(2026, 9, 4, 16, 0, tzinfo=UTC), answering=0)
    friday, monday = [one for one in seen.days if "first" in one.letters]
    assert (friday.day, friday.letters) == (date(2026, 9, 4), {"first": 2})
    assert (monday.day, monday.letters, monday.first_at) == (
        date(2026, 9, 7),
        {"first": 1},
        datetime(2026, 9, 7, 5, 0, tzinfo=UTC),
    )


async def test_what_cannot_go_before_the_deadline_is_said_to_run_out(db: None, settings: Settings) -> None:
    slow = replace(settings, send_rate="1/h", quiet_hours="20-07")
    await region(40)
    campaign = await draft(deadline=date(2026, 9, 4), reminders=(), after_deadline=None)
    seen = await forecast(campaign, slow, NOW)
    # Ten hours left of the Wednesday and thirteen of each of two days more: 36 of 40.
    assert (sum(seen.totals.values()), len(seen.outlook.expired)) == (36, 4)


@pytest.mark.parametrize(("answering", "left"), [(0, 40), (25, 30), (60, 16), (100, 0)])
async def test_the_assumed_answers_come_little_by_little_and_add_up(
    db: None, settings: Settings, answering: int, left: int
) -> None:
    await region(40)
    seen = await forecast(await draft(), settings, NOW, answering=answering)
    numbers = list(seen.totals.values())
    assert numbers[0] == 40
    assert numbers == sorted(numbers, reverse=True)
    assert len(seen.outlook.telephone) == pytest.approx(left, abs=1)
    if 0 < answering < 100:
        assert len(set(numbers)) == 4
    again = await forecast(seen.campaign, settings, NOW, answering=answering)
    assert again == seen  # always the same ones: it is no game of chance


async def test_last_rounds_answers_are_assumed_when_nothing_else_is_said(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    campaign, lag = await running(settings, 4)
    assert (await forecast(campaign, settings, NOW)).assumed == "nobody"
    await confirm(str(lag[0].id), lag[0].version, Visit(), NOW + timedelta(days=1))
    await actions.close(campaign, BY, NOW + timedelta(days=50))
    later = await draft(year=2027, deadline=date(2027, 10, 1))
    seen = await forecast(later, settings, datetime(2027, 9, 1, 8, 0, tzinfo=UTC))
    assert (seen.answering, seen.assumed) == (25, "last-round")
    with pytest.raises(Refused, match="nothing more"):
        await forecast(campaign, settings, NOW)


async def test_quiet_days_are_named_and_a_scheduled_round_is_foreseen_from_its_time(
    db: None, settings: Settings
) -> None:
    await region(1)
    campaign = await actions.create("korus", 2027, date(2027, 5, 21), BY, NOW)
    await actions.schedule(campaign, datetime(2027, 3, 19, 8, 0, tzinfo=UTC), settings, BY, NOW)
    seen = await forecast(campaign, settings, NOW)
    rests = {one.day: one.rest for one in seen.days}
    assert seen.begins_at == datetime(2027, 3, 19, 8, 0, tzinfo=UTC)
    assert rests[date(2027, 3, 26)] == "Good Friday"
    assert rests[date(2027, 3, 23)] == "Easter week"
    assert rests[date(2027, 5, 1)] == "Labour Day"
    assert rests[date(2027, 5, 17)] == "Constitution Day"
    assert rests[date(2027, 5, 16)] == "Whit Sunday"
    assert rests[date(2027, 5, 22)] == "Week-end"
    assert rests[date(2027, 5, 18)] == ""
    events = {event: one.day for one in seen.days for event in one.events}
    assert events["start"] == date(2027, 3, 19)
    assert events["deadline"] == date(2027, 5, 21)
    assert events["telephone"] > date(2027, 5, 28)
    with pytest.raises(Invalid, match="passed"):
        await forecast(campaign, settings, NOW, begin=NOW - timedelta(days=1))
    unchanged = await reads.find(campaign)
    assert (unchanged.state, unchanged.opened_at) == ("scheduled", None)


async def test_addresses_that_nothing_is_sent_to_are_left_out(db: None, settings: Settings) -> None:
    await region(3)
    digest = suppression_digest(Keys(settings.secret_keys), "lag0@lag.example")
    await Suppression(kind="address", digest=digest, reason="", created_at=NOW).save()
    campaign = await draft()
    assert (await forecast(campaign, settings, NOW)).totals["first"] == 2
    listed = replace(settings, sending="allowlist", sending_allow=("lag1@lag.example",))
    assert (await forecast(campaign, listed, NOW)).totals["first"] == 1


async def test_a_round_of_three_thousand_is_foreseen_while_one_waits(db: None, settings: Settings) -> None:
    centre = await builders.centre()
    one = await builders.organisation("Lag", centre=centre)
    stored = next(found for found in await reads.described(centre) if found.candidate.id == one.id)
    standings = [
        Standing(candidate=replace(stored.candidate, id=uuid4(), email=f"lag{number}@lag.example"))
        for number in range(3_000)
    ]
    quiet = read_quiet("20-07", "Europe/Oslo")
    rounds = Rounds(
        opened_at=NOW, deadline=date(2026, 10, 16), reminders=(14, 28), after_deadline=7, timezone="Europe/Oslo"
    )
    world = World(
        now=NOW,
        rounds=rounds,
        link_until=NOW + timedelta(days=120),
        quiet=quiet,
        resting=quiet,
        per_second=0.5,
        standings=standings,
        first=Wave(name="first", template="first", due_at=NOW),
        answering=0.3,
    )
    began = asyncio.get_running_loop().time()
    outlook = simulate(world)
    assert asyncio.get_running_loop().time() - began < 5
    assert len(outlook.telephone) == pytest.approx(2_100, abs=2)
    assert not any(is_quiet(letter.at, quiet) for letter in outlook.letters)
