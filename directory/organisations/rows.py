"""An entry as rows: reading them into an Entry and writing an Entry into them (inside the caller's transaction)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.columns import ForeignKey
from piccolo.table import Table

from directory.facts.names import sort_key
from directory.mail.addresses import norm_of
from directory.organisations.consent_rows import UNASKED, end, skip_letters
from directory.organisations.consent_text import FIELDS
from directory.organisations.entry import Entry, Person, plain
from directory.search.document import search_text
from directory.search.facets import facets
from directory.tables.contacts import Contact
from directory.tables.organisations import (
    Alias,
    Coverage,
    Organisation,
    OrganisationArea,
    OrganisationChoice,
    OrganisationForm,
    OrganisationTargetGroup,
)

PLAIN = ("name", "email", "phone", "website", "description", "description_nn", "postal_address", "update_email",
         "accepts_requests", "representatives", "travels", "digital", "answer_days", "type")  # fmt: skip
NULL_WHEN_EMPTY = ("orgnr", "municipality", "language")
SETS: dict[str, tuple[type[Table], str]] = {
    "coverage": (Coverage, "place"),
    "target_groups": (OrganisationTargetGroup, "target_group"),
    "forms": (OrganisationChoice, "choice"),
    "fine_forms": (OrganisationForm, "form"),
}
READ = """
SELECT 'coverage' AS name, organisation, place AS value, '' AS more FROM coverage WHERE organisation = ANY({}::uuid[])
UNION ALL SELECT 'areas', organisation, area, perspective FROM organisation_area WHERE organisation = ANY({}::uuid[])
UNION ALL SELECT 'target_groups', organisation, target_group, '' FROM organisation_target_group
  WHERE organisation = ANY({}::uuid[])
UNION ALL SELECT 'forms', organisation, choice, '' FROM organisation_choice WHERE organisation = ANY({}::uuid[])
UNION ALL SELECT 'fine_forms', organisation, form, '' FROM organisation_form WHERE organisation = ANY({}::uuid[])
UNION ALL SELECT 'aliases', organisation, name, '' FROM alias WHERE organisation = ANY({}::uuid[])
"""
PEOPLE = """
SELECT organisation, name, role, phone, email FROM contact
WHERE organisation = ANY({}::uuid[]) ORDER BY organisation, position
"""


async def entries_of(rows: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Return the entries of rows of `organisation` (a select of all columns) in their order, two statements for all."""
    ids = [row["id"] for row in rows]
    sets: dict[UUID, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for found in await Organisation.raw(READ, *[ids] * 6):
        pair = (found["value"], found["more"])
        sets[found["organisation"]][found["name"]].append(pair if found["name"] == "areas" else found["value"])
    people: dict[UUID, list[Person]] = defaultdict(list)
    for found in await Organisation.raw(PEOPLE, ids):
        who = Person(found["name"], found["role"], found["phone"], found["email"])
        people[found["organisation"]].append(who)
    return [_entry(row, sets[row["id"]], people[row["id"]]) for row in rows]


def _entry(row: Mapping[str, Any], sets: Mapping[str, Sequence[Any]], people: Sequence[Person]) -> Entry:
    found: dict[str, Any] = {name: row[name] for name in PLAIN}
    found |= {name: row[name] or "" for name in NULL_WHEN_EMPTY}
    found |= {name: tuple(values) for name, values in sets.items()}
    return Entry(**found, contacts=tuple(people)).tidy()


def columns_of(entry: Entry) -> dict[str, Any]:
    """Return the values of the organisation's own row."""
    values: dict[str, Any] = {name: getattr(entry, name) for name in PLAIN}
    values |= {name: getattr(entry, name) or None for name in NULL_WHEN_EMPTY}
    values["sort_key"] = sort_key(entry.name)
    values["search_text"] = search_text(
        names=[entry.name, *entry.aliases],
        type=entry.type,
        areas=[f"{area}:{perspective}" for area, perspective in entry.areas],
        target_groups=entry.target_groups,
        forms=entry.forms,
        places=list(dict.fromkeys([*filter(None, [entry.municipality]), *entry.coverage])),
        description=f"{entry.description} {entry.description_nn}",
    )
    values["facets"] = facets(entry.type, entry.areas, entry.target_groups, entry.forms)
    return values


async def write_sets(organisation: UUID, before: Entry | None, after: Entry, source: str, at: datetime) -> None:
    """Write what stands in other tables, only where it differs from before."""
    for name, (table, column) in SETS.items():
        if before is None or getattr(before, name) != getattr(after, name):
            rows = [{column: value} for value in getattr(after, name)]
            await _replace(table, organisation, rows)
    if before is None or before.areas != after.areas:
        pairs = [{"area": area, "perspective": perspective} for area, perspective in after.areas]
        await _replace(OrganisationArea, organisation, pairs)
    if before is None or before.aliases != after.aliases:
        await _write_aliases(organisation, before, after)
    if before is None or before.contacts != after.contacts:
        await _write_contacts(organisation, after.contacts, source, at)


async def _write_aliases(organisation: UUID, before: Entry | None, after: Entry) -> None:
    """Keep what kind of name each is; the name that the organisation had until now is a former one."""
    kinds = {row["name"]: row["kind"] for row in await Alias.select().where(Alias.organisation == organisation)}
    if before and before.name != after.name:
        kinds[before.name] = "former"
    rows = [{"name": name, "kind": kinds.get(name, "variant"), "sort_key": sort_key(name)} for name in after.aliases]
    await _replace(Alias, organisation, rows)


async def _write_contacts(organisation: UUID, people: Sequence[Person], source: str, at: datetime) -> None:
    """Keep the row of a person who is still there; a yes stays with the value that it was given to.

    With the address goes the link that was sent there, with the person every link.
    """
    left: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in await Contact.select().where(Contact.organisation == organisation).order_by(Contact.position):
        left.setdefault(_who(row), []).append(row)
    gone: list[UUID | None] = []
    for position, person in enumerate(people):
        values: dict[Any, Any] = plain(person)
        same = left.get(_who(values))
        if not same:
            await Contact(organisation=organisation, position=position, source=source, created_at=at, **values).save()
            continue
        kept = same.pop(0)
        moved = norm_of(kept["email"]) != norm_of(values["email"])
        gone += [kept["asked_id"]] if moved else []
        await Contact.update(values | {"position": position} | (UNASKED if moved else {})).where(
            Contact.id == kept["id"]
        )
        await end(kept["id"], [name for name in FIELDS if kept[name] != values[name]], at)
    away = [row for rows in left.values() for row in rows]
    await skip_letters([*gone, *(row["asked_id"] for row in away)], "revoked", at)
    if away:
        await Contact.delete().where(Contact.id.is_in([row["id"] for row in away]))


def _who(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells persons apart; behind a role with a new number or address may be somebody else."""
    return (row["name"].casefold(),) if row["name"] else ("", row["role"].casefold(), row["phone"], row["email"])


async def _replace(table: type[Table], organisation: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    await table.delete().where(_owner(table) == organisation)
    if rows:
        await table.insert(*(table(organisation=organisation, **row) for row in rows))


def _owner(table: type[Table]) -> ForeignKey[Any]:
    column = table._meta.get_column_by_name("organisation")
    assert isinstance(column, ForeignKey)  # noqa: S101  # every table in SETS has it; tells the type checker
    return column
