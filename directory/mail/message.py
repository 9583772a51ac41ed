"""A letter as the bytes that travel: headers and two parts (RFC 5322, RFC 2046; CONTRACT.md, Mail)."""

import re
from binascii import b2a_base64
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from directory.mail.letters import Rendered
from directory.mail.printable import printable, printable_lines
from directory.mail.wording import one_line
from directory.settings import Settings

# The default policies turn long addresses in headers into encoded words; 998 is the limit of RFC 5322.
POLICY = SMTP.clone(max_line_length=998)
LONGEST_VALUE = 900
BYTES_PER_WORD = 45  # 60 signs in base64; an encoded word has at most 75 with its frame (RFC 2047 section 2)
PLAIN_ADDRESS = re.compile(r"[\w+-]+(\.[\w+-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """All of a message but its words; addresses bare, `reply_to` may be empty."""

    sender_name: str
    sender: str
    envelope_sender: str
    reply_to: str
    recipient: str
    message_id: str
    reference: str
    campaign: int | None
    language: str


@dataclass(frozen=True, slots=True)
class Message:
    """What is handed over: the envelope and the bytes, in CRLF lines of at most 998."""

    envelope_sender: str
    recipient: str
    content: bytes


def build(paper: Stationery, words: Rendered, at: datetime) -> Message:
    """Return the message of a letter, dated `at`. Raises ValueError for an address that cannot be written to.

    The frame is the same for all letters and is filled in as bytes: `EmailMessage` would take three times as
    long as everything else that is done for a letter.
    """
    recipient = in_ascii(paper.recipient)
    boundary = f"=_{paper.reference}"  # quoted-printable never puts these two signs together (RFC 2045 section 6.7)
    head = [
        _shared_head(paper.sender_name, paper.sender, paper.reply_to, paper.language, paper.campaign),
        _recipient(recipient),
        f"Subject: {encoded(words.subject)}\r\n",
        _date(at.replace(microsecond=0)),
        _line("Message-ID", paper.message_id),
        _line("X-Directory-Ref", paper.reference),
        _line("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]
    between = f"\r\n--{boundary}".encode("ascii")
    content = b"".join(
        (
            "".join(head).encode("ascii"),
            *_part(between, b"plain", printable_lines(words.lines)),
            *_part(between, b"html", printable(words.pieces)),
        )
    )
    return Message(in_ascii(paper.envelope_sender), recipient, content + between + b"--\r\n")


@lru_cache(maxsize=256)
def _shared_head(name: str, sender: str, reply_to: str, language: str, campaign: int | None) -> str:
    """Return the header lines that are the same for all letters of a campaign in one language."""
    return "".join(
        (
            "MIME-Version: 1.0\r\n",
            _mailbox("From", one_line(name), in_ascii(sender)),
            _mailbox("Reply-To", "", in_ascii(reply_to)) if reply_to else "",
            _line("Content-Language", language),
            # RFC 3834; a campaign's auto-replies are wanted
            "Auto-Submitted: auto-generated\r\n" if campaign is None else _line("X-Directory-Campaign", str(campaign)),
        )
    )


def encoded(text: str) -> str:
    """Return a header's text in ASCII: what is not, and all between, as encoded words (RFC 2047), folded.

    Raises ValueError for a line break and for what Unicode cannot encode.
    """
    if "\r" in text or "\n" in text:
        raise ValueError("a header is one line")
    if text.isascii() and text.isprintable() and "=?" not in text and len(text) < LONGEST_VALUE:
        return text
    parts = text.split(" ")
    plain = len(text) < LONGEST_VALUE  # else no part of it may stand on one line as it is
    hard = [number for number, part in enumerate(parts) if not (plain and _is_plain(part))] or [0, len(parts) - 1]
    before, after = parts[: hard[0]], parts[hard[-1] + 1 :]
    words = [
        f"=?utf-8?b?{b2a_base64(piece, newline=False).decode()}?=" for piece in _pieces(parts[hard[0] : hard[-1] + 1])
    ]
    return "\r\n ".join(line for line in (" ".join(before), *words, " ".join(after)) if line)


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isprintable() and "=?" not in word and 0 < len(word) < 75


def _pieces(parts: list[str]) -> list[bytes]:
    """Return UTF-8 in pieces that fit an encoded word of 75 signs and hold whole letters only."""
    pieces, piece = [], b""
    for sign in " ".join(parts):
        letter = sign.encode()
        if len(piece) + len(letter) > BYTES_PER_WORD:
            pieces.append(piece)
            piece = b""
        piece += letter
    return [*pieces, piece]


def _line(name: str, value: str) -> str:
    """Return a header line of a value of our own making. Raises ValueError for what could break out of it."""
    if not (value.isascii() and value.isprintable() and len(value) < LONGEST_VALUE):
        raise ValueError(f"{name} cannot be {value!r}")
    return f"{name}: {value}\r\n"


@lru_cache(maxsize=16)
def _date(second: datetime) -> str:
    return _line("Date", format_datetime(second))


def _recipient(address: str) -> str:
    return f"To: {address}\r\n" if PLAIN_ADDRESS.fullmatch(address) else _mailbox("To", "", address)


def _mailbox(header: str, name: str, address: str) -> str:
    """Return the header line of one mailbox. Raises ValueError when the address is not exactly one."""
    stored = POLICY.header_store_parse(header, Address(display_name=name, addr_spec=address))
    return str(POLICY.fold(*stored))


def _part(between: bytes, subtype: bytes, told: bytes) -> tuple[bytes, ...]:
    kind = b'; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return between, b"\r\nContent-Type: text/" + subtype + kind, told


def in_ascii(address: str) -> str:
    """Return an address with its domain in IDNA (RFC 5891).

    Raises ValueError when it is no address, or has other letters than a–z before the @: our server may not
    speak SMTPUTF8 (RFC 6531).
    """
    if address.isascii():
        return address
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as problem:
        raise ValueError(str(problem)) from None
    if not found.ascii_email:
        raise ValueError("the part before the @ has letters that mail servers may not know")
    return found.ascii_email


def fallback_sender(settings: Settings) -> tuple[str, str]:
    """Return name and address for a letter of no centre, or of a centre without its own sender."""
    name, address = _written_by(settings.mail_from)
    return (name, address) if "@" in address else ("", f"oversikt@{our_name(settings)}")


@lru_cache(maxsize=16)
def _written_by(text: str) -> tuple[str, str]:
    return parseaddr(text)


def our_name(settings: Settings) -> str:
    """Return the name we give to mail servers and in fall-back senders: the host of our links."""
    return _host_of(settings.base_url)


@lru_cache(maxsize=16)
def _host_of(address: str) -> str:
    host = urlsplit(address).hostname or "localhost"
    try:
        ip_address(host)
    except ValueError:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    return "localhost"


def envelope_sender(settings: Settings, tag: str, sender: str) -> str:
    """Return where bounces go: `DIRECTORY_MAIL_ENVELOPE` with the letter's tag, else the sender itself."""
    return settings.mail_envelope.replace("{tag}", tag) if settings.mail_envelope else sender
