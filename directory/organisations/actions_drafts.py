"""Keeping what was typed in a section and not saved; it never changes the entry, and nobody else sees it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from directory.database import transaction
from directory.errors import Conflict
from directory.organisations.draft_rows import drop, write_draft
from directory.organisations.drafts import Draft, says_something, tidied
from directory.organisations.entry import SECTIONS, YOUTH_TYPES, Visit
from directory.organisations.reads import find
from directory.organisations.reads_visit import entry_at, saved_after
from directory.organisations.writing import locked

NAME = re.compile(r"contacts-\d+-name")


async def keep_draft(
    organisation: str, section: str, version: int, fields: Mapping[str, Sequence[str]], visit: Visit, at: datetime
) -> bool:
    """Keep what was typed in a section over `version` of the entry, instead of what was kept before; say whether.

    What says nothing that the entry does not is no draft, and neither is what the same browser has saved since (a
    draft may arrive after the save that was pressed later). Raises NotFound, Invalid when it is far too much, and
    Conflict when there never was such a version.
    """
    kept = tidied(section, fields)
    async with transaction():
        stored = await locked(organisation)
        if stored.entry.type in YOUTH_TYPES:  # minors are never named, not even in what is not saved
            kept = {name: typed for name, typed in kept.items() if not NAME.fullmatch(name)}
        base = await entry_at(stored.id, version)
        if base is None:
            raise Conflict("the page was made from a version that there never was")
        if await saved_after(stored.id, version, visit) & set(SECTIONS[section]):
            return False
        if not says_something(section, kept, base):
            await drop(stored.id, [section])
            return False
        await write_draft(stored.id, Draft(section, version, kept, at))
        return True


async def drop_draft(organisation: str, section: str) -> None:
    """Forget what was typed in a section. Raises NotFound."""
    async with transaction():
        await drop((await find(organisation)).id, [section])
