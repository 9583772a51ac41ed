"""Forgiving in, canonical out: telephones, addresses, websites and organisation numbers as people type them."""

import re
import unicodedata
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum.exceptions import ValidationError
from stdnum.no import orgnr as organisation_number

from directory.i18n import _

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
BETWEEN = re.compile(r"[/,;&]|\b(?:eller|og|or|and)\b")  # two numbers in one field
HOST = re.compile(r"(?:\w(?:[\w-]*\w)?\.)+(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)\.?")  # ends in a name, so no bare address


def text(typed: str) -> str:
    """Return one line of text without invisible characters, decomposed letters or double spaces."""
    return " ".join(unicodedata.normalize("NFC", typed.translate(INVISIBLE)).split())


def paragraphs(typed: str) -> str:
    """Return several lines of text, tidied line by line."""
    lines = [text(line) for line in typed.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip()


def phone(typed: str) -> str:
    """Return a telephone number in E.164, empty for nothing. Raises ValueError with words for the one who typed."""
    wanted = text(typed)
    if not wanted:
        return ""
    if len([piece for piece in BETWEEN.split(wanted) if _possible(piece)]) > 1:
        raise ValueError(_("Write only one telephone number here."))
    try:
        number = phonenumbers.parse(wanted, "NO")
    except phonenumbers.NumberParseException:
        raise ValueError(_("Write the telephone number with digits, such as 55 00 00 01.")) from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError(_("This is not a whole telephone number. A Norwegian number has eight digits."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _possible(typed: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(typed, "NO"))
    except phonenumbers.NumberParseException:
        return False


def email(typed: str) -> str:
    """Return one e-mail address (RFC 5321), empty for nothing. Raises ValueError with words for the one who typed."""
    wanted = text(typed).removeprefix("mailto:")
    if not wanted:
        return ""
    try:
        return validate_email(wanted, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise ValueError(_("This is not a whole e-mail address. An example of a whole one: post@example.no.")) from None


def website(typed: str) -> str:
    """Return an http or https address, empty for nothing. Raises ValueError with words for the one who typed."""
    wanted = text(typed)
    if not wanted:
        return ""
    if "://" not in wanted:
        wanted = f"https://{wanted}"
    problem = ValueError(_("This is not a website's address. An example of one: https://www.example.no."))
    try:
        address = urlsplit(wanted)
        known = address.scheme in ("http", "https") and address.port in (None, 80, 443)
    except ValueError:
        raise problem from None
    unreadable = any(letter in " <>\"'\\" or unicodedata.category(letter) == "Cf" for letter in wanted)
    if not known or address.username or unreadable or not HOST.fullmatch(address.hostname or ""):
        raise problem
    return wanted if address.path else f"{wanted}/"


def orgnr(typed: str) -> str:
    """Return an organisation number's nine digits, empty for nothing. Raises ValueError for a wrong check digit."""
    wanted = text(typed).upper().removeprefix("NO").removesuffix("MVA")
    if not wanted.strip():
        return ""
    try:
        return str(organisation_number.validate(organisation_number.compact(wanted)))
    except ValidationError:
        raise ValueError(
            _("This is not an organisation number. It has nine digits; the last one is a check.")
        ) from None


def shown_phone(number: str) -> str:
    """Return a number as people read it: 55 00 00 01, and abroad with its country code."""
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number, "NO")
    except phonenumbers.NumberParseException:
        return number
    form = phonenumbers.PhoneNumberFormat
    home = parsed.country_code == 47
    return phonenumbers.format_number(parsed, form.NATIONAL if home else form.INTERNATIONAL)
