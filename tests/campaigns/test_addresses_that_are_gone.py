"""A letter that is already planned does not go to an address that turned out not to exist (MAIL.md, the promise)."""

from datetime import timedelta
from uuid import UUID

import pytest

from directory.campaigns import actions, known
from directory.campaigns.actions_due import enqueue_due
from directory.mail.claims import NOWHERE, Terms, cross, take
from directory.mail.returns import intake
from directory.settings import Settings
from directory.tables.contacts import Contact
from directory.tables.mail import DeliveryFact, Letter
from tests.campaigns.rounds import running, sums_up
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.returns import report
from tests.mail.smtp_server import Server

MAILBOX = "lag0@lag.example"
TERMS = Terms(lease=60, rest=NOWHERE)


async def reminded(sending: Settings, clock: MovableClock) -> tuple[int, str]:
    """A round whose first letter is sent and whose reminder waits; return it with the first letter's Message-ID."""
    campaign, _organisations = await running(sending, 1)
    await drain(sending, clock)
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 1
    first = await Letter.select(Letter.message_id).where(Letter.wave == "first").first()
    assert first is not None
    return campaign, first["message_id"]


async def reminder() -> tuple[str, str]:
    found = await Letter.select(Letter.state, Letter.why).where(Letter.wave == "reminder-1").first()
    assert found is not None
    return found["state"], found["why"]


async def test_a_hard_return_stops_the_reminder_that_waits_at_once(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, sent = await reminded(sending, clock)
    await intake.take(report("5.1.1", "550 no such user", address=MAILBOX, message_id=sent), clock())
    assert await reminder() == ("skipped", "returned")
    await drain(sending, clock)
    assert len(mail_server.taken) == 1
    assert (await sums_up(campaign))["skipped"] == 1


async def test_a_hard_return_stops_a_letter_in_a_workers_hands_before_its_point_of_no_return(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, sent = await reminded(sending, clock)
    held = await take(TERMS, clock())
    assert held is not None
    await intake.take(report("5.1.1", "550 no such user", address=MAILBOX, message_id=sent), clock())
    assert await cross(held, "", 60) == "lost"
    assert await reminder() == ("skipped", "returned")


async def test_a_letter_past_its_point_of_no_return_is_left_to_its_outcome(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, sent = await reminded(sending, clock)
    held = await take(TERMS, clock())
    assert held is not None
    assert await cross(held, "", 60) == ""
    await intake.take(report("5.1.1", "550 no such user", address=MAILBOX, message_id=sent), clock())
    assert await reminder() == ("sending", "")


@pytest.mark.parametrize("how", ["returned", "refused"])
async def test_the_point_of_no_return_asks_whether_the_address_is_gone(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, how: str
) -> None:
    """A letter planned while the return was being stored, as the last look before it goes finds it."""
    campaign, _sent = await reminded(sending, clock)
    first = (await Letter.select(Letter.id).where(Letter.wave == "first"))[0]["id"]
    if how == "returned":
        await DeliveryFact(letter=UUID(str(first)), kind="hard", at=clock(), address_norm=MAILBOX, text="no").save()
    else:
        await Letter.update({Letter.state: "refused", Letter.why: "address"}).where(Letter.id == first)
    assert await known.dead(campaign, NOW) == {MAILBOX}
    await drain(sending, clock)
    assert await reminder() == ("skipped", "returned")
    assert len(mail_server.taken) == 1


@pytest.mark.parametrize("kind", ["soft", "policy", "forged", "another", "before"])
async def test_what_shows_nothing_of_this_address_stops_nothing(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, kind: str
) -> None:
    _campaign, sent = await reminded(sending, clock)
    at = NOW - timedelta(days=1) if kind == "before" else clock()
    status, text = {"soft": ("4.2.2", "452 full"), "policy": ("5.7.1", "550 spam")}.get(kind, ("5.1.1", "550 no user"))
    address = "other@lag.example" if kind == "another" else MAILBOX
    told = {} if kind == "forged" else {"message_id": sent}
    await intake.take(report(status, text, address=address, **told), at)
    await drain(sending, clock)
    assert (await reminder())[0] == "accepted"
    assert len(mail_server.taken) == 2


async def test_the_next_wave_goes_to_the_next_contact(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, sent = await reminded(sending, clock)
    organisation = (await Letter.raw("SELECT organisation FROM letter_invitation"))[0]["organisation"]
    await Contact(organisation=organisation, name="Kari", email="kari@lag.example").save()
    await intake.take(report("5.1.1", "550 no such user", address=MAILBOX, message_id=sent), clock())
    clock.forward(days=14)
    assert await enqueue_due(sending, clock()) == 1
    await drain(sending, clock)
    assert mail_server.to() == [MAILBOX, "kari@lag.example"]


async def test_a_paused_round_loses_what_waits_too(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, sent = await reminded(sending, clock)
    await actions.pause(campaign, "", "anne@korus.example", clock())
    await intake.take(report("5.1.1", "550 no such user", address=MAILBOX, message_id=sent), clock())
    assert await reminder() == ("skipped", "returned")
