"""Reminders and the last letter."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from directory.campaigns import actions, reads
from directory.campaigns.actions_due import enqueue_due
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_other_answers import withdraw
from directory.organisations.actions_undo import undo
from directory.organisations.answer_rows import Visit
from directory.settings import Settings
from directory.tables.campaigns import Campaign
from directory.tables.mail import Letter
from directory.tables.visits import VisitRow
from tests import builders
from tests.campaigns.rounds import BY, draft, running, sums_up
from tests.conftest import NOW, MovableClock
from tests.mail.faults.outside import outside
from tests.mail.letters_in_the_outbox import drain, states, until
from tests.mail.smtp_server import Server, always


async def test_reminders_go_to_those_who_have_not_answered_and_only_once(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, (first, second, _third) = await running(sending)
    await drain(sending, clock)
    clock.forward(days=5)
    await confirm(str(first.id), first.version, Visit(), clock())
    await withdraw(str(second.id), Visit(), clock())
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 1
    assert await enqueue_due(sending, clock()) == 0
    await drain(sending, clock)
    assert mail_server.to().count("lag2@lag.example") == 2
    assert mail_server.to().count("lag0@lag.example") == 2  # the first letter and the receipt
    status = await sums_up(campaign)
    assert (status["confirmed"], status["withdrawn"], status["unanswered"]) == (1, 1, 1)


async def test_who_has_undone_the_answer_is_reminded_like_the_others_but_not_at_once(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, (first, second) = await running(sending, 2)
    await drain(sending, clock)
    clock.forward(days=5)
    for one in (first, second):
        await confirm(str(one.id), one.version, Visit(), clock())
    visits = {row["organisation"]: row["id"] for row in await VisitRow.select(VisitRow.id, VisitRow.organisation)}
    clock.now = NOW + timedelta(days=6)
    await undo(visits[first.id], clock())
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 1
    await drain(sending, clock)
    assert (await sums_up(campaign))["unanswered"] == 1
    clock.now = NOW + timedelta(days=18)
    await undo(visits[second.id], clock())
    clock.now = NOW + timedelta(days=18, hours=1)
    assert await enqueue_due(sending, clock()) == 0
    clock.now = NOW + timedelta(days=28)
    assert await enqueue_due(sending, clock()) == 2


async def test_after_a_stand_still_nobody_gets_two_reminders_at_once(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, _organisations = await running(sending, 1)
    await drain(sending, clock)
    clock.now = NOW + timedelta(days=28)
    assert await enqueue_due(sending, clock()) == 1
    waves = {row["wave"] for row in await Letter.select(Letter.wave).where(Letter.campaign == campaign)}
    assert waves == {"first", "reminder-2"}


async def test_the_last_letter_comes_after_the_deadline_and_the_links_end_with_the_grace(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, _organisations = await running(sending, 1, reminders=())
    await drain(sending, clock)
    clock.now = datetime(2026, 10, 8, 10, 0, tzinfo=UTC)
    assert await enqueue_due(sending, clock()) == 1
    await drain(sending, clock)
    assert len(mail_server.taken) == 2
    clock.now = datetime(2026, 12, 1, tzinfo=UTC)
    await enqueue_due(sending, clock())
    assert (await reads.find(campaign)).state == "closed"


async def test_nobody_is_reminded_at_an_address_that_does_not_exist(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    mail_server.script.rcpt = always("550 5.1.1 no such user")
    await running(sending, 1)
    await drain(sending, clock)
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 0


async def test_a_stand_still_until_after_the_deadline_brings_no_reminder_of_it(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, _organisations = await running(sending, 2)
    await drain(sending, clock)
    clock.now = datetime(2026, 10, 3, 10, 0, tzinfo=UTC)  # the deadline was two days ago, the last letter is to come
    assert await enqueue_due(sending, clock()) == 0
    assert (await sums_up(campaign))["expired"] == 0


@pytest.mark.parametrize("ends", [actions.close, actions.cancel])
async def test_a_round_that_ends_while_its_reminders_are_being_planned_leaves_none_waiting(
    db: None,
    sending: Settings,
    mail_server: Server,
    clock: MovableClock,
    database_url: str,
    ends: Callable[[int, str, datetime], Awaitable[None]],
) -> None:
    campaign, _organisations = await running(sending, 2)
    await drain(sending, clock)
    clock.now = NOW + timedelta(days=14)
    async with outside(database_url) as other, other.connection.transaction():
        await other.connection.execute("SELECT id FROM organisation FOR UPDATE")
        planning = asyncio.create_task(enqueue_due(sending, clock()))
        await other.until_one_waits()
        ending = asyncio.create_task(ends(campaign, BY, clock()))

        async def ended_or_waits() -> bool:
            return ending.done() or len(await other.waiting()) == 2

        await until(ended_or_waits)
    await asyncio.gather(planning, ending)
    waiting = set(await states()) - {"accepted", "skipped", "cancelled"}
    assert not waiting


async def test_two_schedulers_that_close_the_same_round_both_go_on(
    db: None, sending: Settings, clock: MovableClock, database_url: str
) -> None:
    campaign, _organisations = await running(sending, 1)
    clock.now = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    async with outside(database_url) as other, other.connection.transaction():
        await other.connection.execute("SELECT id FROM campaign FOR UPDATE")
        both = [asyncio.create_task(enqueue_due(sending, clock())) for _ in range(2)]

        async def both_wait() -> bool:
            return len(await other.waiting()) == 2

        await until(both_wait)
    assert await asyncio.gather(*both) == [0, 0]
    assert (await reads.find(campaign)).state == "closed"


async def test_a_round_that_cannot_be_planned_holds_no_other_one_up(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    spoilt, _organisations = await running(sending, 1)
    centre = await builders.centre("vest")
    await builders.organisation("Lag i vest", centre=centre, email="vest@lag.example")
    await actions.start(await draft("vest"), sending, BY, NOW)
    await drain(sending, clock)
    await Campaign.update({Campaign.reminders: '["soon"]'}).where(Campaign.id == spoilt)
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 1
    await drain(sending, clock)
    assert mail_server.to().count("vest@lag.example") == 2
