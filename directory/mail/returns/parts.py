"""A mail that came in, taken apart without ever failing: whatever is broken in it reads as empty. Pure."""

import re
from codecs import lookup
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, message_from_string, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import parseaddr
from html import unescape

MOST_READ = 1_000_000  # bytes at the beginning of a mail; a report stands there, or at the very end
MOST_TAIL = 200_000
MOST_TEXT = 200_000
MOST_HTML = 100_000
MOST_PARTS = 200
MOST_HEADERS = 500
MOST_VALUE = 4000
MOST_BLOCKS = 100
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/partial")
JAPANESE = "\x1b$"
# Codes that are no charset of any mail, and slow or noisy to decode.
NO_CHARSETS = ("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined")
BLOCKS = re.compile(r"\n[ \t]*\n")
TAG_NAME = re.compile(r"[/!]?[a-zA-Z][a-zA-Z0-9]{0,10}|!--")
HIDDEN = ("style", "script", "title")
BLOCK_TAGS = ("p", "br", "div", "tr", "li", "h1", "h2", "blockquote")
HEADERS_END = re.compile(rb"\r?\n\r?\n")
HEADER_LINE = re.compile(rb"[ \t\r]|[!-9;-~]{1,80}:")
FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,40}:")


@dataclass(frozen=True, slots=True)
class Parts:
    """What there is to read: names in small letters, no NUL; `delivery` and `feedback` are for machines."""

    headers: dict[str, str]
    sender: str
    subject: str
    text: str
    content_type: str
    report_type: str
    delivery: tuple[dict[str, str], ...] = ()
    feedback: dict[str, str] = field(default_factory=dict)
    returned: str = ""


def _sender(header: str) -> str:
    """Return the address of a From header, empty when it is none that could be written to."""
    address = parseaddr(header)[1][:254]
    return address if re.fullmatch(r"[^\s@<>\ufffd]+@[^\s@<>\ufffd]+", address) else ""


def take_apart(raw: bytes) -> Parts:
    """Return the parts of a message (RFC 5322, RFC 2045, RFC 3464, RFC 5965). Never raises."""
    message = _message(raw)
    headers = _headers(message)
    plain, html, delivery, returned = [], [], [], []
    feedback: dict[str, str] = {}
    for part in _leaves(message):
        kind = _safely(part.get_content_type)
        if kind in ("message/delivery-status", "message/global-delivery-status"):
            delivery += _blocks(part)[:MOST_BLOCKS]
        elif kind == "message/feedback-report":
            feedback |= {name: value for block in _blocks(part) for name, value in block.items()}
        elif kind in RETURNED:
            returned.append(_whole(part))
        elif kind == "text/plain" or kind.startswith("multipart/"):  # a multipart whose parts were not found
            plain.append(_text(part))
        elif kind == "text/html":
            html.append(_without_tags(_text(part)[:MOST_HTML]))
    words = "\n".join(plain) if any(part.strip() for part in plain) else "\n".join(html)
    return Parts(
        headers=headers,
        sender=_sender(headers.get("from", "")),
        subject=headers.get("subject", "")[:500],
        text=words[:MOST_TEXT],
        content_type=_safely(message.get_content_type),
        report_type=_safely(lambda: str(message.get_param("report-type") or "")).lower(),
        delivery=tuple(delivery),
        feedback=feedback,
        returned="\n".join(returned)[:MOST_TEXT],
    )


def blocks_in(text: str) -> list[dict[str, str]]:
    """Return the groups of report fields (RFC 3464) that stand in a text, where a server did not set them apart."""
    if "final-recipient:" not in text[:MOST_TEXT].lower():
        return []
    groups = [group.strip() for group in BLOCKS.split(text) if "final-recipient:" in group.lower()]
    return [_headers(message_from_string(_from_first_field(group))) for group in groups[:MOST_BLOCKS]]


def _from_first_field(group: str) -> str:
    lines = group.splitlines()
    first = next((at for at, line in enumerate(lines) if FIELD.match(line)), 0)
    return "\n".join(lines[first:])


def _message(raw: bytes) -> Message:
    """Return the message; of a very long one only its beginning and end, of one nested too deeply only its head."""
    if len(raw) > MOST_READ:
        raw = raw[: MOST_READ - MOST_TAIL] + b"\r\n" + raw[-MOST_TAIL:]
    raw = raw.lstrip(b"\r\n\t ")
    if b"\n" not in raw:  # lines ended as on old machines
        raw = raw.replace(b"\r", b"\n")
    try:
        return message_from_bytes(_folded(raw), policy=policy.compat32)
    except (
        RecursionError, ValueError, LookupError, AssertionError, TypeError, AttributeError, IndexError, MessageError
    ):  # fmt: skip
        return HeaderParser(policy=policy.compat32).parsestr(raw[:MOST_TEXT].decode("latin-1"))


def _folded(raw: bytes) -> bytes:
    """Return the bytes with their headers in one piece, where a program broke their lines without indenting them."""
    end = HEADERS_END.search(raw[:MOST_TEXT])
    lines = raw[: end.start() if end else 0].split(b"\n")
    first = next((at for at, line in enumerate(lines[1:], 1) if not HEADER_LINE.match(line)), None)
    if end is None or first is None or not any(line[:5].lower() == b"from:" for line in lines[first:]):
        return raw
    return b"\n".join(line if HEADER_LINE.match(line) else b" " + line for line in lines) + raw[end.start() :]


def clean(text: str) -> str:
    """Return a text the database can keep: no NUL, no lone surrogates, ordinary line ends."""
    if JAPANESE in text:  # a header or report in the seven-bit code that nobody declared
        text = text.encode("ascii", "ignore").decode("iso2022_jp", "replace")
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return plain.encode("utf-8", "replace").decode("utf-8")


def _leaves(message: Message) -> list[Message]:
    """Return the parts that hold something; a returned mail counts as one part, unopened."""
    found: list[Message] = []
    waiting = [message]
    while waiting and len(found) < MOST_PARTS:
        part = waiting.pop(0)
        kind = _safely(part.get_content_type)
        if part.is_multipart() and not kind.startswith("message/"):
            waiting = _within(part) + waiting
        else:
            found.append(part)
    return found


def _within(part: Message) -> list[Message]:
    """Return the messages that a part of several holds; what is no such part must not be asked, it may raise."""
    payload = part.get_payload()
    return [item for item in payload if isinstance(item, Message)] if isinstance(payload, list) else []


def _headers(message: Message) -> dict[str, str]:
    """Return the headers; one that occurs several times is joined with line breaks."""
    found: dict[str, str] = {}
    for name, value in list(message.raw_items())[:MOST_HEADERS]:
        key, text = name.lower()[:100], clean(_decoded(_unescaped(str(value)[:MOST_VALUE])))
        found[key] = f"{found[key]}\n{text}" if key in found else text
    return found


def _unescaped(value: str) -> str:
    """Return a header's words where they were written as bytes without being encoded (RFC 6532)."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _decoded(value: str) -> str:
    """Return a header's words (RFC 2047), as they stand when they cannot be decoded."""
    try:
        pieces = [
            piece.decode(_codec(charset or "latin-1"), "replace") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(value)
        ]
    except (ValueError, LookupError, UnicodeError, AssertionError, MessageError):
        return value
    return " ".join("".join(pieces).split())


def _blocks(part: Message) -> list[dict[str, str]]:
    """Return the groups of fields of a machine-readable part (RFC 3464 section 2.1)."""
    if part.is_multipart() and "base64" not in str(part.get("content-transfer-encoding", "")).lower():
        # Python takes the international form (RFC 6533) for one mail, whose text holds all groups but the first.
        rest = [group for item in _within(part) for group in _groups(clean(_text(item)))]
        return [_headers(item) for item in _within(part) if item.keys()] + rest
    # Some gateways encode the report although the standard forbids it; Python has split it up undecoded.
    text = _text(_message(b"Content-Transfer-Encoding: base64\n" + _whole(part).encode())) if _within(part) else ""
    return _groups(clean(text or _text(part)))


def _groups(text: str) -> list[dict[str, str]]:
    return [_headers(message_from_bytes(group.strip().encode())) for group in BLOCKS.split(text) if ":" in group]


def _whole(part: Message) -> str:
    if part.is_multipart():
        return "\n".join(_safely(item.as_string) for item in _within(part))[:MOST_TEXT]
    return _text(part)


def _text(part: Message) -> str:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError, MessageError):
        payload = None
    if not isinstance(payload, bytes):
        return ""
    charset = _safely(lambda: str(part.get_content_charset() or "utf-8"))
    try:
        return clean(payload.decode(_codec(charset)))[:MOST_TEXT]
    except (LookupError, ValueError):
        return clean(payload.decode("latin-1"))[:MOST_TEXT]


def _codec(charset: str) -> str:
    """Return the name of a charset's decoder; Latin-1, in which every byte has a meaning, for what is no charset."""
    try:
        name = lookup(charset).name
    except (LookupError, ValueError):
        return "latin-1"
    return "latin-1" if name.replace("-", "_") in NO_CHARSETS else name


def _safely(read: Callable[[], object]) -> str:
    try:
        return str(read())
    except (ValueError, LookupError, TypeError, AttributeError, UnicodeError, AssertionError, MessageError):
        return ""


def _without_tags(page: str) -> str:
    """Return the words of an HTML part, a line for each block, in one pass whatever is left open in it."""
    words: list[str] = []
    hidden = ""
    for piece in ("a>" + page).split("<"):
        tag, closed, text = piece.partition(">")
        name = (TAG_NAME.match(tag) or [""])[0].lower()
        if hidden:
            hidden = "" if name == "/" + hidden else hidden
            continue
        if not closed or not name:
            words.append(piece)
            continue
        hidden = name if name in HIDDEN else ""
        if name in BLOCK_TAGS:
            words.append("\n> " if name == "blockquote" else "\n")
        words.append("" if hidden else text)
    return unescape("".join(words))
