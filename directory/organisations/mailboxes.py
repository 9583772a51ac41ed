"""Whose an e-mail address looks like: an organisation's shared mailbox, or a person's own."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from directory.facts.names import slug
from directory.facts.places import places

# Houses that are one whatever the country: hotmail.com, hotmail.no, yahoo.co.uk.
HOUSE_NAMES = frozenset({"gmail", "googlemail", "hotmail", "icloud", "live", "msn", "outlook", "yahoo"})
_HOUSES = (
    "gmail.com;googlemail.com;hotmail.com;hotmail.no;outlook.com;outlook.no;live.com;live.no;msn.com;yahoo.com;"
    "yahoo.no;icloud.com;me.com;mac.com;online.no;broadpark.no;getmail.no;start.no;frisurf.no;lyse.net;"
    "haugnett.no;c2i.net;tele2.no;altibox.no;enivest.net;protonmail.com;proton.me;mail.com;epost.no;"
    "sensewave.com;ebnett.no;bkkfiber.no;knett.no;tussa.com;vikenfiber.no;sol.no"
)
MAILBOX_HOUSES = frozenset(_HOUSES.split(";"))
_HOUSE = re.compile(r"(?:^|\.)([a-z]+)\.(?:[a-z]{2,}|(?:co|com)\.[a-z]{2})$")

_ROLES = (
    "post;postkasse;postmottak;kontakt;kontor;info;informasjon;mail;epost;leder;leiar;styret;styre;styreleder;"
    "styreleiar;nestleder;nestleiar;sekretaer;sekretar;sekretariat;admin;administrasjon;medlem;medlemmer;resepsjon;"
    "daglig;dagleg;kasserer;kasserar;firmapost;hjelp;stotte;oversikt;e;koordinator;raadgiver;radgiver;radgivar;"
    "hei;hallo;service;team;nettside;web;redaksjon;okonomi;faktura;regnskap;kurs;arrangement;frivillig;frivillige;"
    "panel;panelet;ungdomspanel;ungdomspanelet;ungdomsrad;ungdomsraad;ungdomsradet;ungdomsraadet"
)
ROLE_WORDS = frozenset(_ROLES.split(";"))
# Mailboxes of the whole house: whoever is there reads them.
_HOUSEHOLD = (
    "post;postkasse;postmottak;kontakt;kontor;info;informasjon;mail;epost;styret;styre;sekretariat;admin;"
    "administrasjon;medlem;medlemmer;resepsjon;firmapost;hjelp;stotte;oversikt;e;hei;hallo;service;team;frivillige"
)
HOUSEHOLD_WORDS = frozenset(_HOUSEHOLD.split(";"))
# What such organisations call themselves and work with: no person's name.
_SUBJECTS = (
    "lag;laget;fylkeslag;lokallag;forening;region;regionalt;lokal;nord;sor;vest;ost;aust;midt;norge;noreg;norsk;"
    "norske;rus;psykisk;psykiske;psykiatri;helse;mental;barn;unge;ung;ungdom;familie;foreldre;bruker;brukar;brukere;"
    "brukarar;paarorende;parorende;erfaring;erfaringskonsulent;kompetanse;medvirkning;medverknad;senter;sentrum;"
    "avdeling;tjeneste;teneste;gruppe;gruppa;panel;panelet;raad;raadet;rad;radet;hus;huset;kafe;klubb;klubben;"
    "kommune;fylke;by;nettverk;nettverket;prosjekt;prosjektet;og;for;i;av;de;den;det;det;ungdomsrad;ungdomsraad"
)
SUBJECT_WORDS = frozenset(_SUBJECTS.split(";"))
_ENDINGS = (
    "laget", "lag", "foreningen", "foreininga", "forening", "gruppen", "gruppa", "gruppe", "senteret", "senter",
    "sentrum", "kontoret", "kontor", "panelet", "panel", "radet", "raadet", "huset", "klubben", "klubb", "nettverket",
    "nettverk", "organisasjon", "organisasjonen", "forbundet", "forbund", "hjelpen", "hjelpa", "tjenesten", "tenesta",
    "utvalget", "utvalet", "styret",
)  # fmt: skip
# Of the municipalities only large towns: of the others many a name is a family's as well (Lund, Voss, Gjesdal).
_TOWNS = ("oslo", "bergen", "stavanger", "trondheim", "sandnes", "haugesund", "kristiansand", "tromso", "drammen")
SHORTEST_WORD = 4  # letters; shorter words of a name are in many addresses by chance


def domain_of_address(email: str) -> str:
    """Return an address's domain in lower case, empty when there is none."""
    return email.rpartition("@")[2].lower() if "@" in email else ""


def is_mailbox_house(domain: str) -> bool:
    """Return whether people have their own mailbox at a domain, whatever its ending."""
    match = _HOUSE.search(domain)
    return domain in MAILBOX_HOUSES or bool(match and match[1] in HOUSE_NAMES)


def looks_private(email: str) -> bool:
    """Return whether an address is at one of the houses where people have their own mailbox."""
    return is_mailbox_house(domain_of_address(email))


def looks_like_a_person(email: str, names: Iterable[str]) -> bool:
    """Return whether the part before the at sign is made like a person's name ("siri.solberg", "k.nordmann").

    `names` are the organisation's own; their words are no person's, except a place that may be a family's too.
    """
    words = _words(email)
    own = _own_words(names, ()) if words else set()
    alike = [word for word in words if not _known(word, own) and (len(word) == 1 or re.search("[aeiouy]", word))]
    return len(alike) >= 2 and any(len(word) >= 3 for word in alike)  # given and family name


def is_role_mailbox(email: str) -> bool:
    """Return whether the part before the at sign is nothing but a function's name ("post", "styre.leder")."""
    words = _words(email)
    return bool(words) and all(word in ROLE_WORDS for word in words)


def is_general_mailbox(email: str) -> bool:
    """Return whether the part before the at sign says that several read what comes ("post", "styret")."""
    words = _words(email)
    return bool(words) and all(word in HOUSEHOLD_WORDS for word in words)


def names_the_organisation(email: str, names: Iterable[str], persons: Iterable[str] = ()) -> bool:
    """Return whether the part before the at sign is made of the organisation's own name and nobody's.

    Names of places and of `persons` do not count: they may be a family's name.
    """
    words, own = _words(email), _own_words(names, persons)
    says = any((word in own and len(word) > 2) or _holds(word, own) for word in words)  # "og"
    return says and all(_known(word, own) or word in _all_places() for word in words)


def is_organisations(email: str, names: Iterable[str], persons: Iterable[str] = ()) -> bool:
    """Return whether an address surely is an organisation's, as a youth panel's must be to be shown."""
    return is_role_mailbox(email) or names_the_organisation(email, names, persons)


def _words(email: str) -> list[str]:
    local = email.rpartition("@")[0]
    parts = slug(local).split("-") if any(char.isalpha() for char in local) else []
    return [word for part in parts if (word := re.sub("[0-9]", "", part))]


def _known(word: str, own: Collection[str]) -> bool:
    """Return whether a word is a function's, a field's, a large place's or of the organisation's own name."""
    return (
        word in ROLE_WORDS
        or word in SUBJECT_WORDS
        or word in own
        or word in _large_places()
        or word.endswith(_ENDINGS)
        or _holds(word, own)
        or (len(word) >= SHORTEST_WORD and any(part.startswith(word) for part in own))
    )


def _holds(word: str, own: Collection[str]) -> bool:
    return any(len(part) >= SHORTEST_WORD and (part in word) for part in own)


def _own_words(names: Iterable[str], persons: Iterable[str]) -> set[str]:
    """Return the words of names, and each name's first letters, without places' and persons' names."""
    found: set[str] = set()
    for name in names:
        words = slug(name).split("-")
        found |= {word for word in words if len(word) > 1} | {"".join(words)}
        first = "".join(word[0] for word in words)
        found |= {first} if len(first) > 2 else set()  # two letters are in every address
    taken = {word for person in persons for word in slug(person).split("-")}
    return found - _all_places() - taken


@lru_cache(maxsize=1)
def _large_places() -> frozenset[str]:
    counties = {word for place in places().counties() for word in slug(place.name).split("-")}
    return frozenset({*counties, *_TOWNS, "hordaland", "sogn", "fjordane", "romerike", "hedmark", "oppland", "viken"})


@lru_cache(maxsize=1)
def _all_places() -> frozenset[str]:
    return _large_places() | {word for place in places().municipalities() for word in slug(place.name).split("-")}
