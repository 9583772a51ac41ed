"""What the forms of an entry offer and have filled in: one part for the organisation, all of them for staff."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from directory.facts.taxonomies import taxonomy
from directory.i18n import _, language
from directory.organisations.entry import YOUTH_TYPES, Entry
from directory.organisations.reads_themes import wished
from directory.organisations.typed import PERSON, TICKS, kept
from directory.organisations.wording import label, value
from directory.web.forms import AnyRequest
from directory.web.organisation import choices
from directory.web.organisation.competence import competence_context
from directory.web.organisation.consent import consent_here
from directory.web.organisation.opened import Visiting
from directory.web.organisation.parts import PATHS, heading, number
from directory.web.organisation.sent import Sent, fields_in
from directory.web.pages import Page, render

SPARE_ROWS = 2
PARTS = ("name", "role", "phone", "email", "remove")
# The fields of all parts as the forms show them, so that what is wrong is told from the top downwards.
ORDER = (
    "name", "type", "description", "description_nn", "orgnr", "language",
    "phone", "email", "website", "update_email", "postal_address",
    "areas", "suggested_theme", "forms", "target_groups", "accepts_requests", "representatives", "travels", "digital",
    "answer_days", "municipality", "coverage",
)  # fmt: skip
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """The fields of one contact person; `known` when somebody stands there already."""

    number: int
    name: str
    role: str
    phone: str
    email: str
    known: bool
    removed: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """What one part's form is filled with, over which version, and what of it cannot be used (field to why).

    `begun_at` is when it was kept unsaved, `outdated` that others have changed some of it since; `stepping` that
    the visitor goes from part to part. `both` are the fields that somebody else has changed too.
    """

    fields: Fields
    version: int
    problems: Mapping[str, str] = field(default_factory=dict)
    begun_at: datetime | None = None
    outdated: bool = False
    stepping: bool = False
    both: Sequence[str] = ()


async def section_page(request: AnyRequest, visit: Visiting, section: str, filled: Filled) -> Page:
    """Show one part's form; with problems the status is 422 and the summary takes the focus."""
    theirs = {name: value(name, getattr(visit.stored.entry, name)) or _("empty") for name in filled.both}
    above = section not in ("about", "contact")  # the forms of these two have one place for each field
    return render(
        request,
        "organisation/section.html",
        page="edit",
        status=422 if filled.problems else 200,
        name=visit.stored.entry.name,
        base=visit.path,
        here=f"{visit.path}/{PATHS[section]}",
        part=PATHS[section],
        section=section,
        heading=heading(section),
        number=number(section),
        total=len(PATHS),
        version=filled.version,
        problems=downwards(filled.problems),
        draft=filled.begun_at,
        outdated=filled.outdated,
        stepping=filled.stepping,
        both=" ".join(filled.both),
        beside={} if above else theirs,
        above=[(label(name), text) for name, text in theirs.items()] if above else [],
        sender=visit.sender,
        consent=await consent_here(visit) if section == "persons" else None,
        ticks=[name for name in fields_in(section) if name in TICKS],
        **await _offered(visit, section, filled.fields),
    )


def downwards(problems: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong in the order of the form's fields; what has no field of its own comes first."""

    def place(name: str) -> tuple[int, int, int]:
        if person := PERSON.fullmatch(name):
            return len(ORDER), int(person[1]), PARTS.index(person[2])
        return (ORDER.index(name) if name in ORDER else -1), 0, 0

    return {name: problems[name] for name in sorted(problems, key=place)}


async def typed_page(
    request: AnyRequest, visit: Visiting, sent: Sent, base: Entry, problems: Mapping[str, str]
) -> Page:
    """Show one part's form with what was typed over `base`, and what of it cannot be used."""
    filled = Filled(kept(sent.fields, base), sent.version, problems, stepping=sent.stepping, both=sent.both)
    return await section_page(request, visit, sent.section, filled)


async def _offered(visit: Visiting, section: str, fields: Fields) -> dict[str, Any]:
    if section == "competence":
        return competence_context(fields, visit.stored.entry.type, await wished(visit.stored.id))
    return what_to_choose(fields, json.loads(visit.centre["counties"]))


def what_to_choose(fields: Fields, counties: Sequence[str]) -> dict[str, Any]:
    """Return what a form offers and has filled in but for the competence; `counties` are the centre's own."""
    near = counties or ["11", "46"]
    chosen, near_counties, other_counties = choices.coverage_groups(fields.get("coverage", ()), near)
    rows, spare = _people(fields)
    return {
        "value": lambda name: (fields.get(name) or [""])[-1],
        "shown": fields.get("shown", ()),
        "types": [(term.slug, term.name(language())) for term in taxonomy("types")],
        "people": rows,
        "spare": spare,
        "youth": (fields.get("type") or [""])[-1] in YOUTH_TYPES,
        "places": chosen,
        "near_counties": near_counties,
        "other_counties": other_counties,
        "country_ticked": "00" in fields.get("coverage", ()),
        "municipalities": choices.municipality_groups(near),
    }


def _people(fields: Fields) -> tuple[list[PersonRow], list[PersonRow]]:
    """Return the persons who stand there, and empty rows for new ones."""
    numbers = sorted({int(match[1]) for name in fields if (match := PERSON.fullmatch(name))})
    rows = [_person(fields, number) for number in numbers]
    known = [row for row in rows if row.known or row.removed]
    first_free = max(numbers, default=-1) + 1
    return known, [_person({}, number) for number in range(first_free, first_free + SPARE_ROWS)]


def _person(fields: Fields, number: int) -> PersonRow:
    def text(part: str) -> str:
        return (fields.get(f"contacts-{number}-{part}") or [""])[-1]

    name, role, phone, email = text("name"), text("role"), text("phone"), text("email")
    known = bool(name or role or phone or email)
    return PersonRow(number, name, role, phone, email, known, removed=f"contacts-{number}-remove" in fields)
