"""An entry as a card in a list, and the words that are said of it on its own page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from directory.facts.places import COUNTRY
from directory.i18n import _, language, listing, month, ngettext
from directory.organisations import wording
from directory.organisations.canonical import shown_phone
from directory.search.freshness import Freshness
from directory.search.records import Listed

MOST_TAGS = 5
MOST_PLACES = 4
LONGEST_TEXT = 220
Url = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Fresh:
    """How fresh an entry is, with its month in words (`mars 2021`, `2021`)."""

    kind: str
    month: str


@dataclass(frozen=True, slots=True)
class Card:
    """What partials/organisation_card.html shows."""

    name: str
    href: str
    kind: str
    description: str
    experience: list[str]
    coverage: str
    freshness: Fresh
    takes_requests: bool | None
    paused: bool
    email: str
    phone: str
    phone_href: str
    website: str
    website_shown: str
    message_href: str


def card(entry: Listed, url: Url) -> Card:
    """Return an entry as a card; `url` puts an address into the language at hand."""
    experience = wording.experience(entry.areas)
    more = len(experience) - MOST_TAGS
    if more > 1:
        experience = [*experience[:MOST_TAGS], ngettext("%(num)d more", "%(num)d more", more) % {"num": more}]
    return Card(
        name=entry.name,
        href=url(f"/organisasjon/{entry.slug}"),
        kind=wording.term("types", entry.type),
        description=shortened(description(entry)),
        experience=experience,
        coverage=coverage(entry.coverage),
        freshness=fresh(entry),
        takes_requests=takes_requests(entry),
        paused=entry.status == "paused",
        email=entry.email,
        phone=shown_phone(entry.phone) if entry.phone else "",
        phone_href=f"tel:{entry.phone}",
        website=entry.website,
        website_shown=website(entry.website),
        message_href=url(f"/organisasjon/{entry.slug}/melding"),
    )


def website(address: str) -> str:
    """Return a website's address as people say it: without scheme, www and a last slash."""
    return address.partition("://")[2].removeprefix("www.").removesuffix("/")


def takes_requests(entry: Listed) -> bool | None:
    """Return whether an organisation takes requests now; one that pauses does not, whatever it said before.

    Of one that no longer exists nothing is said.
    """
    if entry.status == "dissolved":
        return None
    return False if entry.status == "paused" else entry.accepts_requests


def description(entry: Listed) -> str:
    """Return what an organisation says of itself, in nynorsk where it is written and wanted."""
    return (language() == "nn" and entry.description_nn) or entry.description or entry.description_nn


def shortened(text: str) -> str:
    """Return the beginning of a text, cut between words."""
    flat = " ".join(text.split())
    if len(flat) <= LONGEST_TEXT:
        return flat
    return flat[:LONGEST_TEXT].rpartition(" ")[0].rstrip(".,;:–") + " …"


def coverage(numbers: Sequence[str], most: int = MOST_PLACES) -> str:
    """Return where an organisation is active, in words: the widest first, by name."""
    named = [(number != COUNTRY, len(number), whole(number, language())) for number in numbers]
    names = [name for _country, _length, name in sorted(named)]
    more = len(names) - most
    if more > 1:
        names = [*names[:most], ngettext("%(num)d more", "%(num)d more", more) % {"num": more}]
    return listing(names)


@lru_cache(maxsize=4096)
def whole(number: str, _language: str) -> str:
    """Return the name of a place that somebody covers, in the language spoken: a county is covered as a whole."""
    if len(number) == 2 and number != COUNTRY:
        return _("all of %(county)s") % {"county": wording.place(number)}
    return wording.place(number)


def fresh(entry: Listed) -> Fresh:
    """Return how fresh an entry is, its month as people's calendars show it."""
    known: Freshness = entry.freshness
    if entry.confirmed_at is not None:
        return Fresh(known.kind, month(entry.confirmed_at))
    if known.on is None:
        return Fresh(known.kind, "")
    return Fresh(known.kind, str(known.on.year) if known.precision == "year" else month(known.on))


def fresh_sentence(freshness: Fresh) -> str:
    """Return how fresh an entry is as a whole sentence, for its own page."""
    said = {
        "confirmed": _("Confirmed by the organisation in %(month)s."),
        "stale": _("Not confirmed by the organisation since %(month)s."),
        "imported": _("From the centre's list of %(month)s, not yet confirmed by the organisation."),
        "never": _("Not yet confirmed by the organisation."),
    }
    return said[freshness.kind] % {"month": freshness.month}
