"""A theme that an organisation misses, in its own words; staff decide which theme it is, or that it is none."""

import re
from collections.abc import Mapping
from typing import Any

from directory.i18n import _
from directory.imports.notes import about_a_person
from directory.organisations import canonical

FIELD = "suggested_theme"  # in the form, and as what waits
KIND = "theme"
LONGEST = 100
# a telephone, an address, a national identity number: never part of a theme
_PRIVATE = re.compile(r"@|(?:\d[\s-]?){8}")


def read_wish(typed: str) -> str:
    """Return the words for a theme, empty for nothing. Raises ValueError with words for the one who typed."""
    wish = canonical.text(typed)
    if len(wish) > LONGEST:
        raise ValueError(_("This is too long. There is room for %(most)s characters.") % {"most": LONGEST})
    if _PRIVATE.search(wish) or about_a_person(wish):
        raise ValueError(_("Write only what the theme is called, and nothing about persons."))
    return wish


def wish_in(fields: Mapping[str, Any]) -> str:
    """Return the words of a wish as it is stored: field to (before, after)."""
    return str(fields.get(FIELD, ("", ""))[1])
