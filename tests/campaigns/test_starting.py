"""A round until it has started: who is asked, what stops it."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from directory.campaigns import actions, reads
from directory.campaigns.actions_due import _start_if_due, enqueue_due
from directory.campaigns.links import open_link
from directory.campaigns.preflight import preflight
from directory.database import transaction
from directory.errors import Invalid, NotFound, Refused
from directory.organisations.writing import locked, update
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.mail import Letter
from directory.tokens import Keys
from tests import builders
from tests.campaigns.rounds import BY, draft, region, running, sums_up
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server


async def test_every_organisation_with_an_address_gets_one_letter_with_its_own_working_link(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, organisations = await running(sending)
    assert (await sums_up(campaign))["ready"] == 3
    await drain(sending, clock)
    assert sorted(mail_server.to()) == ["lag0@lag.example", "lag1@lag.example", "lag2@lag.example"]
    status = await sums_up(campaign)
    assert (status["state"], status["accepted"], status["unanswered"]) == ("running", 3, 3)
    for message in mail_server.messages():
        text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        (link,) = [line for line in text.splitlines() if "/o/" in line]
        opened = await open_link(link.rpartition("/o/")[2], Keys(sending.secret_keys), clock())
        (mine,) = [one for one in organisations if one.entry.email == message["To"]]
        assert opened.organisation == mine.id  # type: ignore[union-attr]


async def test_an_address_that_changes_while_a_round_starts_gets_the_letter_and_the_old_one_does_not(
    db: None, settings: Settings
) -> None:
    _centre, (organisation,) = await region(1)
    campaign, held = await draft(), asyncio.Event()

    async def start_meanwhile() -> None:
        await held.wait()
        await actions.start(campaign, settings, BY, NOW)

    starting = asyncio.create_task(start_meanwhile())
    async with transaction():
        stored = await locked(organisation.id)
        held.set()
        waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted) AS some"
        while not (await Letter.raw(waits))[0]["some"]:
            assert not starting.done()
        await update(stored, replace(stored.entry, update_email="ny@lag.example"), builders.STAFF, NOW)
    await starting
    (letter,) = await Letter.select(Letter.address).where(Letter.campaign == campaign)
    assert letter["address"] == "ny@lag.example"


async def test_the_status_has_the_keys_of_the_contract_also_for_a_draft(db: None) -> None:
    await region(1)
    status = await reads.status(await draft())
    assert " ".join(status) == (
        "id year state total planned ready sending accepted deferred refused unknown skipped cancelled expired "
        "confirmed changed replied paused_or_ceased withdrawn wrong_contact unanswered"
    )
    assert (status["state"], status["total"]) == ("draft", 0)


async def test_the_language_is_the_organisations_choice_or_its_municipalitys(db: None, settings: Settings) -> None:
    centre = await builders.centre()
    await builders.organisation("I Sunnfjord", centre=centre, email="a@lag.example", municipality="4647")
    await builders.organisation("I Stavanger", centre=centre, email="b@lag.example", municipality="1103")
    await builders.organisation("Vel sjølv", centre=centre, email="c@lag.example", municipality="1103", language="nn")
    found = await preflight(await draft(), settings, NOW)
    assert {item.name: item.language for item in found.recipients} == {
        "I Sunnfjord": "nn",
        "I Stavanger": "nb",
        "Vel sjølv": "nn",
    }


async def test_preflight_says_who_gets_nothing_and_why(db: None, settings: Settings) -> None:
    centre = await builders.centre()
    await builders.organisation("Får brev", centre=centre, email="same@lag.example")
    await builders.organisation("Får òg", centre=centre, update_email="same@lag.example")
    await builders.organisation("Uten adresse", centre=centre, email="")
    await builders.organisation("Vil ikke", centre=centre, published=False)
    found = await preflight(await draft(), settings, NOW)
    assert {item.name: item.why for item in found.left_out} == {"Uten adresse": "no_address", "Vil ikke": "withdrawn"}
    assert found.shared == {"same@lag.example": ("Får brev", "Får òg")}
    assert found.may_start
    listed = replace(settings, sending="allowlist", sending_allow=("elsewhere.example",))
    codes = {item.code: item.blocks for item in (await preflight(1, listed, NOW)).troubles}
    assert codes == {"not_allowed": True}  # and nobody else to say anything of


async def test_an_organisation_without_an_address_is_seen_in_the_numbers(db: None, settings: Settings) -> None:
    centre = await builders.centre()
    await builders.organisation("Med", centre=centre)
    await builders.organisation("Uten", centre=centre, email="")
    campaign = await draft()
    await actions.start(campaign, settings, BY, NOW)
    status = await sums_up(campaign)
    assert (status["total"], status["ready"], status["skipped"], status["unanswered"]) == (2, 1, 1, 2)


@pytest.mark.parametrize(
    ("centre", "settings_now", "code"),
    [
        ({"sending": False}, {}, "centre_off"),
        ({}, {"sending": "off"}, "sending_off"),
        ({"region_nn": ""}, {}, "language_missing"),
        ({"phone_hours_nb": ""}, {}, "language_missing"),
    ],
)
async def test_a_start_is_refused_with_the_reason_and_changes_nothing(
    db: None, settings: Settings, centre: dict[str, Any], settings_now: dict[str, Any], code: str
) -> None:
    await region(1, **centre)
    campaign = await draft()
    changed = replace(settings, **settings_now)
    assert code in [item.code for item in (await preflight(campaign, changed, NOW)).troubles if item.blocks]
    with pytest.raises(Refused):
        await actions.start(campaign, changed, BY, NOW)
    assert (await reads.status(campaign))["state"] == "draft"
    assert await Invitation.count() == 0


async def test_a_round_without_recipients_or_after_its_deadline_cannot_start(db: None, settings: Settings) -> None:
    await builders.centre()
    campaign = await draft()
    with pytest.raises(Refused, match="nobody"):
        await actions.start(campaign, settings, BY, NOW)
    with pytest.raises(Refused, match="deadline"):
        await actions.start(campaign, settings, BY, NOW + timedelta(days=40))


async def test_a_paused_round_goes_on_but_does_not_start_again(db: None, settings: Settings) -> None:
    await region(2)
    campaign = await draft()
    await actions.start(campaign, settings, BY, NOW)
    await actions.pause(campaign, "", BY, NOW)
    with pytest.raises(Refused, match="resume"):
        await actions.start(campaign, settings, BY, NOW)
    await actions.resume(campaign, BY, NOW)
    assert await Letter.count() == 2


async def test_a_deadline_that_is_over_is_refused_at_once(db: None) -> None:
    await builders.centre()
    with pytest.raises(Invalid, match="deadline"):
        await actions.create("korus", 2026, NOW.date(), BY, NOW)


async def test_fifty_starts_at_once_are_one_start(db: None, settings: Settings) -> None:
    _centre, organisations = await region(2)
    campaign = await draft()
    outcomes = await asyncio.gather(
        *(asyncio.create_task(actions.start(campaign, settings, BY, NOW)) for _ in range(50)), return_exceptions=True
    )
    assert sum(not isinstance(item, BaseException) for item in outcomes) == 1
    assert all(isinstance(item, Refused) for item in outcomes if isinstance(item, BaseException))
    assert await Letter.count() == len(organisations)


async def test_one_round_a_year_and_sensible_days(db: None) -> None:
    await builders.centre()
    await draft()
    with pytest.raises(Refused, match="already"):
        await draft()
    with pytest.raises(NotFound):
        await draft("nowhere")
    for wrong in ({"reminders": (28, 14)}, {"reminders": (1,)}, {"after_deadline": -1}, {"year": 1}):
        with pytest.raises(Invalid):
            await draft(**{"year": 2027} | wrong)  # type: ignore[arg-type]


async def test_closing_skips_what_waits_and_ends_the_links_cancelling_cancels_it(db: None, settings: Settings) -> None:
    campaign, _organisations = await running(settings)
    await actions.close(campaign, BY, NOW)
    assert (await sums_up(campaign))["skipped"] == 3
    assert await Invitation.count().where(Invitation.expires_at > NOW) == 0
    other = await draft(year=2027, deadline=date(2027, 10, 1))
    await actions.start(other, settings, BY, NOW)
    await actions.cancel(other, BY, NOW)
    assert (await reads.status(other))["cancelled"] == 3
    with pytest.raises(Refused):
        await actions.resume(other, BY, NOW)


async def test_a_scheduled_round_starts_on_time_and_one_that_is_overdue_waits_for_a_person(
    db: None, settings: Settings
) -> None:
    await region(1)
    campaign = await draft()
    await actions.schedule(campaign, NOW + timedelta(days=1), settings, BY, NOW)
    await enqueue_due(settings, NOW + timedelta(hours=23))
    assert (await reads.find(campaign)).state == "scheduled"
    await enqueue_due(settings, NOW + timedelta(days=1, hours=3))
    assert (await reads.find(campaign)).state == "scheduled"
    await enqueue_due(settings, NOW + timedelta(days=1, minutes=1))
    assert (await reads.find(campaign)).state == "running"


async def test_a_start_that_another_scheduler_made_first_leaves_no_word_of_trouble(
    db: None, settings: Settings
) -> None:
    await region(1)
    campaign = await draft()
    opens_at = NOW + timedelta(days=1)
    await actions.schedule(campaign, opens_at, settings, BY, NOW)
    await actions.start(campaign, settings, BY, opens_at)
    await _start_if_due(campaign, opens_at, settings, opens_at)
    found = await reads.find(campaign)
    assert (found.state, found.paused_code, found.paused_reason) == ("running", "", "")


async def test_a_reminder_after_the_deadline_is_refused_even_before_there_is_a_round(
    db: None, settings: Settings
) -> None:
    await region(1)
    with pytest.raises(Invalid, match="even if the round started today"):
        await draft(reminders=(14, 100))
    with pytest.raises(Invalid, match="2000 to 2100"):
        await draft(deadline=date(9999, 12, 31))
    with pytest.raises(Invalid):
        await actions.schedule(await draft(), datetime.max.replace(tzinfo=UTC), settings, BY, NOW)
