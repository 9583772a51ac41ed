"""What a visitor says of one section of an entry: it is right, or it is corrected; each in one transaction."""

from datetime import datetime

from directory.database import transaction
from directory.errors import NotFound
from directory.organisations.draft_rows import drop_shown
from directory.organisations.entry import SECTIONS, Entry, Visit
from directory.organisations.section_writing import Asked, Outcome, write


async def save_section(
    organisation: str,
    section: str,
    version: int,
    after: Entry,
    visit: Visit,
    at: datetime,
    seen: datetime | None = None,
) -> Outcome:
    """Write one section as typed, and that it is right; harmless changes apply at once, risky ones wait for staff.

    Of `after` only the section's fields are read. It joins the visit behind the link; the fifth section since the
    round opened makes it the answer. What this browser had typed and not saved is done with, and so is the draft that
    its form was filled with (kept at `seen`); other browsers' drafts stay. Saving twice is saving once. Raises
    NotFound, and Conflict when a field of the section was changed by somebody else (an import, staff, another
    browser) after `version` was shown.
    """
    _known(section)
    async with transaction():
        return await write(organisation, Asked((section,), version, after, seen=seen), visit, at)


async def confirm_section(
    organisation: str, section: str, version: int, visit: Visit, at: datetime, *, throw_away: bool = False
) -> Outcome:
    """Write that one section is right as it stands; `throw_away` what was typed in it and not saved.

    Raises NotFound and Conflict, as `save_section` does.
    """
    _known(section)
    async with transaction():
        done = await write(organisation, Asked((section,), version), visit, at)
        if throw_away:
            await drop_shown(done.stored.id, [section], visit.visitor)
        return done


def _known(section: str) -> None:
    if section not in SECTIONS:
        raise NotFound("there is no such section")
