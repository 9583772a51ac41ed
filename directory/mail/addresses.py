"""One e-mail address and nothing but one: no list, no name, no control characters (CWE-93, RFC 5321)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from directory.tokens import Keys

MAXIMUM = 254  # RFC 5321 section 4.5.3.1.3, without the angle brackets


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is written to, and the form in which two spellings are the same."""

    written: str
    norm: str


def read_address(text: str) -> Address:
    """Return the one address in the text; a domain with letters such as æ is kept as it is written.

    Raises ValueError, in words for a person, for anything that is not exactly one address.
    """
    text = text.strip()
    if not text:
        raise ValueError("an e-mail address is missing")
    if len(text) > MAXIMUM or any(_forbidden(sign) for sign in text):
        raise ValueError("this is not one e-mail address")
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as problem:
        raise ValueError(str(problem)) from None
    if len(found.normalized) > MAXIMUM:
        raise ValueError("this e-mail address is too long")
    return Address(found.normalized, found.normalized.casefold())


def printable(text: str) -> str:
    """Return what may be kept and shown of something that is no address."""
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Cf") else sign for sign in text)
    return " ".join(kept.split())[:MAXIMUM]


def is_allowed(address: str, sending: str, listed: Sequence[str]) -> bool:
    """Return whether `DIRECTORY_SENDING` lets a letter go: `on` any, `allowlist` listed addresses and domains."""
    if sending != "allowlist":
        return sending == "on"
    wanted = {entry.casefold().removeprefix("@") for entry in listed}
    folded = address.casefold()
    return folded in wanted or folded.rpartition("@")[2] in wanted


def suppression_digest(keys: Keys, address: str) -> str:
    """Return what the table of suppressions keeps of an address (a keyed hash, 64 hex characters)."""
    return keys.digest("suppression.address", address.strip().casefold())


def _forbidden(sign: str) -> bool:
    return sign in ',;<>"\\()' or sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf", "Cs")
