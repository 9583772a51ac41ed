"""What is typed after a command, read in one way everywhere; what cannot be meant is a usage error in plain words."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from directory.errors import NotFound

LARGEST = 2**31 - 1  # PostgreSQL's integer, which our numbered rows go by
LONGEST = 18  # digits of a number that anybody can mean
YEARS = range(2000, 2101)


def numbered(noun: str) -> Callable[[str], int]:
    """Return what reads the number of a row; `noun` as in "there is no campaign 7".

    It raises NotFound for a number that no row can have, and a usage error for what is no number.
    """

    def read(text: str) -> int:
        if not _is_number(text):
            raise ArgumentTypeError(f"the number of the {noun} is wanted, as in 7, not {_shown(text)}")
        if len(text) > LONGEST or not 0 < int(text) <= LARGEST:
            raise NotFound(f"there is no {noun} {_shown(text).strip(chr(39))}")
        return int(text)

    return read


def number(text: str) -> int:
    """Read a whole number. Raises a usage error."""
    if not _is_number(text) or len(text) > LONGEST:
        raise ArgumentTypeError(f"a whole number is wanted, not {_shown(text)}")
    return int(text)


def between(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number within bounds, both of them allowed."""

    def read(text: str) -> int:
        if not _is_number(text) or len(text) > LONGEST or not least <= int(text) <= most:
            raise ArgumentTypeError(f"a whole number from {least} to {most} is wanted, not {_shown(text)}")
        return int(text)

    return read


def numbers_of_days(text: str) -> tuple[int, ...]:
    """Read numbers of days with commas between; none when there is nothing. Raises a usage error."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(_is_number(part) and len(part) <= LONGEST for part in parts):
        raise ArgumentTypeError(f"numbers of days with commas between are wanted, as in 14,28, not {_shown(text)}")
    return tuple(int(part) for part in parts)


def day(text: str) -> date:
    """Read a date (ISO 8601). Raises a usage error."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"a date is wanted, as in 2026-10-01, not {_shown(text)}") from None
    _check_year(read, text)
    return read


def moment(text: str) -> datetime:
    """Read a date with a time of day (ISO 8601), with or without an offset. Raises a usage error."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"a date and a time are wanted, as in 2026-09-01T09:00, not {_shown(text)}") from None
    _check_year(read, text)
    return read


def _check_year(read: date, text: str) -> None:
    if read.year not in YEARS:
        raise ArgumentTypeError(f"a date from {YEARS.start} to {YEARS.stop - 1} is wanted, not {_shown(text)}")


def letter_id(text: str) -> UUID:
    """Read the id of a letter. Raises a usage error."""
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(
            f"the id of a letter is wanted, as `directory mail unknown` shows it, not {_shown(text)}"
        ) from None


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal()


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
