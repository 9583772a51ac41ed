"""One visit as rows: begun or gone on with, and ended with its receipt (inside the caller's transaction).

Everybody who writes a visit holds the row of its organisation, so that a visit never ends under a save.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from directory.organisations.answer_rows import confirm_sections
from directory.organisations.closing_rows import given_way_to
from directory.organisations.entry import SECTIONS, Visit
from directory.organisations.reads import Stored, centre_of, find
from directory.organisations.reads_answer import closing_in, named_in
from directory.organisations.reads_visit import (
    Running,
    Written,
    chose_language,
    counted,
    latest_visit,
    visit_with,
    written_in,
)
from directory.organisations.receipts import Said, put_receipt, speaks
from directory.organisations.receipts_together import put_together
from directory.organisations.said import ACTIVE, PAUSED, Closing
from directory.organisations.wording import LABELS
from directory.tables.organisations import Organisation, SectionConfirmation
from directory.tables.visits import VisitRow

STAYS = timedelta(hours=1)  # after the last thing written


async def join(stored: Stored, visit: Visit, at: datetime) -> Running:
    """Return the visit that something written now belongs to: the one that goes on behind the link, or a new one.

    A visit begun before links were taken back is somebody else's, and one that was left long ago is over.
    """
    last = await latest_visit(stored.id, visit)
    if last and last.ended_at is None:
        if at - last.last_at < STAYS and not await _closed_since(last):
            spoken, lately = visit.language or last.language, max(at, last.last_at)
            seen: dict[Any, Any] = {VisitRow.language: spoken, VisitRow.bundle: visit.bundle}
            await VisitRow.update({VisitRow.last_at: lately, **seen}).where(VisitRow.id == last.id)
            return replace(last, language=spoken, bundle=visit.bundle)
        await end(replace(last, bundle=""), "", at)  # at once: what follows locks letters that come before its turn
    row = VisitRow(
        id=uuid4(),
        organisation=stored.id,
        invitation=visit.invitation,
        campaign=visit.campaign,
        channel=visit.channel,
        by=visit.actor.name,
        language=visit.language,
        bundle=visit.bundle,
        since=visit.since,
        base_version=stored.version,
        began_at=at,
        last_at=at,
    )
    await row.save()
    return Running(row.id, stored.id, visit.channel, visit.since, {}, at, at, None, None, visit.language, visit.bundle)


async def _closed_since(visit: Running) -> bool:
    closed = (Organisation.id == visit.organisation) & (Organisation.links_closed_at >= visit.began_at)
    return bool(await Organisation.exists().where(closed))


async def confirm_in(running: Running, sections: tuple[str, ...], visit: Visit, at: datetime) -> None:
    """Write that some sections are right, and keep what stood before for who undoes the visit."""
    table = SectionConfirmation
    rows = await table.select().where(
        (table.organisation == running.organisation) & table.section.is_in(list(sections))
    )
    before = {row["section"]: row for row in rows}
    earlier = dict(running.earlier)
    for section in sections:
        row = before.get(section)
        if section not in earlier or (row and row["visit"] != running.id):
            earlier[section] = _kept(row) if row else None
    await VisitRow.update({VisitRow.earlier: json.dumps(earlier)}).where(VisitRow.id == running.id)
    await confirm_sections(running.organisation, sections, visit, running.id, at)


def _kept(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the confirmation of a section as what JSON can hold; the inverse of what `restore_sections` writes."""
    visit = str(row["visit"] or "")
    return {"at": row["confirmed_at"].isoformat(), "channel": row["channel"], "by": row["by"], "visit": visit}


async def restore_sections(visit: Running) -> None:
    """Take back that the sections are right which nobody has confirmed after the visit."""
    table = SectionConfirmation
    for section, was in visit.earlier.items():
        mine = (table.organisation == visit.organisation) & (table.section == section) & (table.visit == visit.id)
        if was is None:
            await table.delete().where(mine)
            continue
        await table.update(
            {
                table.confirmed_at: datetime.fromisoformat(was["at"]),
                table.channel: was["channel"],
                table.by: was["by"],
                table.visit: UUID(was["visit"]) if was["visit"] else None,
            }
        ).where(mine)


async def spoken_in(visit: Running, stored: Stored) -> str:
    """Return the language to tell of a visit in: that of its pages, so that one visit to several entries is in one.

    An organisation that chose the language of its letters just now is told in that one.
    """
    return speaks(stored) if not visit.language or await chose_language(visit) else visit.language


async def end(visit: Running, answer: str, at: datetime, ask_again: date | None = None) -> None:
    """End a visit, with a receipt of all of it; `answer` as in the receipt, empty when it was left by itself.

    `ask_again` is the month in which we ask again, when that was the answer.
    """
    stored = await find(visit.organisation)
    wrote = await written_in(visit.id)
    done = await counted(visit)
    left = tuple(section for section in SECTIONS if section not in done)
    told, said_at = wrote.applied, at if answer else visit.last_at
    if not answer:
        told = wrote.applied | {name: pair for name, pair in wrote.facts.items() if name in LABELS}
        corrected = "changed" if told or wrote.proposed else "confirmed"
        answer = "begun" if left and visit.earlier else corrected
    await VisitRow.update({VisitRow.ended_at: at}).where(VisitRow.id == visit.id)
    missing = left if answer == "begun" else ()
    closing = await closing_in(visit.id) if answer == "paused_or_ceased" else _pause_over(wrote, told)
    named = await named_in(visit.id) if answer == "wrong_contact" else ""
    away = await given_way_to(visit.organisation, visit.id)
    rest = answer == "changed" and not left
    decided = wrote.decided
    said = Said(
        answer, visit.channel, said_at, told, wrote.waiting, decided, missing, ask_again, closing, named, away, rest
    )
    spoken = await spoken_in(visit, stored)
    centre = await centre_of(stored)
    if visit.bundle:
        await put_together(stored, centre, said, visit, at, spoken)
    else:
        await put_receipt(stored, centre, said, visit.id, at, spoken)


def _pause_over(wrote: Written, told: Collection[str]) -> Closing | None:
    """Return that a pause is over, when that is all there is to tell."""
    over = wrote.facts.get("status") == (PAUSED, ACTIVE)
    return Closing(ACTIVE) if over and set(told) == {"status"} and not wrote.proposed else None


async def still_running(visit_id: UUID, at: datetime) -> Running | None:
    """Return a visit that nobody has written in for an hour, None when it has ended or goes on after all."""
    visit = await visit_with(visit_id)
    return visit if visit and visit.ended_at is None and at - visit.last_at >= STAYS else None
