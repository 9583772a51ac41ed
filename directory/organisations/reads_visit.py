"""What the organisation's own pages show of an entry's past: what was answered last, what a page was made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.organisations.changes import Difference
from directory.organisations.entry import Entry, entry_from_json
from directory.organisations.reads import pairs_from_json
from directory.tables.campaigns import Answer
from directory.tables.contacts import Consent, Contact
from directory.tables.review import Suggestion
from directory.tables.revisions import Revision


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """The latest answer: its kind (`confirmed`, `changed` …), what applied at once, what was left for staff and why."""

    kind: str
    at: datetime
    applied: Difference
    waiting: Difference
    reasons: Mapping[str, str]
    note: str
    undone: bool


async def last_answer(organisation: UUID, since: datetime | None = None) -> LastAnswer | None:
    """Return the latest answer of an organisation (at or after `since`), None when there is none.

    An answer, its revision and its suggestion were written in one transaction with one instant.
    """
    answer = await (
        Answer.select()
        .where(Answer.organisation == organisation)
        .order_by(Answer.at, Answer.id, ascending=False)
        .first()
    )
    if answer is None or (since is not None and answer["at"] < since):
        return None
    changed = await (
        Revision.select()
        .where((Revision.organisation == organisation) & (Revision.at == answer["at"]))
        .where(Revision.by_kind == "organisation")
        .first()
        .output(load_json=True)
    )
    asked = await (
        Suggestion.select()
        .where((Suggestion.organisation == organisation) & (Suggestion.proposed_at == answer["at"]))
        .first()
        .output(load_json=True)
    )
    return LastAnswer(
        kind=answer["kind"],
        at=answer["at"],
        applied=pairs_from_json(changed["difference"]) if changed else {},
        waiting=pairs_from_json(asked["fields"]) if asked else {},
        reasons=asked["reasons"] if asked else {},
        note=asked["note"] if asked else "",
        undone=bool(changed and changed["undone_at"]) or bool(asked and asked["state"] == "withdrawn"),
    )


async def entry_at(organisation: UUID, version: int) -> Entry | None:
    """Return what an entry said in one of its versions, None when there never was such a version."""
    row = await (
        Revision.select(Revision.entry)
        .where((Revision.organisation == organisation) & (Revision.version == version))
        .first()
        .output(load_json=True)
    )
    return entry_from_json(row["entry"]) if row else None


async def consents(organisation: UUID) -> list[tuple[dict[str, Any], frozenset[str]]]:
    """Return the contact persons, each with the fields that they have said yes to showing themselves."""
    people = await Contact.select().where(Contact.organisation == organisation).order_by(Contact.position)
    given = await (
        Consent.select(Consent.contact, Consent.field)
        .where(Consent.contact.organisation == organisation)
        .where(Consent.withdrawn_at.is_null())
    )
    return [
        (person, frozenset(consent["field"] for consent in given if consent["contact"] == person["id"]))
        for person in people
    ]
