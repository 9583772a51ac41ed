"""Comma-separated text: which characters, which separator, then cells."""

import csv
import io
from collections import Counter

from directory.imports.cells import Book, Cell, Limits, Sheet
from directory.imports.text import unquoted
from directory.imports.unreadable import TOO_LONG, TOO_MANY_COLUMNS, TOO_MANY_ROWS, UNKNOWN, Unreadable

SEPARATORS = ";,\t|"
SHEET = "CSV"


def read(content: bytes, limits: Limits) -> Book:
    """Return the text as one sheet; raises Refused when there are too many rows or columns."""
    text = decoded(content)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text, offset = first.strip()[4], rest, 1
    else:
        separator, offset = separator_of(text), 0
    sheet = Sheet(SHEET)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), offset + 1):
            _add(sheet, number, row, limits)
    except csv.Error as error:
        raise Unreadable(TOO_LONG) from error
    return Book("csv", [sheet])


def _add(sheet: Sheet, number: int, row: list[str], limits: Limits) -> None:
    used = [index for index, value in enumerate(row, 1) if value.strip()]
    if used and used[-1] > limits.max_columns:
        raise Unreadable(TOO_MANY_COLUMNS, sheet=sheet.name, count=used[-1], limit=limits.max_columns)
    if used and number > limits.max_rows:
        raise Unreadable(TOO_MANY_ROWS, sheet=sheet.name, count=number, limit=limits.max_rows)
    for column in used:
        value = unquoted(row[column - 1])
        sheet.cells[number, column] = Cell(value, formula=value.startswith("="))


def decoded(content: bytes) -> str:
    """Return the text: UTF-16 by its mark, UTF-8 with or without mark, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Unreadable(UNKNOWN) from error
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def separator_of(text: str) -> str:
    """Return the separator that cuts the first lines into the most, and most even, columns."""
    sample = text[:20_000]
    best, best_score = ";", 0.0
    for separator in SEPARATORS:
        score = _score(sample, separator)
        if score > best_score:
            best, best_score = separator, score
    return best


def _score(sample: str, separator: str) -> float:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(row)]
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, count = Counter(widths).most_common(1)[0]
    return (min(width, 12) - 1) * count / len(widths)
