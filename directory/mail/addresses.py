"""One e-mail address and nothing but one: no list, no name, no control characters (CWE-93, RFC 5321)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from directory.tokens import Keys

# What most addresses look like: both parts, of signs that need no second look.
PLAIN = re.compile(r"([A-Za-z0-9_+-]{1,30}(?:\.[A-Za-z0-9_+-]{1,30})?)@([A-Za-z0-9.-]{1,190})")
FOREIGN_LETTERS = "the address has letters before the @ that our mail server cannot write to"
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
    return Address(written, norm_of(written))


def check_writable(address: str) -> None:
    """Raise ValueError, in words for a person, for what is not one address, or one that needs SMTPUTF8 (RFC 6531).

    Few mail servers speak it: such an address cannot be relied on, and we do not write to it.
    """
    read_address(address)
    if has_foreign_letters(address):
        raise ValueError(FOREIGN_LETTERS)


def has_foreign_letters(address: str) -> bool:
    """Return whether an address has other letters than a–z before the @; the domain has its form in ASCII."""
    return not address.rpartition("@")[0].isascii()


def norm_of(address: str) -> str:
    """Return the form in which two spellings of an address are the same: small letters, the domain in IDNA (RFC 5891).

    The one form in which addresses are compared. Never raises: what is no address only gets small letters.
    """
    address = address.strip()
    if address.isascii():
        return address.lower()
    local, at, domain = address.rpartition("@")
    return f"{unicodedata.normalize('NFC', local).casefold()}{at}{_domain_norm(domain)}"


def spellings(address: str) -> list[str]:
    """Return the forms in small letters that a person may have written an address in, the norm first."""
    norm = norm_of(address)
    local, at, domain = norm.rpartition("@")
    try:
        shown = f"{local}{at}{_valid(f'a@{domain}').domain}"
    except EmailNotValidError:
        return [norm]
    return list(dict.fromkeys([norm, shown.casefold()]))


@lru_cache(maxsize=4096)
def _domain_norm(domain: str) -> str:
    try:
        return str(_valid(f"a@{domain}").ascii_domain or domain).lower()
    except EmailNotValidError:
        return domain.casefold()


def _valid(text: str) -> ValidatedEmail:
    return validate_email(text, check_deliverability=False, test_environment=True)


@lru_cache(maxsize=4096)  # most addresses of a region are at the same few houses
def _normal(text: str) -> str:
    try:
        return _valid(text).normalized
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
    wanted = {norm_of(f"@{entry.strip().rpartition('@')[2]}" if _is_domain(entry) else entry) for entry in listed}
    norm = norm_of(address)
    return norm in wanted or norm[norm.rfind("@") :] in wanted


def _is_domain(entry: str) -> bool:
    return "@" not in entry.strip()[1:]


def suppression_digest(keys: Keys, address: str) -> str:
    """Return what the table of suppressions keeps of an address (a keyed hash, 64 hex characters)."""
    return keys.digest("suppression.address", norm_of(address))


def _forbidden(sign: str) -> bool:
    return sign in ',;<>"\\()' or sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf", "Cs")
