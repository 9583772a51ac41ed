"""What somebody writes by a public form, checked before it goes anywhere."""

from collections.abc import Callable
from dataclasses import dataclass

from directory.errors import Invalid
from directory.i18n import _
from directory.organisations import canonical

LONGEST = 3000  # characters
SHORTEST = 5
LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class Message:
    """A message to an organisation; `sender_from` is the municipality or service, or empty."""

    name: str
    sender_from: str
    email: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """An error somebody has seen; `page` is the path it was on, `email` empty when no answer is wanted."""

    message: str
    email: str
    page: str


def read_message(name: str, sender_from: str, email: str, message: str) -> Message:
    """Return a message from what was typed. Raises Invalid with a sentence for each field to correct."""
    problems: dict[str, str] = {}
    read = Message(
        name=_line(name),
        sender_from=_line(sender_from),
        email=_checked(problems, "email", _answerable, email),
        message=canonical.paragraphs(message),
    )
    if not read.name:
        problems["name"] = _("Write your name.")
    if not email.strip():
        problems["email"] = _("Write your e-mail address, so that they can answer.")
    _check_text(problems, read.message)
    if problems:
        raise Invalid({field: problems[field] for field in ("name", "email", "message") if field in problems})
    return read


def read_report(message: str, email: str, page: str) -> Report:
    """Return a report from what was typed. Raises Invalid with a sentence for each field to correct."""
    problems: dict[str, str] = {}
    address = _checked(problems, "email", canonical.email, email)
    read = Report(message=canonical.paragraphs(message), email=address, page=_line(page))
    _check_text(problems, read.message)
    if problems:
        raise Invalid({field: problems[field] for field in ("message", "email") if field in problems})
    return read


def _line(typed: str) -> str:
    return canonical.text(typed)[:LONGEST_LINE]


def _answerable(typed: str) -> str:
    """Return an address that can stand as Reply-To in a letter of ours (without SMTPUTF8, RFC 6531)."""
    address = canonical.email(typed)
    if not address.rpartition("@")[0].isascii():
        raise ValueError(_("An answer may not reach an address with æ, ø or å before the @. Write another address."))
    return address


def _checked(problems: dict[str, str], field: str, read: Callable[[str], str], typed: str) -> str:
    try:
        return read(typed)
    except ValueError as problem:
        problems[field] = str(problem)
        return ""


def _check_text(problems: dict[str, str], text: str) -> None:
    if len(text) < SHORTEST:
        problems["message"] = _("Write a few words.")
    elif len(text) > LONGEST:
        problems["message"] = _("This is too long. There is room for %(most)s characters.") % {"most": LONGEST}
