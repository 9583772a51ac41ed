"""What an organisation answers, each answer one transaction: entry, dates, letters, receipt, record."""

from collections.abc import Collection
from datetime import datetime

from directory.database import transaction
from directory.organisations.answer_rows import Visit
from directory.organisations.draft_rows import drop_shown
from directory.organisations.entry import SECTIONS, Entry
from directory.organisations.section_writing import Asked, Outcome, write


async def confirm(
    organisation: str, version: int, visit: Visit, at: datetime, without: Collection[str] = ()
) -> Outcome:
    """Write that the rest is right: the sections not confirmed since the round opened, or all when none is left.

    What was typed in the sections `without` and not saved is thrown away. Pressing twice is one answer. Raises
    NotFound, and Conflict when somebody else changed what was shown.
    """
    async with transaction():
        done = await write(organisation, Asked(tuple(SECTIONS), version, whole=True), visit, at)
        if without:
            await drop_shown(done.stored.id, without, visit.visitor)
        return done


async def correct(organisation: str, version: int, after: Entry | None, visit: Visit, at: datetime) -> Outcome:
    """Write corrections and that the rest is right; risky ones wait for staff (SECURITY.md, Risk rules).

    `after` None means that everything is right as it stands. Raises NotFound, and Conflict when somebody else
    changed the entry after `version` was shown.
    """
    async with transaction():
        return await write(organisation, Asked(tuple(SECTIONS), version, after, whole=True), visit, at)
