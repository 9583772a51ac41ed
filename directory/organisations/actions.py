"""What staff do with an entry: add it, edit it, take it off the list, put it back."""

from datetime import date, datetime
from typing import Any

from directory.database import transaction
from directory.mail.outbox import cancel_waiting
from directory.organisations.changes import Difference, with_former_name
from directory.organisations.entry import Actor, Entry
from directory.organisations.moved_address import follow_address
from directory.organisations.reads import Stored, centre_of, find
from directory.organisations.writing import insert, locked, update

STATUSES = ("active", "paused", "dissolved")


async def create(entry: Entry, centre: int, by: Actor, at: datetime, *, published: bool = True) -> Stored:
    """Add an entry by hand."""
    async with transaction():
        return await insert(entry.tidy(), centre, by, at, published=published, reviewed_at=at)


async def edit(organisation: str, version: int, after: Entry, by: Actor, at: datetime) -> Difference:
    """Write a staff member's edit, all of it at once; return the difference.

    A new address for our letters is told to the old one and kills older links (SECURITY.md; docs decision 17 says why
    nobody has to confirm it). Raises NotFound, and Conflict when somebody changed the entry after `version` was shown.
    """
    async with transaction():
        stored = await locked(organisation, version)
        changed = await update(stored, with_former_name(stored.entry, after), by, at, reviewed_at=at)
        await follow_address(stored, await find(stored.id), await centre_of(stored), by.name, at)
        return changed


async def publish(organisation: str, by: Actor, at: datetime) -> None:
    """Show an entry on the public list. Raises NotFound."""
    await _set(organisation, by, at, published=True)


async def unpublish(organisation: str, by: Actor, at: datetime) -> None:
    """Take an entry off the public list; nothing is deleted, and letters that wait are not sent. Raises NotFound."""
    await _set(organisation, by, at, published=False)


async def set_status(organisation: str, status: str, since: date | None, by: Actor, at: datetime) -> None:
    """Say that an organisation is active, paused or no longer exists (then it gets no letter). Raises NotFound."""
    if status not in STATUSES:
        raise ValueError(f"no such status: {status!r}")
    back = {"replaced_by": None} if status == "active" else {}
    await _set(organisation, by, at, status=status, status_since=since, **back)


async def _set(organisation: str, by: Actor, at: datetime, **columns: Any) -> None:  # noqa: ANN401
    async with transaction():
        stored = await locked(organisation)
        await update(stored, stored.entry, by, at, **columns)
        listed = columns.get("published", stored.published) and columns.get("status", stored.status) != "dissolved"
        if not listed:
            await cancel_waiting(stored.id, at, "unlisted")
