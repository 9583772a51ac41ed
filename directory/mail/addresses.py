"""One e-mail address and nothing but one: no list, no name, no control characters (CWE-93, RFC 5321)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from directory.tokens import Keys

# What most addresses look like: both parts, of signs that need no second look.
PLAIN = re.compile(r"([A-Za-z0-9_+-]{1,30}(?:\.[A-Za-z0-9_+-]{1,30})?)@([A-Za-z0-9.-]{1,190})")
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
    if plain := PLAIN.fullmatch(text):
        written = f"{plain[1]}@{_normal(f'a@{plain[2]}')[2:]}"
    elif len(text) > MAXIMUM or any(_forbidden(sign) for sign in text):
        raise ValueError("this is not one e-mail address")
    else:
        written = _normal(text)
    if len(written) > MAXIMUM:
        raise ValueError("this e-mail address is too long")
    return Address(written, written.casefold())


@lru_cache(maxsize=4096)  # most addresses of a region are at the same few houses
def _normal(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as problem:
        raise ValueError(str(problem)) from None


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
