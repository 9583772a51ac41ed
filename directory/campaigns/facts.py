"""What each letter of a campaign says of an organisation, as the public sees it today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from directory.campaigns.plan import Candidate
from directory.clock import local
from directory.i18n import _, day, listing, month, speaking, weekday
from directory.mail import contexts
from directory.mail.signature import signature
from directory.organisations.canonical import shown_phone
from directory.organisations.entry import YOUTH_TYPES
from directory.organisations.wording import experience, place, term
from directory.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An organisation with what its letter tells: only what is public, and where we have it from."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What all letters of a campaign share; `letters` counts those that follow the first."""

    centre: Mapping[str, Any]
    deadline: date
    letters: int
    opened_at: datetime
    link_until: datetime
    settings: Settings


def first_letter(described: Described, round_: Round, language: str) -> contexts.FirstLetter:
    """Return the facts of the first letter in a language, links left open."""
    form = "nn" if language == "nn" else "nb"
    with speaking(language):
        return contexts.FirstLetter(
            **signature(round_.centre, language),
            organisation=described.candidate.name,
            entries=(shown(described),),
            region=round_.centre[f"region_{form}"],
            deadline=weekday(round_.deadline),
            reminders=round_.letters,
            source_label=source_label(described),
            owner=round_.centre["owner"] or round_.centre["name"],
            privacy_url=privacy_path(language),
        )


def later_letter(
    template: str, described: Described, round_: Round, language: str, first_sent: datetime
) -> contexts.Reminder | contexts.AfterDeadline:
    """Return the facts of a reminder, or of the letter after the deadline (`template` says which)."""
    zone = round_.settings.timezone
    with speaking(language):
        common = signature(round_.centre, language) | {
            "organisation": described.candidate.name,
            "deadline": weekday(round_.deadline),
            "privacy_url": privacy_path(language),
        }
        if template == "after_deadline":
            return contexts.AfterDeadline(**common, link_until=day(local(round_.link_until, zone)))
        return contexts.Reminder(**common, first_sent=day(local(first_sent, zone)))


def shown(described: Described) -> contexts.Shown:
    """Return what the public sees of an organisation, in the language spoken."""
    return contexts.Shown(
        name=described.candidate.name,
        kind=term("types", described.type),
        coverage=listing([place(number) for number in described.coverage]),
        experience=listing(experience(described.areas)),
        email=described.email,
        phone=shown_phone(described.phone) if described.phone else "",
        contact_name="" if described.type in YOUTH_TYPES else described.contact_name,
        last_confirmed=month(described.confirmed_at) if described.confirmed_at else "",
    )


def source_label(described: Described) -> str:
    """Return where we have the persons' names and addresses from (GDPR article 14 no. 2 f), after "from"."""
    if described.list_date is None:
        return _("the centre's own overview")
    when = {
        "year": str(described.list_date.year),
        "day": day(described.list_date),
    }.get(described.list_precision, month(described.list_date))
    return _("the centre's list of %(when)s") % {"when": when}


def privacy_path(language: str) -> str:
    """Return the path of the privacy page in a language; the worker puts the service's address before it."""
    return "/personvern" if language == "nb" else f"/{language}/personvern"
