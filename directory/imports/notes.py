"""Remarks in a spreadsheet: which must not be stored, and what others ask for."""

import re

from directory.imports.text import clean, fold

# Words about a person's health, family or troubles (GDPR article 9). Better one note too few.
_SENSITIVE = re.compile(
    r"\b(?:syk\w*|sjuk\w*|kreft\w*|innlagt\w*|innlegg(?:else|ing)\w*|tilbakefall\w*|sprekk\w*|sprakk|ruser|rusa|ruset|"
    r"rusproblem\w*|drikker|drakk|full|edru|nykter|avrus\w*|behandling\w*|diagnose\w*|psykose\w*|psykotisk\w*|"
    r"depresj\w*|deprimert\w*|angst\w*|bipolar\w*|selvmord\w*|sjolvmord\w*|selvskad\w*|dod|dode|doydde|begrav\w*|"
    r"sorg\w*|gravid\w*|fodselsperm\w*|perm|permisjon|skilt|skilsmiss\w*|separert\w*|samlivsbrudd\w*|kona|kone|"
    r"mannen|ektefelle\w*|samboer\w*|sonnen|datter\w*|barnevern\w*|fengsel\w*|soner|soning\w*|domt|dommen|straff\w*|"
    r"ufor\w*|utbrent\w*|utmatt\w*|hjerte\w*|slag|operert\w*|operasjon\w*|sykehus\w*|sjukehus\w*|lege|legen|medisin\w*|"
    r"pille\w*|metadon\w*|overdose\w*|mistet|mista|vold|overgrep\w*|truet|gjeld|konkurs|relapse|ill|illness|sick)\b"
)
_IDENTITY = re.compile(r"(?<!\d)[0-7]\d[01258]\d\d\d[\s-]?\d{5}(?!\d)")
_DISSOLVED = re.compile(
    r"\b(nedlagt\w*|legg\w* ned|lag[td] ned|opplost|opployst|avvikl\w*|finnes ikke|finst ikkje|eksisterer ik\w+)\b"
)


def is_sensitive(text: str) -> bool:
    """Tell whether a remark speaks of somebody's health, family or number, and must not be stored."""
    return bool(_SENSITIVE.search(fold(text)) or _IDENTITY.search(text))


def without_identity_numbers(text: str) -> tuple[str, int]:
    """Return text without national identity numbers, and how many there were."""
    return _IDENTITY.subn("", text)


def says_dissolved(text: str) -> bool:
    """Tell whether a remark says, or asks, that the organisation no longer exists."""
    return bool(_DISSOLVED.search(fold(text)))


def kept(texts: list[str]) -> tuple[list[str], int]:
    """Return the remarks that may be kept, and how many were dropped."""
    texts = [clean(text) for text in texts if clean(text)]
    harmless = [text for text in texts if not is_sensitive(text)]
    return list(dict.fromkeys(harmless)), len(texts) - len(harmless)
