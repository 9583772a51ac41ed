"""Places as people write them: by name, number, former name, post code, region."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from directory.facts.places import COUNTRY, places
from directory.imports import reasons
from directory.imports.entry import ATTENTION, NOTICE, Issue
from directory.imports.phrases import parts_of, phrase_key
from directory.imports.text import clean, means_nothing

# Counties that were merged or split (source: Statistics Norway, classification 104).
FORMER_COUNTIES = {
    "hordaland": ("46",), "sogn og fjordane": ("46",), "s&fj": ("46",), "s og fj": ("46",), "sogn & fj": ("46",),
    "hedmark": ("34",), "oppland": ("34",), "aust-agder": ("42",), "vest-agder": ("42",), "sør-trøndelag": ("50",),
    "nord-trøndelag": ("50",), "vestfold og telemark": ("39", "40"), "troms og finnmark": ("55", "56"),
    "viken": ("31", "32", "33"),
}  # fmt: skip
_NATION = (
    "nasjonal;nasjonalt;nasjonale;nasjonal organisasjon;hele landet;heile landet;landsdekkende;landsdekkjande;landet;"
    "norge;noreg;hele norge;heile noreg;landsomfattende;landsomfattande;nasjonalt nivå;alle fylker;alle fylke"
)
_WEST = ("region vest", "helse vest", "helseregion vest", "vest", "hele regionen", "heile regionen", "regionen")
_WESTERN_NORWAY = ("vestlandet", "hele vestlandet", "heile vestlandet")
_POST_CODE = re.compile(r"^(?:N[-–\s]?)?(\d{4})\s+(\D.+)$", re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:hele|heile|i|for|alle kommuner i|alle kommunar i|alle kommunene i)\s+|"
    r"\s+(?:kommune|kommunar|kommuner|kommunene|herad|fylke|fylkeskommune|by|og omegn|og omland|med omegn|m/omegn)$",
    re.IGNORECASE,
)
_HINT = re.compile(r"^(?P<place>[^()]+?)\s*(?:\((?P<inside>[^()]+)\)|\s+i\s+(?P<county>\S.*))$")


@dataclass(slots=True)
class Where:
    """Official numbers a cell names, municipalities apart from what is wider."""

    municipalities: list[str] = field(default_factory=list)
    wider: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def add(self, number: str) -> None:
        target = self.municipalities if len(number) == 4 else self.wider
        if number not in target:
            target.append(number)

    @property
    def all(self) -> tuple[str, ...]:
        """Every number, municipalities first."""
        return (*self.municipalities, *self.wider)


@lru_cache(maxsize=1)
def names() -> dict[str, tuple[str, ...]]:
    """Return the official numbers every name of a present place can mean."""
    found: dict[str, list[str]] = {}
    for place in places().by_number.values():
        written = {place.name, place.official_name, *place.other_names, *place.official_name.split(" - ")}
        for key in {phrase_key(name) for name in written}:
            found.setdefault(key, []).append(place.number)
    return {key: tuple(sorted(numbers, key=len, reverse=True)) for key, numbers in found.items()}


@lru_cache(maxsize=1)
def former_names() -> dict[str, tuple[str, ...]]:
    """Return the municipalities every former name can mean today, unless the place still has it."""
    found: dict[str, list[str]] = {}
    for former in places().former:
        key = phrase_key(former.name)
        if former.municipality not in names().get(key, ()) and former.municipality in places():
            found.setdefault(key, []).append(former.municipality)
    return {key: tuple(dict.fromkeys(numbers)) for key, numbers in found.items()}


@lru_cache(maxsize=1)
def _regions() -> dict[str, tuple[tuple[str, ...], str | None]]:
    """Return regions and former counties: numbers, and how sure the reading is."""
    found: dict[str, tuple[tuple[str, ...], str | None]] = {}
    for name, numbers in FORMER_COUNTIES.items():
        found[phrase_key(name)] = (numbers, NOTICE)
    found |= {phrase_key(name): ((COUNTRY,), None) for name in _NATION.split(";")}
    found |= {phrase_key(name): (("11", "46"), NOTICE) for name in _WEST}
    found |= {phrase_key(name): (("11", "46"), ATTENTION) for name in _WESTERN_NORWAY}
    return found


@lru_cache(maxsize=1)
def _known() -> dict[str, bool]:
    return dict.fromkeys((*names(), *former_names(), *_regions()), True)


def county_named(text: str) -> tuple[str, ...]:
    """Return the counties (or the country) that a heading or a sheet's name stands for; none when it does not."""
    where = read_places(text)
    return tuple(where.wider) if where.wider and not where.municipalities else ()


def read_places(text: str, hints: Iterable[str] = ()) -> Where:
    """Read the places of one cell; `hints` are county numbers that decide between places of one name."""
    result = Where()
    text = clean(text)
    if not text or means_nothing(text):
        return result
    hints = tuple(hints)
    if not _read_one(text, hints, result):
        for part in parts_of(text, _known()):
            if not _read_one(part.text, hints, result):
                result.issues.append(Issue(reasons.PLACE_UNKNOWN, part.text, {"value": part.text}))
    return result


def _read_one(text: str, hints: tuple[str, ...], result: Where) -> bool:
    text = " ".join(text.split())
    if _read_number(text, result):
        return True
    post = _POST_CODE.match(text)
    if post:
        return _read_one(post[2].lstrip("-– "), hints, result) or _read_number(post[1], result)
    # Parallel names stand with a dash between them: Gáivuotna - Kåfjord.
    halves = {names().get(phrase_key(half)) for half in text.split(" - ")}
    parallel = [text.split(" - ")[0]] if len(halves) == 1 and None not in halves else []
    for candidate in (text, _bare(text), *parallel):
        if _read_name(candidate, text, hints, result):
            return True
    hint = _HINT.match(text)
    if hint:
        county = hint["county"] or hint["inside"]
        return _read_one(hint["place"], county_named(county) if county != text else (), result)
    return False


def _bare(text: str) -> str:
    previous = ""
    while previous != text:
        previous, text = text, _AROUND.sub("", text).strip()
    return text


def _read_number(text: str, result: Where) -> bool:
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 4:
        return False
    for number in (digits, digits.zfill(4), digits.zfill(2)):
        if number in places():
            result.add(number)
            return True
        former = next((item for item in places().former if item.number == number), None)
        if former:
            result.add(former.municipality)
            result.issues.append(_former(text, former.municipality))
            return True
    return False


def _read_name(name: str, written: str, hints: tuple[str, ...], result: Where) -> bool:
    key = phrase_key(name)
    if key in _regions():
        numbers, weight = _regions()[key]
        for number in numbers:
            result.add(number)
        if weight:
            said = {"value": written, "places": ", ".join(places()[number].name for number in numbers)}
            result.issues.append(Issue(reasons.PLACE_REGION, written, said, weight))
        return True
    present, former = names().get(key, ()), former_names().get(key, ())
    if not present and not former:
        return False
    choices = _municipalities_first(present, written) + former
    if len(choices) > 1:
        choices = tuple(number for number in choices if places().county_of(number) in hints) or choices
    if len(choices) > 1:
        said = {"value": written, "choices": ", ".join(f"{places().label(number)} {number}" for number in choices)}
        result.issues.append(Issue(reasons.PLACE_AMBIGUOUS, written, said))
        return True
    result.add(choices[0])
    if choices[0] in former and choices[0] not in present:
        result.issues.append(_former(written, choices[0]))
    return True


def _municipalities_first(numbers: tuple[str, ...], written: str) -> tuple[str, ...]:
    """Oslo is a municipality and a county: the municipality is meant unless a county is asked for."""
    wider = "fylke" in written.lower()
    chosen = tuple(number for number in numbers if (len(number) == 2) == wider)
    return chosen or numbers


def _former(written: str, number: str) -> Issue:
    return Issue(reasons.PLACE_FORMER, written, {"value": written, "place": places().label(number)}, NOTICE)
