"""Dates as people write them: of a list, of a row."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from directory.imports import reasons
from directory.imports.entry import NOTICE, Issue
from directory.imports.text import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan january", "februar feb february", "mars mar march", "april apr", "mai may", "juni jun june",
            "juli jul july", "august aug", "september sep sept", "oktober okt october oct", "november nov",
            "desember des december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})\b")
_DAY = re.compile(r"\b(\d{1,2})\s*([./\-])\s*(\d{1,2})\s*[./\-]\s*((?:19|20)?\d\d)\b")
_NAMED = re.compile(r"\b(?:(\d{1,2})\.?\s+)?([a-zæøå]{3,9})\.?\s*,?\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_MONTH = re.compile(r"\b(\d{1,2})\s*[./\-]\s*((?:19|20)\d\d)\b")
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_SERIAL = re.compile(r"^\d{5}(?:\.0)?$")
_EPOCH = date(1899, 12, 30)
_UPDATED = re.compile(r"\b(sist )?(oppdatert|oppd|ajour|ajourfort|revidert|endret|endra|per|pr|status|updated)\b")


@dataclass(frozen=True, slots=True)
class Read:
    """A date and how exact it is: `day`, `month` or `year` (then the first day of it)."""

    date: date
    precision: str
    issue: Issue | None = None


def read_date(text: str) -> Read | None:
    """Return the date in a text: `12.03.2021`, `12/3-21`, `mars 2021`, `2019`, an Excel serial; None without one."""
    text = text.strip()
    if _SERIAL.match(text):
        day = _EPOCH + timedelta(days=int(float(text)))
        return Read(day, "day") if 1990 <= day.year <= 2100 else None
    return _iso(text) or _day(text) or _named(text) or _month(text) or _year(text)


def _iso(text: str) -> Read | None:
    match = _ISO.search(text)
    found = _made(int(match[1]), int(match[2]), int(match[3])) if match else None
    return Read(found, "day") if found else None


def _day(text: str) -> Read | None:
    match = _DAY.search(text)
    if not match:
        return None
    day, month, year = int(match[1]), int(match[3]), int(match[4])
    year += 0 if year > 99 else 2000
    found = _made(year, month, day)
    if found is None:
        found = _made(year, day, month)
        return Read(found, "day", _doubt(text, found)) if found else None
    doubtful = match[2] == "/" and match[0].count("/") == 2 and day <= 12 and day != month
    return Read(found, "day", _doubt(text, found) if doubtful else None)


def _doubt(text: str, found: date) -> Issue:
    return Issue(reasons.DATE_AMBIGUOUS, text, {"value": text, "date": found.isoformat()}, NOTICE)


def _named(text: str) -> Read | None:
    for match in _NAMED.finditer(text):
        month = _MONTHS.get(match[2].lower())
        found = _made(int(match[3]), month, int(match[1] or 1)) if month else None
        if found:
            return Read(found, "day" if match[1] else "month")
    return None


def _month(text: str) -> Read | None:
    match = _MONTH.search(text)
    found = _made(int(match[2]), int(match[1]), 1) if match else None
    return Read(found, "month") if found else None


def _year(text: str) -> Read | None:
    match = _YEAR.search(text)
    return Read(date(int(match[1]), 1, 1), "year") if match else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def list_date(text: str) -> Read | None:
    """Return the date that a title row gives the whole list ("Sist oppdatert: 12.03.2021 / ML")."""
    return read_date(text) if _UPDATED.search(fold(text)) or _DAY.search(text) or _NAMED.search(text) else None
