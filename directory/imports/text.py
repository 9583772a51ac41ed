"""Cleaning of text that people typed, pasted and exported for years."""

import re
import unicodedata
from functools import lru_cache

import ftfy

LONGEST = 2_000

_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
_NORDIC = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ö": "o", "ä": "ae", "ß": "ss", "đ": "d", "ŋ": "n", "ŧ": "t"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_EMPTY_WORDS = (
    "x;n/a;na;nn;n.n;n.n.;n. n.;n n;ukjent;ukjend;vakant;ledig;ingen;ikke;ikkje;mangler;manglar;tom;"
    "ikke oppgitt;ikkje oppgitt;ikke kjent;ikkje kjent;ingen oppgitt;ingen oppgjeve;ingen kontaktperson;"
    "se nettside;se nettsiden;sjå nettside;sjå nettsida;se hjemmeside;se hjemmesiden;sjå heimeside;"
    "sjå heimesida;se web;se over;sjå over;tbd"
)
_EMPTY = frozenset(_EMPTY_WORDS.split(";"))
_MOJIBAKE = re.compile(r"[ÃÂ][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u2122€]|â€|Ã\u00a5|ï»¿")
_FORMULA = re.compile(r"^=|^[+\-@]\s*[A-Za-zÆØÅæøå_.]+\(|^[=+\-@].*\|.*!")
_ERROR = re.compile(
    r"^#(REF!|REFERANSE!|VALUE!|VERDI!|NAME\?|NAVN\?|N/A|I/T|DIV/0!|DELING/0!|NUM!|NULL!|TOM!|SPILL!|CALC!)$",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return text in composed Unicode, without invisible and control characters, line breaks kept."""
    text = unicodedata.normalize("NFC", text[:LONGEST]).translate(_INVISIBLE)
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", ""))
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Return cleaned text on a single line."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return text for comparison: small letters, æ ø å as ae o a, no accents, words only."""
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).casefold().translate(_NORDIC)
    text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", text))


def means_nothing(text: str) -> bool:
    """Tell whether a cell says in words that it is empty ("-", "N.N.", "vakant", "se nettside")."""
    return text.strip().casefold().strip("()") in _EMPTY or not re.search(r"[^\W_]", text)


def repaired(text: str) -> str | None:
    """Return what text that was decoded wrongly was meant to be, None when it looks right."""
    if not _MOJIBAKE.search(text):
        return None
    better = ftfy.fix_encoding(text)
    return better if better != text else None


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run this text (OWASP, CSV injection)."""
    return bool(_FORMULA.search(text))


def unquoted(text: str) -> str:
    """Take away the apostrophe that our own CSV export sets before `= + - @ TAB CR`."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@\t\r" else text


def is_error(text: str) -> bool:
    """Tell whether a cell holds one of the spreadsheet's own error values."""
    return bool(_ERROR.match(text.strip()))


def shouted(text: str) -> bool:
    """Tell whether text is written in capitals only."""
    return any(char.isalpha() for char in text) and text == text.upper() and len(text) > 3
