"""The five answers an organisation can give, as rows inside the caller's transaction."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from directory.audit import Verb, record
from directory.mail.actions_settling import settle_by_evidence
from directory.mail.outbox import cancel_waiting
from directory.organisations.changes import Difference
from directory.organisations.entry import Visit as Visit  # noqa: PLC0414  # who gives the answers
from directory.organisations.entry import plain
from directory.organisations.reads import Stored
from directory.tables.campaigns import Answer
from directory.tables.organisations import SectionConfirmation
from directory.tables.review import Suggestion


async def write_answer(
    stored: Stored,
    kind: str,
    visit: Visit,
    visit_id: UUID,
    at: datetime,
    **details: Any,  # noqa: ANN401
) -> None:
    """Record that the organisation answered, in which visit, and stop the letters that would still ask."""
    await Answer(
        organisation=stored.id,
        campaign=visit.campaign,
        invitation=visit.invitation,
        kind=kind,
        channel=visit.channel,
        at=at,
        by=visit.actor.name,
        visit=visit_id,
        details=json.dumps(details, default=str),
    ).save()
    await cancel_waiting(stored.id, at, "answered")
    if visit.invitation is not None:
        await settle_by_evidence(at, invitation=visit.invitation)
    await record(Verb.ANSWER_RECORDED, f"organisation:{stored.id}", visit.actor.name, at, kind=kind)


async def ask_anew(organisation: UUID, at: datetime) -> None:
    """Write that somebody is asked in the place of who was not the right one, unless it has been answered since.

    What was answered until now counts no more, and stays for the history.
    """
    mine = Answer.organisation == organisation
    counts = mine & Answer.superseded_at.is_null() & Answer.undone_at.is_null()
    last = await Answer.select(Answer.kind).where(counts).order_by(Answer.at, Answer.id, ascending=False).first()
    if last and last["kind"] == "wrong_contact":
        await Answer.update({Answer.superseded_at: at}).where(counts)


async def confirm_sections(
    organisation: UUID, sections: Iterable[str], visit: Visit, visit_id: UUID, at: datetime
) -> None:
    """Write that the organisation said that some sections are right, each with its own date."""
    rows = [
        SectionConfirmation(
            organisation=organisation,
            section=section,
            confirmed_at=at,
            channel=visit.channel,
            by=visit.actor.name,
            visit=visit_id,
        )
        for section in sections
    ]
    table = SectionConfirmation
    await table.insert(*rows).on_conflict(
        target=(table.organisation, table.section),
        action="DO UPDATE",
        values=[table.confirmed_at, table.channel, table.by, table.visit],
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is left for staff to decide: fields (before, after) with the reason for each, and what was said beside them.

    `details` and `ask_on` are as in tables/review.py.
    """

    kind: str
    fields: Difference = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    ask_on: date | None = None


async def write_suggestion(stored: Stored, said: Proposal, visit: Visit, at: datetime, undo_id: UUID | None) -> int:
    """Leave something for staff to decide, to be taken back by the undo link of a visit; return its id."""
    row = Suggestion(
        organisation=stored.id,
        kind=said.kind,
        base_version=stored.version,
        fields=json.dumps({name: [plain(was), plain(becomes)] for name, (was, becomes) in said.fields.items()}),
        reasons=json.dumps(dict(said.reasons)),
        note=said.note,
        details=json.dumps(dict(said.details)),
        ask_on=said.ask_on,
        channel=visit.channel,
        proposed_by=visit.actor.name,
        proposed_at=at,
        undo_id=undo_id,
    )
    await row.save()
    await record(Verb.SUGGESTION_MADE, f"organisation:{stored.id}", visit.actor.name, at, kind=said.kind)
    return int(row.id)
