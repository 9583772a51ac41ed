"""What somebody looks for: read from an address, checked, and written back as one."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from directory.errors import Invalid
from directory.facts.places import places
from directory.facts.taxonomies import taxonomy
from directory.i18n import _

LONGEST_WORDS = 200
MOST_VALUES = 60  # of one filter; there are 44 competence areas
MOST_PAGES = 500
MOST_MONTHS = 120
SORTS = ("navn", "bekreftet", "treff")
YES = "ja"


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search: several values of one filter widen it, several filters narrow it.

    `municipalities` and `counties` are official numbers, the rest slugs; `levels` are individual, service and
    system. `confirmed_within` is in months. `sort` empty is by relevance when there are words, else by name.
    """

    words: str = ""
    municipalities: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    perspectives: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    confirmed_within: int | None = None
    takes_requests: bool = False
    sort: str = ""
    page: int = 1

    @property
    def order(self) -> str:
        """The order that counts: one of SORTS."""
        return self.sort or ("treff" if self.words else "navn")

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return self != Criteria(sort=self.sort, page=self.page)

    def without(self, field: str, value: str | None = None) -> "Criteria":
        """Return the same search on its first page, without a filter or without one value of it."""
        left = DEFAULTS[field]
        if value is not None:
            left = tuple(item for item in getattr(self, field) if item != value)
        return replace(self, page=1, **{field: left})

    def query(self) -> str:
        """Return the search as the query of an address, without what is as it is by default."""
        pairs: list[tuple[str, str]] = []
        for name, field in NAMES.items():
            value = getattr(self, field)
            if value != DEFAULTS[field]:
                values = value if isinstance(value, tuple) else (YES if value is True else str(value),)
                pairs += [(name, item) for item in values]
        return urlencode(pairs)


# The addresses' words (CONTRACT.md, Addresses), in the order in which a link is written.
NAMES = {
    "q": "words",
    "kommune": "municipalities",
    "fylke": "counties",
    "kompetanse": "areas",
    "perspektiv": "perspectives",
    "maalgruppe": "target_groups",
    "type": "types",
    "form": "forms",
    "nivaa": "levels",
    "bekreftet": "confirmed_within",
    "tarimot": "takes_requests",
    "sortering": "sort",
    "side": "page",
}
DEFAULTS: dict[str, Any] = {item.name: item.default for item in fields(Criteria)}
VOCABULARIES = {
    "areas": "areas",
    "perspectives": "perspectives",
    "target_groups": "target_groups",
    "types": "types",
    "forms": "choices",
    "levels": "levels",
}


def from_query(query: Mapping[str, Sequence[str]]) -> Criteria:
    """Return the search an address asks for; what is not a word of ours is left alone.

    Raises Invalid for a value that does not exist, so that nobody takes the whole list for an answer.
    """
    given = {name: [value.strip() for value in query.get(name, ()) if value.strip()] for name in NAMES}
    known = places()
    return Criteria(
        words=_words(given["q"]),
        municipalities=_some("kommune", given, {place.number for place in known.municipalities()}),
        counties=_some("fylke", given, {place.number for place in known.counties()}),
        confirmed_within=_number("bekreftet", given, MOST_MONTHS),
        takes_requests=_some("tarimot", given, (YES, "1")) != (),
        sort=_last("sortering", given, SORTS),
        page=_number("side", given, MOST_PAGES) or 1,
        **{
            field: _some(name, given, taxonomy(VOCABULARIES[field]))
            for name, field in NAMES.items()
            if field in VOCABULARIES
        },
    )


def problems(query: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return why a search cannot be made: a message for each part of the address that is wrong."""
    found: dict[str, str] = {}
    for name in NAMES:
        try:
            from_query({name: query.get(name, ())})
        except Invalid as problem:
            found |= problem.problems
    return found


def usable(query: Mapping[str, Sequence[str]]) -> Criteria:
    """Return what is left of a search that cannot be made: what can be asked for, on its first page."""
    left: dict[str, Sequence[str]] = {}
    for name in NAMES:
        try:
            from_query({name: query.get(name, ())})
        except Invalid:
            continue
        left[name] = query.get(name, ())
    return replace(from_query(left), page=1)


def _words(given: Sequence[str]) -> str:
    words = " ".join(" ".join(given).split())
    if len(words) > LONGEST_WORDS:
        raise Invalid({"q": _("The search is too long. Use fewer words.")})
    return words


def _some(name: str, given: Mapping[str, Sequence[str]], known: Container[str]) -> tuple[str, ...]:
    values = dict.fromkeys(given[name])
    if len(values) > MOST_VALUES:
        raise Invalid({name: _("This is too much.")})
    for value in values:
        if value not in known:
            raise Invalid(
                {name: _("The search asks for something that does not exist: %(what)s") % {"what": value[:60]}}
            )
    return tuple(values)


def _last(name: str, given: Mapping[str, Sequence[str]], known: Container[str]) -> str:
    values = _some(name, given, known)
    return values[-1] if values else ""


def _number(name: str, given: Mapping[str, Sequence[str]], most: int) -> int | None:
    values = given[name]
    if not values:
        return None
    text = values[-1]
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= most):
        raise Invalid({name: _("Write a whole number from 1 to %(most)s.") % {"most": most}})
    return int(text)
