"""Entries as they stand, ready for a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from directory.errors import NotFound
from directory.organisations.entry import Entry, field_from_json
from directory.organisations.rows import entries_of
from directory.tables.centres import Centre
from directory.tables.organisations import Organisation, SectionConfirmation
from directory.tables.review import Suggestion
from directory.tables.revisions import Revision


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry with what is known about it; `centre` is the id of the centre that looks after it."""

    id: UUID
    slug: str
    entry: Entry
    centre: int
    status: str
    published: bool
    version: int
    created_at: datetime
    edited_at: datetime | None
    confirmed_at: datetime | None
    confirmed_channel: str
    reviewed_at: datetime | None
    list_date: date | None
    list_precision: str
    parent: UUID | None
    replaced_by: UUID | None
    status_since: date | None


async def find(organisation: UUID | str) -> Stored:
    """Return one entry by id. Raises NotFound."""
    return await _stored(await Organisation.select().where(Organisation.id == id_of(organisation)).first())


def id_of(organisation: UUID | str) -> UUID:
    """Return the id of an entry, also from an address. Raises NotFound for what is no id."""
    try:
        return organisation if isinstance(organisation, UUID) else UUID(organisation)
    except ValueError:
        raise NotFound("no such organisation") from None


async def find_by_slug(slug: str) -> Stored:
    """Return one entry by the last part of its public address. Raises NotFound."""
    return await _stored(await Organisation.select().where(Organisation.slug == slug).first())


async def _stored(row: Mapping[str, Any] | None) -> Stored:
    if row is None:
        raise NotFound("no such organisation")
    known = {name: row[name] for name in Stored.__dataclass_fields__ if name != "entry"}
    (entry,) = await entries_of([row])
    return Stored(entry=entry, **known)


async def centre_of(stored: Stored) -> dict[str, Any]:
    """Return the row of the centre that looks after an entry."""
    row = await Centre.select().where(Centre.id == stored.centre).first()
    if row is None:
        raise NotFound("no such centre")
    return row


async def sections_confirmed(organisation: UUID) -> dict[str, datetime]:
    """Return when each section was last confirmed by the organisation."""
    rows = await SectionConfirmation.select().where(SectionConfirmation.organisation == organisation)
    return {row["section"]: row["confirmed_at"] for row in rows}


async def history(organisation: UUID, limit: int = 50) -> Sequence[dict[str, Any]]:
    """Return the latest revisions, newest first, with `difference` as field to (before, after)."""
    rows = await (
        Revision.select()
        .where(Revision.organisation == organisation)
        .order_by(Revision.version, ascending=False)
        .limit(limit)
        .output(load_json=True)
    )
    for row in rows:
        row["difference"] = pairs_from_json(row["difference"])
    return rows


async def waiting_changes(organisation: UUID) -> Sequence[dict[str, Any]]:
    """Return the suggestions about one entry that wait for staff, oldest first."""
    rows = await (
        Suggestion.select()
        .where((Suggestion.organisation == organisation) & (Suggestion.state == "waiting"))
        .order_by(Suggestion.id)
        .output(load_json=True)
    )
    for row in rows:
        row["fields"] = pairs_from_json(row["fields"])
    return rows


def pairs_from_json(stored: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return a stored difference as field to (before, after) in the fields' own types."""
    return {name: (field_from_json(name, was), field_from_json(name, now)) for name, (was, now) in stored.items()}
