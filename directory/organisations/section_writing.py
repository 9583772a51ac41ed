"""What a visitor says of one section, or of all that is left: the rule for conflicts, what applies, what waits.

Everything here stands in the caller's transaction, with the entry's row held.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from directory.audit import Verb, record
from directory.errors import Conflict
from directory.organisations import changes
from directory.organisations.address_rows import ask_new_address
from directory.organisations.answer_rows import Proposal, write_answer, write_suggestion
from directory.organisations.changes import Difference, difference
from directory.organisations.closing_rows import closing_waits, give_way, refuse_closed
from directory.organisations.draft_rows import drop, drop_settled
from directory.organisations.entry import FIELDS, SECTIONS, Entry, Visit, plain
from directory.organisations.reads import Stored, find, pairs_from_json, waiting_changes
from directory.organisations.reads_visit import (
    Running,
    Written,
    confirmed_by,
    counted,
    entry_at,
    foreign_changes,
    latest_visit,
    visits_after,
    written_in,
)
from directory.organisations.typed import STAFF_ONLY
from directory.organisations.visit_rows import confirm_in, end, join
from directory.organisations.writing import locked, update
from directory.tables.review import Suggestion

ONE_GO = timedelta(days=1)
PRESSED_TWICE = timedelta(minutes=10)
OF_THE_ENTRY = frozenset({"published", "status"})  # columns that "all correct" is said of too


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor sent: the sections it is about, the version they saw, the entry as they want it.

    `after` None means that it is right as it stands. `whole` says that it is the answer: all the rest is right.
    `seen` is when the draft was kept that the form was filled with, None without one.
    """

    sections: tuple[str, ...]
    version: int
    after: Entry | None = None
    whole: bool = False
    seen: datetime | None = None

    @property
    def fields(self) -> frozenset[str]:
        """The fields of the entry that were shown."""
        return frozenset(name for section in self.sections for name in SECTIONS[section])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: the entry now, what applied at once, what waits for staff, whether this was the answer."""

    stored: Stored
    applied: Difference
    waiting: Difference
    finished: bool = False


async def write(organisation: str, asked: Asked, visit: Visit, at: datetime) -> Outcome:
    """Write what a visitor said; saying the same again writes nothing. Raises NotFound, Refused and Conflict."""
    stored = await locked(organisation)
    refuse_closed(stored)
    base = await entry_at(stored, asked.version)
    if base is None:
        raise Conflict("the page was made from a version that there never was")
    after = asked.after or base
    wanted = {n: becomes for n, (_was, becomes) in difference(base, after).items() if n in asked.fields}
    last = await latest_visit(stored.id, visit)
    await _refuse_conflict(stored, asked, replace(base, **wanted), visit, last)
    lately = await written_in(*await visits_after(stored.id, visit, at - ONE_GO))
    parts = _parted(stored, lately, wanted)
    again = last is not None and await _pressed_twice(stored, asked, parts, last, at)
    outcome = await (
        _as_before(stored, asked, last) if last and again else _written(stored, asked, parts, wanted, visit, at)
    )
    if asked.after is not None:
        # Last of all: a round that ends holds its own row and then the drafts, and the answer above waits for that row.
        await drop(stored.id, asked.sections, visit.visitor, asked.seen)
        await drop_settled(outcome.stored, asked.sections)
    return outcome


async def _refuse_conflict(stored: Stored, asked: Asked, typed: Entry, visit: Visit, last: Running | None) -> None:
    """Raise Conflict when others changed what was shown to something that the visitor has not said.

    Another browser behind the same link is somebody else too; what only staff fill in was not shown.
    """
    theirs = await foreign_changes(stored.id, asked.version, visit, last)
    shown = {name for name in theirs & asked.fields if name not in STAFF_ONLY}
    clash = any(getattr(stored.entry, name) != getattr(typed, name) for name in shown)
    if clash or (asked.whole and theirs & OF_THE_ENTRY):
        raise Conflict("the entry has been changed by somebody else")


def _parted(stored: Stored, lately: Written, wanted: dict[str, Any]) -> changes.Split:
    """Return what applies of what is wanted and what waits; risk is judged over a day behind the link (SECURITY.md).

    Otherwise five small saves, or visits that are ended early, would do what one large save may not.
    """
    now = stored.entry
    began = {name: was for name, (was, became) in lately.applied.items() if getattr(now, name) == became}
    proposed = {name: becomes for name, (_was, becomes) in lately.waiting.items() if name in FIELDS}
    parts = changes.split(replace(now, **began), replace(now, **proposed | wanted))
    new = {name: (getattr(now, name), becomes) for name, becomes in wanted.items() if getattr(now, name) != becomes}
    return changes.Split(
        harmless={name: pair for name, pair in new.items() if name not in parts.risky},
        risky={name: pair for name, pair in new.items() if name in parts.risky},
        reasons={name: why for name, why in parts.reasons.items() if name in new},
    )


async def _pressed_twice(stored: Stored, asked: Asked, parts: changes.Split, last: Running, at: datetime) -> bool:
    """Return whether the same visitor said the same just now: nothing new, and every section said already."""
    if parts.harmless or at - last.last_at > PRESSED_TWICE or (asked.whole and last.ended_at is None):
        return False
    if not set(asked.sections) <= (await counted(last) if asked.whole else await confirmed_by(last)):
        return False
    if asked.whole and await closing_waits(stored.id):
        return False
    return not await _not_waiting(stored, parts.risky)


async def _not_waiting(stored: Stored, risky: Difference) -> Difference:
    """Return what of some risky changes does not wait for staff already."""
    rows = await waiting_changes(stored.id) if risky else []
    same = [row["fields"] for row in rows if row["kind"] == "edit"]
    return {n: pair for n, pair in risky.items() if not any(n in row and row[n][1] == pair[1] for row in same)}


async def _as_before(stored: Stored, asked: Asked, last: Running) -> Outcome:
    wrote = await written_in(last.id)
    applied = {name: pair for name, pair in wrote.applied.items() if name in asked.fields}
    waiting = {name: pair for name, pair in wrote.proposed.items() if name in asked.fields}
    return Outcome(stored, applied, waiting, finished=last.ended_at is not None)


async def _written(
    stored: Stored, asked: Asked, parts: changes.Split, wanted: Collection[str], visit: Visit, at: datetime
) -> Outcome:
    running = await join(stored, visit, at)
    before = await counted(running)
    left = [section for section in SECTIONS if section not in before]
    done = asked.whole or (bool(left) and set(left) <= set(asked.sections))
    dates: dict[str, Any] = {"confirmed_at": at, "confirmed_channel": visit.channel} if done else {}
    after = changes.apply(stored.entry, {name: becomes for name, (_was, becomes) in parts.harmless.items()})
    await update(stored, after, visit.actor, at, undo_id=running.id, **dates)
    await _propose(stored, running, parts, wanted, visit, at)
    await confirm_in(running, _said_of(asked, wanted, left), visit, at)
    if not done:
        await record(Verb.SECTION_CONFIRMED, f"organisation:{stored.id}", visit.actor.name, at, sections=asked.sections)
    else:
        wrote = await written_in(running.id)
        fields = sorted({*wrote.applied, *wrote.proposed})
        kind = "changed" if fields else "confirmed"
        await give_way(stored.id, running.id, at)
        await write_answer(stored, kind, visit, running.id, at, fields=fields)
        await end(running, kind, at)
    return Outcome(await find(stored.id), parts.harmless, parts.risky, finished=done)


def _said_of(asked: Asked, wanted: Collection[str], left: Collection[str]) -> tuple[str, ...]:
    """Return the sections that get a new date: "the rest" is what is left or was corrected, else everything."""
    if not asked.whole or not left:
        return asked.sections
    return tuple(one for one in asked.sections if one in left or set(SECTIONS[one]) & set(wanted))


async def _propose(
    stored: Stored, running: Running, parts: changes.Split, wanted: Collection[str], visit: Visit, at: datetime
) -> None:
    """Leave what is risky to staff: one case for the whole visit, in which what was said last counts."""
    risky = await _not_waiting(stored, parts.risky)
    row = await (
        Suggestion.select()
        .where((Suggestion.undo_id == running.id) & (Suggestion.state == "waiting") & (Suggestion.kind == "edit"))
        .first()
        .output(load_json=True)
    )
    if row is None:
        if risky:
            reasons = {name: parts.reasons[name] for name in risky}
            number = await write_suggestion(stored, Proposal("edit", risky, reasons), visit, at, running.id)
            await ask_new_address(stored, number, risky, at)
        return
    dropped = set(wanted) - set(parts.risky)
    fields = {name: pair for name, pair in row["fields"].items() if name not in dropped}
    fields |= {name: [plain(was), plain(becomes)] for name, (was, becomes) in risky.items()}
    reasons = {name: why for name, why in (row["reasons"] | parts.reasons).items() if name in fields}
    columns: dict[Any, Any] = {Suggestion.fields: json.dumps(fields), Suggestion.reasons: json.dumps(reasons)}
    if not fields:
        columns = {Suggestion.state: "withdrawn", Suggestion.decided_at: at}
    await Suggestion.update(columns).where(Suggestion.id == row["id"])
    await ask_new_address(stored, row["id"], pairs_from_json(fields), at)
