"""What each letter of a campaign says of an organisation, as the public sees it today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from directory.campaigns.came_of_it import NOTHING, CameOfIt
from directory.campaigns.plan import Candidate
from directory.i18n import _, day, language, last_day, listing, month, speaking, weekday
from directory.mail.addresses import norm_of
from directory.mail.several import together
from directory.mail.signature import signature
from directory.organisations.canonical import shown_phone
from directory.organisations.consent_text import own_link_path
from directory.organisations.entry import YOUTH_TYPES
from directory.organisations.wording import experience, place, term
from directory.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An organisation with what its letter tells: only what is public, and where we have it from.

    `own_words` are the contact persons' addresses (small letters) that we have from themselves or the organisation,
    `shown` those (addresses.norm_of) of the persons who have said yes to being shown.
    """

    candidate: Candidate
    type: str
    coverage: tuple[str, ...]
    areas: tuple[tuple[str, str], ...]
    email: str
    phone: str
    contact_name: str
    confirmed_at: datetime | None
    list_date: date | None
    list_precision: str
    own_words: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    came_of_it: CameOfIt = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What all letters of a campaign share; `letters` counts those that follow the first."""

    centre: Mapping[str, Any]
    deadline: date
    opened_at: datetime
    link_until: datetime
    settings: Settings


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a letter goes to: the address, the organisations it is about, and what was written to them before.

    `first_sent` is when the first letter went to any of them (None: not yet), and `new` is set when this address
    has had no letter about one of them.
    """

    address: str
    about: tuple[Described, ...]
    first_sent: datetime | None = None
    new: bool = True


def alike(template: str, round_: Round, following: int, spoken: str) -> dict[str, object]:
    """Return what all letters with one template (`first`, `reminder`, `after_deadline`) say alike in a language.

    So many letters follow them. With `stored` these are all their facts.
    """
    with speaking(spoken):
        common: dict[str, object] = {
            **signature(round_.centre, spoken),
            "deadline": weekday(round_.deadline),
            "privacy_url": privacy_path(spoken),
        }
        if template == "first":
            region = round_.centre["region_nn" if spoken == "nn" else "region_nb"]
            return common | {"region": region, "reminders": following, "owner": _owner(round_)}
        return common | {"link_until": last_day(round_.link_until)} if template == "after_deadline" else common


def stored(template: str, told: Told, round_: Round, shared: Mapping[str, object], spoken: str) -> dict[str, object]:
    """Return a letter's facts in a language as they are stored (contexts.frozen); `shared` is what `alike` returns.

    Made for ten thousand at once, hence without the letter's dataclass (contexts.thawed makes it).
    """
    with speaking(spoken):
        facts = {**shared, "organisation": together([one.candidate.name for one in told.about])}
        if any(one.shown for one in told.about) and _is_shown(told):
            facts["consent_url"] = own_link_path(spoken)
        if template == "first":
            facts["entries"] = [shown(one) for one in told.about]
            facts["source_label"] = _sources(told)
            facts["earlier"] = day(told.first_sent) if told.first_sent else ""
            return facts
        facts["entries"] = [{"id": str(one.candidate.id), "name": one.candidate.name} for one in told.about]
        if template == "after_deadline":
            facts["source_label"] = _sources(told) if told.new else ""
            facts["owner"] = _owner(round_) if told.new else ""
        else:
            facts["first_sent"] = day(told.first_sent or round_.opened_at)
        return facts


def _is_shown(told: Told) -> bool:
    """Tell whether the reader is a person who has said yes to being shown."""
    norm = norm_of(told.address)
    return any(norm in one.shown for one in told.about)


def _owner(round_: Round) -> str:
    return str(round_.centre["owner"] or round_.centre["name"])


def _sources(told: Told) -> str:
    """Return where we have the address from, each source once."""
    norm = norm_of(told.address)
    labels = [_("the organisation itself") if norm in one.own_words else source_label(one) for one in told.about]
    return labels[0] if len(labels) == 1 else listing(list(dict.fromkeys(labels)))


def shown(described: Described) -> dict[str, str]:
    """Return what the public sees of an organisation, in the language spoken, by the names of contexts.Shown."""
    spoken = language()
    return {
        "id": str(described.candidate.id),
        "name": described.candidate.name,
        "kind": _kind(described.type, spoken),
        "coverage": _coverage(described.coverage, spoken),
        "experience": _experience(described.areas, spoken),
        "email": described.email,
        "phone": shown_phone(described.phone) if described.phone else "",
        "contact_name": "" if described.type in YOUTH_TYPES else described.contact_name,
        "last_confirmed": month(described.confirmed_at) if described.confirmed_at else "",
        "came_of_it": described.came_of_it.sentence(),
    }


# Many entries of a region say the same; the language is an argument for the sake of the cache.
@lru_cache(maxsize=256)
def _kind(slug: str, _spoken: str) -> str:
    return term("types", slug)


@lru_cache(maxsize=4096)
def _coverage(numbers: tuple[str, ...], _spoken: str) -> str:
    return listing([place(number) for number in numbers])


@lru_cache(maxsize=4096)
def _experience(areas: tuple[tuple[str, str], ...], _spoken: str) -> str:
    return listing(experience(areas))


def source_label(described: Described) -> str:
    """Return where we have the persons' names and addresses from (GDPR article 14 no. 2 f), after "from"."""
    if described.list_date is None:
        return _("the centre's own overview")
    when = {
        "year": str(described.list_date.year),
        "day": day(described.list_date),
    }.get(described.list_precision, month(described.list_date))
    return _("the centre's list of %(when)s") % {"when": when}


def privacy_path(spoken: str) -> str:
    """Return the path of the privacy page in a language; the worker puts the service's address before it."""
    return "/personvern" if spoken == "nb" else f"/{spoken}/personvern"
