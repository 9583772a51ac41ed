"""What comes back is understood; nothing that lives is called dead, and nothing broken raises."""

import random

import pytest

from directory.mail.returns.bounces import kind_of
from directory.mail.returns.intake import understand
from directory.mail.returns.parts import take_apart
from tests.mail.returns import COMPLAINT, EXIM, QMAIL, reply, report


def said(raw: bytes) -> tuple[str, str, str, str]:
    found = understand(take_apart(raw), raw)
    return found.kind, found.address, found.status, found.proposal


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        ("5.1.1", "550 5.1.1 no such user", "hard"),
        ("5.1.2", "Host or domain name not found. Name service error for name=lag.example type=A", "hard"),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found", "hard"),
        ("5.1.6", "mailbox has moved", "hard"),
        ("", "551 User not local; please try <post@nytt.example>", "hard"),
        ("", "551 User not local; relaying denied", "policy"),
        ("5.4.4", "Host or domain name not found", "hard"),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", "hard"),
        ("5.0.0", "550 5.1.1 user unknown", "hard"),
        ("5.0.0", "550 User unknown", "hard"),
        ("5.2.2", "552 5.2.2 mailbox full", "soft"),
        ("5.1.1", "550 5.1.1 mailbox is over quota", "soft"),
        ("5.4.7", "delivery time expired", "soft"),
        ("4.4.1", "connect to mx.lag.example: Connection timed out", "soft"),
        ("4.2.2", "quota exceeded", "soft"),
        ("4.1.1", "450 4.1.1 User unknown in the list of addresses", "soft"),
        ("5.0.0", "something went wrong", "soft"),
        ("5.7.1", "550 5.7.1 blocked by SPF policy", "policy"),
        ("5.7.26", "unauthenticated email is not accepted due to DMARC policy", "policy"),
        ("5.1.1", "550 5.1.1 message rejected as spam", "policy"),
        ("5.1.8", "sender domain does not exist", "policy"),
        ("5.6.0", "content rejected", "policy"),
        ("", "550 no such user here", "hard"),
        ("", "421 try again later", "soft"),
        ("", "450 User unknown", "soft"),
        ("5.0.0", "451 Invalid recipient", "soft"),
        ("", "450 not now; two days later: 550 User unknown", "hard"),
        ("5.7.1", "550 5.7.1 No such user!", "hard"),
        ("5.7.1", "550 5.7.1 <post@lag.example>: Recipient address rejected: User unknown", "hard"),
        ("5.7.1", "550 5.7.1 <post@lag.example>: Recipient address rejected: Blocked by a rule", "policy"),
        ("5.4.1", "550 5.4.1 All recipient addresses rejected : Access denied", "hard"),
        ("5.1.10", "556 5.1.10 the domain has a null MX", "hard"),
        ("5.7.27", "550 5.7.27 the sender's domain has a null MX", "policy"),
        ("5.0.0", "550 invalid mailbox: it is unavailable: account is disabled", "soft"),
        ("5.0.0", "550 The user account has expired", "soft"),
        ("5.1.1", "553 forgery or deactivated (#5.1.1)", "policy"),
        ("4.0.0", "host mx.example refused to talk to me: 554 No SMTP service, no such host name", "soft"),
        ("5.0.0", "host mx.example refused to talk to me: 554 No such host name", "policy"),
        ("5.4.4", "554 5.4.4 SMTPSEND.DNS.NonExistentDomain", "hard"),
    ],
)
def test_codes_and_words_together_decide(status: str, text: str, kind: str) -> None:
    assert kind_of(status, text) == kind


def test_a_standard_report_gives_kind_address_and_status() -> None:
    assert said(report("5.1.1", "550 5.1.1 no such user")) == ("hard", "post@lag.example", "5.1.1", "")
    assert said(report("4.4.1", "timed out", action="delayed")) == ("soft", "post@lag.example", "4.4.1", "")
    assert said(report("2.0.0", "250 ok", action="delivered"))[0] == "unknown"


def test_returns_of_no_standard_form_are_read_by_their_words() -> None:
    assert said(EXIM) == ("hard", "post@lag.example", "5.1.1", "")
    assert said(QMAIL) == ("hard", "post@lag.example", "5.1.1", "")


def test_a_complaint_is_a_complaint() -> None:
    assert said(COMPLAINT)[:2] == ("complaint", "post@lag.example")


@pytest.mark.parametrize(
    ("text", "headers", "proposal"),
    [
        ("Jeg er på ferie til 1. oktober. Kontakt kari@lag.example ved behov.", {"Auto-Submitted": "auto-replied"}, ""),
        (
            "Ola har sluttet hos oss. Skriv til kari@lag.example.",
            {"Auto-Submitted": "auto-replied"},
            "contact:kari@lag.example",
        ),
        ("I am away.", {"Subject": "Automatisk svar: Stemmer det?"}, ""),
        ("Eg er ikkje til stades.", {"X-Autoreply": "yes"}, ""),
    ],
)
def test_an_absence_notice_is_no_reply_but_may_name_who_came_after(
    text: str, headers: dict[str, str], proposal: str
) -> None:
    more = {key.replace("-", "_"): value for key, value in headers.items() if key != "Subject"}
    raw = reply(text, subject=headers.get("Subject", "Re: Stemmer det?"), **more)
    assert said(raw)[0] == "auto-reply"
    assert said(raw)[3] == proposal


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("Alt stemmer.", "confirm"),
        ("Hei! Alt stemmer. Hilsen Marit", "confirm"),
        ("Ja, alt stemmer fortsatt!", "confirm"),
        ("Det stemmer. Mvh Ola", "confirm"),
        ("Alt er rett. Helsing Kari", "confirm"),
        ("Alt er rett, men rett opp telefonen.", "correct"),
        ("Alt stemmer, men telefonen er ny.", "correct"),
        ("Alt stemmer ikke.", "correct"),
        ("Telefonnummeret er feil.", "correct"),
        ("stopp", "stop"),
        ("Stopp!", "stop"),
        ("nynorsk", "nynorsk"),
        ("Send gjerne på bokmål", "bokmål"),
        ("Bokmål, takk", "bokmål"),
        ("Jeg er ikke lenger leder, og har sluttet.", "wrong-contact"),
        ("Laget er lagt ned.", "paused-or-ceased"),
        ("Vi vil ikke stå i oversikten.", "withdrawn"),
        ("Takk for brevet, vi snakkes.", ""),
    ],
)
def test_what_a_person_writes_becomes_a_proposal_and_the_quoted_letter_does_not(text: str, proposal: str) -> None:
    assert said(reply(text))[0] == "reply"
    assert said(reply(text))[3] == proposal


@pytest.mark.parametrize("raw", [b"", b"\x00", b"hello", b"Content-Type: multipart/mixed\n\n", b"\xff\xfe" * 100])
def test_what_is_no_mail_at_all_is_read_without_a_word(raw: bytes) -> None:
    assert understand(take_apart(raw), raw).kind in ("unknown", "reply")


def test_a_thousand_broken_mails_raise_nothing() -> None:
    chance = random.Random(7)
    sources = (report("5.1.1", "550 no such user"), reply("Alt stemmer."), COMPLAINT, EXIM, QMAIL)
    for _ in range(1000):
        raw = bytearray(chance.choice(sources))
        for _ in range(chance.randint(1, 40)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        del raw[chance.randrange(len(raw)) :]
        understand(take_apart(bytes(raw)), bytes(raw))
