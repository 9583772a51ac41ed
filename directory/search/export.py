"""The public list as a file: the export keys of CONTRACT.md, and nothing that is not public."""

import csv
import json
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from directory.search.records import Listed

MOST_ROWS = 20_000
KEYS = (
    "id", "name", "type", "orgnr", "municipality", "coverage", "email", "phone", "website", "areas", "target_groups",
    "forms", "contacts", "confirmed_at", "perspectives", "description", "status",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run (OWASP, CSV injection)
BETWEEN = "; "
WIDEST = 60  # characters


def row(entry: Listed) -> dict[str, Any]:
    """Return one entry under the export's keys; slugs, four-digit numbers, E.164, ISO 8601."""
    return {
        "id": str(entry.id),
        "name": entry.name,
        "type": entry.type,
        "orgnr": entry.orgnr,
        "municipality": entry.municipality,
        "coverage": list(entry.coverage),
        "email": entry.email,
        "phone": entry.phone,
        "website": entry.website,
        "areas": list(dict.fromkeys(area for area, _perspective in entry.areas)),
        "target_groups": list(entry.target_groups),
        "forms": list(entry.forms),
        "contacts": list(entry.contacts),
        "confirmed_at": _instant(entry.confirmed_at),
        "perspectives": list(dict.fromkeys(perspective for _area, perspective in entry.areas)),
        "description": entry.description,
        "status": entry.status,
    }


def as_json(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as a list of objects."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1, default=str).encode()


def as_csv(rows: Iterable[Mapping[str, Any]], keys: Sequence[str] = KEYS) -> bytes:
    """Return rows as CSV that a Norwegian spreadsheet opens by a double click: UTF-8 with BOM, semicolons.

    Several values in a cell stand with `; ` between them. A cell that a spreadsheet would take for a formula
    begins with `'`; the import takes it off again.
    """
    return "\ufeff".encode() + _lines([keys]) + _csv(rows, keys)


async def csv_parts(parts: AsyncIterable[Sequence[Mapping[str, Any]]]) -> AsyncIterator[bytes]:
    """Yield what `as_csv` returns, a few rows at a time."""
    yield as_csv([])
    async for rows in parts:
        yield _csv(rows, KEYS)


async def json_parts(parts: AsyncIterable[Sequence[Mapping[str, Any]]]) -> AsyncIterator[bytes]:
    """Yield rows as a list of objects, a few at a time."""
    before = b"["
    async for rows in parts:
        for each in rows:
            yield before + b"\n" + json.dumps(each, ensure_ascii=False, default=str).encode()
            before = b","
    yield b"[]" if before == b"[" else b"\n]"


def _csv(rows: Iterable[Mapping[str, Any]], keys: Sequence[str]) -> bytes:
    return _lines([harmless(cell(each.get(key))) for key in keys] for each in rows)


def _lines(cells: Iterable[Sequence[str]]) -> bytes:
    file = StringIO(newline="")
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(cells)
    return file.getvalue().encode()


def as_xlsx(table: Sequence[Sequence[str]], title: str) -> bytes:
    """Return a table (its first row the headings) as an Excel workbook with text cells only."""
    memory = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(memory, options)
    sheet = workbook.add_worksheet(title[:31])
    heading = workbook.add_format({"bold": True, "bottom": 1, "valign": "top"})
    plain = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for number, line in enumerate(table):
        for column, text in enumerate(line):
            sheet.write_string(number, column, text[:32_000], heading if number == 0 else plain)
    for column, longest in enumerate(max(map(len, texts)) for texts in zip(*table, strict=True)):
        sheet.set_column(column, column, min(longest + 2, WIDEST))
    sheet.freeze_panes(1, 1)
    if len(table) > 1:
        sheet.autofilter(0, 0, len(table) - 1, len(table[0]) - 1)
    workbook.close()
    return memory.getvalue()


def cell(value: Any) -> str:  # noqa: ANN401  # a value is whatever its key holds
    """Return a value as the text of one cell."""
    if isinstance(value, Mapping):
        return ", ".join(str(part) for part in value.values() if part)
    if isinstance(value, list | tuple):
        return BETWEEN.join(cell(part) for part in value)
    if isinstance(value, bool):
        return "ja" if value else "nei"
    return "" if value is None else str(value)


def harmless(text: str) -> str:
    """Return a cell's text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
