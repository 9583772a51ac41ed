"""A server that offers delivery status notifications is told by which name it shall speak of a letter (RFC 3461)."""

import pytest

from directory.mail.returns import intake
from directory.mail.smtp import _xtext
from directory.tables.mail import Letter
from tests.conftest import NOW
from tests.mail.faults.case import Case

OFFERS = "250-mx.example\r\n250-DSN\r\n250 8BITMIME"


async def test_a_server_that_offers_notifications_is_given_the_letters_own_tag(case: Case) -> None:
    case.server.says(ehlo=OFFERS)
    await case.round(1)
    await case.drain()
    assert await case.hold() == {"accepted": 1}
    letter = await Letter.select(Letter.id, Letter.envelope_tag).first()
    assert letter is not None
    assert case.server.parameters == [f"RET=HDRS ENVID={letter['envelope_tag']}", "NOTIFY=FAILURE,DELAY"]


async def test_a_server_that_offers_none_is_asked_for_nothing(case: Case) -> None:
    await case.round(1)
    await case.drain()
    assert await case.hold() == {"accepted": 1}
    assert case.server.parameters == ["", ""]


async def test_a_notification_is_matched_by_the_name_it_was_given(case: Case) -> None:
    await case.round(1)
    await case.drain()
    letter = await Letter.select(Letter.id, Letter.envelope_tag).first()
    assert letter is not None
    raw = f"""From: MAILER-DAEMON@mx.example
To: someone@korus.example
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Original-Envelope-Id: {letter["envelope_tag"]}

Final-Recipient: rfc822; lag0@lag.example
Action: failed
Status: 5.1.1

--b--
""".replace("\n", "\r\n")
    found = await intake.take(raw.encode(), NOW)
    assert (found["class"], found["letter"]) == ("hard", str(letter["id"]))


@pytest.mark.parametrize(
    ("text", "written"),
    [("0a9f", b"0a9f"), ("a+b=c d", b"a+2Bb+3Dc+20d"), ("a\r\nRCPT", b"a+0D+0ARCPT"), ("!~", b"!~")],
)
def test_nothing_in_the_name_can_end_the_command(text: str, written: bytes) -> None:
    assert _xtext(text) == written
