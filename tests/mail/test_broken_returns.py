"""No damage to a mail that came back raises, and nothing takes long."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.mail.returns.intake import understand
from directory.mail.returns.parts import take_apart
from tests.mail.returns import COMPLAINT, EXIM, QMAIL, kind, reply, report


@pytest.mark.parametrize("subject", [b"=?utf-8?b?abcde?=", b"=?utf-7?b?+///?=", b"=?idna?q?xn--=FF?=", b"=?\xff?q?a?="])
def test_a_subject_that_cannot_be_decoded_is_read_as_it_stands(subject: bytes) -> None:
    raw = b"From: kari@lag.example\nSubject: " + subject + b"\n\nAlt stemmer."
    assert kind(raw) == "reply"


@pytest.mark.parametrize("charset", ["idna", "punycode", "hex", "undefined", "unicode_escape", "utf-8'"])
def test_a_text_in_no_charset_of_this_world_is_read_all_the_same(charset: str) -> None:
    head = f"From: kari@lag.example\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    for text in (b"Alt stemmer \x96 takk.", b"Alt stemmer.", b"9a" * 400_000):
        began = time.process_time()
        assert kind(head.encode() + text) == "reply"
        assert time.process_time() - began < 20  # it takes less than one


def test_a_charset_of_several_words_is_read_all_the_same() -> None:
    raw = b"From: kari@lag.example\nContent-Type: text/html; charset*=x''\nX: 1\n\nAlt stemmer \xe6"
    assert kind(raw) == "reply"


SOURCES = (report("5.1.1", "550 no such user"), reply("Alt stemmer."), COMPLAINT, EXIM, QMAIL)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SOURCES), st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=12)), max_size=12))
def test_no_damage_to_a_mail_raises(source: bytes, cuts: list[tuple[int, bytes]]) -> None:
    raw = bytearray(source)
    for at, put in cuts:
        raw[at : at + len(put) // 2] = put
    understand(take_apart(bytes(raw)), bytes(raw))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_at_all_raise(raw: bytes) -> None:
    understand(take_apart(raw), raw)


NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
MEGABYTES = 10_000_000
LONG = {
    "one long word": b"a" * MEGABYTES,
    "dashes and words": b"---- " + b"message copy " * (MEGABYTES // 13),
    "half addresses": b"x@y." * (MEGABYTES // 4),
    "open brackets": b"<@" * (MEGABYTES // 2),
    "short lines": b"a\n" * (MEGABYTES // 2),
    "quotes": b"Den 1.1. skrev " * (MEGABYTES // 15),
    "unclosed tags": b"<a " * (MEGABYTES // 3),
    "comments": b"<!--" * (MEGABYTES // 4),
}


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("kind_", ["plain", "html"])
def test_ten_megabytes_of_anything_are_read_in_seconds(name: str, kind_: str) -> None:
    for sender in (b"MAILER-DAEMON@mx.example", b"kari@lag.example"):
        raw = b"From: %s\nSubject: Hei\nContent-Type: text/%s\n\n%s" % (sender, kind_.encode(), LONG[name])
        began = time.process_time()
        understand(take_apart(raw), raw)
        assert time.process_time() - began < 20  # it takes less than one


@pytest.mark.parametrize(
    "raw",
    [
        NESTED,
        b"From: a@b.example\nSubject: " + b"=?utf-8?q?" * 1_000_000,
        b"Received: x\n" * 500_000 + b"\nbody",
        b"From: " + b"a" * MEGABYTES + b"@b.example\n\nHei",
        b"Content-Type: text/plain; charset=no-such\n\nHei \xff\xfe",
        b"Content-Type: multipart/report; boundary=b\n\n"
        + b"--b\nContent-Type: message/delivery-status\n\nAction: x\n" * 20_000,
        b"\x00" * 1_000_000,
    ],
    ids=["nested", "encoded words", "headers", "long address", "unknown charset", "parts", "zeros"],
)
def test_hostile_mail_is_read_in_seconds(raw: bytes) -> None:
    began = time.process_time()
    understand(take_apart(raw), raw)
    assert time.process_time() - began < 20  # it takes less than one
