"""Suggestions as staff read them: what stands today, what is proposed, why it waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from directory.errors import NotFound
from directory.organisations.branches import PARENT
from directory.organisations.changes import Difference
from directory.organisations.entry import FIELDS
from directory.organisations.reads import Stored, find, pairs_from_json
from directory.organisations.said import named_of
from directory.organisations.wishes import FIELD, KIND
from directory.tables.mail import IncomingMessage
from directory.tables.review import Suggestion

# Kinds that come from the organisation itself, which is then told what became of them.
OWN = frozenset({"edit", "wrong_contact", "paused", "dissolved", "theme", "parent"})

STATUSES = ("paused", "dissolved")

A_WHILE = timedelta(days=60)  # how long a refusal is told of on the own page, and can be answered there

# A reply by mail belongs to the refusal whose letter it answers, one from the own page to the latest before it.
ANSWERED = """
SELECT DISTINCT ON (m.id) m.id AS message, s.id AS suggestion
FROM incoming_message m LEFT JOIN letter l ON l.id = m.letter
JOIN suggestion s ON s.organisation = COALESCE(m.organisation,
  (SELECT t.organisation FROM letter_invitation t WHERE t.letter = m.letter ORDER BY t.id LIMIT 1))
WHERE m.id = ANY({}::int[]) AND m.kind = 'reply' AND (l.id IS NULL OR l.template = 'suggestion_refused')
  AND s.state IN ('refused', 'accepted') AND s.decision_reason <> ''
  AND s.decided_at <= COALESCE(l.created_at, m.received_at)
  AND s.decided_at > COALESCE(l.created_at, m.received_at) - {}::interval
ORDER BY m.id, s.decided_at DESC, s.id DESC
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue; `fields` are the names of what is proposed to change."""

    id: int
    kind: str
    organisation: UUID
    name: str
    fields: tuple[str, ...]
    channel: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class Later:
    """An organisation that wants to be asked again from the day `ask_on`, at the `address` our letters go to."""

    id: int
    organisation: UUID
    name: str
    ask_on: date
    proposed_at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class Point:
    """One field of a suggestion: as it stood when proposed, as it stands now, as proposed; why it waits."""

    field: str
    before: Any
    now: Any
    proposed: Any
    reason: str

    @property
    def moved(self) -> bool:
        """Whether somebody has changed the field since it was proposed."""
        return self.now not in (self.before, self.proposed)


@dataclass(frozen=True, slots=True)
class Case:
    """A suggestion with the entry it is about, as both are now.

    `fields` are as they were stored; of them `points` are what is a field of the entry.
    """

    id: int
    kind: str
    state: str
    stored: Stored
    points: tuple[Point, ...]
    fields: Mapping[str, Any]
    note: str
    channel: str
    proposed_by: str
    proposed_at: datetime
    decided_at: datetime | None
    decided_by: str
    decision_reason: str
    details: Mapping[str, Any]
    ask_on: date | None

    @property
    def by_organisation(self) -> bool:
        """Whether the organisation itself proposed it."""
        return self.kind in OWN

    @property
    def beside(self) -> Difference:
        """What is proposed that is no field of the entry: a pause or the end, an umbrella, a theme, who is right."""
        if self.kind in STATUSES:
            return {"status": (self.stored.status, self.kind)}
        if self.kind == "wrong_contact" and (named := named_of(self.details)):
            return {"right_person": (self.stored.entry.update_address, named)}
        name = {PARENT: PARENT, KIND: FIELD}.get(self.kind, "")
        return {name: tuple(self.fields[name])} if name in self.fields else {}


async def queue(centre: int) -> Sequence[Waiting]:
    """Return what waits at a centre, the oldest first; whoever wants to be asked again later is not among them."""
    rows = await Suggestion.raw(
        """
        SELECT s.id, s.kind, s.organisation, o.name, s.channel, s.proposed_at,
               ARRAY(SELECT jsonb_object_keys(s.fields::jsonb)) AS fields
        FROM suggestion s JOIN organisation o ON o.id = s.organisation
        WHERE o.centre = {} AND s.state = 'waiting' AND s.ask_on IS NULL ORDER BY s.proposed_at, s.id
        """,
        centre,
    )
    return [Waiting(**row | {"fields": tuple(row["fields"])}) for row in rows]


async def asked_later(centre: int) -> Sequence[Later]:
    """Return who wants to be asked again later, the next one first."""
    rows = await Suggestion.raw(
        """
        SELECT s.id, s.organisation, o.name, s.ask_on, s.proposed_at,
               COALESCE(NULLIF(o.update_email, ''), o.email) AS address
        FROM suggestion s JOIN organisation o ON o.id = s.organisation
        WHERE o.centre = {} AND s.state = 'waiting' AND s.ask_on IS NOT NULL ORDER BY s.ask_on, o.sort_key, s.id
        """,
        centre,
    )
    return [Later(**row) for row in rows]


async def decided(centre: int, limit: int = 20) -> Sequence[dict[str, Any]]:
    """Return what was decided last at a centre, for those who ask what became of it."""
    rows: list[dict[str, Any]] = await Suggestion.raw(
        """
        SELECT s.id, s.kind, s.state, o.name, s.decided_at, s.decided_by
        FROM suggestion s JOIN organisation o ON o.id = s.organisation
        WHERE o.centre = {} AND s.state IN ('accepted', 'refused') ORDER BY s.decided_at DESC, s.id DESC LIMIT {}
        """,
        centre,
        limit,
    )
    return rows


async def case(suggestion: int) -> Case:
    """Return one suggestion. Raises NotFound."""
    row: dict[str, Any] | None = await (
        Suggestion.select().where(Suggestion.id == suggestion).first().output(load_json=True)
    )
    if row is None:
        raise NotFound("no such suggestion")
    stored = await find(row["organisation"])
    pairs = pairs_from_json(row["fields"])
    points = tuple(
        Point(name, was, getattr(stored.entry, name), becomes, row["reasons"].get(name, ""))
        for name, (was, becomes) in pairs.items()
        if name in FIELDS
    )
    known = {name: row[name] for name in Case.__dataclass_fields__ if name in row}
    return Case(stored=stored, points=points, **known)


@dataclass(frozen=True, slots=True)
class Reply:
    """What an organisation wrote back on its page: when, and whether somebody has dealt with it."""

    at: datetime
    read: bool


async def reply_to(case: Case) -> Reply | None:
    """Return the latest that an organisation wrote on its page after a decision, None when it wrote nothing."""
    since = (IncomingMessage.kind == "reply") & (IncomingMessage.received_at >= case.decided_at)
    row = await (
        IncomingMessage.select(IncomingMessage.received_at, IncomingMessage.handled_at)
        .where((IncomingMessage.organisation == case.stored.id) & since)
        .order_by(IncomingMessage.received_at, ascending=False)
        .first()
    )
    return Reply(row["received_at"], row["handled_at"] is not None) if row else None


async def refused_lately(organisation: UUID, since: datetime) -> Case | None:
    """Return the latest suggestion of an organisation that was refused with a reason since an instant."""
    row = await (
        Suggestion.select(Suggestion.id)
        .where((Suggestion.organisation == organisation) & (Suggestion.state == "refused"))
        .where((Suggestion.decision_reason != "") & (Suggestion.decided_at > since))
        .order_by(Suggestion.decided_at, ascending=False)
        .first()
    )
    return await case(row["id"]) if row else None


async def refusals_answered(messages: Sequence[int]) -> Mapping[int, Case]:
    """Return, by the id of a mail that came in, what we had refused, all or some of it, when it was written."""
    rows = await Suggestion.raw(ANSWERED, list(messages), A_WHILE) if messages else []
    return {row["message"]: await case(row["suggestion"]) for row in rows}
