"""Old Excel workbooks (.xls) and OpenDocument sheets (.ods), read with Calamine."""

import io
from datetime import date, datetime

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from directory.imports.cells import Area, Book, Cell, Limits, Sheet
from directory.imports.unreadable import BROKEN, LOCKED, TOO_MANY_COLUMNS, TOO_MANY_ROWS, Unreadable


def read(content: bytes, kind: str, limits: Limits) -> Book:
    """Return all sheets; raises Refused when the file is locked, damaged or too big."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            sheets = []
            for about in workbook.sheets_metadata:
                source = workbook.get_sheet_by_name(about.name)
                sheets.append(_sheet(source, about.visible != SheetVisibleEnum.Visible, limits))
    except PasswordError as error:
        raise Unreadable(LOCKED) from error
    except CalamineError as error:
        raise Unreadable(BROKEN) from error
    return Book(kind, sheets)


def _sheet(source: CalamineSheet, hidden: bool, limits: Limits) -> Sheet:
    sheet = Sheet(source.name, hidden=hidden)
    if source.total_width > limits.max_columns:
        raise Unreadable(TOO_MANY_COLUMNS, sheet=source.name, count=source.total_width, limit=limits.max_columns)
    if source.total_height > limits.max_rows:
        raise Unreadable(TOO_MANY_ROWS, sheet=source.name, count=source.total_height, limit=limits.max_rows)
    for number, row in enumerate(source.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(row, 1):
            if value not in ("", None):
                sheet.cells[number, column] = _cell(value)
    for (top, left), (bottom, right) in source.merged_cell_ranges or []:
        sheet.merged.append(Area(top + 1, left + 1, bottom + 1, right + 1))
    return sheet


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), date=True)
    if isinstance(value, date):
        return Cell(value.isoformat(), date=True)
    if isinstance(value, bool | int | float | str):
        return Cell(value, formula=isinstance(value, str) and value.startswith("="))
    return Cell(str(value))
