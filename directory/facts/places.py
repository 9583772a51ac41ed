"""Norwegian counties and municipalities of 2024, and where the former ones went.

A place is named by its official number: two digits for a county, four for a municipality,
`00` for the whole country (source: Statistics Norway's classifications 104 and 131).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from directory.facts.source import rows

COUNTRY = "00"


@dataclass(frozen=True, slots=True)
class Place:
    """One place; `language_form` is `nb`, `nn` or `neutral` (målform, språklova § 12)."""

    number: str
    kind: str  # country | county | municipality
    name: str
    official_name: str
    other_names: tuple[str, ...]
    county: str | None
    language_form: str


@dataclass(frozen=True, slots=True)
class Former:
    """A municipality that is no more, and the one that most of it became part of."""

    number: str
    name: str
    municipality: str


@dataclass(frozen=True, slots=True)
class Places:
    """All places by number, in the order of their numbers."""

    by_number: dict[str, Place]
    former: tuple[Former, ...]

    def __getitem__(self, number: str) -> Place:
        return self.by_number[number]

    def __contains__(self, number: object) -> bool:
        return number in self.by_number

    def counties(self) -> list[Place]:
        """Return the counties by number."""
        return [place for place in self.by_number.values() if place.kind == "county"]

    def municipalities(self, county: str | None = None) -> list[Place]:
        """Return the municipalities of one county, or of the country."""
        return [
            place
            for place in self.by_number.values()
            if place.kind == "municipality" and county in (None, place.county)
        ]

    def county_of(self, number: str) -> str | None:
        """Return the county number of a municipality or county; None for the whole country."""
        return self[number].county if self[number].kind == "municipality" else (number if number != COUNTRY else None)

    def covering(self, number: str) -> tuple[str, ...]:
        """Return the numbers whose coverage includes this place: itself, its county, the country."""
        place = self[number]
        wider = [place.number, *([place.county] if place.county else []), COUNTRY]
        return tuple(dict.fromkeys(wider))

    def label(self, number: str) -> str:
        """Return the name, with the county behind it where two municipalities share a name."""
        place = self[number]
        twins = [other for other in self.municipalities() if other.name == place.name]
        if place.kind == "municipality" and len(twins) > 1 and place.county:
            return f"{place.name} ({self[place.county].name})"
        return place.name


@lru_cache(maxsize=1)
def places() -> Places:
    """Return every place; read once from the package's files."""
    country = Place(COUNTRY, "country", "Norge", "Norge", ("Noreg", "Norway"), None, "neutral")
    found = [country, *_counties(), *_municipalities()]
    former = tuple(Former(**row) for row in rows("former_municipalities.csv"))
    return Places({place.number: place for place in found}, former)


def _counties() -> Iterable[Place]:
    for row in rows("counties.csv"):
        names = tuple(filter(None, (row["name_sami"], row["name_kven"])))
        form = row["majority_language_form"]
        yield Place(row["number"], "county", row["name"], row["official_name"], names, None, form)


def _municipalities() -> Iterable[Place]:
    for row in rows("municipalities.csv"):
        names = tuple(filter(None, (row["name_sami"], row["name_kven"])))
        form, county = row["language_form"], row["county"]
        yield Place(row["number"], "municipality", row["name"], row["official_name"], names, county, form)
