"""What an organisation answers, each answer one transaction: entry, dates, letters, receipt, record."""

from datetime import datetime
from typing import Any

from directory.database import transaction
from directory.organisations import changes
from directory.organisations.answer_rows import Visit, write_answer, write_suggestion
from directory.organisations.entry import SECTIONS, Entry
from directory.organisations.reads import find, waiting_changes
from directory.organisations.section_writing import Asked, Outcome, write
from directory.organisations.visit_rows import end, join
from directory.organisations.writing import locked, update


async def confirm(organisation: str, version: int, visit: Visit, at: datetime) -> Outcome:
    """Write that the rest is right: the sections not confirmed since the round opened, or all when none is left.

    Pressing twice is one answer. Raises NotFound, and Conflict when somebody else changed what was shown.
    """
    return await correct(organisation, version, None, visit, at)


async def correct(organisation: str, version: int, after: Entry | None, visit: Visit, at: datetime) -> Outcome:
    """Write corrections and that the rest is right; risky ones wait for staff (SECURITY.md, Risk rules).

    `after` None means that everything is right as it stands. Raises NotFound, and Conflict when somebody else
    changed the entry after `version` was shown.
    """
    async with transaction():
        return await write(organisation, Asked(tuple(SECTIONS), version, after, whole=True), visit, at)


async def withdraw(organisation: str, visit: Visit, at: datetime) -> Outcome:
    """Write "we do not want to be listed": off the public list at once, nothing deleted. Raises NotFound."""
    async with transaction():
        stored = await locked(organisation)
        if not stored.published:
            return Outcome(stored, {}, {})
        running = await join(stored, visit, at)
        await update(stored, stored.entry, visit.actor, at, undo_id=running.id, published=False)
        await write_answer(stored, "withdrawn", visit, running.id, at)
        await end(running, "withdrawn", at)
        return Outcome(await find(stored.id), {}, {})


async def close(organisation: str, kind: str, note: str, visit: Visit, at: datetime) -> Outcome:
    """Write "paused" or "no longer exists"; staff decide before anything is shown. Raises NotFound."""
    if kind not in ("paused", "dissolved"):
        raise ValueError(f"no such answer: {kind!r}")
    return await _ask_staff(organisation, kind, "paused_or_ceased", {}, note, visit, at)


async def wrong_contact(organisation: str, address: str, note: str, visit: Visit, at: datetime) -> Outcome:
    """Write "not the right person"; who is right waits for staff, since an address change is risky. Raises NotFound."""
    proposed = {"update_email": ("", address)} if address else {}
    return await _ask_staff(organisation, "wrong_contact", "wrong_contact", proposed, note, visit, at)


async def _ask_staff(  # two answers share it
    organisation: str,
    kind: str,
    receipt: str,
    proposed: dict[str, tuple[Any, Any]],
    note: str,
    visit: Visit,
    at: datetime,
) -> Outcome:
    async with transaction():
        stored = await locked(organisation)
        waiting = {name: (getattr(stored.entry, name), becomes) for name, (_was, becomes) in proposed.items()}
        asked = [(was["kind"], was["note"], was["fields"]) for was in await waiting_changes(stored.id)]
        if (kind, note, waiting) in asked:
            return Outcome(stored, {}, waiting)  # pressed twice, or said again: it waits already
        reasons = {name: changes.ALWAYS_HELD[name] for name in waiting}
        running = await join(stored, visit, at)
        await write_suggestion(stored, kind, waiting, reasons, note, visit, at, running.id)
        await write_answer(stored, kind, visit, running.id, at, note=note)
        await end(running, receipt, at)
        return Outcome(stored, {}, waiting)
