"""Kinds of organisation, target groups and ways to take part, as people write them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from directory.facts.taxonomies import taxonomy
from directory.imports import reasons
from directory.imports.entry import NOTICE, Issue
from directory.imports.phrases import nearly, parts_of, phrase_key
from directory.imports.text import clean, fold, means_nothing

_TYPES = {
    "brukerorganisasjon": "brukerorg;brukarorg;bruker;brukar;brukerforening;brukarforeining;brukerorganisasjoner;"
    "brukarorganisasjonar;pasientorganisasjon;pasientforening",
    "paarorendeorganisasjon": "pårørendeorg;pårørandeorg;pårørende;pårørande;pårørendeforening;pårørandeforeining;"
    "pårørendeorganisasjoner;pårørandeorganisasjonar;etterlatteorganisasjon;pårørendelag",
    "bruker_og_paarorende": "bruker og pårørende;brukar og pårørande;bruker pårørende;bruker / pårørende;"
    "brukar / pårørande;bruker- og pårørendeorg",
    "paraply": "paraply;paraplyorg;paraplyorganisasjoner;paraplyorganisasjonar;fellesorganisasjon",
    "brukerstyrt_senter": "brukerstyrte sentre;brukerstyrte senter;brukarstyrte senter;brukarstyrte sentre;senter;"
    "brukerstyrt;brukarstyrt;brukerstyrt hus;brukerstyrt tilbud;brukarstyrt tilbod",
    "regionalt_brukerstyrt_senter": "rbs;regionalt brukerstyrt senter;regionalt brukarstyrt senter",
    "fontenehus": "fontenehus;klubbhus",
    "paarorendesenter": "pårørendesentre",
    "stottesenter": "støttesenter;støttesentre;krisesenter;smiso",
    "ungdomspanel": "ungdomspanel;ungdomspaneler",
    "ungdomsraad": "ungdomsråd",
    "erfaringspanel": "erfaringspanel;erfaringsforum",
    "brukerutvalg": "brukerutvalg;brukarutval;brukerråd;brukarråd",
    "brukerbank": "brukerbank;kompetansebank;brukarbank",
    "interesse_nettverk": "interesseorganisasjon;nettverk;interesseorganisasjoner;interesseorganisasjonar;interesseorg",
    "ideell_aktor": "ideell;frivillig;ideell organisasjon;frivillig organisasjon;ideell aktør;frivillig aktør;"
    "ideelle;frivillige;frivilleg organisasjon;frivilleg",
}
_TARGETS = {
    "barn": "barn",
    "ungdom": "ungdom;ungdommer;tenåringer",
    "unge_voksne": "unge voksne;unge vaksne;unge",
    "voksne": "voksne;vaksne;voksen",
    "eldre": "eldre",
    "paarorende": "pårørende;pårørande",
    "barn_som_paarorende": "barn som pårørende;barn som pårørande",
    "samer": "samer;samar;samiske",
    "minoriteter": "minoriteter;innvandrere;minoritetar;innvandrarar;flyktninger",
    "lhbt": "lhbt;lhbtq;skeive;lhbt+",
    "innsatte": "innsatte;løslatte;innsette",
    "fagpersoner": "fagpersoner;fagfolk;tjenester;ansatte",
}
_YES = {"ja", "x", "yes", "kan", "ok", "1", "sant", "true", "gjerne", "javisst"}
_NO = {"nei", "no", "0", "usann", "false", "ikke", "ikkje", "kan ikke", "kan ikkje"}


@dataclass(slots=True)
class Chosen:
    """Slugs in the cell's order, and what was not understood."""

    slugs: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def _names(name: str, more: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for term in taxonomy(name):
        for text in (*term.names.values(), *(text.partition("(")[0] for text in term.names.values())):
            found.setdefault(phrase_key(text), term.slug)
    for slug, texts in more.items():
        for text in texts.split(";"):
            found.setdefault(phrase_key(text), slug)
    found.pop("", None)
    return found


@lru_cache(maxsize=1)
def type_names() -> dict[str, str]:
    """Return every way to write a kind of organisation, with its slug."""
    return _names("types", _TYPES)


@lru_cache(maxsize=1)
def target_names() -> dict[str, str]:
    """Return every way to write a target group, with its slug."""
    return _names("target_groups", _TARGETS)


@lru_cache(maxsize=1)
def form_names() -> dict[str, str]:
    """Return every way to write a form of involvement, with its slug; each half of "A eller B" counts."""
    found = _names("forms", {"innleder": "innleder;innleiar;foredrag;foredragsholder;føredrag;innlegg"})
    for term in taxonomy("forms"):
        for name in term.names.values():
            for half in name.partition(" (")[0].split(" eller "):
                found.setdefault(phrase_key(half), term.slug)
    return found


def read_type(text: str) -> tuple[str | None, list[Issue]]:
    """Return the kind a cell names; an unknown kind is an issue, never a guess."""
    text = " ".join(clean(text).split())
    if not text or means_nothing(text):
        return None, []
    key = phrase_key(text)
    if key in type_names():
        return type_names()[key], []
    near = nearly(text, type_names())
    if near:
        return type_names()[near], []
    return None, [Issue(reasons.TYPE_UNKNOWN, text, {"value": text})]


# The order matters: the longer word says more.
_IN_NAME = (
    ("regionalt_brukerstyrt_senter", ("regionalt brukerstyrt senter", "regionalt brukarstyrt senter")),
    ("brukerstyrt_senter", ("brukerstyrt senter", "brukarstyrt senter", "brukarstyrte senter", "brukerstyrte senter")),
    ("fontenehus", ("fontenehus",)),
    ("paarorendesenter", ("parorendesenter", "parorandesenter", "parorendesenteret", "parorandesenteret")),
    ("ungdomspanel", ("ungdomspanel", "ungdomspanelet")),
    ("ungdomsraad", ("ungdomsrad", "ungdomsradet")),
    ("brukerutvalg", ("brukerutvalg", "brukarutval", "brukerutvalget", "brukarutvalet")),
    ("erfaringspanel", ("erfaringspanel", "erfaringspanelet", "erfaringsforum")),
    ("brukerbank", ("brukerbank", "kompetansebank", "brukarbank")),
    ("paraply", ("fellesorganisasjon", "paraplyorganisasjon")),
    ("stottesenter", ("stottesenter", "stottesenteret")),
    ("paarorendeorganisasjon", ("parorendeforening", "parorandeforeining", "parorendeorganisasjon", "for parorende")),
)


def type_in_name(name: str) -> str | None:
    """Return the kind that an organisation's own name states in so many words; None when it does not."""
    key = f" {fold(name)} "
    for slug, words in _IN_NAME:
        if any(f" {word} " in key or (" " not in word and word in key) for word in words):
            return slug
    return None


def read_targets(text: str) -> Chosen:
    """Return the target groups a cell names."""
    return _chosen(text, target_names(), reasons.TARGET_UNKNOWN)


def read_forms(text: str, header: str) -> Chosen:
    """Return the ways to take part a cell names; a yes stands for what the column's own name asks."""
    asked = next((slug for key, slug in form_names().items() if key and key in phrase_key(header)), None)
    answer = fold(text)
    if answer in _YES and asked:
        return Chosen([asked])
    if answer in _NO:
        return Chosen()
    return _chosen(text, form_names(), reasons.FORM_UNKNOWN)


def _chosen(text: str, names: Mapping[str, str], reason: str) -> Chosen:
    result = Chosen()
    text = clean(text)
    if not text or means_nothing(text):
        return result
    if len(text) > 60 and not any(part.key for part in parts_of(text, names)):
        return Chosen([], [Issue(reasons.TEXT_LONG, text, {}, NOTICE)])
    for part in parts_of(text, names):
        key = part.key or nearly(part.text, names)
        if key is None:
            result.issues.append(Issue(reason, part.text, {"value": part.text}))
        elif names[key] not in result.slugs:
            result.slugs.append(names[key])
    return result
