"""What stops a letter on its way, and how fast letters go."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from directory.campaigns import actions, reads
from directory.mail import claims
from directory.mail.claims import Terms
from directory.mail.sender import Desk, turn
from directory.mail.smtp import read_server
from directory.organisations.actions import set_status, unpublish
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored
from directory.settings import Settings
from directory.tables.campaigns import Answer, Campaign, Invitation
from directory.tables.centres import Centre
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation
from tests import builders
from tests.campaigns.rounds import BY, draft, region, running, sums_up
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server, always


async def test_letters_wait_for_the_morning_but_not_when_told_to_go_now(db: None, settings: Settings) -> None:
    await region(1)
    campaign = await draft()
    friday_night = datetime(2026, 9, 4, 20, 30, tzinfo=UTC)
    await actions.start(campaign, settings, BY, friday_night)
    (letter,) = await Letter.select(Letter.state, Letter.due_at)
    assert (letter["state"], letter["due_at"]) == ("planned", datetime(2026, 9, 7, 5, 0, tzinfo=UTC))
    await actions.cancel(campaign, BY, friday_night)
    again = await draft()
    await actions.start(again, settings, BY, friday_night, now=True)
    assert (await reads.status(again))["ready"] == 1


async def test_quiet_hours_hold_campaign_letters_back_when_they_are_claimed(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    resting = replace(sending, quiet_hours="20-07")
    await running(resting)
    clock.now = datetime(2026, 9, 2, 20, 0, tzinfo=UTC)
    await drain(resting, clock)
    assert mail_server.taken == []
    clock.now = datetime(2026, 9, 3, 6, 0, tzinfo=UTC)
    await drain(resting, clock)
    assert len(mail_server.taken) == 3


async def test_letters_rest_in_the_autumn_break_of_their_own_centre_and_no_other(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    resting = replace(sending, quiet_hours="20-07")
    for code, county in (("vest", "11"), ("oest", "03")):
        centre = await builders.centre(code, counties=json.dumps([county]))
        await builders.organisation(code, centre=centre, email=f"{code}@lag.example")
        await actions.start(await draft(code), resting, BY, NOW)
    clock.now = datetime(2026, 9, 29, 8, 0, tzinfo=UTC)  # week 40
    await drain(resting, clock)
    assert mail_server.to() == ["vest@lag.example"]
    clock.now = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
    await Campaign.update({Campaign.ignores_quiet_hours: True}, force=True)
    await drain(resting, clock)
    assert sorted(mail_server.to()) == ["oest@lag.example", "vest@lag.example"]


async def test_a_pause_stops_what_is_not_past_the_point_of_no_return(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, _organisations = await running(sending)
    taken = await claims.take(Terms(lease=900), NOW)
    assert taken is not None
    await actions.pause(campaign, "a wrong text", BY, NOW)
    assert await claims.cross(taken, "", 900) == "wait"
    await drain(sending, clock)
    assert mail_server.taken == []
    assert (await reads.find(campaign)).paused_reason == "a wrong text"
    await actions.resume(campaign, BY, NOW)
    await claims.settle(taken.id, taken.lease_token, claims.Outcome(state="ready", stage="cross"), "w", NOW)
    await drain(sending, clock)
    assert len(mail_server.taken) == 3


async def test_an_answer_crossing_a_letter_stops_it_at_the_point_of_no_return(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, (organisation,) = await running(sending, 1)
    taken = await claims.take(Terms(lease=900), NOW)
    assert taken is not None
    await confirm(str(organisation.id), organisation.version, Visit(), NOW)
    assert await claims.cross(taken, "", 900) == "lost"
    found = await Letter.select().where(Letter.campaign == campaign).first()
    assert found is not None
    assert (found["state"], found["why"]) == ("skipped", "answered")


async def test_an_answer_that_only_the_table_knows_of_stops_the_letter_too(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, (organisation,) = await running(sending, 1)
    await Answer(organisation=organisation.id, kind="confirmed", channel="phone", at=NOW, by="anne").save()
    desk = Desk(sending, clock, read_server(sending.smtp_url), "w")
    assert await turn(desk, lambda: Terms(lease=900))
    assert mail_server.taken == []
    (letter,) = await Letter.select(Letter.state, Letter.why)
    assert (letter["state"], letter["why"]) == ("skipped", "answered")


async def test_a_letter_whose_link_is_replaced_while_it_is_on_its_way_is_not_sent(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending, 1)
    taken = await claims.take(Terms(lease=900), NOW)
    assert taken is not None
    await Invitation.update({Invitation.generation: 2}, force=True)
    assert await claims.cross(taken, "", 900) == "revoked"


async def test_a_centre_that_is_switched_off_sends_no_more(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending)
    await Centre.update({Centre.sending: False}, force=True)
    await drain(sending, clock)
    assert mail_server.taken == []


async def test_a_server_that_does_not_know_us_pauses_the_campaign_and_says_so(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    mail_server.script.mail = always("550 5.7.1 sender not allowed")
    campaign, _organisations = await running(sending)
    await drain(sending, clock)
    found = await reads.find(campaign)
    assert found.state == "paused"
    assert "sender not allowed" in found.paused_reason
    assert (await sums_up(campaign))["ready"] == 3


async def test_the_rate_is_shared_by_all_workers(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending, 6)
    limited = replace(sending, send_rate="10/s")
    began = asyncio.get_running_loop().time()
    await asyncio.gather(drain(limited, clock), drain(limited, clock))
    assert asyncio.get_running_loop().time() - began > 0.45  # five intervals of 0.1 s between six letters
    assert len(mail_server.taken) == 6


async def test_nothing_is_sent_to_somebody_who_said_stop(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, _organisations = await running(sending, 1)
    await Invitation.update({Invitation.opted_out_at: NOW}, force=True)
    await drain(sending, clock)
    assert mail_server.taken == []
    assert (await sums_up(campaign))["skipped"] == 1


Leaving = Callable[[Stored], Awaitable[None]]


async def _unpublished(one: Stored) -> None:
    await unpublish(str(one.id), builders.STAFF, NOW)


async def _closed_down(one: Stored) -> None:
    await set_status(str(one.id), "dissolved", None, builders.STAFF, NOW)


@pytest.mark.parametrize("leaves", [_unpublished, _closed_down])
async def test_an_entry_that_staff_take_off_the_list_gets_no_letter_that_was_planned_before(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, leaves: Leaving
) -> None:
    campaign, (first, second, _third) = await running(sending)
    taken = await claims.take(Terms(lease=900), NOW)
    assert taken is not None
    for one in (first, second):
        await leaves(one)
    status = await sums_up(campaign)
    assert (status["skipped"], status["ready"] + status["sending"]) == (2, 1)
    assert {row["why"] for row in await Letter.select(Letter.why).where(Letter.state == "skipped")} == {"unlisted"}
    if taken.address != "lag2@lag.example":
        assert await claims.cross(taken, "", 900) == "lost"
    await drain(sending, clock)
    assert set(mail_server.to()) <= {"lag2@lag.example"}


@pytest.mark.parametrize("column", ["published", "status", "replaced_by"])
async def test_what_only_the_table_knows_of_an_entry_stops_its_letter_too(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, column: str
) -> None:
    _campaign, (first, second) = await running(sending, 2)
    value = {"published": False, "status": "dissolved", "replaced_by": second.id}[column]
    await Organisation.update({column: value}).where(Organisation.id == first.id)
    await drain(sending, clock)
    assert mail_server.to() == ["lag1@lag.example"]
    (letter,) = await Letter.select(Letter.state, Letter.why).where(Letter.address == "lag0@lag.example")
    assert (letter["state"], letter["why"]) == ("skipped", "unlisted")


async def test_an_organisation_that_takes_a_pause_is_still_asked(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, (organisation,) = await running(sending, 1)
    await set_status(str(organisation.id), "paused", None, builders.STAFF, NOW)
    await drain(sending, clock)
    assert mail_server.to() == ["lag0@lag.example"]
