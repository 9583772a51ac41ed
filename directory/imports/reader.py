"""A whole workbook: which sheets count, what each says, and how the rows hang together."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from directory.imports import reasons
from directory.imports.assembly import Context, assemble
from directory.imports.cells import Book, Cell, Sheet, coordinate, letters
from directory.imports.dates import Read, list_date
from directory.imports.duplicates import find_duplicates
from directory.imports.entry import NOTICE, ImportedOrganisation, Problem, Reading, Skipped
from directory.imports.geography import county_named, read_places
from directory.imports.layout import Table, cell_text, find_table, is_help, is_mailing_list, out_of_date
from directory.imports.nameless import find_name_column
from directory.imports.private import take_out_private
from directory.imports.rows import Body, hidden_rows_note, read_body
from directory.imports.text import fold
from directory.imports.unreadable import NO_LIST, NO_ROWS, NO_SUCH_SHEET, Unreadable


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for; `counties` are the centre's own, for places that share a name."""

    sheet: str = ""
    county_from_sheet: bool = False
    counties: tuple[str, ...] = ()


@dataclass(slots=True)
class _Gathered:
    sheets: list[str]
    organisations: list[ImportedOrganisation]
    skipped: list[Skipped]
    problems: list[Problem]
    dates: list[Read]
    dropped: int = 0


def read_book(book: Book, options: Options | None = None) -> Reading:
    """Recover the organisations of a workbook; raises Refused when it holds no list at all."""
    options = options or Options()
    _require_sheet(book, options)
    gathered = _Gathered([], [], [], [], [])
    headless: list[Sheet] = []
    for sheet in book.sheets:
        reason = _reason_to_skip(sheet, options)
        table = None if reason else find_table(sheet)
        if table is not None and any(out_of_date(cell_text(cell)) for cell in _titles(table)):
            reason = reasons.SHEET_OUTDATED
        if reason or table is None:
            headless += [sheet] if not reason else []
            gathered.skipped.append(Skipped(sheet.name, "", "", reason or reasons.SHEET_NO_HEADER))
            continue
        gathered.sheets.append(sheet.name)
        _read_table(table, options, gathered)
    if not gathered.sheets:
        raise Unreadable(NO_LIST)
    return _finished(gathered)


def _require_sheet(book: Book, options: Options) -> None:
    names = [sheet.name for sheet in book.sheets]
    if options.sheet and options.sheet not in names:
        raise Unreadable(NO_SUCH_SHEET, sheet=options.sheet, sheets=", ".join(names))


def _reason_to_skip(sheet: Sheet, options: Options) -> str:
    if options.sheet:
        return "" if sheet.name == options.sheet else reasons.SHEET_UNASKED
    if sheet.hidden:
        return reasons.SHEET_HIDDEN
    if not sheet.rows():
        return reasons.SHEET_EMPTY
    if out_of_date(sheet.name):
        return reasons.SHEET_OUTDATED
    if is_mailing_list(sheet.name):
        return reasons.SHEET_MAILING
    return reasons.SHEET_HELP if is_help(sheet.name) else ""


def _titles(table: Table) -> Iterable[Cell]:
    return [cell for row in table.title_rows for _, cell in table.sheet.filled(row)]


def _read_table(table: Table, options: Options, gathered: _Gathered) -> None:
    table = _settled(table)
    named = find_name_column(table)
    gathered.problems += [named] if named else []
    private = take_out_private(table)
    gathered.dropped += private.count
    body = read_body(table)
    gathered.dropped += body.dropped
    gathered.skipped += body.skipped + _hidden_columns(table)
    gathered.problems += body.problems + _unknown_columns(table)
    note = hidden_rows_note(table)
    gathered.problems += [note] if note else []
    context = _context(table, body, options, gathered)
    for block in body.blocks:
        result = assemble(block, context)
        gathered.problems += result.problems
        gathered.dropped += result.dropped
        if result.organisation:
            said = (*result.organisation.problems, *private.of_rows(block.rows))
            gathered.organisations.append(replace(result.organisation, problems=said))
    gathered.problems += private.rest()
    kindless = [item for item in gathered.organisations if item.sheet == table.sheet.name and item.type is None]
    if kindless and not table.indexes("type"):
        where = (table.sheet.name, coordinate(table.header_row, table.indexes("name")[0]), "type", "")
        gathered.problems.append(Problem(*where, reasons.TYPE_ASSUMED, {}, NOTICE))


def _settled(table: Table) -> Table:
    """Decide by its values whether a column called "Område" is about places or about competence."""
    columns = []
    for column in table.columns:
        if column.field == "place_or_area":
            texts = [
                cell_text(table.sheet.cell(row, column.index)) for row in table.sheet.rows() if row >= table.first_row
            ]
            texts = [text for text in texts if text][:50]
            placed = sum(bool(read_places(text).all) for text in texts)
            columns.append(replace(column, field="coverage" if placed * 2 > len(texts) else "areas"))
        else:
            columns.append(column)
    table.columns = columns
    return table


def _hidden_columns(table: Table) -> list[Skipped]:
    sheet = table.sheet
    used = {column for row, column in sheet.cells if row >= table.first_row} & sheet.hidden_columns
    return [
        Skipped(sheet.name, letters(column), cell_text(sheet.cell(table.header_row, column)), reasons.COLUMN_HIDDEN)
        for column in sorted(used)
    ]


def _unknown_columns(table: Table) -> list[Problem]:
    sheet, found = table.sheet, []
    for column, header in table.unknown:
        if any(row >= table.first_row for row, index in sheet.cells if index == column):
            where = (sheet.name, coordinate(table.header_row, column), "", header)
            found.append(Problem(*where, reasons.COLUMN_UNKNOWN, {"header": header}))
    return found


def _context(table: Table, body: Body, options: Options, gathered: _Gathered) -> Context:
    texts = [cell_text(cell) for cell in _titles(table)] + body.footnotes
    dated = next(filter(None, map(list_date, texts)), None)
    gathered.dates += [dated] if dated else []
    counties = county_named(re.sub(r"[_\d]", " ", table.sheet.name))
    if counties and not options.county_from_sheet and not table.indexes("municipality", "coverage", "county"):
        gathered.problems.append(Problem(table.sheet.name, "", "coverage", "", reasons.SHEET_COUNTY, {}, NOTICE))
    marks = [table.sheet.cell(block.rows[0], block.name_column).fill for block in body.blocks]
    return Context(
        counties=counties or options.counties,
        coverage=counties if options.county_from_sheet else (),
        list_date=dated.date if dated else None,
        list_precision=dated.precision if dated else "",
        coloured=sum(map(bool, marks)) * 3 <= len(marks) or len(marks) < 3,
    )


def _finished(gathered: _Gathered) -> Reading:
    if not gathered.organisations and not gathered.problems:
        raise Unreadable(NO_ROWS)
    kept, duplicates = find_duplicates(gathered.organisations)
    latest = max(gathered.dates, key=lambda read: read.date, default=None)
    date = latest.date if latest else None
    precision = latest.precision if latest else ""
    return Reading(
        sheets=tuple(gathered.sheets),
        organisations=tuple(_with_date(_compared(kept), latest)),
        duplicates=tuple(duplicates),
        skipped=tuple(gathered.skipped),
        problems=tuple(gathered.problems),
        dropped_notes=gathered.dropped,
        list_date=date,
        list_precision=precision,
    )


def _with_date(organisations: list[ImportedOrganisation], latest: Read | None) -> list[ImportedOrganisation]:
    if latest is None:
        return organisations
    return [
        item if item.list_date else replace(item, list_date=latest.date, list_precision=latest.precision)
        for item in organisations
    ]


def _compared(organisations: list[ImportedOrganisation]) -> list[ImportedOrganisation]:
    """Add what only shows when rows are compared: shared numbers, shared mailboxes, the same person twice."""
    seen: dict[tuple[str, str], str] = {}
    extra: dict[int, list[Problem]] = defaultdict(list)
    for at, item in enumerate(organisations):
        marks = [("orgnr", item.orgnr or "", reasons.ORGNR_SHARED), ("email", item.email or "", reasons.EMAIL_SHARED)]
        for person in item.contacts:
            if person.name and (person.phone or person.email):
                mark = f"{fold(person.name)} {person.phone or person.email}"
                marks.append(("contact", mark, reasons.PERSON_TWICE))
        for field, value, reason in marks:
            if value and (field, value) in seen and seen[field, value] != item.name:
                weight = "attention" if field == "orgnr" else NOTICE
                said = {"other": seen[field, value]}
                shown = "" if field == "contact" else value
                cell = item.cells.get(field, item.cell)
                extra[at].append(Problem(item.sheet, cell, field, shown, reason, said, weight))
            elif value:
                seen[field, value] = item.name
    return [replace(item, problems=(*item.problems, *extra[at])) for at, item in enumerate(organisations)]
