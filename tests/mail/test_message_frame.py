"""The frame we fill in ourselves says what the standard library's own message would say."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from directory.mail.letters import Rendered
from directory.mail.message import POLICY, Message, build, encoded
from directory.mail.wording import one_line
from tests.conftest import NOW
from tests.mail.test_message import PAPER

PLAIN = "KORUS Eksempel: Stemmer det vi viser om dere?"
HOSTILE = [
    PLAIN,
    "Blåbær og Ærfugl på Østlandet",
    "Stemmer det om «Å»?",
    'Lag "A", B & Co; <x@y.example>',
    "=?utf-8?q?skjult?= lag",
    "a=?b",
    "å" * 300,
    "Lag " * 75 + "å",
    "x" * 300,
    "Glad 😀 og 👩‍👩‍👧 familie",
    "Pris 100 % = bra. _under_ ?",
    "Ὀδυσσεύς и Достоевский",
    "den som står\u00a0sammen",
    "to  mellomrom  på  rad",
    "B" * 70 + " " + "ø" * 40 + " slutt",
    "lag " * 400 + "å",
    "å" + " lag" * 400,
]
TEXTS = [
    "Hei på deg\n",
    ".\n..\n.prikk først\nFrom her til der\n",
    "slutter på blank \nog tab\t\n=3D og =\n",
    "å" * 2000 + "\n",
    "x" * 5000 + "\n",
    "😀" * 300 + "\n\n\nslutt\n",
    "--=_" + "a" * 20 + "--\n",
    "gammel\rlinje\r\nog ny\n",
]


def reference(name: str, words: Rendered) -> EmailMessage:
    """Return the same letter made by the standard library."""
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(display_name=name, addr_spec="post@blaa.example")
    message["Subject"] = words.subject
    message.set_content(words.text, cte="quoted-printable")
    message.add_alternative(words.html, subtype="html", cte="quoted-printable")
    return read(message.as_bytes())


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, _class=EmailMessage, policy=policy.default)


def built(name: str, words: Rendered) -> Message:
    paper = replace(PAPER, sender_name=name, sender="post@blaa.example", recipient="leder@lag.example")
    return build(paper, words, NOW)


def check_form(content: bytes) -> None:
    """Check what every server may ask of a message (RFC 5322 section 2.1, RFC 2045 section 6.7, RFC 2047)."""
    content.decode("ascii")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    head, _, body = content.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert not [line for line in body.split(b"\r\n") if line != line.rstrip()]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_reads_as_the_standard_library_would_have_written_it(name: str) -> None:
    words = Rendered(f"{name}: Stemmer det?", ("x\n",), ("<p>x</p>",))
    content = built(name, words).content
    check_form(content)
    ours, theirs = read(content), reference(one_line(name), words)  # a sender's name is one line
    assert ours["Subject"] == words.subject
    assert ours["Subject"] == theirs["Subject"] or "=?utf-8?q?" in name  # which it would have decoded
    assert ours["From"].addresses == theirs["From"].addresses
    assert [part.defects for part in (ours, *ours.iter_parts())] == [[], [], []]
    assert set(ours.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Content-Language", "X-Directory-Campaign"),
        *("X-Directory-Ref", "MIME-Version", "Content-Type"),
    }


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_arrives_as_the_standard_library_would_have_sent_it(text: str) -> None:
    words = Rendered("Hei", (text,), (f"<p>{text}</p>",))
    content = built("KORUS", words).content
    check_form(content)
    ours, theirs = list(read(content).iter_parts()), list(reference("KORUS", words).iter_parts())
    assert [part.get_content_type() for part in ours] == ["text/plain", "text/html"]
    for mine, other in zip(ours, theirs, strict=True):
        assert lines(mine) == lines(other)


def lines(part: EmailMessage) -> list[str]:
    return str(part.get_content()).rstrip("\r\n").splitlines()


@pytest.mark.parametrize("break_", ["\r", "\n", "\r\n", "\r\nBcc: x@y.example\r\n"])
def test_no_header_can_be_broken_out_of(break_: str) -> None:
    evil = f"Lag{break_}Bcc: x@y.example"
    with pytest.raises(ValueError, match=r"."):
        built("KORUS", Rendered(evil, ("x\n",), ("x",)))
    named = read(built(evil, Rendered("Hei", ("x\n",), ("x",))).content)
    assert "Bcc" not in named
    assert named["From"].addresses[0].display_name == one_line(evil)
    for field in ("message_id", "language", "reference", "recipient", "reply_to", "sender"):
        with pytest.raises(ValueError, match=r"."):
            build(replace(PAPER, **{field: evil}), Rendered("Hei", ("x\n",), ("x",)), NOW)


@pytest.mark.parametrize("name", HOSTILE)
def test_encoded_words_and_their_lines_are_as_short_as_the_standard_wants(name: str) -> None:
    for line in f"Subject: {encoded(name)}".split("\r\n"):
        assert "=?utf-8" not in line or len(line) <= 76 or line.startswith("Subject: ")
        assert len(line) <= 998
        assert all(len(word) <= 75 for word in line.split(" ") if word.startswith("=?utf-8"))


def test_text_that_is_no_unicode_is_refused_not_sent() -> None:
    with pytest.raises(ValueError, match=r"."):
        built("KORUS", Rendered("Lag \ud800", ("x\n",), ("x",)))
