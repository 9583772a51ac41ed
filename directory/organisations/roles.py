"""What a contact person is to the organisation: words that everybody may see, as long as they name nobody."""

import re
from collections.abc import Iterable
from functools import lru_cache

from directory.facts.names import slug
from directory.facts.places import places

LONGEST = 60  # characters; what is longer says more than what somebody is
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"[0-9][0-9 ]{3,}")


def shown_role(role: str, person: str = "", names: Iterable[str] = ()) -> str:
    """Return a role as it may stand alone, empty when it may tell who somebody is.

    `person` is the person's name, `names` are the organisation's own. A capital letter inside is a name's, unless it
    is a place's, the organisation's or an abbreviation's.
    """
    words = WORD.findall(role)
    if len(role) > LONGEST or "@" in role or NUMBER.search(role):
        return ""
    own = set(_words([person]))
    if any(slug(word) in own for word in words if len(word) > 1):
        return ""
    capitals = {slug(word) for word in words[1:] if word[:1].isupper() and not word.isupper()}
    return "" if capitals - _places() - set(_words(names)) else role


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(_words(place.name for place in (*places().counties(), *places().municipalities())))


def _words(texts: Iterable[str]) -> list[str]:
    return [slug(word) for text in texts for word in WORD.findall(text)]
