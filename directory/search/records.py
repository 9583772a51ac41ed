"""Entries as the public sees them, read from the database: nothing private leaves this file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from directory.organisations.entry import Entry
from directory.search.freshness import Freshness, freshness
from directory.search.visible import Contacts, public_email, public_person, public_phone
from directory.tables.organisations import Organisation

# A round that has passed its deadline since the organisation last confirmed: it was asked and did not answer.
MISSED = """EXISTS (
  SELECT FROM invitation i JOIN campaign c ON c.id = i.campaign
  WHERE i.organisation = o.id AND c.state IN ('running', 'paused', 'closed')
    AND c.opened_at > o.confirmed_at AND c.deadline < ({})::date) AS missed"""
COLUMNS = (
    "o.id, o.slug, o.name, o.type, o.orgnr, o.municipality, o.description, o.description_nn, o.email, o.phone, "
    "o.website, o.status, o.status_since, o.accepts_requests, o.representatives, o.travels, o.digital, o.answer_days, "
    "o.confirmed_at, o.list_date, o.list_precision, o.centre, o.update_email <> '' AS has_update_email"
)
SETS = """
SELECT 'coverage' AS name, organisation, place AS value, '' AS more FROM coverage WHERE organisation = ANY({}::uuid[])
UNION ALL SELECT 'areas', organisation, area, perspective FROM organisation_area WHERE organisation = ANY({}::uuid[])
UNION ALL SELECT 'target_groups', organisation, target_group, '' FROM organisation_target_group
  WHERE organisation = ANY({}::uuid[])
UNION ALL SELECT 'forms', organisation, choice, '' FROM organisation_choice WHERE organisation = ANY({}::uuid[])
UNION ALL SELECT 'aliases', organisation, name, kind FROM alias WHERE organisation = ANY({}::uuid[])
ORDER BY 1, 3, 4
"""
PERSONS = """
SELECT c.organisation, c.name, c.role, c.phone, c.email,
  array_agg(s.field) FILTER (WHERE s.field IS NOT NULL) AS fields
FROM contact c LEFT JOIN consent s ON s.contact = c.id AND s.withdrawn_at IS NULL
WHERE c.organisation = ANY({}::uuid[])
GROUP BY c.id ORDER BY c.organisation, c.position, c.name
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry as the public sees it; the names are the export's (CONTRACT.md), persons only by their own consent.

    `areas` are pairs of competence area and perspective. `reachable` tells whether a message can be passed on,
    also to an address that is not shown. `centre` is the id of the centre that looks after the entry.
    """

    id: UUID
    slug: str
    name: str
    type: str
    orgnr: str
    municipality: str
    coverage: tuple[str, ...]
    email: str
    phone: str
    website: str
    areas: tuple[tuple[str, str], ...]
    target_groups: tuple[str, ...]
    forms: tuple[str, ...]
    aliases: tuple[str, ...]
    contacts: tuple[dict[str, str], ...]
    confirmed_at: datetime | None
    freshness: Freshness
    description: str
    description_nn: str
    status: str
    accepts_requests: bool | None
    representatives: int | None
    travels: bool | None
    digital: bool | None
    answer_days: int | None
    list_date: date | None
    centre: int
    reachable: bool
    status_since: date | None = None


def as_typed(shown: Listed, entry: Entry, contacts: Contacts) -> Listed:
    """Return an entry as the public would see it with other content; its persons stay those who have said yes."""
    same = ("name", "type", "orgnr", "municipality", "coverage", "website", "areas", "target_groups", "forms",
            "aliases", "description", "description_nn", "accepts_requests", "representatives", "travels", "digital",
            "answer_days")  # fmt: skip
    return replace(
        shown,
        **{name: getattr(entry, name) for name in same},
        email=public_email(entry.email, entry.type, [entry.name, *entry.aliases], contacts),
        phone=public_phone(entry.phone, entry.type, contacts),
    )


async def listed(rows: Sequence[Mapping[str, Any]], now: datetime) -> list[Listed]:
    """Return entries from rows of COLUMNS and MISSED, in their order, with what stands in other tables."""
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    sets: dict[UUID, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for found in await Organisation.raw(SETS, *[ids] * 5):
        sets[found["organisation"]][found["name"]].append((found["value"], found["more"]))
    persons: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for found in await Organisation.raw(PERSONS, ids):
        persons[found["organisation"]].append(found)
    return [_listed(row, sets[row["id"]], persons[row["id"]], now) for row in rows]


def _listed(
    row: Mapping[str, Any],
    sets: Mapping[str, list[tuple[str, str]]],
    persons: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Listed:
    aliases = _values(sets, "aliases")
    given = [(person, person["fields"] or ()) for person in persons]
    persons_shown = [public_person(row["type"], person, fields, [row["name"], *aliases]) for person, fields in given]
    plain = ("id", "slug", "name", "type", "website", "description", "description_nn", "status", "status_since",
             "centre", "accepts_requests", "representatives", "travels", "digital", "answer_days", "confirmed_at",
             "list_date")  # fmt: skip
    return Listed(
        **{name: row[name] for name in plain},
        orgnr=row["orgnr"] or "",
        municipality=row["municipality"] or "",
        coverage=_values(sets, "coverage"),
        email=public_email(row["email"], row["type"], [row["name"], *aliases], given),
        phone=public_phone(row["phone"], row["type"], given),
        areas=tuple(sets["areas"]) if "areas" in sets else (),
        target_groups=_values(sets, "target_groups"),
        forms=_values(sets, "forms"),
        aliases=aliases,
        contacts=_each_once(persons_shown),
        freshness=freshness(
            row["confirmed_at"], row["list_date"], row["list_precision"], now, missed=bool(row["missed"])
        ),
        reachable=bool(row["email"] or row["has_update_email"]),
    )


def _values(sets: Mapping[str, list[tuple[str, str]]], name: str) -> tuple[str, ...]:
    return tuple(value for value, _more in sets.get(name, ()))


def _each_once(persons: Sequence[dict[str, str] | None]) -> tuple[dict[str, str], ...]:
    """Return the persons there is something to see of; the same role alone is said once."""
    found = [person for person in persons if person]
    return tuple(person for place, person in enumerate(found) if person["name"] or person not in found[:place])
