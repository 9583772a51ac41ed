"""Reading of a stranger's file in a process of its own, with limits on time and memory.

The child gets the limits and the bytes on its standard input and answers with JSON, so nothing a
crafted file makes it do reaches further than a wrong list of cells.
"""

import contextlib
import dataclasses
import json
import resource
import subprocess
import sys
from typing import Any

from directory.errors import Refused
from directory.imports.cells import Area, Book, Cell, Limits, Sheet
from directory.imports.formats import BROKEN, TOO_BIG
from directory.imports.workbook import read

TOO_SLOW = "It took too long to read the file. Save a smaller copy with only the list in it and try again."
TOO_HEAVY = "The file needs too much memory. Save a smaller copy with only the list in it and try again."


def read_isolated(content: bytes, limits: Limits) -> Book:
    """Return a file's cells; raises Refused when it is not a spreadsheet, too big, too slow or damaged."""
    if len(content) > limits.max_bytes:
        raise Refused(TOO_BIG.format(size=len(content), limit=limits.max_bytes))
    order = json.dumps(dataclasses.asdict(limits)).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "directory.imports.isolated"],
            input=order + content,
            capture_output=True,
            timeout=limits.seconds + 5,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(TOO_SLOW) from error
    return _answer(done)


def _answer(done: "subprocess.CompletedProcess[bytes]") -> Book:
    if done.returncode < 0:
        raise Refused(TOO_SLOW)
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise Refused(TOO_HEAVY if b"MemoryError" in done.stderr else BROKEN) from error
    if "refused" in answer:
        raise Refused(str(answer["refused"]))
    return unpacked(answer)


def packed(book: Book) -> dict[str, Any]:
    """Return a workbook as what JSON can carry."""
    return {
        "kind": book.kind,
        "sheets": [
            {
                "name": sheet.name,
                "hidden": sheet.hidden,
                "cells": [[row, column, *_plain(cell)] for (row, column), cell in sheet.cells.items()],
                "merged": [[area.top, area.left, area.bottom, area.right] for area in sheet.merged],
                "hidden_columns": sorted(sheet.hidden_columns),
                "hidden_rows": sorted(sheet.hidden_rows),
            }
            for sheet in book.sheets
        ],
    }


def _plain(cell: Cell) -> list[Any]:
    plain: list[Any] = [
        cell.value, cell.comment, cell.fill, cell.bold, cell.strike, cell.formula, cell.date,
    ]  # fmt: skip
    while plain and not plain[-1]:
        plain.pop()
    return plain or [cell.value]


def unpacked(data: dict[str, Any]) -> Book:
    """Return the workbook that `packed` made into plain data."""
    sheets = []
    for part in data["sheets"]:
        sheet = Sheet(str(part["name"]), bool(part["hidden"]))
        for row, column, *rest in part["cells"]:
            sheet.cells[int(row), int(column)] = Cell(*rest)
        sheet.merged = [Area(*map(int, area)) for area in part["merged"]]
        sheet.hidden_columns = set(part["hidden_columns"])
        sheet.hidden_rows = set(part["hidden_rows"])
        sheets.append(sheet)
    return Book(str(data["kind"]), sheets)


def _limit(limits: Limits) -> None:
    for kind, amount in ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CPU, limits.seconds)):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(kind, (amount, amount))


def main() -> None:
    """Read limits and file from standard input, write the cells or the refusal to standard output."""
    limits = Limits(**json.loads(sys.stdin.buffer.readline()))
    _limit(limits)
    try:
        answer = packed(read(sys.stdin.buffer.read(), limits))
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": TOO_HEAVY}
    except RecursionError:
        answer = {"refused": BROKEN}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
