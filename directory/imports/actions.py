"""Taking a list in, all of it or nothing, and saying what became of every row."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from directory.audit import Verb, record
from directory.database import transaction
from directory.imports import reads, reasons
from directory.imports.entry import NOTICE, ImportedOrganisation, Problem, Reading
from directory.imports.match import (
    Change,
    Index,
    Known,
    change_of,
    claimed,
    entry_from,
    find_matches,
    merged,
    refusal_of,
    spoken_for,
    with_number_warning,
)
from directory.imports.report import Report, RowReport, report_of, stored_problem
from directory.imports.umbrellas import Umbrellas, umbrella_for, umbrellas_first
from directory.mail.addresses import suppression_digest
from directory.organisations.answer_rows import Proposal, Visit, write_suggestion
from directory.organisations.changes import Difference, apply
from directory.organisations.entry import Actor, Entry
from directory.organisations.reads import Stored, find, sections_confirmed
from directory.organisations.writing import insert, locked, update
from directory.tables.imports import ImportRow, ImportRun
from directory.tables.review import Suggestion
from directory.tokens import Keys


@dataclass(frozen=True, slots=True)
class Source:
    """The file a reading came from, as it is remembered."""

    file_name: str
    content: bytes


@dataclass(slots=True)
class _Run:
    """One import under way; `id` is None for a dry run, which writes nothing."""

    id: int | None
    centre: int
    by: str
    at: datetime
    index: Index
    met: dict[str, str]
    spoken_for: set[str] = field(default_factory=set)
    umbrellas: Umbrellas = field(default_factory=Umbrellas)

    @property
    def actor(self) -> Actor:
        return Actor("import", self.by, "import")


@dataclass(slots=True)
class _Done:
    """What became of one row, and what an undo needs to know."""

    outcome: str
    stored: Stored | None = None
    problems: tuple[Problem, ...] = ()
    before: dict[str, Any] | None = None


async def run_import(  # a run is what it is made of
    reading: Reading,
    source: Source,
    centre: int,
    by: str,
    at: datetime,
    *,
    dry_run: bool = False,
    keys: Keys | None = None,
) -> Report:
    """Write a reading into the directory in one transaction and return what became of every row.

    New entries are added, changed ones updated; what the organisation itself confirmed becomes a
    suggestion instead. With `keys` addresses that asked not to come back are left out. A dry run
    compares in the same way and writes nothing.
    """
    async with transaction():
        number = None if dry_run else await _start(reading, source, centre, by, at)
        run = _Run(number, centre, by, at, await reads.index(), {})
        kept = await _without_suppressed(reading, keys)
        run.spoken_for = spoken_for(kept.organisations, run.index)
        rows = [await _take(run, item) for item in umbrellas_first(kept.organisations)]
        rows += [await _duplicate(run, item.name, item.problem()) for item in kept.duplicates]
        report = report_of(number, kept, rows)
        if number is not None:
            await ImportRun.update({ImportRun.report: json.dumps(_remembered(report))}).where(ImportRun.id == number)
            await record(Verb.IMPORTED, f"import:{number}", by, at, centre=centre, **dict(report.counts))
        return report


async def _start(reading: Reading, source: Source, centre: int, by: str, at: datetime) -> int:
    await ImportRun.raw("SELECT pg_advisory_xact_lock(20261123)")  # two imports at once would add everything twice
    row = ImportRun(
        centre=centre,
        file_name=source.file_name[-255:],
        sha256=hashlib.sha256(source.content).hexdigest(),
        at=at,
        by=by,
        list_date=reading.list_date,
    )
    await row.save()
    return int(row.id)


def _remembered(report: Report) -> dict[str, Any]:
    skipped = [dataclasses.asdict(item) for item in report.skipped]
    said = [stored_problem(problem) for problem in report.problems]
    return report.as_json() | {"problems": said, "skipped": skipped}


async def _without_suppressed(reading: Reading, keys: Keys | None) -> Reading:
    """Leave out the persons and addresses that asked not to be in the directory again."""
    if keys is None:
        return reading
    addresses = {
        address
        for item in reading.organisations
        for address in (
            item.email,
            item.update_email,
            *(person.email for person in item.contacts),
            *(problem.value for problem in item.problems if problem.reason == reasons.EMAIL_SPARE),
        )
        if address
    }
    digests = {address: suppression_digest(keys, address) for address in sorted(addresses)}
    suppressed = await reads.suppressed(sorted(set(digests.values())))
    gone = {address for address, digest in digests.items() if digest in suppressed}
    if not gone:
        return reading
    kept = tuple(_cleared(item, gone) for item in reading.organisations)
    return dataclasses.replace(reading, organisations=kept)


def _cleared(item: ImportedOrganisation, gone: set[str]) -> ImportedOrganisation:
    contacts = tuple(person for person in item.contacts if person.email not in gone)
    changed = dataclasses.replace(
        item,
        contacts=contacts,
        email=None if item.email in gone else item.email,
        update_email=None if item.update_email in gone else item.update_email,
        problems=tuple(problem for problem in item.problems if problem.value not in gone),
    )
    if changed == item:
        return item
    said = Problem(item.sheet, item.cells.get("contact", item.cell), "contact", "", reasons.SUPPRESSED, {}, NOTICE)
    return dataclasses.replace(changed, problems=(*changed.problems, said))


async def _take(run: _Run, item: ImportedOrganisation) -> RowReport:
    matches = [known for known in find_matches(item, run.index, run.spoken_for) if not claimed(item, known, run.met)]
    item = item if matches else with_number_warning(item, run.index)
    news = entry_from(item)
    refusal = refusal_of(item, matches, run.centre, run.met)
    if refusal:
        run.met |= {known.id: known.name for known in matches if refusal.reason == reasons.MATCH_NUMBER}
        done = _Done("attention", None, (refusal,))
    elif matches:
        done = await _compare(run, item, news, matches[0])
    else:
        done = await _add(run, item, news)
    return await _remember(run, item, news, done)


async def _add(run: _Run, item: ImportedOrganisation, news: Entry) -> _Done:
    outcome = "attention" if item.needs_attention else "new"
    umbrella = await umbrella_for(item, None, run.umbrellas, run.index)
    if run.id is None:
        run.umbrellas.add(item, None)
        return _Done(outcome, None, umbrella.problems)
    more = {"list_date": item.list_date, "list_precision": item.list_precision, "parent": umbrella.parent}
    stored = await insert(news, run.centre, run.actor, run.at, **more)
    run.met[str(stored.id)] = stored.entry.name
    run.umbrellas.add(item, stored.id)
    return _Done(outcome, stored, umbrella.problems, {"created": True, "version": stored.version})


async def _compare(run: _Run, item: ImportedOrganisation, news: Entry, known: Known) -> _Done:
    run.met[known.id] = known.name
    stored = await (find(known.id) if run.id is None else locked(known.id))
    after = merged(stored.entry, news, await reads.last_said(stored.id), item)
    change = change_of(stored.entry, after, await sections_confirmed(stored.id))
    held = change.held if not await _already_waits(stored, change.held) else {}
    run.umbrellas.add(item, stored.id)
    umbrella = await umbrella_for(item, stored, run.umbrellas, run.index)
    listed = _listed(stored, item) | ({"parent": umbrella.parent} if umbrella.parent else {})
    problems = (*(_held_problem(item, name) for name in held), *umbrella.problems)
    if not change.applied and not held and not listed:
        return _Done("same", stored, problems)
    outcome = "attention" if held or (change.applied and item.needs_attention) else "changed"
    before = None if run.id is None else await _write(run, stored, Change(change.applied, held), listed)
    return _Done(outcome, stored, problems, before)


def _listed(stored: Stored, item: ImportedOrganisation) -> dict[str, Any]:
    """Return the newer date of the list for an entry the organisation has not confirmed, nothing otherwise."""
    if stored.confirmed_at or item.list_date is None or (stored.list_date and stored.list_date >= item.list_date):
        return {}
    return {"list_date": item.list_date, "list_precision": item.list_precision}


def _held_problem(item: ImportedOrganisation, name: str) -> Problem:
    return Problem(item.sheet, item.cells.get(name, item.cell), name, "", reasons.HELD)


async def _already_waits(stored: Stored, held: Difference) -> bool:
    """Tell whether the same suggestion of an earlier import still waits."""
    rows = await (
        Suggestion.select(Suggestion.fields)
        .where((Suggestion.organisation == stored.id) & (Suggestion.state == "waiting") & (Suggestion.kind == "import"))
        .output(load_json=True)
    )
    wanted = set(held)
    return bool(wanted) and any(wanted <= set(row["fields"]) for row in rows)


async def _write(run: _Run, stored: Stored, change: Change, listed: dict[str, Any]) -> dict[str, Any]:
    after = apply(stored.entry, {name: becomes for name, (_was, becomes) in change.applied.items()})
    await update(stored, after, run.actor, run.at, **listed)
    now = await find(stored.id)
    suggestion = None
    if change.held:
        why = dict.fromkeys(change.held, reasons.HELD)
        visit = Visit("import", by=run.by)
        suggestion = await write_suggestion(now, Proposal("import", change.held, why), visit, run.at, uuid4())
    return {
        "created": False,
        "version": now.version,
        "entry": stored.entry.as_json(),
        "after": now.entry.as_json(),
        "fields": sorted(change.applied),
        "list_date": stored.list_date.isoformat() if stored.list_date else None,
        "list_precision": stored.list_precision,
        "listed": "list_date" in listed,
        "parent": str(listed["parent"]) if "parent" in listed else "",
        "suggestion": suggestion,
    }


async def _remember(run: _Run, item: ImportedOrganisation, news: Entry, done: _Done) -> RowReport:
    said = (*item.problems, *done.problems)
    if run.id is not None:
        refused = done.outcome == "attention" and done.stored is None
        recovered = {"name": item.name, "entry": news.as_json(), "notes": list(item.notes)}
        await ImportRow(
            run=run.id,
            sheet=item.sheet[:100],
            cell=item.cell,
            outcome=done.outcome,
            organisation=done.stored.id if done.stored else None,
            recovered=json.dumps(recovered if not refused else recovered | {"refused": True}),
            before=json.dumps(done.before or {}),
            problems=json.dumps([stored_problem(problem) for problem in said]),
        ).save()
    slug = done.stored.slug if done.stored else ""
    return RowReport(item.sheet, item.cell, item.name, done.outcome, slug, said)


async def _duplicate(run: _Run, name: str, problem: Problem) -> RowReport:
    if run.id is not None:
        await ImportRow(
            run=run.id,
            sheet=problem.sheet[:100],
            cell=problem.cell,
            outcome="duplicate",
            recovered=json.dumps({"name": name}),
            problems=json.dumps([stored_problem(problem)]),
        ).save()
    return RowReport(problem.sheet, problem.cell, name, "duplicate", "", (problem,))
