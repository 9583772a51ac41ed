"""Servers speak many languages and break every rule; what they mean is understood."""

from base64 import encodebytes
from email.message import EmailMessage

import pytest

from directory.mail.returns.bounce_codes import kind_of
from directory.mail.returns.intake import understand
from directory.mail.returns.parts import take_apart
from tests.mail.returns import kind, report


def returned(text: str, *, subject: str = "Undelivered mail", sender: str = "MAILER-DAEMON@mx.example") -> bytes:
    """A return of no standard form."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "oversikt@korus.example", subject
    message.set_content(text)
    return message.as_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "Brukeren finnes ikke.",
        "Ukjend mottakar.",
        "Mottagaren hittades inte.",
        "Ukendt modtager.",
        "Der Empfänger existiert nicht.",
        "L'adresse n'existe pas.",
        "El usuario no existe.",
        "L'indirizzo non esiste.",
        "O endereço não existe.",
        "Пользователь не найден.",
        "宛先のメールアドレスが存在しません。",
        "该用户不存在。",
        "Het adres bestaat niet.",
        "Adres nie istnieje.",
        "That address does not\nexist here.",
        "Nobody by this name: no such person.",
        "The recipient 'post' is unknown.",
        "553 5.3.0 Unknown E-Mail Address",
        "User <post@lag.example> unknown",
        "Addressee unknown",
        "lag.example: no valid MX hosts found",
        "What you wrote did not match any known address.",
        "mailbox post@lag.example unavailable",
        "5.1.0 Address rejected.",
        "5.1.0 Recipient rejected: <post@lag.example>",
        "It was rejected by the server for the recipient domain lag.example. 550 No such user",
        "No matches to nameserver query",
        "(err.nosuchuser)",
        "Fant ikke e-postadressen du skrev inn. Prøv å sende på nytt.",
        "Meldingen ble ikke levert fordi domenet ikke ble funnet.",
        "Adressa post@lag.example er ikkje lenger i bruk.",
        "Kontoen er slettet.",
        "L'adresse que vous avez entrée dans le message est introuvable.",
        "Osoitetta ei löytynyt.",
        "sorry, no mailbox here by that name (#5.7.1)",
        "No account post@lag.example here by that name",
        "The recipient cannot be verified",
        "Their address is marked as invalid",
        "not in our recipient list",
        "all host address lookups failed permanently",
    ],
)
def test_no_such_person_is_hard_in_every_language(text: str) -> None:
    assert kind(returned(f"<post@lag.example>: 550 {text}")) == "hard"


@pytest.mark.parametrize(
    "text",
    [
        "Innboksen er full.",
        "Inkorgen är full.",
        "Das Postfach ist voll.",
        "La boîte du destinataire est pleine.",
        "El buzón está lleno.",
        "La casella è piena.",
        "Почтовый ящик переполнен.",
        "メールボックスの容量を超えています。",
        "收件人邮箱已满。",
        "This account has been disabled.",
        "The account is temporarily unavailable, try again later.",
        "procmail: cannot create the mail folder: No such user",
        "Too many invalid recipients",
        "Not taken because of a full mailbox",
        "5.1.0 Rejected",
        "5.1.4 Ambiguous",
        "Mailbox unavailable or access denied",
        "Avsenderadressen er ugyldig",
        "Meldingen er slettet",
        "Destinatario desconocido o mailbox lleno",
    ],
)
def test_a_full_closed_or_stumbling_mailbox_is_not_gone(text: str) -> None:
    assert kind(returned(f"<post@lag.example>: 550 {text}")) == "soft"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("550 no such user (in reply to RCPT TO command)", "hard"),
        ("550 no such user (in reply to end of DATA command)", "soft"),
        ("550 5.1.1 no such user (in reply to end of DATA command)", "hard"),
        ("553 your domain does not exist (in reply to MAIL FROM command)", "policy"),
        ("550 Client host rejected: cannot find your hostname", "policy"),
        ("450 4.2.0 user unknown, try again later", "soft"),
        ("550 no such user (after pipelined end of data)", "soft"),
        (">>> DATA <<< 550 no such user <<< 503 Need RCPT", "hard"),
        (">>> RCPT TO:<a@b.docomo.ne.jp> <<< 550 Unknown user a@b.docomo.ne.jp >>> DATA <<< 503 Bad sequence", "hard"),
        (">>> DATA <<< 550 Unknown user a@b.docomo.ne.jp", "soft"),
        ("host spam.lag.example[192.0.2.1] said: 550 no such user <dmarc@lag.example>", "hard"),
        ("550 <no-such-user@lag.example> mailbox is full", "soft"),
        ("550 <no-such-user@lag.example> try again later", "soft"),
        ("550 Unrouteable address 550 Sender verify failed", "policy"),
        ("554 5.7.1 Recipient address rejected: Access denied (in reply to RCPT TO command)", "policy"),
        ("The group may not exist, or you may not write to it", "soft"),
        ("550 5.7.1 user unknown to our spam filter", "policy"),
    ],
)
def test_how_far_the_other_server_let_us_come_decides_what_its_words_are_worth(text: str, expected: str) -> None:
    assert kind_of("", text) == expected


def test_a_report_in_the_middle_of_a_text_is_read_as_a_report() -> None:
    text = "It went wrong.\n\nFinal-Recipient: rfc822; post@lag.example\nAction: failed\nStatus: 5.1.1\n"
    found = understand(take_apart(returned(text)), b"")
    assert (found.kind, found.address, found.status) == ("hard", "post@lag.example", "5.1.1")


def test_a_delay_is_no_failure() -> None:
    text = "THIS IS A WARNING ONLY. Your mail to post@lag.example has not yet been delivered; we will keep trying."
    found = understand(take_apart(returned(text, subject="Delivery delayed")), b"")
    assert (found.kind, found.delayed) == ("soft", True)


def test_what_the_postmaster_of_a_small_organisation_writes_is_a_reply() -> None:
    assert (
        kind(returned("Alt stemmer. Hilsen Ola", subject="Sv: Stemmer det?", sender="postmaster@lag.example"))
        == "reply"
    )


def test_a_machine_under_an_ordinary_name_is_known_by_all_it_says() -> None:
    text = "Your mail could not be delivered.\n550 5.1.1 no such user: post@lag.example"
    assert kind(returned(text, subject="Delivery failed", sender="scanner@lag.example")) == "hard"
    assert kind(returned(text, subject="Sv: Delivery failed", sender="kari@lag.example")) == "reply"


def test_a_machine_that_begins_with_a_row_of_stars_is_no_person() -> None:
    text = "****** Mail scanner ******\nThe following mail could not be delivered. Too many attempts."
    assert kind(returned(text, subject="Mail could not be delivered", sender="scanner@lag.example")) == "soft"
    assert kind(returned(text, subject="Sv: Mail could not be delivered", sender="kari@lag.example")) == "reply"


def test_an_answer_that_a_full_mailbox_gives_by_itself_is_no_absence() -> None:
    text = "Your message to <post@lag.example> was automatically rejected:\nQuota exceeded (mailbox is full)"
    assert kind(returned(text, subject="Rejected: Stemmer det?", sender="postmaster@lag.example")) == "soft"


def test_our_own_subject_does_not_count_as_the_servers_words() -> None:
    text = "Your message\n  To: post@lag.example\n  Subject: %s\ndid not reach post@lag.example\n%s\n"
    assert kind(returned(text % ("Virus og spam", "The recipient name is not recognized"))) == "hard"
    assert kind(returned(text % ("No such user exists", "The mailbox is full"))) == "soft"


def test_the_footer_of_a_scanner_does_not_count_as_the_servers_words() -> None:
    for rule in ("-- ", "----------\n"):
        text = f"The message had an invalid address.\n\n{rule}\nThis message has been scanned for viruses.\n"
        assert kind(returned(text)) == "hard"


def test_a_report_that_says_only_that_it_failed_is_read_by_the_story_beside_it() -> None:
    raw = report("5.0.0 (unknown permanent failure)", "").replace(b" host mx.example said:", b" invalid address")
    assert kind(raw) == "hard"


def test_a_report_that_a_gateway_has_encoded_is_read() -> None:
    fields = b"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; post@lag.example\nStatus: 5.1.1\n"
    raw = report("5.1.1", "550 5.1.1 no such user").replace(b"\r\n", b"\n")
    head, _kind, tail = raw.partition(b"Content-Type: message/delivery-status\n\n")
    rest = tail[tail.index(b"\n--b") :]
    coded = b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n" + encodebytes(fields)
    found = take_apart(head + coded + rest)
    assert [block.get("status") for block in found.delivery] == [None, "5.1.1"]


def test_every_group_of_an_international_report_is_read() -> None:
    plain = report("5.1.1", "550 5.1.1 no such user", address="bjørg@lag.example")
    raw = plain.replace(b"message/delivery-status", b"message/global-delivery-status").replace(b"rfc822;", b"utf-8;")
    found = understand(take_apart(raw), raw)
    assert (found.kind, found.address, found.status) == ("hard", "bjørg@lag.example", "5.1.1")


def test_headers_whose_lines_were_broken_without_indenting_are_headers() -> None:
    head = b"Return-Path: <>\nReceived-SPF: pass (domain designates\n192.0.2.1 as permitted sender) ip=192.0.2.1;\n"
    rest = b"From: MAILER-DAEMON@mx.example\nSubject: Mail delivery failed\n\n<post@lag.example>: 550 no such user\n"
    assert kind(head + rest) == "hard"
    assert kind((head + rest).replace(b"\n", b"\r\n")) == "hard"


def test_a_heading_of_the_failed_addresses_is_not_the_beginning_of_our_letter() -> None:
    text = "Received this morning.\n\n---The following addresses had errors---\npost@lag.example [User unknown]\n"
    assert kind(returned(text)) == "hard"


def test_lines_that_end_as_on_old_machines_are_lines() -> None:
    assert kind(report("5.1.1", "550 no such user").replace(b"\r\n", b"\r")) == "hard"


def test_our_own_returned_words_do_not_count_as_the_servers() -> None:
    text = "<post@lag.example>: 452 mailbox is full\n\n--- Original message follows ---\n\nNo such user exists.\n"
    assert kind(returned(text)) == "soft"
