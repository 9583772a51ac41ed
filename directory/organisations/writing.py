"""One change of an entry as rows: the entry, its revision and the audit (inside the caller's transaction)."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.audit import Verb, record
from directory.errors import Conflict
from directory.facts.names import slug
from directory.organisations.changes import Difference, difference
from directory.organisations.consent_letters import ask_new
from directory.organisations.entry import Actor, Entry, plain
from directory.organisations.reads import Stored, find, id_of
from directory.organisations.rows import columns_of, write_sets
from directory.tables.organisations import Organisation
from directory.tables.revisions import Revision

Facts = dict[str, tuple[Any, Any]]


async def locked(organisation: UUID | str, version: int | None = None) -> Stored:
    """Return an entry that nobody else can change until the transaction ends.

    Raises NotFound, and Conflict when `version` is given and is no longer the entry's.
    """
    key = id_of(organisation)
    await Organisation.raw("SELECT id FROM organisation WHERE id = {} FOR UPDATE", key)
    stored = await find(key)
    if version is not None and stored.version != version:
        raise Conflict("the entry has been changed by somebody else")
    return stored


async def insert(entry: Entry, centre: int, by: Actor, at: datetime, **more: Any) -> Stored:  # noqa: ANN401
    """Add an entry with its first revision; `more` are further columns of `organisation`."""
    row = Organisation(
        slug=await free_slug(entry.name),
        centre=centre,
        created_at=at,
        edited_at=at,
        **columns_of(entry),
        **more,
    )
    await row.save()
    await write_sets(row.id, None, entry, by.kind, at)
    await _revise(row.id, 1, entry, {}, {}, by, at, None)
    await record(Verb.ORGANISATION_CREATED, f"organisation:{row.id}", by.name, at, name=entry.name)
    stored = await find(row.id)
    await ask_new(stored, None, by, at)
    return stored


async def update(
    stored: Stored,
    after: Entry,
    by: Actor,
    at: datetime,
    *,
    undo_id: UUID | None = None,
    **more: Any,  # noqa: ANN401
) -> Difference:
    """Write an entry's new content and return the difference; nothing is written when there is none.

    `more` are further columns (status, published, dates); a change of them alone is a revision too.
    """
    after = after.tidy()
    changed = difference(stored.entry, after)
    facts = {name: (getattr(stored, name), value) for name, value in more.items() if getattr(stored, name) != value}
    if not changed and not facts:
        return {}
    columns: dict[Any, Any] = columns_of(after) | more | {"version": stored.version + 1}
    if changed:
        columns["edited_at"] = at
    await Organisation.update(columns).where(Organisation.id == stored.id)
    await write_sets(stored.id, stored.entry, after, by.kind, at)
    await _revise(stored.id, stored.version + 1, after, changed, facts, by, at, undo_id)
    verb = _verb(changed, facts)
    if "contacts" in changed:
        await ask_new(replace(stored, entry=after), stored.entry, by, at)
    fields = sorted([*changed, *facts])
    await record(verb, f"organisation:{stored.id}", by.name, at, fields=fields, channel=by.channel)
    return changed


def _verb(changed: Difference, facts: Facts) -> Verb:
    """Return what the change is called in the audit; the content of an entry goes before its columns."""
    if "published" in facts and not changed:
        return Verb.ORGANISATION_PUBLISHED if facts["published"][1] else Verb.ORGANISATION_UNPUBLISHED
    return Verb.ORGANISATION_CONFIRMED if "confirmed_at" in facts and not changed else Verb.ORGANISATION_CHANGED


async def free_slug(name: str) -> str:
    """Return an address for a name that no entry has; two organisations may have the same name."""
    wanted = slug(name)
    number = 1
    while await Organisation.exists().where(Organisation.slug == (wanted if number == 1 else f"{wanted}-{number}")):
        number += 1
    return wanted if number == 1 else f"{wanted}-{number}"


async def _revise(  # a revision is what it is made of
    organisation: UUID,
    version: int,
    entry: Entry,
    changed: Difference,
    facts: Facts,
    by: Actor,
    at: datetime,
    undo_id: UUID | None,
) -> None:
    await Revision(
        organisation=organisation,
        version=version,
        at=at,
        by_kind=by.kind,
        by=by.name,
        channel=by.channel,
        entry=json.dumps(entry.as_json()),
        difference=json.dumps({name: [plain(was), plain(becomes)] for name, (was, becomes) in changed.items()}),
        facts=json.dumps(facts, default=str),
        undo_id=undo_id,
        visitor=by.visitor,
    ).save()
