"""Drafts as rows: kept, and dropped when they have served (inside the caller's transaction)."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from directory.organisations.drafts import Draft
from directory.tables.visits import DraftRow

KEPT = timedelta(days=60)


async def write_draft(organisation: UUID, draft: Draft) -> None:
    """Keep what was typed in a section instead of what was kept before."""
    fields = {name: list(typed) for name, typed in draft.fields.items()}
    row = DraftRow(
        organisation=organisation,
        section=draft.section,
        base_version=draft.version,
        fields=json.dumps(fields),
        saved_at=draft.saved_at,
    )
    await DraftRow.insert(row).on_conflict(
        target=(DraftRow.organisation, DraftRow.section),
        action="DO UPDATE",
        values=[DraftRow.base_version, DraftRow.fields, DraftRow.saved_at],
    )


async def drop(organisation: UUID, sections: Collection[str]) -> None:
    """Forget what was typed in some sections of an entry."""
    await DraftRow.delete().where((DraftRow.organisation == organisation) & DraftRow.section.is_in(list(sections)))


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
