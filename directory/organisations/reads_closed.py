"""What stands of an organisation that no longer exists, for its own page."""

from dataclasses import dataclass

from directory.organisations.reads import Stored, find
from directory.organisations.reads_withdrawn import took_itself_off


@dataclass(frozen=True, slots=True)
class Closed:
    """The entry, who carries on its work (None: nobody, or nobody public), and whether it may list itself again."""

    stored: Stored
    successor: Stored | None
    may_list_again: bool


async def closed_of(stored: Stored) -> Closed:
    """Return what stands of an entry that no longer exists."""
    heir = await find(stored.replaced_by) if stored.replaced_by else None
    public = heir if heir and heir.published else None
    return Closed(stored, public, not stored.published and await took_itself_off(stored.id))
