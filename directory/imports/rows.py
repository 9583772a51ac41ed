"""The rows below the column names: organisations, their further contact rows, headings, totals, footnotes."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from directory.facts.taxonomies import taxonomy
from directory.imports import reasons
from directory.imports.areas import group_names, vocabulary
from directory.imports.cells import Cell, coordinate
from directory.imports.choices import type_names
from directory.imports.entry import NOTICE, Problem, Skipped
from directory.imports.geography import Where, read_places
from directory.imports.layout import Table, cell_text
from directory.imports.notes import is_sensitive, without_identity_numbers
from directory.imports.phrases import parts_of, phrase_key
from directory.imports.text import fold, means_nothing, one_line, shouted

_TOTAL = re.compile(r"^(sum|totalt|total|i alt|til saman|til sammen|antall|antal|tal pa)\b")
_FOOTNOTE = re.compile(r"^\s*(\*|†|[¹²³]|\d\)|\w+\s*=\s)")
_FOOT_WORDS = re.compile(
    r"^(fotnote|merk|nb|kilde|kjelde|sist oppdatert|oppdatert|tegnforklaring|forklaring|teiknforklaring)\b"
)
_ALSO_ORGANISATIONS = {"nfu", "smiso", "nok", "fri", "bar", "ips", "nav", "bufetat", "barn av rusmisbrukere"}
PERSONAL = ("contact", "contact_phone", "contact_email", "phone", "mobile", "email", "role")


@dataclass(slots=True)
class Headings:
    """What the headings above a row say: its competence areas, kind and place."""

    areas: str = ""
    type: str = ""
    place: str = ""


@dataclass(slots=True)
class Block:
    """One organisation: its own row first, then rows with more contacts."""

    table: Table
    name: str
    name_column: int
    rows: list[int]
    headings: Headings


@dataclass(slots=True)
class Body:
    """Everything below the column names of one table."""

    blocks: list[Block] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    dropped: int = 0  # private notes among the footnotes


def read_body(table: Table) -> Body:
    """Sort every row below the column names; nothing is left out without being mentioned."""
    body, headings = Body(), _headings_above(table)
    names = table.indexes("name")
    bold_names = _mostly_bold(table, names)
    for row in (number for number in table.sheet.rows() if number >= table.first_row):
        texts = {column: cell for column, cell in table.sheet.filled(row) if _counts(table, column, cell)}
        if not texts or all(means_nothing(cell_text(cell)) for cell in texts.values()):
            continue
        first, cell = next(iter(texts.items()))
        reason = _left_out(table, texts, cell)
        if reason:
            text = one_line(cell_text(cell))
            if is_sensitive(text):
                text, body.dropped = "", body.dropped + 1
            body.skipped.append(Skipped(table.sheet.name, coordinate(row, first), text, reason))
            body.footnotes.append(text)
        elif len(texts) == 1 and (heading := _heading(table, row, first, cell, bold_names)):
            headings = _below(headings, heading)
            if heading == Headings():
                said = one_line(cell_text(cell))
                where = (table.sheet.name, coordinate(row, first), "areas", said)
                body.problems.append(Problem(*where, reasons.SECTION_UNKNOWN, {"value": said}))
        else:
            _add_row(table, row, texts, headings, body)
    return body


def _headings_above(table: Table) -> Headings:
    """Return what the row just above the column names, else the sheet's name, says of all rows below."""
    above = [cell_text(cell) for _, cell in table.sheet.filled(table.header_row - 1)]
    for text in (above[0] if len(above) == 1 else "", "" if table.indexes("areas") else table.sheet.name):
        found = heading_of(one_line(text).rstrip(":")) if text else None
        if found and (found.areas or (found.place and text != table.sheet.name)):
            return Headings(found.areas, "", found.place)
    return Headings()


def _counts(table: Table, column: int, cell: Cell) -> bool:
    text = cell_text(cell)
    if column in table.sheet.hidden_columns or not (text or cell.formula):
        return False
    return column not in table.indexes("number") or not text.rstrip(".").isdigit()


def _mostly_bold(table: Table, names: list[int]) -> bool:
    cells = [table.sheet.cell(row, column) for row in table.sheet.rows() if row >= table.first_row for column in names]
    filled = [cell for cell in cells if cell_text(cell)]
    return sum(cell.bold for cell in filled) * 2 > len(filled)


def _left_out(table: Table, texts: dict[int, Cell], first: Cell) -> str:
    """Return why a row is no organisation: a total, a footnote, the column names again; empty when it may be one."""
    text = cell_text(first)
    if _TOTAL.match(fold(text)) and len(texts) <= 3 and re.search(r"\d", " ".join(map(cell_text, texts.values()))):
        return reasons.ROW_TOTAL
    if len(texts) <= 2 and (_FOOTNOTE.match(text) or _FOOT_WORDS.match(fold(text))):
        return reasons.ROW_FOOTNOTE
    headers = {column.index: fold(column.header) for column in table.columns}
    repeated = sum(fold(cell_text(cell)) == headers.get(column) for column, cell in texts.items())
    return reasons.ROW_HEADER if repeated >= 2 and repeated * 2 > len(texts) else ""


def _heading(table: Table, row: int, column: int, cell: Cell, bold_names: bool) -> Headings | None:
    """Return what a row with a single cell says as a heading; None when it is an organisation."""
    text = one_line(cell_text(cell)).rstrip(":").strip()
    area = table.merged.get((row, column))
    wide = bool(area and area.right > area.left)
    marked = wide or (cell.bold and not bold_names)
    loud = (shouted(text) or (len(text) == 3 and text.isupper())) and fold(text) not in _ALSO_ORGANISATIONS
    if len(text) > 80 or (column not in table.indexes("name") and not (marked or loud)):
        return None
    found = heading_of(text)
    if found and (marked or loud or cell_text(cell).endswith(":") or phrase_key(text) in _exact_names()):
        return found
    return Headings() if marked else None


@lru_cache(maxsize=1)
def _exact_names() -> set[str]:
    """The official names of more than one word; a synonym may well be an organisation's own name."""
    terms = (term for name in ("areas", "groups", "types") for term in taxonomy(name))
    words = {phrase_key(name) for term in terms for name in term.names.values()}
    return {word for word in words if " " in word}


def heading_of(text: str) -> Headings | None:
    """Return what a heading means: competence areas, a kind of organisation or a place; None when unknown."""
    known = {**vocabulary(), **group_names()}
    parts = parts_of(text, known)
    if parts and all(part.key for part in parts):
        return Headings(areas=text)
    if phrase_key(text) in type_names():
        return Headings(type=text)
    where: Where = read_places(text)
    return (
        Headings(place=text) if where.all and not any("{choices}" in issue.reason for issue in where.issues) else None
    )


def _below(before: Headings, heading: Headings) -> Headings:
    """A heading takes the place of the one before it of its own sort; an unknown one ends the area."""
    if heading.place:
        return Headings(place=heading.place)
    if heading.areas:
        return Headings(heading.areas, "", before.place)
    if heading.type:
        return Headings("", heading.type, before.place)
    return Headings(place=before.place)


def _add_row(table: Table, row: int, texts: dict[int, Cell], headings: Headings, body: Body) -> None:
    name_column = next((column for column in table.indexes("name") if column in texts), None)
    last = body.blocks[-1] if body.blocks else None
    if name_column is not None:
        name = one_line(cell_text(texts[name_column]))
        if last and _same_again(last, name, texts, table):
            last.rows.append(row)
        else:
            body.blocks.append(Block(table, name, name_column, [row], headings))
        return
    if last and _continues(table, row, last):
        last.rows.append(row)
        return
    column, cell = next(iter(texts.items()))
    known = next((item.field for item in table.columns if item.index == column), "")
    said, _ = without_identity_numbers(one_line(cell_text(cell)))
    body.problems.append(Problem(table.sheet.name, coordinate(row, column), known, said, reasons.NO_ORGANISATION))


def _continues(table: Table, row: int, last: Block) -> bool:
    """A row without a name belongs to the organisation above it, next row or same merged cell."""
    area = table.merged.get((row, last.name_column))
    return row - last.rows[-1] == 1 or bool(area and area.top == last.rows[0])


def _same_again(last: Block, name: str, texts: dict[int, Cell], table: Table) -> bool:
    """The name written again on the next row, with another contact person, is the same organisation."""
    if name != last.name:
        return False
    contacts = table.indexes("contact")
    mine = [one_line(cell_text(texts[column])) for column in contacts if column in texts]
    before = [one_line(cell_text(table.sheet.cell(row, column))) for row in last.rows for column in contacts]
    return bool(mine) and not set(mine) & set(before) and _agrees(last, texts, table)


def _agrees(last: Block, texts: dict[int, Cell], table: Table) -> bool:
    for column in table.indexes("orgnr", "municipality"):
        here, there = texts.get(column), cell_text(table.filled(last.rows[0], column))
        if here and there and fold(cell_text(here)) != fold(there):
            return False
    return True


def hidden_rows_note(table: Table) -> Problem | None:
    """Return the notice that hidden rows were read, when there are any with content."""
    hidden = [row for row in table.sheet.rows() if row in table.sheet.hidden_rows and row >= table.first_row]
    if not hidden:
        return None
    said = {"rows": ", ".join(map(str, hidden[:20]))}
    return Problem(table.sheet.name, "", "", "", reasons.ROWS_HIDDEN, said, NOTICE)
