"""What staff do to an entry when more than the entry follows from it: where our letters go."""

from datetime import datetime

from directory.database import transaction
from directory.organisations.changes import Difference
from directory.organisations.entry import Actor, Entry
from directory.organisations.moved_address import follow_address
from directory.organisations.reads import centre_of, find
from directory.organisations.writing import locked, update


async def edit(organisation: str, version: int, after: Entry, by: Actor, at: datetime) -> Difference:
    """Write a staff member's edit; a new update address is told to the old one and kills older links.

    Raises NotFound, and Conflict when somebody changed the entry after `version` was shown.
    """
    async with transaction():
        stored = await locked(organisation, version)
        changed = await update(stored, after, by, at, reviewed_at=at)
        await follow_address(stored, await find(stored.id), await centre_of(stored), by.name, at)
        return changed
