"""What the organisation's own pages show of an entry's past: what was answered last, what a page was made from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from piccolo.custom_types import Combinable

from directory.organisations.changes import Difference, together
from directory.organisations.entry import Entry, Visit, entry_from_json, section_of
from directory.organisations.reads import Stored, pairs_from_json
from directory.tables.contacts import Consent, Contact
from directory.tables.organisations import SectionConfirmation
from directory.tables.review import Suggestion
from directory.tables.revisions import Revision
from directory.tables.visits import VisitRow


@dataclass(frozen=True, slots=True)
class Running:
    """One visit as it stands; `ended_at` None while more may be written in it."""

    id: UUID
    organisation: UUID
    channel: str
    since: datetime | None
    earlier: Mapping[str, Any]
    began_at: datetime
    last_at: datetime
    ended_at: datetime | None
    undone_at: datetime | None
    language: str = ""
    bundle: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """All that one visit wrote, each field from before its first change to after its last.

    `applied` are fields of the entry, `facts` columns of the organisation itself; `proposed` was left for staff with
    `reasons` and `note`, and of it `waiting` is not decided yet; `cases` counts what waits, also without a field, and
    `any_decided` says that staff have decided some of it. `ask_on` is from when they want to be asked again.
    """

    applied: Difference
    facts: dict[str, tuple[Any, Any]]
    proposed: Difference
    waiting: Difference
    reasons: Mapping[str, str]
    note: str
    cases: int = 0
    any_decided: bool = False
    ask_on: date | None = None

    @property
    def decided(self) -> Difference:
        """What was left for staff and is decided."""
        return {name: pair for name, pair in self.proposed.items() if name not in self.waiting}


NOTHING = Written({}, {}, {}, {}, {}, "")


async def visit_with(visit_id: UUID) -> Running | None:
    """Return one visit, None when there is none with this id."""
    return _running(await VisitRow.select().where(VisitRow.id == visit_id).first().output(load_json=True))


async def latest_visit(organisation: UUID, visit: Visit) -> Running | None:
    """Return the latest visit behind the same link (or by the same employee), ended or not, None without one."""
    row = await (
        VisitRow.select()
        .where(_behind_link(organisation, visit))
        .order_by(VisitRow.began_at, VisitRow.last_at, ascending=False)
        .first()
        .output(load_json=True)
    )
    return _running(row)


async def visits_after(organisation: UUID, visit: Visit, after: datetime) -> Sequence[UUID]:
    """Return the visits behind the same link in which something was written after an instant and is not undone."""
    recent = (VisitRow.last_at > after) & VisitRow.undone_at.is_null()
    return await (
        VisitRow.select(VisitRow.id)
        .where(_behind_link(organisation, visit) & recent)
        .order_by(VisitRow.began_at)
        .output(as_list=True)
    )


def _behind_link(organisation: UUID, visit: Visit) -> Combinable:
    link = VisitRow.invitation.is_null() if visit.invitation is None else VisitRow.invitation == visit.invitation
    return (VisitRow.organisation == organisation) & link & (VisitRow.by == visit.actor.name)


def _running(row: Mapping[str, Any] | None) -> Running | None:
    return Running(**{name: row[name] for name in Running.__dataclass_fields__}) if row else None


async def counted(visit: Running) -> frozenset[str]:
    """Return the sections that are confirmed: since the round opened, and outside a round in this very visit."""
    table = SectionConfirmation
    mine = table.visit == visit.id
    counts = mine if visit.since is None else mine | (table.confirmed_at >= visit.since)
    rows = await table.select(table.section).where((table.organisation == visit.organisation) & counts)
    return frozenset(row["section"] for row in rows)


async def confirmed_by(visit: Running) -> frozenset[str]:
    """Return the sections that one visit was the last to confirm."""
    return await counted(replace(visit, since=None))


async def written_in(*visits: UUID) -> Written:
    """Return what one visit, or several as if they were one, changed and proposed."""
    if not visits:
        return NOTHING
    revisions = await (
        Revision.select(Revision.difference, Revision.facts)
        .where(Revision.undo_id.is_in(list(visits)))
        .order_by(Revision.version)
        .output(load_json=True)
    )
    asked = await (
        Suggestion.select()
        .where(Suggestion.undo_id.is_in(list(visits)) & (Suggestion.state != "withdrawn"))
        .order_by(Suggestion.id)
        .output(load_json=True)
    )
    return Written(
        applied=together(pairs_from_json(row["difference"]) for row in revisions),
        facts=together(_moments(row["facts"]) for row in revisions),
        proposed=_all(asked),
        waiting=_all(row for row in asked if row["state"] == "waiting"),
        reasons={name: why for row in asked for name, why in row["reasons"].items()},
        note="\n".join(row["note"] for row in asked if row["note"]),
        cases=sum(row["state"] == "waiting" for row in asked),
        any_decided=any(row["state"] != "waiting" for row in asked),
        ask_on=max((row["ask_on"] for row in asked if row["ask_on"]), default=None),
    )


# The last change of the status is the one with which staff agreed to what a visit said.
AGREED = """
SELECT r.facts::text AS facts
FROM suggestion s JOIN revision r ON r.organisation = s.organisation AND r.at = s.decided_at
WHERE s.undo_id = {} AND s.kind = 'paused' AND s.state = 'accepted' AND r.version = (
  SELECT max(l.version) FROM revision l
  WHERE l.organisation = s.organisation AND l.facts::jsonb ?| ARRAY['status', 'status_since'])
"""


async def pause_agreed(visit: UUID) -> dict[str, tuple[Any, Any]]:
    """Return the status and its date, before and after, of a pause that a visit told of and staff agreed to.

    Empty when there is none, or somebody has said something else of the status since.
    """
    rows = await Revision.raw(AGREED, visit)
    facts = _moments(json.loads(rows[0]["facts"])) if rows else {}
    return {name: pair for name, pair in facts.items() if name in ("status", "status_since")}


async def chose_language(visit: Running) -> bool:
    """Return whether the organisation has chosen the language of our letters, in the day before a visit or since."""
    rows = await (
        Revision.select(Revision.difference)
        .where((Revision.organisation == visit.organisation) & (Revision.by_kind == "organisation"))
        .where(Revision.at >= visit.last_at - timedelta(days=1))
        .output(load_json=True)
    )
    return any("language" in row["difference"] for row in rows)


async def foreign_changes(organisation: UUID, version: int, visit: Visit, last: Running | None) -> frozenset[str]:
    """Return the fields and columns that others than this visitor have changed after a version.

    Who has a mark of their browser is known by it; who has none (the telephone) by the visit that goes on.
    """
    going = last.id if last and last.ended_at is None else None
    rows = await (
        Revision.select(Revision.difference, Revision.facts, Revision.undo_id, Revision.visitor)
        .where((Revision.organisation == organisation) & (Revision.version > version))
        .output(load_json=True)
    )
    theirs = [
        row
        for row in rows
        if row["visitor"] != visit.visitor or (not visit.visitor and (going is None or row["undo_id"] != going))
    ]
    return frozenset(name for row in theirs for name in (*row["difference"], *row["facts"]))


async def saved_after(organisation: UUID, version: int, visit: Visit) -> frozenset[str]:
    """Return the fields that this very visitor has saved after a version."""
    rows = await (
        Revision.select(Revision.difference)
        .where((Revision.organisation == organisation) & (Revision.version > version))
        .where((Revision.by_kind == "organisation") & (Revision.visitor == visit.visitor))
        .output(load_json=True)
    )
    return frozenset(name for row in rows for name in row["difference"])


async def saved_by(organisation: UUID, visitor: str) -> Mapping[str, datetime]:
    """Return when a browser saved something new in each section, as long as its mark is kept."""
    if not visitor:
        return {}
    rows = await (
        Revision.select(Revision.difference, Revision.at)
        .where((Revision.organisation == organisation) & (Revision.visitor == visitor))
        .order_by(Revision.version)
        .output(load_json=True)
    )
    return {section_of(name): row["at"] for row in rows for name in row["difference"]}


def _all(rows: Iterable[Mapping[str, Any]]) -> Difference:
    return {name: pair for row in rows for name, pair in pairs_from_json(row["fields"]).items()}


def _moments(facts: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return columns (before, after) in their own types: JSON keeps an instant as text."""
    return {name: (_moment(name, was), _moment(name, becomes)) for name, (was, becomes) in facts.items()}


def _moment(name: str, stored: Any) -> Any:  # noqa: ANN401  # a column's value, as JSON kept it
    if not stored or not name.endswith(("_at", "_since")):
        return stored
    return datetime.fromisoformat(stored) if name.endswith("_at") else date.fromisoformat(stored)


async def entry_at(stored: Stored, version: int) -> Entry | None:
    """Return what an entry said in one of its versions, None when there never was such a version."""
    if version == stored.version:
        return stored.entry
    row = await (
        Revision.select(Revision.entry)
        .where((Revision.organisation == stored.id) & (Revision.version == version))
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
