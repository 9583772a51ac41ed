"""Telephone numbers as people write them, several in a cell, with words around them."""

import re
from dataclasses import dataclass, field

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from directory.imports import reasons
from directory.imports.entry import NOTICE, Issue
from directory.imports.text import clean, means_nothing

LANDLINE, MOBILE, FOREIGN = "landline", "mobile", "foreign"
_POWER = re.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*(?:ext|linje|intern|int|lokal|x)\.?\s*:?\s*\d{1,5}\b.*$", re.IGNORECASE)
_COUNTRY = re.compile(r"\(\s*((?:\+|00)\s*\d{1,3})\s*\)")
_NUMBER = re.compile(r"(?:\+|\b00)?\s?\d(?:[\s.\-–]*\d)*")
_CUT = re.compile(r"[/;,\n|]|\s+(?:og|eller|samt|and|or)\s+|\s+[-–]\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phone:
    """One number in E.164 (`+47…`), its kind, and the word that stood beside it."""

    number: str
    kind: str
    label: str = ""


@dataclass(slots=True)
class Phones:
    """The numbers of a cell in its order, and what could not be read."""

    found: list[Phone] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read_phones(text: str) -> Phones:
    """Read every telephone number of a cell; a number is never completed or corrected."""
    result = Phones()
    text = clean(text)
    if not text or means_nothing(text):
        return result
    if _POWER.match(text.replace(" ", "")):
        result.issues.append(Issue(reasons.PHONE_LOST, text, {"value": text}))
        return result
    for piece in _CUT.split(_COUNTRY.sub(r"\1 ", text)):
        if piece.strip() and not means_nothing(piece):
            _read_piece(piece.strip(), result)
    return result


def _read_piece(piece: str, result: Phones) -> None:
    matches = list(_NUMBER.finditer(_EXTENSION.sub("", piece)))
    if not matches:
        return
    label = re.sub(r"\s+", " ", _NUMBER.sub(" ", piece)).strip(" .:()-–").lower()
    for match in matches:
        for digits in _eights(re.sub(r"[^\d+]", "", match[0])):
            phone = _phone(digits, label)
            if phone is None:
                result.issues.append(Issue(reasons.PHONE_INVALID, piece, {"value": piece}))
                continue
            if phone not in result.found:
                result.found.append(phone)
            if not _in_use(phone.number):
                result.issues.append(Issue(reasons.PHONE_ODD, piece, {"value": piece}, NOTICE))


def _eights(digits: str) -> list[str]:
    """Cut numbers that were written after each other with nothing but spaces between."""
    if digits.isdigit() and len(digits) in (16, 24) and not digits.startswith("00"):
        return [digits[start : start + 8] for start in range(0, len(digits), 8)]
    return [digits]


def _phone(digits: str, label: str) -> Phone | None:
    try:
        number = phonenumbers.parse(digits, "NO")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    text = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if number.country_code != 47:
        return Phone(text, FOREIGN, label) if phonenumbers.is_valid_number(number) else None
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL).replace(" ", "")
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.MOBILE or (len(national) == 8 and national[0] in "49"):
        return Phone(text, MOBILE, label)
    if kind != PhoneNumberType.UNKNOWN or (len(national) == 8 and national[0] in "235678"):
        return Phone(text, LANDLINE, label)
    return None


def _in_use(number: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
