"""The language of the page or letter at hand, and its texts.

Texts are written in plain English in code and templates; `locale/<nb|nn>/<room>.po` hold the
Norwegian. The catalogues are read once, straight from the .po files: nothing to compile or forget.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from io import BytesIO

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from directory.clock import local

LANGUAGES = ("nb", "nn", "en")
DEFAULT = "nb"
BABEL = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


@dataclass(slots=True)
class _Place:
    timezone: str


_place = _Place("Europe/Oslo")


def live_in(timezone: str) -> None:
    """Write days by the clocks of a place from now on, in all of this process: it serves one region."""
    _place.timezone = timezone


def language() -> str:
    """Return the language that is spoken right now (`nb`, `nn` or `en`)."""
    return _language.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language inside the block."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def gettext_(message: str) -> str:
    """Return the text in the language spoken."""
    return catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the text for a number of things in the language spoken."""
    return catalogue(language()).ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """Return the text for a word that means different things in different places."""
    return catalogue(language()).pgettext(context, message)


_ = gettext_


def marked(message: str) -> str:
    """Mark a text for the catalogues without translating it yet."""
    return message


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(code: str) -> gettext.NullTranslations:
    """Return the merged catalogue of a language; English needs none."""
    if code == "en":
        return gettext.NullTranslations()
    merged = Catalog(locale=BABEL[code])
    folder = resources.files("directory").joinpath("locale", code)
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".po"):
            with file.open("rb") as stream:
                for message in read_po(stream, locale=BABEL[code]):
                    if message.id:
                        merged.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def day(moment: date | datetime, form: str = "d. MMMM y") -> str:
    """Return a date as people write it in the language spoken, by default 4. mars 2026.

    An instant is of the day it has where people live: shortly after midnight it is yesterday still in UTC.
    """
    if language() == "en" and form.startswith("d. "):
        form = form.replace("d. ", "d ", 1)
    return _written(moment, form, BABEL[language()])


def month(moment: date | datetime) -> str:
    """Return a month and year, as in mars 2026; of an instant as in `day`."""
    return _written(moment, "MMMM y", BABEL[language()])


def last_day(end: datetime) -> str:
    """Return the last day of what ends at an instant: when a day is over, that is the day that is over."""
    return day(end - timedelta(microseconds=1))


def weekday(moment: date | datetime) -> str:
    """Return weekday and date, as in fredag 1. oktober."""
    return day(moment, "EEEE d. MMMM") if language() != "en" else _written(moment, "EEEE d MMMM", "en_GB")


def hour(moment: datetime | time) -> str:
    """Return a time of day as people write it, as in 09.14 (English: 09:14)."""
    return f"{moment:%H:%M}" if language() == "en" else f"{moment:%H.%M}"


def moment(at: datetime) -> str:
    """Return a date and a time of day, as in 4. mars 2026 kl. 09.14; `at` is by the clocks of the place."""
    return f"{day(at)}{', ' if language() == 'en' else ' kl. '}{hour(at)}"


def _written(moment: date | datetime, form: str, locale: str) -> str:
    on_the_wall = local(moment, _place.timezone).date() if isinstance(moment, datetime) else moment
    return _formatted(on_the_wall, form, locale)


@lru_cache(maxsize=1024)  # ten thousand letters of a round name the same few days
def _formatted(moment: date, form: str, locale: str) -> str:
    return format_date(moment, form, locale=locale)


def listing(parts: list[str]) -> str:
    """Return several words as one phrase: a, b og c."""
    return format_list(parts, locale=BABEL[language()]) if parts else ""
