"""With the round, persons who have not been told get a letter of their own, unless the round's letter tells them."""

from dataclasses import replace

import pytest

from directory.campaigns import actions
from directory.campaigns.notices import AT_ONCE, note_told, tell_persons
from directory.mail.addresses import suppression_digest
from directory.organisations.actions import edit
from directory.organisations.entry import Actor, Person
from directory.organisations.reads import Stored, find
from directory.settings import Settings
from directory.tables.contacts import Contact, Suppression
from directory.tables.mail import Letter
from directory.tokens import Keys
from tests import builders
from tests.campaigns.rounds import BY, draft
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server

IMPORT = Actor("import", "list.xlsx", "import")
KARI = Person("Kari Dømesen", "leiar", "", "kari@lag.example")


async def imported(name: str, *people: Person, **fields: str) -> Stored:
    centre = await builders.centre() if not await Contact.exists() else 1
    stored = await builders.organisation(name, centre=centre, **{"email": "post@lag.example"} | fields)
    await edit(str(stored.id), stored.version, replace(stored.entry, contacts=people), IMPORT, NOW)
    return await find(stored.id)


async def to_persons() -> list[tuple[str, str]]:
    rows = (
        await Letter.select(Letter.address, Letter.state).where(Letter.template == "consent").order_by(Letter.address)
    )
    return [(row["address"], row["state"]) for row in rows]


async def test_who_gets_the_rounds_letter_is_told_in_it_and_the_others_by_one_of_their_own(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    ola, per = replace(KARI, name="Ola", email="ola@lag.example"), replace(KARI, name="Per", email="post@lag.example")
    await imported("Alfa", KARI, ola, per, Person("", "kasserar", "", "kasse@lag.example"), update_email=KARI.email)
    campaign = await draft()
    await actions.start(campaign, sending, BY, NOW)
    assert await tell_persons(sending, clock()) == 0  # the round's own letters go first
    await drain(sending, clock)
    assert await tell_persons(sending, clock()) == 1
    assert await tell_persons(sending, clock()) == 0
    assert await to_persons() == [("ola@lag.example", "ready")]
    await drain(sending, clock)
    await note_told()
    told = {row["email"]: row["notified_at"] for row in await Contact.select(Contact.email, Contact.notified_at)}
    assert told["ola@lag.example"] == clock()
    letter = mail_server.messages()[-1]
    assert letter["To"] == "ola@lag.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Directory-Campaign"] is None


async def test_nobody_is_written_to_at_night_when_the_round_rests_or_in_a_youth_panel(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await imported("Alfa", KARI)
    await imported("Panelet", replace(KARI, email="ung@lag.example"), type="ungdomspanel")
    campaign = await draft()
    await actions.start(campaign, sending, BY, NOW)
    await drain(sending, clock)
    clock.forward(hours=14)
    resting = replace(sending, quiet_hours="20-07")
    assert await tell_persons(resting, clock()) == 0
    await actions.pause(campaign, "x", BY, clock())
    assert await tell_persons(sending, clock()) == 0
    await actions.resume(campaign, BY, clock())
    assert await tell_persons(sending, clock()) == 1
    assert await to_persons() == [("kari@lag.example", "ready")]


async def test_many_are_written_to_a_few_at_a_time(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    people = [replace(KARI, name=f"Kari {n}", email=f"kari{n}@lag.example") for n in range(AT_ONCE + 2)]
    await imported("Alfa", *people)
    await actions.start(await draft(), sending, BY, NOW)
    await drain(sending, clock)
    assert [await tell_persons(sending, clock()) for _look in range(3)] == [AT_ONCE, 2, 0]


async def test_nobody_is_written_to_who_asked_never_to_be(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    digest = suppression_digest(Keys(sending.secret_keys), KARI.email)
    await Suppression(kind="address", digest=digest, reason="asked", created_at=NOW).save()
    await imported("Alfa", KARI)
    await actions.start(await draft(), sending, BY, NOW)
    await drain(sending, clock)
    await tell_persons(sending, clock())
    await drain(sending, clock)
    assert await to_persons() == [(KARI.email, "skipped")]
    assert KARI.email not in mail_server.to()


@pytest.mark.parametrize("wanted", ["nb", "nn", "en"])
async def test_the_letter_speaks_the_organisations_language(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, wanted: str
) -> None:
    await imported("Alfa", KARI, language=wanted)
    await actions.start(await draft(), sending, BY, NOW)
    await drain(sending, clock)
    await tell_persons(sending, clock())
    (letter,) = await Letter.select(Letter.language).where(Letter.template == "consent")
    assert letter["language"] == wanted
