"""What is done to a centre: it is added, says who it is, and is let to send."""

import re
from datetime import datetime

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import Conflict, Invalid, Refused
from directory.i18n import _
from directory.staff import readiness
from directory.staff.centres import Row, find
from directory.tables.centres import Centre

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


async def add(code: str, name: str, by: str, at: datetime) -> int:
    """Add a centre that cannot send yet; return its id. Raises Refused for a bad or taken code or an empty name."""
    if not CODE.fullmatch(code):
        raise Refused(f"a centre's code has small letters, digits and hyphens, at most 40: {code!r}")
    called = " ".join(name.split())
    if not called or len(called) > 200:
        raise Refused("a centre must have a name of at most 200 characters")
    async with transaction():
        row = Centre(code=code, name=called, created_at=at)
        added = await Centre.insert(row).on_conflict(target=Centre.code, action="DO NOTHING").returning(Centre.id)
        if not added:
            raise Refused(f"there is a centre {code!r} already")
        centre = int(added[0]["id"])
        await record(Verb.CENTRE_ADDED, f"centre:{centre}", by, at, code=code, name=called)
        return centre


async def change(centre: int, version: int, typed: dict[str, str], by: str, at: datetime) -> list[str]:
    """Write what a centre says of itself; return the settings that differ.

    Raises Invalid with a sentence per field, NotFound, and Conflict when somebody else wrote after `version`.
    """
    values, problems = readiness.read(typed)
    if problems:
        raise Invalid(problems)
    async with transaction():
        row = await _locked(centre)
        if row["version"] != version:
            raise Conflict("the centre's settings have been changed by somebody else")
        changed = {name: value for name, value in values.items() if row[name] != value}
        if changed:
            columns: dict[str, object] = changed | {"version": version + 1}
            await Centre.update(columns).where(Centre.id == centre)  # type: ignore[arg-type]  # names of columns
            await record(Verb.CENTRE_CHANGED, f"centre:{centre}", by, at, fields=sorted(changed))
        return sorted(changed)


async def switch_sending(centre: int, on: bool, checks: list[readiness.Check], by: str, at: datetime) -> None:
    """Let a centre send letters, or stop it; stopping holds back what waits. Raises NotFound.

    Raises Refused when it shall be switched on and one of the `checks` is not fine; nobody is asked to stop.
    """
    missing = [check.text for check in checks if not check.fine]
    if on and missing:
        raise Refused(_("This is missing before letters can be sent: %(what)s.") % {"what": ", ".join(missing)})
    async with transaction():
        row = await _locked(centre)
        if row["sending"] != on:
            await Centre.update({Centre.sending: on}).where(Centre.id == centre)
            await record(Verb.SENDING_SWITCHED, f"centre:{centre}", by, at, on=on)


async def _locked(centre: int) -> Row:
    await Centre.raw("SELECT id FROM centre WHERE id = {} FOR UPDATE", centre)
    return await find(centre)
