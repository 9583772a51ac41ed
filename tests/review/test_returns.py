"""A letter that came back for good, and a person who has left, are work for staff until somebody finds another way."""

from datetime import timedelta

import pytest

from directory.campaigns.actions_due import enqueue_due
from directory.errors import Conflict, NotFound, Refused
from directory.mail.returns import intake
from directory.organisations.entry import Actor
from directory.organisations.reads import find
from directory.review import actions_replies, desk, replies
from directory.review.returns import Way, other_ways
from directory.settings import Settings
from directory.tables.contacts import Contact
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation
from tests.campaigns.rounds import running
from tests.conftest import NOW, MovableClock
from tests.mail.returns import reply, report

ANNE = Actor("staff", "anne@korus.example")


async def sent() -> dict[str, str]:
    row = await Letter.select().first()
    assert row is not None
    await Letter.update({Letter.state: "accepted", Letter.accepted_at: NOW}, force=True)
    return row


async def returned(settings: Settings, *, left: str = "") -> tuple[int, Organisation]:
    """A round's letter that came back, or was answered by somebody who has left; the message's number."""
    _campaign, (organisation,) = await running(settings, 1)
    letter = await sent()
    raw = report("5.1.1", "550 no such user", address=letter["address"], message_id=letter["message_id"])
    if left:
        raw = reply(left, sender=letter["address"], message_id=letter["message_id"], Auto_Submitted="auto-replied")
    await intake.take(raw, NOW)
    (waiting,) = await replies.waiting(organisation.centre)
    return waiting.id, organisation


async def test_a_return_for_good_shows_the_ways_that_are_left(db: None, settings: Settings) -> None:
    message, organisation = await returned(settings)
    await Contact(
        organisation=organisation.id, name="Kari", email="kari@lag.example", phone="+4755000001", position=0
    ).save()
    ways = await other_ways(await replies.message(message))
    assert Way("address", "kari@lag.example", "Kari") in ways
    assert Way("telephone", "+4755000001", "Kari") in ways
    assert "lag0@lag.example" not in {way.value for way in ways}
    assert (await desk.counts(organisation.centre)).bounces == 1


async def test_the_successors_address_is_used_with_one_press_and_never_before(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    message, organisation = await returned(settings, left="Ola har sluttet. Skriv til kari@lag.example.")
    before = await find(organisation.id)
    assert before.entry.update_address == "lag0@lag.example"
    with pytest.raises(Refused):
        await actions_replies.write_to(message, before.version, "stranger@elsewhere.example", ANNE, clock())
    with pytest.raises(Conflict):
        await actions_replies.write_to(message, before.version + 1, "kari@lag.example", ANNE, clock())
    await actions_replies.write_to(message, before.version, "kari@lag.example", ANNE, clock())
    assert (await find(organisation.id)).entry.update_address == "kari@lag.example"
    assert (await replies.message(message)).handled_as == "redirected"
    with pytest.raises(NotFound):
        await actions_replies.write_to(message, before.version, "kari@lag.example", ANNE, clock())
    told = {row["template"]: row["address"] for row in await Letter.select().where(Letter.wave == "")}
    assert told["address_changed"] == "lag0@lag.example"


async def test_the_work_goes_away_when_the_address_has_been_changed_elsewhere(db: None, settings: Settings) -> None:
    _message, organisation = await returned(settings)
    await Organisation.update({Organisation.email: "ny@lag.example", Organisation.update_email: ""}, force=True)
    await Contact.delete(force=True)
    assert await replies.waiting(organisation.centre) == []
    assert (await desk.counts(organisation.centre)).bounces == 0


async def test_somebody_away_is_no_work_and_holds_nothing(db: None, settings: Settings, clock: MovableClock) -> None:
    _campaign, (organisation,) = await running(settings, 1)
    letter = await sent()
    raw = reply("Jeg er på ferie.", sender=letter["address"], message_id=letter["message_id"], X_Autoreply="yes")
    assert (await intake.take(raw, NOW))["class"] == "auto-reply"
    assert await replies.waiting(organisation.centre) == []
    assert (await desk.counts(organisation.centre)).bounces == 0
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(settings, clock()) == 1
