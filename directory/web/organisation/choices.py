"""The long lists of the form, short to look at: what is chosen first, the rest folded away in groups."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from directory.facts.names import sort_key
from directory.facts.places import COUNTRY, places
from directory.facts.taxonomies import taxonomy
from directory.i18n import _, language


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing to tick; `id` is unique on the page. `whole` is the label where it stands alone, if it is another."""

    id: str
    value: str
    label: str
    ticked: bool
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Things that belong together: the chosen ones, and those that could be added."""

    id: str
    label: str
    chosen: list[Tick]
    more: list[Tick]


def choices(name: str) -> list[tuple[str, str]]:
    """Return a vocabulary as (value, label) in its own order."""
    return [(term.slug, term.name(language())) for term in taxonomy(name)]


def tick_group(field: str, vocabulary: str, typed: Collection[str]) -> Group:
    """Return one short vocabulary as ticks."""
    ticks = [Tick(f"{field}-{value}", value, label, value in typed) for value, label in choices(vocabulary)]
    return Group(field, "", [tick for tick in ticks if tick.ticked], [tick for tick in ticks if not tick.ticked])


def coverage_groups(typed: Collection[str], near: Sequence[str]) -> tuple[list[Tick], list[Group], list[Group]]:
    """Return the chosen places, the counties of the centre (`near`), and the other counties, each with the rest."""
    chosen = [_place(number, ticked=True) for number in sorted(typed) if number in places()]
    counties = [_county(county.number, typed) for county in places().counties()]
    return (
        chosen,
        [group for group in counties if group.id.removeprefix("coverage-group-") in near],
        [group for group in counties if group.id.removeprefix("coverage-group-") not in near],
    )


def _county(number: str, typed: Collection[str]) -> Group:
    municipalities = sorted(places().municipalities(number), key=lambda place: sort_key(place.name))
    numbers = [number, *(place.number for place in municipalities)]
    return Group(
        f"coverage-group-{number}",
        places()[number].name,
        [_place(inner, ticked=True) for inner in numbers if inner in typed],
        [_place(inner) for inner in numbers if inner not in typed],
    )


def _place(number: str, *, ticked: bool = False) -> Tick:
    if number == COUNTRY:
        label = _("The whole country")
    elif len(number) == 2:
        label = _("All of %(county)s") % {"county": places()[number].name}
    else:
        label = places()[number].name
    return Tick(f"coverage-{number}", number, label, ticked)


def municipality_groups(near: Sequence[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (county, municipalities as (number, name)), the centre's own counties first."""
    counties = sorted(places().counties(), key=lambda county: (county.number not in near, county.number))
    return [
        (
            county.name,
            [
                (inner.number, inner.name)
                for inner in sorted(places().municipalities(county.number), key=lambda p: sort_key(p.name))
            ],
        )
        for county in counties
    ]
