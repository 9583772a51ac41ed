"""A list whose name column is called something nobody could guess: which column it must be."""

from directory.imports import reasons
from directory.imports.cells import coordinate, letters
from directory.imports.entry import Problem
from directory.imports.headers import Column
from directory.imports.layout import Table, cell_text
from directory.imports.mailboxes import valid_address
from directory.imports.text import fold, means_nothing
from directory.imports.websites import web_address

CONTACT_LIKE = ("contact", "given", "family", "contact_phone", "contact_email", "phone", "mobile", "email")


def find_name_column(table: Table) -> Problem | None:
    """Take the leftmost unknown column of names as the organisation's when no column is; returns what to say of it."""
    if table.indexes("name") or not table.indexes(*CONTACT_LIKE):
        return None
    known = {column.index for column in table.columns}
    used = {column for row, column in table.sheet.cells if row >= table.first_row} - table.sheet.hidden_columns
    index = next((column for column in sorted(used - known) if _holds_names(table, column)), None)
    if index is None:
        return None
    header = dict(table.unknown).get(index, "")
    table.unknown = [(column, text) for column, text in table.unknown if column != index]
    table.columns = sorted([*table.columns, Column(index, "name", header)], key=lambda column: column.index)
    where = (table.sheet.name, coordinate(table.header_row, index), "name", header)
    return Problem(*where, reasons.COLUMN_AS_NAME, {"header": header or letters(index)})


def _holds_names(table: Table, column: int) -> bool:
    """Tell whether a column is mostly short words, most of them different: no numbers, dates or addresses."""
    rows = [row for row in table.sheet.rows() if row >= table.first_row]
    texts = [text for row in rows if (text := cell_text(table.sheet.cell(row, column))) and not means_nothing(text)]
    names = [text for text in texts if _like_a_name(text)]
    different = len({fold(name) for name in names})
    return bool(names) and len(names) * 2 > len(texts) and different * 2 > len(names)


def _like_a_name(text: str) -> bool:
    letters_in = sum(char.isalpha() for char in text)
    return letters_in >= 3 and letters_in * 2 > len(text) <= 200 and not valid_address(text) and not web_address(text)
