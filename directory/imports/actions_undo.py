"""Taking an import back: what it added goes, what it changed is as before, unless somebody changed it since."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import NotFound, Refused
from directory.imports.reads import run_row
from directory.organisations.changes import apply
from directory.organisations.entry import Actor, entry_from_json
from directory.organisations.reads import Stored
from directory.organisations.writing import locked, update
from directory.tables.campaigns import Answer, Invitation
from directory.tables.imports import ImportRow, ImportRun
from directory.tables.organisations import Organisation
from directory.tables.review import Suggestion

CHANGED_SINCE = "changed since the import: {fields}"
EDITED_SINCE = "edited, answered or written to since the import"


@dataclass(slots=True)
class Undone:
    """What an undo did; `kept` are names of entries that were left, with why."""

    run: int
    removed: int = 0
    restored: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)


async def undo_import(run: int, by: str, at: datetime) -> Undone:
    """Take back everything one run did. Raises NotFound, and Refused when it was undone before."""
    async with transaction():
        await ImportRun.raw("SELECT id FROM import_run WHERE id = {} FOR UPDATE", run)
        about = await run_row(run)
        if about["undone_at"] is not None:
            raise Refused(f"import {run} was undone before")
        done = Undone(run)
        for row in await _rows(run):
            await _take_back(row, by, at, done)
        await ImportRun.update({ImportRun.undone_at: at, ImportRun.undone_by: by}).where(ImportRun.id == run)
        facts = {"removed": done.removed, "restored": done.restored, "kept": len(done.kept)}
        await record(Verb.IMPORT_UNDONE, f"import:{run}", by, at, **facts)
        return done


async def _rows(run: int) -> Sequence[dict[str, Any]]:
    found = (
        ImportRow.select(ImportRow.organisation, ImportRow.before)
        .where((ImportRow.run == run) & ImportRow.organisation.is_not_null())
        .order_by(ImportRow.id, ascending=False)
        .output(load_json=True)
    )
    return [row for row in await found if row["before"]]


async def _take_back(row: dict[str, Any], by: str, at: datetime, done: Undone) -> None:
    before = row["before"]
    try:
        stored = await locked(row["organisation"])
    except NotFound:
        return
    if before["created"]:
        await _remove(stored, before["version"], done)
    else:
        await _restore(stored, before, Actor("import", by, "import"), at, done)


async def _remove(stored: Stored, version: int, done: Undone) -> None:
    """Delete an entry the run added, when nobody has touched it, answered for it or been written to about it."""
    answered = await Answer.exists().where(Answer.organisation == stored.id)
    invited = await Invitation.exists().where(Invitation.organisation == stored.id)
    waiting = await Suggestion.exists().where(Suggestion.organisation == stored.id)
    if stored.version != version or answered or invited or waiting:
        done.kept.append((stored.entry.name, EDITED_SINCE))
        return
    await Organisation.delete().where(Organisation.id == stored.id)
    done.removed += 1


async def _restore(stored: Stored, before: dict[str, Any], by: Actor, at: datetime, done: Undone) -> None:
    """Put back field by field what the run changed and nobody has changed since."""
    if before["suggestion"]:
        await Suggestion.update({Suggestion.state: "withdrawn", Suggestion.decided_at: at}).where(
            (Suggestion.id == before["suggestion"]) & (Suggestion.state == "waiting")
        )
    was, became = entry_from_json(before["entry"]), entry_from_json(before["after"])
    untouched = [name for name in before["fields"] if getattr(stored.entry, name) == getattr(became, name)]
    left = sorted(set(before["fields"]) - set(untouched))
    listed: dict[str, Any] = {}
    if before["listed"]:
        day = before["list_date"]
        listed = {"list_date": date.fromisoformat(day) if day else None, "list_precision": before["list_precision"]}
    if before.get("parent") and str(stored.parent) == before["parent"]:
        listed["parent"] = None
    after = apply(stored.entry, {name: getattr(was, name) for name in untouched})
    await update(stored, after, by, at, **listed)
    done.restored += 1 if untouched or listed or before["suggestion"] else 0
    if left:
        done.kept.append((stored.entry.name, CHANGED_SINCE.format(fields=", ".join(left))))
