"""The outward form of a letter (CONTRACT.md, Mail), as the server got it."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from directory.mail.letters import Rendered
from directory.mail.message import Stationery, build, fallback_sender, in_ascii
from directory.settings import Settings
from tests.campaigns.rounds import running
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain, sign_in_letter
from tests.mail.smtp_server import Server

LINK = re.compile(r"^http://directory\.example/o/[A-Za-z0-9_-]{20,}[A-Za-z0-9_.-]{23,}$")
ANY_TOKEN = re.compile(r"http://directory\.example/(?:o|angre|logg-inn|samtykke|oppdrag)/[^\s\"'<>]+")


async def test_a_campaign_letter_has_the_form_of_the_contract(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    tagged = replace(sending, mail_envelope="bounce+{tag}@korus.example")
    await running(tagged, 1)
    await drain(tagged, clock)
    (taken,) = mail_server.taken
    (message,) = mail_server.messages()
    assert re.fullmatch(r"bounce\+[0-9a-f]{20}@korus\.example", taken["from"])
    assert message["To"] == "lag0@lag.example"
    assert message["From"] == "KORUS Eksempel <oversikt@korus.example>"
    assert message["Reply-To"] == "anne.eksempel@korus.example"
    assert message["X-Directory-Campaign"] == "1"
    assert taken["from"] == f"bounce+{message['X-Directory-Ref']}@korus.example"
    assert message["Message-ID"].endswith("@korus.example>")
    assert "Auto-Submitted" not in message
    assert not [name for name in message if name.lower().startswith("list-")]
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    lines = plain.get_content().splitlines()
    links = [line for line in lines if "/o/" in line]
    assert len(links) == 1
    assert LINK.match(links[0])
    assert set(ANY_TOKEN.findall(plain.get_content())) == {links[0]} == set(ANY_TOKEN.findall(html.get_content()))
    assert "<img" not in html.get_content()


async def test_the_bytes_are_in_crlf_lines_short_enough_and_in_ascii(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending, 1)
    await drain(sending, clock)
    raw = mail_server.taken[0]["raw"].encode("ascii")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


async def test_sign_in_letters_say_that_a_machine_wrote_them(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await sign_in_letter()
    await drain(sending, clock)
    (message,) = mail_server.messages()
    assert message["Auto-Submitted"] == "auto-generated"
    assert "X-Directory-Campaign" not in message
    assert message["From"] == "oversikt@directory.example"


async def test_every_attempt_has_the_same_message_id(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    answers = iter(["451 later", "250 OK"])
    mail_server.script.data = lambda _address: next(answers)
    seen = []
    mail_server.script.mail = lambda address: seen.append(address) or "250 OK"  # type: ignore[func-returns-value]
    tagged = replace(sending, mail_envelope="bounce+{tag}@korus.example")
    await sign_in_letter(expires_at=None)
    await drain(tagged, clock)
    clock.forward(hours=1)
    await drain(tagged, clock)
    assert len(seen) == 2
    assert seen[0] == seen[1]


PAPER = Stationery(
    sender_name="Ærlig, «Navn» <x>",
    sender="post@blåbær.example",
    envelope_sender="post@blåbær.example",
    reply_to="",
    recipient="leder@rødøy.example",
    message_id="<1@korus.example>",
    reference="a" * 20,
    campaign=1,
    language="nn",
)


def test_names_and_domains_with_norwegian_letters_arrive_whole() -> None:
    built = build(PAPER, Rendered("Stemmer det om Å?", ("Hei på deg\n",), ("<p>Hei på deg</p>",)), NOW)
    message = message_from_bytes(built.content, _class=EmailMessage, policy=policy.default)
    assert built.recipient == "leder@xn--rdy-0nab.example" == message["To"]
    assert message["From"].addresses[0].display_name == "Ærlig, «Navn» <x>"
    assert message["Subject"] == "Stemmer det om Å?"
    assert len(message["To"].addresses) == 1
    assert message.get_body(("plain",)).get_content() == "Hei på deg\r\n"  # type: ignore[union-attr]


@pytest.mark.parametrize("address", ["lærer@lag.example", "æ@ø.example"])
def test_an_address_that_servers_may_not_know_is_refused_in_words(address: str) -> None:
    with pytest.raises(ValueError, match="before the @"):
        in_ascii(address)


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "a@b.example\n"])
def test_no_second_line_or_recipient_can_come_in_by_an_address(address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        build(replace(PAPER, recipient=address), Rendered("x", ("x\n",), ("x",)), NOW)


def test_a_sender_is_found_even_when_nobody_set_one(settings: Settings) -> None:
    assert fallback_sender(settings) == ("", "oversikt@directory.example")
    named = replace(settings, mail_from="KORUS <oversikt@korus.example>")
    assert fallback_sender(named) == ("KORUS", "oversikt@korus.example")
    assert fallback_sender(replace(settings, base_url="http://127.0.0.1:8000")) == ("", "oversikt@localhost")
