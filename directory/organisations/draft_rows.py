"""Drafts as rows: kept, and dropped when they have served (inside the caller's transaction)."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from directory.organisations.drafts import Draft, says_something
from directory.organisations.reads import Stored
from directory.organisations.reads_sections import drafts_of
from directory.organisations.reads_visit import entry_at
from directory.tables.visits import DraftRow

KEPT = timedelta(days=60)
MOST = 20  # browsers whose drafts of one section are kept
BEYOND = """
DELETE FROM draft WHERE id IN (
  SELECT id FROM draft WHERE organisation = {} AND section = {} ORDER BY saved_at DESC, id DESC OFFSET {}
)
"""


async def write_draft(organisation: UUID, draft: Draft, visitor: str = "", seen: datetime | None = None) -> None:
    """Keep what a browser typed in a section instead of what the same browser had kept before.

    `seen` is when the draft of another browser was kept that the form was filled with at first.
    """
    fields = {name: list(typed) for name, typed in draft.fields.items()}
    row = DraftRow(
        organisation=organisation,
        section=draft.section,
        visitor=visitor,
        base_version=draft.version,
        fields=json.dumps(fields),
        saved_at=draft.saved_at,
        seen=seen,
    )
    await DraftRow.insert(row).on_conflict(
        target=(DraftRow.organisation, DraftRow.section, DraftRow.visitor),
        action="DO UPDATE",
        values=[DraftRow.base_version, DraftRow.fields, DraftRow.saved_at],
    )
    await DraftRow.raw(BEYOND, organisation, draft.section, MOST)


async def drop(organisation: UUID, sections: Collection[str], visitor: str = "", seen: datetime | None = None) -> None:
    """Forget what a browser typed in some sections of an entry, and what its forms were filled with (`seen`).

    What another browser has kept stays, unless it is just what was gone on with here.
    """
    here = (DraftRow.organisation == organisation) & DraftRow.section.is_in(list(sections))
    own = await DraftRow.select(DraftRow.seen).where(here & (DraftRow.visitor == visitor))
    served = [when for when in (seen, *(row["seen"] for row in own)) if when]
    gone = DraftRow.visitor == visitor
    await DraftRow.delete().where(here & (gone | DraftRow.saved_at.is_in(served) if served else gone))


async def drop_shown(organisation: UUID, sections: Collection[str], visitor: str) -> None:
    """Forget what a browser is shown as begun in some sections: its own, else the newest of the others."""
    shown = await drafts_of(organisation, visitor)
    for section in sections:
        if section in shown:
            await drop(organisation, [section], visitor, shown[section].saved_at)


async def drop_settled(stored: Stored, sections: Collection[str]) -> None:
    """Forget what was typed in some sections, in whatever browser, and is what the entry says now."""
    rows = (
        await DraftRow.select()
        .where((DraftRow.organisation == stored.id) & DraftRow.section.is_in(list(sections)))
        .output(load_json=True)
    )
    for row in rows:
        base = await entry_at(stored, row["base_version"])
        if base and not says_something(row["section"], row["fields"], base, stored.entry):
            await DraftRow.delete().where(DraftRow.id == row["id"])


async def drop_of_entry(organisation: UUID) -> None:
    """Forget all that was typed about an entry: whose link it came through may not be theirs any more."""
    await DraftRow.delete().where(DraftRow.organisation == organisation)


async def drop_of_campaign(campaign: int) -> None:
    """Forget what was typed about the entries of a round that ends, and with it the links to go on by."""
    await DraftRow.raw(
        "DELETE FROM draft WHERE organisation IN (SELECT organisation FROM invitation WHERE campaign = {})", campaign
    )


async def drop_old(at: datetime) -> None:
    """Forget what nobody has come back to for long."""
    await DraftRow.delete().where(DraftRow.saved_at <= at - KEPT)
