"""Names of organisations: cleaning, other names, and when two names are one."""

import difflib
import re
from functools import lru_cache

from directory.imports.geography import FORMER_COUNTIES, former_names, names, read_places
from directory.imports.phrases import phrase_key
from directory.imports.text import fold, one_line

LONGEST = 200
_FORMER = re.compile(
    r"[,(]\s*(?:tidl\.?|tidligere|tidlegare|før|former|f\.k\.a\.)\s*:?\s+([^()]+?)\)?\s*$", re.IGNORECASE
)
_MARKS = re.compile(r"^[\s=+\-@•*·]+|[\s*†]+$")
_SMALL = "avd;avdeling;fylke;fylkeslag;fylkesavdeling;i;og;for;den;det;as;sa;lag"
_DROPPED = frozenset(_SMALL.split(";"))
_ONE_SPELLING = (
    ("brukarstyrte", "brukerstyrt"), ("brukerstyrte", "brukerstyrt"), ("brukar", "bruker"), ("parorande", "parorende"),
    ("foreininga", "forening"), ("foreningen", "forening"), ("foreining", "forening"), ("senteret", "senter"),
    ("sjolv", "selv"), ("rettleiing", "veiledning"), ("heim", "hjem"),
    ("organisasjonen", "organisasjon"), ("nettverket", "nettverk"), ("laget", "lag"), ("aa", "a"),
)  # fmt: skip
# Short forms whose letters are not simply the first letters of the words.
_SHORT = {
    "ffo": "funksjonshemmedes fellesorganisasjon",
    "safo": "samarbeidsforumet av funksjonshemmedes organisasjoner",
    "lfb": "landsforeningen for barnevernsbarn",
    "lpp": "landsforeningen for parorende innen psykisk helse",
    "nfu": "norsk forbund for utviklingshemmede",
    "rio": "rusmisbrukernes interesseorganisasjon",
    "bar": "barn av rusmisbrukere",
}


def read_name(text: str) -> tuple[str, list[str]]:
    """Return a name on one line without list marks, and the former names written into it."""
    name = _MARKS.sub("", one_line(text))
    match = _FORMER.search(name)
    if match:
        return name[: match.start()].strip(" ,"), [match[1].strip()]
    return name, []


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """Return a name for comparison: one spelling of both written standards, without small words."""
    words = []
    for word in fold(name).split():
        spelt = word
        for written, one in _ONE_SPELLING:
            spelt = spelt.replace(written, one)
        words.append(spelt)
    kept = [word for word in words if word not in _DROPPED]
    return " ".join(kept or words)


@lru_cache(maxsize=20_000)
def present_key(name: str) -> str:
    """Return the key with a former county's name replaced by the present one (FFO Hordaland, FFO Vestland)."""
    key = f" {name_key(name)} "
    for old, numbers in FORMER_COUNTIES.items():
        if len(numbers) == 1:
            key = key.replace(f" {name_key(old)} ", f" {_county_key(numbers[0])} ")
    return key.strip()


@lru_cache(maxsize=100)
def _county_key(number: str) -> str:
    return next(fold(key) for key, numbers in names().items() if number in numbers)


def place_words(name: str) -> str:
    """Return the last words of a name that are a place, folded; empty when it names none."""
    words = fold(name).split()
    for count in (3, 2, 1):
        tail = " ".join(words[-count:])
        if len(words) > count and (phrase_key(tail) in names() or tail in FORMER_COUNTIES or tail in former_names()):
            return tail
    return ""


def short_forms(name: str) -> set[str]:
    """Return what a long name may be shortened to, its place left out."""
    words = fold(name).split()
    place = place_words(name).split()
    body = words[: len(words) - len(place)] if place else words
    if len(body) < 2:
        return set()
    full = "".join(word[0] for word in body)
    main = "".join(word[0] for word in body if word not in ("for", "av", "i", "og", "innen", "med", "til"))
    known = {short for short, long in _SHORT.items() if long == " ".join(body)}
    return {form for form in (full, main) if len(form) >= 3} | known


def short_part(name: str) -> str:
    """Return the abbreviation that a name consists of, its place left out; empty for a name in words."""
    written = one_line(name)
    place = place_words(name)
    body = written.split()[: len(written.split()) - len(place.split())] if place else written.split()
    return fold(body[0]) if len(body) == 1 and body[0].isupper() and 2 <= len(body[0]) <= 7 else ""


# Words in so many organisations' names that sharing one says nothing.
_COMMON = (
    "forening;organisasjon;fellesorganisasjon;landsforening;landsforeningen;norsk;norges;noregs;norske;senter;gruppe;"
    "gruppa;nettverk;bruker;parorende;helse;brukerforening;av;med;til;innen;innan;regional;lokal"
)
_EVERYWHERE = frozenset(_COMMON.split(";"))


def names_alike(first: str, second: str) -> bool:
    """Tell whether two names share something of their own: a word, a short form, most of their letters."""
    one, two = _own_part(first), _own_part(second)
    if set(one) & set(two) - _EVERYWHERE:
        return True
    if {short_part(first), "".join(one)} & short_forms(second) or {short_part(second), "".join(two)} & short_forms(
        first
    ):
        return True
    return difflib.SequenceMatcher(None, "".join(one), "".join(two)).ratio() >= 0.75


def other_branch(first: str, second: str) -> bool:
    """Tell whether two names are alike but end in different places ("… Rogaland", "… Sandnes")."""
    places = [set(read_places(place_words(name)).all) for name in (first, second)]
    return all(places) and not places[0] & places[1] and names_alike(first, second)


def _own_part(name: str) -> list[str]:
    """Return the words of a name's key without its place."""
    place = place_words(name)
    words = name_key(name.casefold()).split()
    return words[: len(words) - len(place.split())] or words if place else words
