"""Excel workbooks (.xlsx), looked through for size first, then read with openpyxl."""

import io
import re
import warnings
import zipfile
from datetime import date, datetime
from typing import IO
from xml.parsers import expat

import openpyxl
from openpyxl.cell.cell import Cell as SourceCell
from openpyxl.utils.cell import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from directory.imports.cells import Area, Book, Cell, Limits, Sheet
from directory.imports.colours import meaning
from directory.imports.unreadable import BROKEN, TOO_MANY_CELLS, TOO_MANY_COLUMNS, TOO_MANY_ROWS, Unreadable

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def read(content: bytes, limits: Limits) -> Book:
    """Return all sheets with what their looks say; raises Refused when the file is damaged or too big."""
    measure(content, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what of a sheet's looks it leaves out
            workbook = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
        sheets = [_sheet(source) for source in workbook.worksheets]
        formulas = {sheet.name for sheet in sheets if any(cell.formula for cell in sheet.cells.values())}
        if formulas:
            _fill_in_results(content, sheets, formulas)
    except MemoryError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part makes it raise
        raise Unreadable(BROKEN) from error
    return Book("xlsx", sheets)


def measure(content: bytes, limits: Limits) -> None:
    """Refuse sheets with too many rows, columns or cells before they are built in memory."""
    total = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            names = _sheet_names(archive)
            for entry in archive.infolist():
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    with archive.open(entry) as part:
                        total += _Measure(limits, total, names.get(entry.filename.rpartition("/")[2], "")).of(part)
        except (expat.ExpatError, zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
            raise Unreadable(BROKEN) from error


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return what people call each sheet, by the file name of its part."""
    found: dict[str, list[dict[str, str]]] = {"sheet": [], "Relationship": []}

    def start(name: str, attributes: dict[str, str]) -> None:
        found.get(name.rpartition(" ")[2], []).append(
            {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        )

    for path in {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} & set(archive.namelist()):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = start
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.Parse(archive.read(path), True)
    targets = {item.get("Id"): item.get("Target", "").rpartition("/")[2] for item in found["Relationship"]}
    return {targets.get(item.get("id"), ""): item.get("name", "") for item in found["sheet"]}


def _no_doctype(*_: object) -> None:
    raise Unreadable(BROKEN)


class _Measure:
    """Counts the cells of one sheet while its XML streams by; only cells with a value count for the edges."""

    def __init__(self, limits: Limits, before: int, sheet: str) -> None:
        self.sheet = sheet
        self.limits, self.cells, self.before, self.at = limits, 0, before, "A1"
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = _no_doctype

    def of(self, part: IO[bytes]) -> int:
        self.parser.ParseFile(part)
        return self.cells

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self.cells += 1
            self.at = attributes.get("r", self.at)
            if self.before + self.cells > self.limits.max_cells:
                raise Unreadable(TOO_MANY_CELLS, limit=self.limits.max_cells)
        elif tag in ("v", "is"):
            self.check()

    def check(self) -> None:
        match = _CELL.fullmatch(self.at)
        if match is None:
            raise Unreadable(BROKEN)
        number, row = column_index_from_string(match[1]), int(match[2])
        if number > self.limits.max_columns:
            raise Unreadable(TOO_MANY_COLUMNS, sheet=self.sheet, count=number, limit=self.limits.max_columns)
        if row > self.limits.max_rows:
            raise Unreadable(TOO_MANY_ROWS, sheet=self.sheet, count=row, limit=self.limits.max_rows)


def _sheet(source: Worksheet) -> Sheet:
    sheet = Sheet(source.title, hidden=source.sheet_state != "visible")
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None or getattr(cell, "comment", None):
                sheet.cells[cell.row, cell.column] = _cell(cell)
    for area in source.merged_cells.ranges:
        sheet.merged.append(Area(area.min_row, area.min_col, area.max_row, area.max_col))
    for dimension in source.column_dimensions.values():
        if dimension.hidden and dimension.min is not None:
            last = min(dimension.max or dimension.min, source.max_column)
            sheet.hidden_columns.update(range(dimension.min, last + 1))
    sheet.hidden_rows.update(number for number, row in source.row_dimensions.items() if row.hidden)
    return sheet


def _cell(cell: SourceCell) -> Cell:
    value, dated = cell.value, False
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        value, dated = day.isoformat(), True
    elif value is not None and not isinstance(value, str | int | float | bool):
        value = getattr(value, "text", None) or str(value)
    comment = cell.comment.text if cell.comment else ""
    font = cell.font
    return Cell(
        value,
        comment=comment or "",
        fill=meaning(cell.fill),
        bold=bool(font and font.b),
        strike=bool(font and font.strike),
        formula=cell.data_type == "f",
        date=dated,
        link=(cell.hyperlink.target or "") if cell.hyperlink else "",
    )


def _fill_in_results(content: bytes, sheets: list[Sheet], names: set[str]) -> None:
    """Put the last computed result where a formula stands; without one the cell has no value."""
    workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    for sheet in sheets:
        if sheet.name not in names:
            continue
        source = workbook[sheet.name]
        for (row, column), cell in list(sheet.cells.items()):
            if cell.formula:
                result = source.cell(row, column).value
                value = result if isinstance(result, str | int | float | bool) else None
                sheet.cells[row, column] = Cell(value, cell.comment, cell.fill, cell.bold, cell.strike, formula=True)
