"""One line makes a visit, or tells what one came to."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from directory.organisations.actions_sections import save_section
from directory.organisations.entry import SECTIONS, Visit
from directory.organisations.reads import Stored, find
from directory.organisations.section_writing import Outcome
from directory.tables.campaigns import Invitation
from directory.tables.mail import Letter
from tests import builders
from tests.conftest import NOW

HERE = "a" * 22  # the mark of one browser
THERE = "b" * 22


async def invited(**more: Any) -> tuple[Stored, Visit]:
    """An organisation with much in its entry, and a visit by its link outside a round."""
    filled = {
        "phone": "+4755000001",
        "description": "Vi er et lag for pårørende.",
        "website": "https://fjordglimt.example/",
        "forms": ("fortelle",),
        "accepts_requests": True,
        "language": "nb",
    }
    stored = await builders.organisation(centre=await builders.centre(), **(filled | more))
    return stored, await by_link(stored)


async def by_link(stored: Stored, **more: Any) -> Visit:
    row = Invitation(
        organisation=stored.id,
        random_id=f"i{stored.id.hex[:20]}",
        code=stored.id.hex[:8].upper(),
        created_at=NOW,
        expires_at=datetime.max.replace(tzinfo=NOW.tzinfo, year=2030),
    )
    await row.save()
    return Visit(**({"invitation": row.id, "visitor": HERE} | more))


async def save(stored: Stored, visit: Visit, at: datetime, section: str, **changed: Any) -> Outcome:
    """Save a section as somebody does who has just looked at it."""
    now = await find(stored.id)
    assert set(changed) <= set(SECTIONS[section])
    return await save_section(str(stored.id), section, now.version, replace(now.entry, **changed), visit, at)


async def receipts() -> list[dict[str, Any]]:
    rows = (
        await Letter.select()
        .where(Letter.template == "receipt")
        .order_by(Letter.due_at, Letter.template)
        .output(load_json=True)
    )
    return [row["context"] | {"undo": row["link_id"], "at": row["due_at"]} for row in rows]


def changed_in(receipt: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(change["field"], change["before"], change["after"]) for change in receipt["changes"]]
