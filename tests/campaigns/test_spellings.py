"""One mailbox, however its address is spelt: with letters such as æ in the domain's name, or in IDNA (RFC 5891)."""

from datetime import timedelta

from directory.campaigns import known
from directory.campaigns.actions import start
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.links import written_to_at
from directory.mail.addresses import suppression_digest
from directory.mail.returns import intake
from directory.settings import Settings
from directory.tables.contacts import Contact, Suppression
from directory.tables.mail import DeliveryFact, Letter
from directory.tokens import Keys
from tests import builders
from tests.campaigns.rounds import BY, draft
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.returns import reply, report
from tests.mail.smtp_server import Server

SHOWN, IN_ASCII = "post@blåbær.example", "post@xn--blbr-roah.example"


async def a_round(sending: Settings, *addresses: str) -> int:
    centre = await builders.centre()
    for number, address in enumerate(addresses):
        await builders.organisation(f"Lag {number}", centre=centre, email=address)
    campaign = await draft()
    await start(campaign, sending, BY, NOW)
    return campaign


async def test_a_domain_with_norwegian_letters_that_bounced_gets_no_later_wave(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign = await a_round(sending, SHOWN)
    await drain(sending, clock)
    assert mail_server.to() == [IN_ASCII]
    raw = report("5.1.1", "550 no such user", address=IN_ASCII, message_id=mail_server.taken[0]["id"])
    assert (await intake.take(raw, NOW))["class"] == "hard"
    assert await known.dead(campaign, NOW) == {IN_ASCII}
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 0
    assert {row["address_norm"] for row in await DeliveryFact.select()} == {IN_ASCII}
    assert set(await known.returned([IN_ASCII], NOW)) == {IN_ASCII}


async def test_two_spellings_of_a_mailbox_get_one_letter(db: None, sending: Settings) -> None:
    await a_round(sending, SHOWN, IN_ASCII.upper())
    assert await Letter.count() == 1


async def test_a_suppressed_mailbox_is_known_in_either_spelling(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    keys = Keys(sending.secret_keys)
    assert suppression_digest(keys, SHOWN) == suppression_digest(keys, IN_ASCII)
    digest = suppression_digest(keys, IN_ASCII)
    await Suppression.insert(Suppression(digest=digest, kind="address", created_at=NOW))
    await a_round(sending, SHOWN)
    await drain(sending, clock)
    assert mail_server.taken == []
    assert [row["why"] for row in await Letter.select(Letter.why)] == ["suppressed"]


async def test_the_organisation_behind_an_address_is_found_in_either_spelling(db: None, settings: Settings) -> None:
    centre = await builders.centre()
    organisation = await builders.organisation("Lag", centre=centre, email=SHOWN)
    assert list(await written_to_at(IN_ASCII)) == [organisation.id]
    found = await intake.take(reply("Stopp", sender=IN_ASCII), NOW)
    assert found["organisation"] == str(organisation.id)


async def test_a_contact_at_such_a_domain_has_been_told_once_the_letter_was_handed_over(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await a_round(sending, SHOWN)
    organisation = await Letter.raw("SELECT organisation FROM letter_invitation")
    person = Contact(organisation=organisation[0]["organisation"], name="Kari", email="Post@Blåbær.example")
    await person.save()
    await drain(sending, clock)
    await enqueue_due(sending, clock())
    assert (await Contact.select(Contact.notified_at))[0]["notified_at"] is not None
