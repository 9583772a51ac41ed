"""Addresses and names that are strange, or want to be more than one; each letter ends in a state, the others go."""

from email import message_from_string, policy

import pytest

from directory.campaigns import reads
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.preflight import preflight
from directory.i18n import speaking
from directory.mail.addresses import FOREIGN_LETTERS
from directory.tables.centres import Centre
from directory.tables.contacts import Contact
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation
from directory.web.staff.letter_words import happened
from tests import builders
from tests.campaigns.rounds import draft
from tests.mail.faults.case import Case

TURNED_BAD = (
    "a@lag.example\r\nRCPT TO:<thief@bad.example>",
    "a@lag.example\nBcc: thief@bad.example",
    "a@lag.example,thief@bad.example",
    "a@lag.example> <thief@bad.example",
    "Kari <a@lag.example>",
    "nobody at all",
    "@lag.example",
    "a@",
    "",
    "a@" + "x" * 64 + ".example",
    "påske@lag.example",
    "a@lag.example\u2028thief@bad.example",
    "\ud7ff@lag.example",
)


@pytest.mark.parametrize("address", TURNED_BAD)
async def test_an_address_that_turned_bad_after_planning_ends_its_letter_and_no_other(case: Case, address: str) -> None:
    await case.round()
    await Letter.update({Letter.address: address}).where(Letter.address == "lag1@lag.example")
    await case.drain()
    found = await Letter.select(Letter.state, Letter.why, Letter.last_text).where(Letter.address == address).first()
    assert found is not None
    assert found["state"] == "refused"
    assert found["last_text"]
    assert await case.hold() == {"accepted": 2, "refused": 1}
    assert sorted(case.server.to()) == ["lag0@lag.example", "lag2@lag.example"]
    assert set(case.server.seen["rcpt"]) == {"lag0@lag.example", "lag2@lag.example"}


async def test_a_domain_with_norwegian_letters_is_spoken_in_ascii(case: Case) -> None:
    await case.round()
    await Letter.update({Letter.address: "post@blåbær.example"}).where(Letter.address == "lag1@lag.example")
    await case.drain()
    assert await case.hold() == {"accepted": 3}
    assert "post@xn--blbr-roah.example" in case.server.to()


async def test_an_address_that_our_server_cannot_write_to_ends_its_letter_with_words_and_stops_no_round(
    case: Case,
) -> None:
    centre = await builders.centre()
    for number in range(12):
        await builders.organisation(f"Lag {number}", centre=centre, email=f"åse{number}@utf8.example")
    other = await builders.organisation("Lag med flere", centre=centre, email="ærlig@utf8.example")
    await Contact(organisation=other.id, name="Kari", email="kari@lag.example").save()
    campaign = await draft()
    seen = await preflight(campaign, case.sending, case.clock())
    (found,) = [one for one in seen.troubles if one.code == "foreign_letters"]
    assert len(found.about) == 13
    await case.start(campaign)
    await case.drain()
    assert await case.hold() == {"refused": 13}
    assert (await reads.find(campaign)).state == "running"
    assert case.server.seen["mail"] == []
    letter = await Letter.select().first()
    assert letter is not None
    assert (letter["why"], letter["last_text"]) == ("address", FOREIGN_LETTERS)
    with speaking("nb"):
        said = happened("address", "refused", "address", None, FOREIGN_LETTERS)
    assert "vår e-posttjener ikke kan skrive til" in said
    case.clock.forward(days=14)
    assert await enqueue_due(case.sending, case.clock()) == 1
    await case.drain()
    assert case.server.to() == ["kari@lag.example"]


NASTY = "Lag\r\nBcc: thief@bad.example\r\n\r\nhei"


async def test_names_with_line_breaks_add_no_header_no_recipient_and_no_body(case: Case) -> None:
    centre = await builders.centre()
    for number in range(2):
        await builders.organisation(f"Lag {number}", centre=centre, email=f"lag{number}@lag.example")
    await Organisation.update({Organisation.name: NASTY}).where(Organisation.name == "Lag 0")
    await Centre.update({Centre.sender_name: NASTY, Centre.name: NASTY, Centre.employee: NASTY}, force=True)
    await case.start(await draft())
    await case.drain()
    found = await case.hold()
    assert found == {"accepted": 2}, await Letter.select(Letter.last_text)
    for item in case.server.taken:
        message = message_from_string(item["raw"], policy=policy.default)
        assert message["Bcc"] is None
        assert message["To"] == item["to"]
        assert {"Bcc", "Cc"} & set(message.keys()) == set()
        assert sorted(part.get_content_type() for part in message.walk() if not part.is_multipart()) == [
            "text/html",
            "text/plain",
        ]
    assert sorted(case.server.to()) == ["lag0@lag.example", "lag1@lag.example"]


@pytest.mark.parametrize("dots", [".", "..", ".\r\n.", "\r\n.\r\nMAIL FROM:<thief@bad.example>\r\n"])
async def test_a_line_that_is_a_dot_ends_no_letter_early(case: Case, dots: str) -> None:
    centre = await builders.centre()
    await builders.organisation("Lag 0", centre=centre, email="lag0@lag.example")
    await Organisation.update({Organisation.name: f"Lag\r\n{dots}\r\nslutt"}, force=True)
    await case.start(await draft())
    await case.drain()
    assert await case.hold() == {"accepted": 1}
    assert len(case.server.seen["mail"]) == 1
    assert case.server.taken[0]["raw"].rstrip().endswith("--")
