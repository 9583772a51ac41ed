"""What an organisation answers, each answer one transaction: entry, dates, letters, receipt, record."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from directory.database import transaction
from directory.errors import Conflict
from directory.organisations import changes
from directory.organisations.answer_rows import Visit, confirm_sections, write_answer, write_suggestion
from directory.organisations.changes import Difference
from directory.organisations.entry import Entry
from directory.organisations.reads import Stored, centre_of, find, pairs_from_json, waiting_changes
from directory.organisations.reads_visit import entry_at
from directory.organisations.receipts import put_receipt
from directory.organisations.writing import locked, update
from directory.tables.review import Suggestion
from directory.tables.revisions import Revision

PRESSED_TWICE = timedelta(minutes=10)
CONFIRMING = frozenset({"confirmed_at", "confirmed_channel"})  # the columns that an answer writes by itself


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an answer: the entry now, what applied at once, what waits for staff."""

    stored: Stored
    applied: Difference
    waiting: Difference


async def confirm(organisation: str, version: int, visit: Visit, at: datetime) -> Outcome:
    """Write "all correct". Pressing twice is one answer. Raises NotFound and Conflict."""
    return await correct(organisation, version, None, visit, at)


async def correct(organisation: str, version: int, after: Entry | None, visit: Visit, at: datetime) -> Outcome:
    """Write corrections and that the rest is right; risky ones wait for staff (SECURITY.md, Risk rules).

    `after` None means that everything is right as it stands. Raises NotFound, and Conflict when somebody
    changed the entry after `version` was shown.
    """
    async with transaction():
        stored = await locked(organisation)
        if stored.version != version:
            return await _pressed_twice(stored, version, after, visit, at)
        parts = changes.split(stored.entry, after or stored.entry)
        applied = changes.apply(stored.entry, {name: becomes for name, (_was, becomes) in parts.harmless.items()})
        undo = uuid4()
        await update(stored, applied, visit.actor, at, undo_id=undo, confirmed_at=at, confirmed_channel=visit.channel)
        if parts.risky:
            await write_suggestion(stored, "edit", parts.risky, parts.reasons, "", visit, at, undo)
        kind = "changed" if parts.harmless or parts.risky else "confirmed"
        await confirm_sections(stored.id, visit, at)
        await write_answer(stored, kind, visit, at, fields=sorted([*parts.harmless, *parts.risky]))
        centre = await centre_of(stored)
        await put_receipt(stored, centre, kind, visit.channel, parts.harmless, parts.risky, undo, at)
        return Outcome(await find(stored.id), parts.harmless, parts.risky)


async def _pressed_twice(stored: Stored, version: int, after: Entry | None, visit: Visit, at: datetime) -> Outcome:
    """Return the first press's outcome when the same visitor sent the same thing again; else raise Conflict.

    "All correct" is a second press only when the last answer changed nothing that the page had shown.
    """
    last = await (
        Revision.select()
        .where((Revision.organisation == stored.id) & (Revision.version == stored.version))
        .first()
        .output(load_json=True)
    )
    mine = last and last["by_kind"] == "organisation" and last["by"] == visit.actor.name
    base = await entry_at(stored.id, version)
    if not mine or base is None or stored.version != version + 1 or at - last["at"] > PRESSED_TWICE:
        raise Conflict("the entry has been changed by somebody else")
    asked, done = changes.split(base, after or base), pairs_from_json(last["difference"])
    proposed = {} if last["undo_id"] is None else await _proposed_with(last["undo_id"])
    same = asked.harmless == done and (asked.risky == proposed or not asked.risky)
    if not same or not set(last["facts"]) <= CONFIRMING:
        raise Conflict("the entry has been changed by somebody else")
    return Outcome(stored, done, asked.risky)


async def _proposed_with(undo_id: UUID) -> Difference:
    """Return what the same answer left for staff."""
    row = await Suggestion.select(Suggestion.fields).where(Suggestion.undo_id == undo_id).first().output(load_json=True)
    return pairs_from_json(row["fields"]) if row else {}


async def withdraw(organisation: str, visit: Visit, at: datetime) -> Outcome:
    """Write "we do not want to be listed": off the public list at once, nothing deleted. Raises NotFound."""
    async with transaction():
        stored = await locked(organisation)
        if not stored.published:
            return Outcome(stored, {}, {})
        undo = uuid4()
        await update(stored, stored.entry, visit.actor, at, undo_id=undo, published=False)
        await write_answer(stored, "withdrawn", visit, at)
        await put_receipt(stored, await centre_of(stored), "withdrawn", visit.channel, {}, {}, undo, at)
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
        undo = uuid4()
        await write_suggestion(stored, kind, waiting, reasons, note, visit, at, undo)
        await write_answer(stored, kind, visit, at, note=note)
        await put_receipt(stored, await centre_of(stored), receipt, visit.channel, {}, waiting, undo, at)
        return Outcome(stored, {}, waiting)
