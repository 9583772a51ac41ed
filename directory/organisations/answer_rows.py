"""The five answers an organisation can give, as rows inside the caller's transaction."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.audit import Verb, record
from directory.mail.actions_settling import settle_by_evidence
from directory.mail.outbox import cancel_waiting
from directory.organisations.changes import Difference
from directory.organisations.entry import SECTIONS, Actor, plain
from directory.organisations.reads import Stored
from directory.tables.campaigns import Answer
from directory.tables.organisations import SectionConfirmation
from directory.tables.review import Suggestion


@dataclass(frozen=True, slots=True)
class Visit:
    """By which invitation, and in which round, somebody answers; `channel` is link, code, phone, letter or reply."""

    channel: str = "link"
    invitation: int | None = None
    campaign: int | None = None
    by: str = ""

    @property
    def actor(self) -> Actor:
        """Who acts: the organisation itself; a named employee may have written it down."""
        return Actor("organisation", self.by or "organisation", self.channel)


async def write_answer(stored: Stored, kind: str, visit: Visit, at: datetime, **details: Any) -> None:  # noqa: ANN401
    """Record that the organisation answered and stop the letters that would still ask."""
    await Answer(
        organisation=stored.id,
        campaign=visit.campaign,
        invitation=visit.invitation,
        kind=kind,
        channel=visit.channel,
        at=at,
        by=visit.actor.name,
        details=json.dumps(details, default=str),
    ).save()
    await cancel_waiting(stored.id, at, "answered")
    if visit.invitation is not None:
        await settle_by_evidence(at, invitation=visit.invitation)
    await record(Verb.ANSWER_RECORDED, f"organisation:{stored.id}", visit.actor.name, at, kind=kind)


async def confirm_sections(organisation: UUID, visit: Visit, at: datetime) -> None:
    """Write that the organisation said every section is right, each with its own date."""
    rows = [
        SectionConfirmation(
            organisation=organisation,
            section=section,
            confirmed_at=at,
            channel=visit.channel,
            by=visit.actor.name,
        )
        for section in SECTIONS
    ]
    table = SectionConfirmation
    await table.insert(*rows).on_conflict(
        target=(table.organisation, table.section),
        action="DO UPDATE",
        values=[table.confirmed_at, table.channel, table.by],
    )


async def write_suggestion(  # a suggestion is what it is made of
    stored: Stored,
    kind: str,
    waiting: Difference,
    reasons: dict[str, str],
    note: str,
    visit: Visit,
    at: datetime,
    undo_id: UUID,
) -> int:
    """Leave a change for staff to decide; return its id."""
    row = Suggestion(
        organisation=stored.id,
        kind=kind,
        base_version=stored.version,
        fields=json.dumps({name: [plain(was), plain(becomes)] for name, (was, becomes) in waiting.items()}),
        reasons=json.dumps(reasons),
        note=note,
        channel=visit.channel,
        proposed_by=visit.actor.name,
        proposed_at=at,
        undo_id=undo_id,
    )
    await row.save()
    await record(Verb.SUGGESTION_MADE, f"organisation:{stored.id}", visit.actor.name, at, kind=kind)
    return int(row.id)
