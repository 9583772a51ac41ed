"""The filters beside the list: choices with numbers, what is chosen, and how the list is sorted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from directory.facts.names import sort_key
from directory.facts.places import places
from directory.facts.taxonomies import Term, taxonomy
from directory.i18n import _
from directory.organisations import wording
from directory.search.criteria import NAMES, VOCABULARIES, YES, Criteria

PARAMETERS = {field: name for name, field in NAMES.items()}
MONTHS = (6, 12, 24)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter; `number` is how many entries it would give, None where nobody counts."""

    value: str
    label: str
    number: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Choices that belong together under a heading."""

    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> int:
        """How many of them are chosen."""
        return sum(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: its name in the address, its heading, and its choices in groups (one without a name is plain)."""

    name: str
    label: str
    groups: list[Group]

    @property
    def chosen(self) -> int:
        """How many values are chosen."""
        return sum(group.chosen for group in self.groups)


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value, and the address of the list without it."""

    label: str
    href: str


def filters(criteria: Criteria, counts: Mapping[str, Mapping[str, int]]) -> list[Filter]:
    """Return the filters that are ticked; a choice that would give nothing is left out unless it is chosen."""
    found = [
        Filter("kompetanse", _("Experience of"), _areas(criteria, counts["areas"])),
        _plain("perspectives", _("Experience as"), criteria, counts),
        _plain("types", _("Kind of organisation"), criteria, counts),
        _plain("target_groups", _("For whom"), criteria, counts),
        _plain("forms", _("Can take part in"), criteria, counts),
    ]
    return [each for each in found if each.groups]


def place_options(chosen: Sequence[str]) -> Markup:
    """Return every municipality by county, both in alphabetical order, as the options of a select.

    Ready to show: making hundreds of them anew would take a fifth of the time of each page.
    """
    options = _place_options()
    for number in chosen[:1]:
        known = Markup('value="{}"').format(number)
        options = options.replace(known, known + Markup(" selected"))
    return options


@lru_cache(maxsize=1)
def _place_options() -> Markup:
    one = Markup('<option value="{}">{}</option>')
    return Markup().join(
        Markup('<optgroup label="{}">{}</optgroup>').format(
            county, Markup().join(one.format(number, name) for number, name in inside)
        )
        for county, inside in _by_county()
    )


@lru_cache(maxsize=1)
def _by_county() -> list[tuple[str, list[tuple[str, str]]]]:
    known = places()
    return [
        (
            county.name,
            [
                (place.number, place.name)
                for place in sorted(known.municipalities(county.number), key=lambda place: sort_key(place.name))
            ],
        )
        for county in sorted(known.counties(), key=lambda place: sort_key(place.name))
    ]


def counties(chosen: Sequence[str]) -> list[Choice]:
    """Return the counties in alphabetical order."""
    found = sorted(places().counties(), key=lambda place: sort_key(place.name))
    return [Choice(place.number, place.name, None, place.number in chosen[:1]) for place in found]


def months(chosen: int | None) -> list[Choice]:
    """Return how long ago the last confirmation may be; a number that only an address says is one of them."""
    numbers = sorted({*MONTHS, *([chosen] if chosen else [])})
    return [
        Choice(str(number), _("within the last %(months)s months") % {"months": number}, None, number == chosen)
        for number in numbers
    ]


def chips(criteria: Criteria, address: Callable[[Criteria], str]) -> list[Chip]:
    """Return everything that narrows the list, each with the way to be rid of it."""
    found = [Chip(f"«{criteria.words}»", address(criteria.without("words")))] if criteria.words else []
    for field in (*VOCABULARIES, "municipalities", "counties"):
        for value in getattr(criteria, field):
            label = wording.term(VOCABULARIES[field], value) if field in VOCABULARIES else wording.place(value)
            found.append(Chip(label, address(criteria.without(field, value))))
    if criteria.confirmed_within:
        label = _("Confirmed within %(months)s months") % {"months": criteria.confirmed_within}
        found.append(Chip(label, address(criteria.without("confirmed_within"))))
    if criteria.takes_requests:
        found.append(Chip(_("Takes requests now"), address(criteria.without("takes_requests"))))
    return found


def kept(criteria: Criteria, *left_out: str) -> list[tuple[str, str]]:
    """Return the search as hidden fields of a form that asks for the fields `left_out` itself."""
    pairs = []
    for field, name in PARAMETERS.items():
        value = getattr(criteria, field)
        if field in (*left_out, "page") or not value:
            continue
        values = value if isinstance(value, tuple) else (YES if value is True else str(value),)
        pairs += [(name, item) for item in values]
    return pairs


def sortings(criteria: Criteria, address: Callable[[Criteria], str]) -> list[tuple[str, str, bool]]:
    """Return the ways to sort: label, address, and whether it is the present one."""
    labels = {"treff": _("Best match"), "navn": _("Name"), "bekreftet": _("Last confirmed")}
    return [
        (label, address(replace(criteria, sort=sort, page=1)), sort == criteria.order)
        for sort, label in labels.items()
        if sort != "treff" or criteria.words
    ]


def _plain(field: str, label: str, criteria: Criteria, counts: Mapping[str, Mapping[str, int]]) -> Filter:
    choices = _choices(field, getattr(criteria, field), counts[field], [term.slug for term in _terms(field)])
    return Filter(PARAMETERS[field], label, [Group("", choices)] if choices else [])


def _areas(criteria: Criteria, counts: Mapping[str, int]) -> list[Group]:
    groups = []
    for group in taxonomy("groups"):
        slugs = [term.slug for term in taxonomy("areas") if term.group == group.slug]
        if choices := _choices("areas", criteria.areas, counts, slugs):
            groups.append(Group(wording.term("groups", group.slug), choices))
    return groups


def _terms(field: str) -> list[Term]:
    return list(taxonomy(VOCABULARIES[field]))


def _choices(field: str, chosen: Sequence[str], counts: Mapping[str, int], slugs: Sequence[str]) -> list[Choice]:
    return [
        Choice(slug, wording.term(VOCABULARIES[field], slug), counts.get(slug, 0), slug in chosen)
        for slug in slugs
        if counts.get(slug) or slug in chosen
    ]
