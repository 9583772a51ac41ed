"""Competence areas and perspectives as people write them in a cell."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from directory.facts.taxonomies import taxonomy
from directory.imports import reasons
from directory.imports.entry import NOTICE, Issue
from directory.imports.phrases import Part, nearly, parts_of, phrase_key
from directory.imports.text import clean, means_nothing

LONGEST_TERM = 60

# Words met in lists beside the synonyms of the vocabulary itself.
_MORE = {
    "rus": "rusomsorg;rusfeltet;rusmisbruk;rusavhengige;russak;rusfeltet og avhengighet",
    "psykisk_helse": "psyk helse;psykisk helsevern;psykiske helseutfordringer;psykisk uhelse",
    "rop": "rop lidelser;rop lidingar;rop pasienter;rus og psykisk helse samtidig",
    "selvmord": "selvmordsforebygging;selvmordsproblematikk;sjølvmordsførebygging",
    "etterlatte": "etterlatte selvmord;etterlatte etter selvmord;etterlatte ved selvmord;etterlatne etter sjølvmord;"
    "etterlatne ved sjølvmord;etterlatt",
    "barn_unge": "unge;barn og ungdom;ungdommer",
    "brukermedvirkning": "medvirkning;medverknad;brukerinvolvering;brukarinvolvering",
    "likeperson": "likepersonsarbeid;likepersonarbeid;likepersoner;selvhjelpsgrupper",
    "lhbt": "lhbtq;lhbtiq;lhbtqi;skeive",
    "minoritet": "minoriteter;innvandrere;innvandrarar;flyktninger",
    "overgrep": "seksuelle overgrep;overgrepsutsatte",
    "spilleavhengighet": "spilleavhengige;speleavhengige",
    "psykose": "psykoser",
    "tvang_rettigheter": "pasientrettigheter;pasientrettar",
}
_AS_SOMEBODY = {"paarorende": "paarorende", "etterlatte": "etterlatt", "barn_som_paarorende": "barn_som_paarorende"}
_BY_TYPE = {
    "paarorendeorganisasjon": ("paarorende",),
    "paarorendesenter": ("paarorende",),
    "bruker_og_paarorende": ("egen", "paarorende"),
}
_SOMEBODY = re.compile(
    r"^(?P<who>pårørende|pårørande|nærstående|etterlatte|etterlatne|barn som pårørende|barn som pårørande)"
    r"\s*(?:til|ved|innen|innan|for|etter|av|i|med|[-–:])?\s+(?P<what>\S.*)$",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"^(?P<outer>[^()]+?)\s*\((?P<inner>[^()]+)\)\s*$")


@dataclass(slots=True)
class Areas:
    """What a cell says: pairs of area and perspective in the cell's order, what was unclear, what is a note."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, area: str, perspectives: tuple[str, ...]) -> None:
        own = _AS_SOMEBODY.get(area)
        for perspective in (own,) if own else perspectives:
            if (area, perspective) not in self.pairs:
                self.pairs.append((area, perspective))


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, str]:
    """Return every way to write a competence area, as phrase key, with its slug; names win over synonyms."""
    found: dict[str, str] = {}
    for term in taxonomy("areas"):
        for name in term.names.values():
            outer = _PARENTHESIS.match(name)
            for text in (name, *(outer.groups() if outer else ())):
                found.setdefault(phrase_key(text), term.slug)
    for term in taxonomy("areas"):
        for synonym in (*term.synonyms, *_MORE.get(term.slug, "").split(";")):
            if synonym:
                found.setdefault(phrase_key(synonym), term.slug)
    return found


@lru_cache(maxsize=1)
def group_names() -> dict[str, str]:
    """Return the names of groups that are not themselves an area."""
    names = {phrase_key(name): group.slug for group in taxonomy("groups") for name in group.names.values()}
    return {key: slug for key, slug in names.items() if key not in vocabulary()}


def perspectives_for(type_slug: str | None) -> tuple[str, ...]:
    """Propose as whom an organisation of a kind speaks; own experience when the kind says nothing."""
    return _BY_TYPE.get(type_slug or "", ("egen",))


def read_perspective(text: str) -> tuple[str, ...]:
    """Return the perspectives a cell names, none when it names none."""
    names = {phrase_key(name): term.slug for term in taxonomy("perspectives") for name in term.names.values()}
    names |= {"egenerfaring": "egen", "bruker": "egen", "brukar": "egen", "parorende": "paarorende"}
    names |= {"parorande": "paarorende", "etterlatt": "etterlatt", "etterlatte": "etterlatt"}
    return tuple(dict.fromkeys(names[part.key] for part in parts_of(clean(text), names) if part.key))


def read_areas(text: str, perspectives: tuple[str, ...]) -> Areas:
    """Read the competence areas of one cell; `perspectives` are those proposed for the organisation."""
    result = Areas()
    text = clean(text)
    if not text or means_nothing(text):
        return result
    known = {**vocabulary(), **group_names()}
    for part in parts_of(text, known):
        _read_part(part, perspectives, result)
    unknown = [issue for issue in result.issues if issue.reason == reasons.AREA_UNKNOWN]
    if len(text) > LONGEST_TERM and unknown and not result.pairs:
        return Areas([], [Issue(reasons.TEXT_LONG, text, {}, NOTICE)], [text])
    return result


def _read_part(part: Part, perspectives: tuple[str, ...], result: Areas) -> None:
    if part.key in vocabulary():
        result.add(vocabulary()[part.key], perspectives)
    elif part.key is not None:
        result.issues.append(Issue(reasons.AREA_GROUP, part.text, {"value": part.text}))
    elif not (_read_as_somebody(part.text, result) or _read_both(part.text, perspectives, result)):
        _read_nearly(part.text, perspectives, result)


def _read_as_somebody(text: str, result: Areas) -> bool:
    """Read "Pårørende (psykose)" and "pårørende til noen med psykose": the theme, as next of kin."""
    match = _SOMEBODY.match(text)
    outer = _PARENTHESIS.match(text)
    if outer:
        who, what = outer["outer"], outer["inner"]
    elif match:
        who, what = match["who"], match["what"].removeprefix("noen med ").removeprefix("nokon med ")
    else:
        return False
    perspective = _AS_SOMEBODY.get(vocabulary().get(phrase_key(who), ""))
    inner = parts_of(what, vocabulary())
    if perspective is None or not inner or any(part.key is None for part in inner):
        return False
    for part in inner:
        result.add(vocabulary()[str(part.key)], (perspective,))
    return True


def _read_both(text: str, perspectives: tuple[str, ...], result: Areas) -> bool:
    """Read "Rus (alkohol, LAR)": what stands outside and what stands inside the parentheses."""
    outer = _PARENTHESIS.match(text)
    if not outer or phrase_key(outer["outer"]) not in vocabulary():
        return False
    result.add(vocabulary()[phrase_key(outer["outer"])], perspectives)
    for part in parts_of(outer["inner"], vocabulary()):
        if part.key:
            result.add(vocabulary()[part.key], perspectives)
        else:
            result.issues.append(Issue(reasons.AREA_UNKNOWN, part.text, {"value": part.text}))
    return True


def _read_nearly(text: str, perspectives: tuple[str, ...], result: Areas) -> None:
    near = nearly(text, vocabulary())
    if near is None:
        result.issues.append(Issue(reasons.AREA_UNKNOWN, text, {"value": text}))
        return
    slug = vocabulary()[near]
    result.add(slug, perspectives)
    if "." not in text:
        proposal = taxonomy("areas")[slug].name("nb")
        result.issues.append(Issue(reasons.AREA_READ_AS, text, {"value": text, "proposal": proposal}, NOTICE))
