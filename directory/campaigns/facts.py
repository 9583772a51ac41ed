"""What each letter of a campaign says of an organisation, as the public sees it today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from directory.campaigns.plan import Candidate
from directory.clock import local
from directory.i18n import _, day, language, listing, month, speaking, weekday
from directory.mail import contexts
from directory.mail.addresses import norm_of
from directory.mail.several import together
from directory.mail.signature import signature
from directory.organisations.canonical import shown_phone
from directory.organisations.entry import YOUTH_TYPES
from directory.organisations.wording import experience, place, term
from directory.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An organisation with what its letter tells: only what is public, and where we have it from.

    `own_words` are the contact persons' addresses (small letters) that we have from themselves or the organisation.
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


def _shared(spoken: str, round_: Round) -> dict[str, str]:
    """Return what all letters of a round in one language say alike."""
    with speaking(spoken):
        return signature(round_.centre, spoken) | {
            "deadline": weekday(round_.deadline),
            "privacy_url": privacy_path(spoken),
        }


def first_letter(told: Told, round_: Round, following: int, spoken: str) -> contexts.FirstLetter:
    """Return the facts of the first letter in a language, links left open; so many letters follow it."""
    form = "nn" if spoken == "nn" else "nb"
    with speaking(spoken):
        return contexts.FirstLetter(
            **_shared(spoken, round_),
            organisation=together([one.candidate.name for one in told.about]),
            entries=tuple(shown(one) for one in told.about),
            region=round_.centre[f"region_{form}"],
            reminders=following,
            source_label=_sources(told),
            owner=_owner(round_),
            earlier=_day(told.first_sent, round_) if told.first_sent else "",
        )


def later_letter(
    template: str, told: Told, round_: Round, spoken: str
) -> contexts.FirstLetter | contexts.Reminder | contexts.AfterDeadline:
    """Return the facts of a reminder, or of the letter after the deadline (`template` says which)."""
    with speaking(spoken):
        common = _shared(spoken, round_)
        organisation = together([one.candidate.name for one in told.about])
        entries = tuple(contexts.Named(id=str(one.candidate.id), name=one.candidate.name) for one in told.about)
        if template == "after_deadline":
            return contexts.AfterDeadline(
                **common,
                organisation=organisation,
                entries=entries,
                link_until=_day(round_.link_until, round_),
                source_label=_sources(told) if told.new else "",
                owner=_owner(round_) if told.new else "",
            )
        first_sent = _day(told.first_sent or round_.opened_at, round_)
        return contexts.Reminder(**common, organisation=organisation, entries=entries, first_sent=first_sent)


def _day(moment: datetime, round_: Round) -> str:
    return day(local(moment, round_.settings.timezone))


def _owner(round_: Round) -> str:
    return str(round_.centre["owner"] or round_.centre["name"])


def _sources(told: Told) -> str:
    """Return where we have the address from, each source once."""
    norm = norm_of(told.address)
    labels = [_("the organisation itself") if norm in one.own_words else source_label(one) for one in told.about]
    return labels[0] if len(labels) == 1 else listing(list(dict.fromkeys(labels)))


def shown(described: Described) -> contexts.Shown:
    """Return what the public sees of an organisation, in the language spoken."""
    return contexts.Shown(
        id=str(described.candidate.id),
        name=described.candidate.name,
        kind=_kind(described.type, language()),
        coverage=_coverage(described.coverage, language()),
        experience=_experience(described.areas, language()),
        email=described.email,
        phone=shown_phone(described.phone) if described.phone else "",
        contact_name="" if described.type in YOUTH_TYPES else described.contact_name,
        last_confirmed=month(described.confirmed_at) if described.confirmed_at else "",
    )


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
