"""What the list is counted by: each value of an entry as one letter, so that thousands are counted in one pass.

Which letter a value has stands in facts/facet_letters.csv. A letter is for ever: it lies in the database.
"""

from collections.abc import Iterable
from functools import lru_cache

from directory.facts.source import rows
from directory.search.criteria import VOCABULARIES

FACETS = ("types", "areas", "perspectives", "target_groups", "forms")


def facets(
    type: str,  # noqa: A002  # the entry's own word
    areas: Iterable[tuple[str, str]],
    target_groups: Iterable[str],
    forms: Iterable[str],
) -> str:
    """Return the letters of an entry: each value once, of `areas` both the theme and the perspective.

    All values are slugs; one that is in no vocabulary has no letter and is not counted.
    """
    pairs = list(areas)
    said: dict[str, Iterable[str]] = {
        "types": [type],
        "areas": (area for area, _perspective in pairs),
        "perspectives": (perspective for _area, perspective in pairs),
        "target_groups": target_groups,
        "forms": forms,
    }
    known = letters()
    found = (known.get((facet, value), "") for facet, values in said.items() for value in values)
    return "".join(sorted(set(found)))


def tally(text: str, wanted: Iterable[str] = FACETS) -> dict[str, dict[str, int]]:
    """Return facet to value to number of entries, from the letters of all of them behind one another."""
    found: dict[str, dict[str, int]] = {facet: {} for facet in wanted}
    for (facet, value), letter in letters().items():
        if facet in found and (number := text.count(letter)):
            found[facet][value] = number
    return found


@lru_cache(maxsize=1)
def letters() -> dict[tuple[str, str], str]:
    """Return the letter of each facet's value."""
    facet_of = {VOCABULARIES[facet]: facet for facet in FACETS}
    return {(facet_of[row["vocabulary"]], row["slug"]): row["letter"] for row in rows("facet_letters.csv")}
