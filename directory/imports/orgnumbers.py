"""Organisation numbers: nine digits with a check digit (Brønnøysundregistrene, modulus 11)."""

import re

from stdnum.no import orgnr as standard

from directory.imports import reasons
from directory.imports.entry import Issue
from directory.imports.text import clean, means_nothing


def read_orgnr(text: str) -> tuple[str | None, list[Issue]]:
    """Return the number of a cell (`NO 310 000 000 MVA` too); a wrong one is refused, never mended."""
    text = " ".join(clean(text).split())
    if not text or means_nothing(text):
        return None, []
    digits = re.sub(r"\D", "", re.sub(r"[.,]0+$", "", text))
    letters = re.sub(r"[^A-Za-zÆØÅæøå]", "", text).lower()
    if len(digits) == 9 and standard.is_valid(digits) and letters in ("", "no", "mva", "nomva", "orgnr", "org"):
        return digits, []
    return None, [Issue(reasons.ORGNR_INVALID, text, {"value": text})]
