"""Keeping what was typed in a section and not saved; it never changes the entry, and nobody else sees it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from directory.database import transaction
from directory.errors import Conflict
from directory.organisations.draft_rows import drop, drop_shown, write_draft
from directory.organisations.drafts import Draft, says_something, tidied
from directory.organisations.entry import SECTIONS, YOUTH_TYPES, Entry, Visit
from directory.organisations.reads import find
from directory.organisations.reads_visit import entry_at, saved_after
from directory.organisations.typed import PERSON, Values, read
from directory.organisations.writing import locked


async def keep_draft(
    organisation: str,
    section: str,
    version: int,
    fields: Mapping[str, Sequence[str]],
    visit: Visit,
    at: datetime,
    seen: datetime | None = None,
) -> bool:
    """Keep what was typed in a section over `version` of the entry, instead of what this browser typed; say whether.

    `seen` is when the draft of another browser was kept that the form was filled with; it ends when this is saved.
    What says nothing that the entry does not is no draft, and neither is what the same browser has saved since (a
    draft may arrive after the save that was pressed later). Raises NotFound, Invalid when it is far too much, and
    Conflict when there never was such a version.
    """
    kept: Mapping[str, Sequence[str]] = tidied(section, fields)
    async with transaction():
        stored = await locked(organisation)
        base = await entry_at(stored, version)
        if base is None:
            raise Conflict("the page was made from a version that there never was")
        if stored.entry.type in YOUTH_TYPES:
            kept = _naming_nobody(section, kept, stored.entry)
        if await saved_after(stored.id, version, visit) & set(SECTIONS[section]):
            return False
        if not says_something(section, kept, base, stored.entry):
            await drop(stored.id, [section], visit.visitor)
            return False
        await write_draft(stored.id, Draft(section, version, kept, at), visit.visitor, seen)
        return True


def _naming_nobody(section: str, fields: Values, now: Entry) -> dict[str, Sequence[str]]:
    """Return a draft of a youth panel: minors are never named, not even in what is not saved.

    Of a contact person whom the save would refuse, by a name or a role that holds one, nothing is kept but what they
    are, when that alone names nobody.
    """
    _after, problems = read(fields, now, (*SECTIONS[section], "contacts"))
    refused = {match[1] for name in problems if (match := PERSON.fullmatch(name))}

    def may_stay(name: str) -> bool:
        match = PERSON.fullmatch(name)
        return not match or match[1] not in refused or (match[2] in ("role", "remove") and name not in problems)

    return {name: typed for name, typed in fields.items() if may_stay(name)}


async def drop_draft(organisation: str, section: str, visitor: str = "") -> None:
    """Forget what a browser is shown as begun in a section. Raises NotFound."""
    async with transaction():
        await drop_shown((await find(organisation)).id, [section], visitor)
