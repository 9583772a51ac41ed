"""Where the list is in a sheet: title rows, the row of column names, what stands below it."""

import re
from dataclasses import dataclass, field

from directory.imports.cells import Area, Cell, Sheet, number_text
from directory.imports.headers import Column, columns_of, field_of, is_known
from directory.imports.text import clean, fold

DEEPEST_HEADER = 40
_OUTDATED = re.compile(
    r"\b(utgatt|utgar|utgaatt|ikke bruk|ikkje bruk|ikke i bruk|ikkje i bruk|gammel|gammal|gamal|gamle|arkiv|foreldet|"
    r"forelda|utdatert|historisk|slettes|slettast|slett|kladd|backup|nedlagt|nedlagte|old)\b"
)
_MAILING = re.compile(
    r"\b(mailliste|mailinglist\w*|epostliste|e postliste|e post liste|adresseliste|mottakere|mottakarar)\b"
)
_REACH = {"phone", "mobile", "email", "contact_phone", "contact_email", "website", "municipality"}
_HELP = re.compile(r"^(veiledning|rettleiing|hjelp|help|lister|lists|forklaring|les meg|readme)$")


@dataclass(slots=True)
class Table:
    """One list in a sheet: its columns and the first row below their names."""

    sheet: Sheet
    columns: list[Column]
    unknown: list[tuple[int, str]]
    header_row: int
    first_row: int
    title_rows: list[int] = field(default_factory=list)
    merged: dict[tuple[int, int], Area] = field(default_factory=dict)

    def indexes(self, *fields: str) -> list[int]:
        """Return the columns that hold one of the fields, from the left."""
        return [column.index for column in self.columns if column.field in fields]

    def filled(self, row: int, column: int) -> Cell:
        """Return a cell; in a merged range that runs over rows, the one it was filled from."""
        area = self.merged.get((row, column))
        return self.sheet.cell(area.top, area.left) if area and area.left == column else self.sheet.cell(row, column)


def out_of_date(name: str) -> bool:
    """Tell whether a sheet's name or title says that it must not be used."""
    return bool(_OUTDATED.search(fold(name)))


def is_mailing_list(name: str) -> bool:
    """Tell whether a sheet is named as a list of addresses only."""
    return bool(_MAILING.search(fold(name)))


def is_help(name: str) -> bool:
    """Tell whether a sheet is the kind of page that explains a template."""
    return bool(_HELP.match(fold(name)))


def cell_text(cell: Cell) -> str:
    """Return what a cell shows, as cleaned text."""
    if cell.value is None or isinstance(cell.value, bool):
        return ""
    return clean(cell.value if isinstance(cell.value, str) else number_text(cell.value))


def find_table(sheet: Sheet) -> Table | None:
    """Return the sheet's list, None when no row of column names can be found."""
    merged = {
        (row, column): area
        for area in sheet.merged
        if (area.bottom - area.top) < 500 and (area.right - area.left) < 100
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    }
    best: tuple[float, Table] | None = None
    rows = sheet.rows()[:DEEPEST_HEADER]
    for row in rows:
        near = [cell_text(cell) for number in (row, row + 1) for _, cell in sheet.filled(number)]
        for height in (1, 2) if any(map(is_known, near)) else ():
            candidate = _candidate(sheet, row, height, merged)
            score = _score(candidate, height)
            if score > 0 and (best is None or score > best[0]):
                candidate.title_rows = [other for other in rows if other < row]
                best = (score, candidate)
    return best[1] if best else None


def _candidate(sheet: Sheet, row: int, height: int, merged: dict[tuple[int, int], Area]) -> Table:
    headers, groups = _headers(sheet, row, height, merged)
    columns, unknown = columns_of(headers, groups)
    hidden = sheet.hidden_columns
    table = Table(
        sheet,
        [column for column in columns if column.index not in hidden],
        [(index, text) for index, text in unknown if index not in hidden],
        row,
        row + height,
    )
    table.merged = merged
    return table


def _headers(
    sheet: Sheet, row: int, height: int, merged: dict[tuple[int, int], Area]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return the column names, and the group heading over each, of a header one or two rows high."""
    upper = {column: _heading(cell) for column, cell in sheet.filled(row)}
    if height == 1:
        return {column: text for column, text in upper.items() if text}, {}
    lower = {column: _heading(cell) for column, cell in sheet.filled(row + 1)}
    headers, groups, last = {}, {}, ""
    for column in range(1, max([*upper, *lower], default=0) + 1):
        area = merged.get((row, column))
        if area and area.bottom > row:
            headers[column] = upper.get(area.left, "") if area.left == column else ""
            continue
        above = upper.get(area.left, "") if area else upper.get(column, "")
        last = above or (last if column in lower and not area else "")
        below = lower.get(column, "")
        if below:
            headers[column], groups[column] = below, last
        elif above and not (area and area.right > area.left):
            headers[column] = above
    return {column: text for column, text in headers.items() if text}, groups


def _heading(cell: Cell) -> str:
    text = cell_text(cell)
    return " ".join(text.split()) if not isinstance(cell.value, int | float) and len(text) <= 60 else ""


def _score(table: Table, height: int) -> float:
    """Say how much a row looks like column names; 0 when it does not at all."""
    fields = {column.field for column in table.columns}
    named = bool(fields & {"name", "contact"}) or (bool(table.unknown) and len(fields & _REACH) >= 2)
    filled = sum(1 for _ in table.sheet.filled(table.header_row))
    if not named or (len(fields) < 2 and not (fields == {"name"} and filled == 1 and _sure(table))):
        return 0
    if height == 2 and not _second_row_counts(table):
        return 0
    share = len(table.columns) / (len(table.columns) + len(table.unknown))
    return len(fields) * share + (0.5 if "name" in fields else 0) - table.header_row / 1000


def _second_row_counts(table: Table) -> bool:
    """A second heading row must name columns itself, and not be the first row of the list."""
    texts = [cell_text(cell) for _, cell in table.sheet.filled(table.header_row + 1)]
    known = sum(field_of(text) is not None for text in texts)
    over = sum(1 for _ in table.sheet.filled(table.header_row))
    return over >= 2 and known >= 2 and known * 2 > len(texts)


def _sure(table: Table) -> bool:
    """A single column is a list only when nothing but its heading stands in a row by itself at the top."""
    header = fold(table.columns[0].header)
    below = [number for number in table.sheet.rows() if number > table.header_row]
    wide = any(sum(1 for _ in table.sheet.filled(number)) > 1 for number in below[:50])
    return header in ("organisasjon", "organisasjoner", "brukerorganisasjon", "brukarorganisasjon") and not wide
