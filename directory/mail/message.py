"""A letter as the bytes that travel: headers and two parts (RFC 5322, RFC 2046; CONTRACT.md, Mail)."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from directory.mail.letters import Rendered
from directory.settings import Settings

# The default policies turn long addresses in headers into encoded words; 998 is the limit of RFC 5322.
POLICY = SMTP.clone(max_line_length=998)


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
    """Return the message of a letter, dated `at`. Raises ValueError for an address that cannot be written to."""
    recipient = in_ascii(paper.recipient)
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(display_name=paper.sender_name, addr_spec=in_ascii(paper.sender))
    message["To"] = Address(addr_spec=recipient)
    if paper.reply_to:
        message["Reply-To"] = Address(addr_spec=in_ascii(paper.reply_to))
    message["Subject"] = words.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = paper.message_id
    message["Content-Language"] = paper.language
    if paper.campaign is None:
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834; a campaign's auto-replies are wanted
    else:
        message["X-Directory-Campaign"] = str(paper.campaign)
    message["X-Directory-Ref"] = paper.reference
    message.set_content(words.text, cte="quoted-printable")
    message.add_alternative(words.html, subtype="html", cte="quoted-printable")
    return Message(in_ascii(paper.envelope_sender), recipient, message.as_bytes())


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
    name, address = parseaddr(settings.mail_from)
    return (name, address) if "@" in address else ("", f"oversikt@{our_name(settings)}")


def our_name(settings: Settings) -> str:
    """Return the name we give to mail servers and in fall-back senders: the host of our links."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    try:
        ip_address(host)
    except ValueError:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    return "localhost"


def envelope_sender(settings: Settings, tag: str, sender: str) -> str:
    """Return where bounces go: `DIRECTORY_MAIL_ENVELOPE` with the letter's tag, else the sender itself."""
    return settings.mail_envelope.replace("{tag}", tag) if settings.mail_envelope else sender
