"""Made-up organisations: no real names, `.example` addresses, telephone numbers ending in a running number.

Everything comes from one seed: the same seed gives the same region.
"""

from collections.abc import Iterator
from random import Random

from directory.facts.names import slug
from directory.facts.places import Place, places
from directory.facts.taxonomies import taxonomy
from directory.organisations.entry import Entry, Person

REGION = ("11", "46")
FIRST = (
    "Fjordglimt", "Havgap", "Lyspunkt", "Kvitklokke", "Bregne", "Tidevann", "Skjergard", "Nattravn", "Varde",
    "Solsnu", "Morgenlys", "Steinbru", "Lyng", "Brisling", "Tjeld", "Vårflom", "Heimhug", "Dagning", "Bølgja",
    "Ærfugl", "Øyblikk", "Ståkraft", "Einer", "Revebjelle", "Fyrlykt", "Blåveis", "Stillhav", "Regnbue",
)  # fmt: skip
KINDS: tuple[tuple[str, str, str, int], ...] = (  # kind, bokmål ending, nynorsk ending, weight
    ("brukerorganisasjon", "forbundet", "forbundet", 16),
    ("brukerorganisasjon", "laget", "laget", 10),
    ("paarorendeorganisasjon", " pårørendelag", " pårørandelag", 14),
    ("bruker_og_paarorende", "foreningen", "foreininga", 8),
    ("brukerstyrt_senter", " brukerstyrt senter", " brukarstyrt senter", 10),
    ("fontenehus", " fontenehus", " fontenehus", 5),
    ("paarorendesenter", " pårørendesenter", " pårørandesenter", 5),
    ("stottesenter", " støttesenter", " støttesenter", 5),
    ("ungdomspanel", " ungdomspanel", " ungdomspanel", 6),
    ("erfaringspanel", " erfaringsforum", " erfaringsforum", 5),
    ("interesse_nettverk", "nettverket", "nettverket", 6),
    ("ideell_aktor", " møteplass", " møteplass", 5),
    ("paraply", " fellesråd", " fellesråd", 5),
)
FIRST_NAMES = ("Kari", "Ola", "Ingrid", "Per", "Åse", "Øystein", "Marit", "Bjørn", "Siv", "Tor", "Gunn", "Leif")
LAST_NAMES = ("Eksempel", "Testad", "Oppdikt", "Liksom", "Prøve", "Mønster", "Attrapp", "Tenkt")
ROLES = {
    "nb": ("leder", "nestleder", "daglig leder", "sekretær"),
    "nn": ("leiar", "nestleiar", "dagleg leiar", "skrivar"),
}
WIDE = {"paraply", "erfaringspanel", "interesse_nettverk"}
CARERS = {"paarorendeorganisasjon", "paarorendesenter"}
YOUTH = {"ungdomspanel", "ungdomsraad"}
AREAS_OF = {
    "stottesenter": ("overgrep", "vold", "traumer"),
    "fontenehus": ("arbeid", "psykisk_helse", "recovery"),
    "ungdomspanel": ("barn_unge", "skole", "psykisk_helse"),
    "paarorendesenter": ("paarorende", "barn_som_paarorende", "rus"),
}
DESCRIPTIONS = {
    "nb": (
        "Vi møtes hver uke og tar imot nye. Mange av oss har erfaring med {area}, og vi deler den gjerne.",
        "Et lag drevet av frivillige. Vi holder foredrag, er med i råd og utvalg, og har åpent hus på torsdager.",
        "Vi gir råd til tjenestene i kommunen og støtter hverandre. Ingen trenger henvisning for å komme til oss.",
        "Her er erfaring med {area} en styrke. Vi er med der tjenestene planlegges.",
    ),
    "nn": (
        "Vi møtest kvar veke og tek imot nye. Mange av oss har erfaring med {area}, og vi deler ho gjerne.",
        "Eit lag drive av frivillige. Vi held føredrag, er med i råd og utval, og har ope hus på torsdagar.",
        "Vi gir råd til tenestene i kommunen og støttar kvarandre. Ingen treng tilvising for å kome til oss.",
        "Her er erfaring med {area} ein styrke. Vi er med der tenestene blir planlagde.",
    ),
}


def organisations(number: int, seed: int) -> Iterator[Entry]:
    """Yield `number` made-up entries, every one with an address of its own."""
    random = Random(seed)
    homes = [place for county in REGION for place in places().municipalities(county)]
    used: set[str] = set()
    for index in range(number):
        home = random.choice(homes)
        kind, ending = _kind(random, home)
        name = _name(random, ending, home, used, index)
        used.add(name)
        yield _entry(random, name, kind, home, index)


def _kind(random: Random, home: Place) -> tuple[str, str]:
    kind, nb, nn, _weight = random.choices(KINDS, weights=[item[3] for item in KINDS])[0]
    return kind, nn if _written(home) == "nn" else nb


def _written(home: Place) -> str:
    return "nn" if home.language_form == "nn" or (home.language_form == "neutral" and home.county == "46") else "nb"


def _name(random: Random, ending: str, home: Place, used: set[str], index: int) -> str:
    first = random.choice(FIRST)
    candidates = (f"{first}{ending}", f"{first}{ending} {home.name}", f"{first}{ending} {home.name} {index + 1}")
    return next(name for name in candidates if name not in used)


def _entry(random: Random, name: str, kind: str, home: Place, index: int) -> Entry:
    written = _written(home)
    domain = f"{slug(name)[:40].strip('-')}-{index + 1}.example"
    areas = _areas(random, kind)
    described = taxonomy("areas")[areas[0][0]].name(written).lower()
    coverage = _coverage(random, kind, home)
    return Entry(
        name=name,
        type=kind,
        municipality=home.number,
        coverage=coverage,
        email=f"post@{domain}",
        phone=f"+475100{index % 10**4:04d}" if random.random() < 0.7 else "",
        website=f"https://www.{domain}/" if random.random() < 0.6 else "",
        areas=areas,
        target_groups=tuple(random.sample(("voksne", "unge_voksne", "foreldre", "eldre", "fagpersoner"), 2)),
        forms=tuple(random.sample(sorted(taxonomy("choices").terms), random.randint(1, 4))),
        description=random.choice(DESCRIPTIONS[written]).format(area=described) if random.random() < 0.8 else "",
        accepts_requests=random.choice((True, True, True, False, None)),
        representatives=random.choice((None, 2, 3, 4, 6, 10)),
        travels=random.choice((True, False, None)),
        digital=random.choice((True, True, None)),
        answer_days=random.choice((None, 3, 7, 14)),
        contacts=_contacts(random, kind, written, domain, index),
    ).tidy()


def _areas(random: Random, kind: str) -> tuple[tuple[str, str], ...]:
    common = sorted(taxonomy("areas").terms)
    chosen = [*AREAS_OF.get(kind, ())[: random.randint(1, 3)], *random.sample(common, random.randint(1, 3))]
    perspective = "paarorende" if kind in CARERS else "egen"
    return tuple((area, perspective) for area in dict.fromkeys(chosen))


def _coverage(random: Random, kind: str, home: Place) -> tuple[str, ...]:
    if kind in WIDE:
        return ("00",) if random.random() < 0.15 else (home.county or "00",)
    neighbours = places().municipalities(home.county)
    near = random.sample(neighbours, min(len(neighbours), random.choice((0, 0, 1, 2, 3))))
    return (home.number, *(place.number for place in near))


def _contacts(random: Random, kind: str, written: str, domain: str, index: int) -> tuple[Person, ...]:
    role = random.choice(ROLES[written])
    if kind in YOUTH:
        return (Person(role={"nb": "rådgiver ved senteret", "nn": "rådgivar ved senteret"}[written]),)
    name = f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"
    address = f"{slug(name)}@{domain}" if random.random() < 0.5 else ""
    return (Person(name=name, role=role, phone=f"+479000{index % 10**4:04d}", email=address),)
