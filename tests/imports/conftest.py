"""Builders of small workbooks, as people make them."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest

from directory.imports import reasons
from directory.imports.cells import Limits
from directory.imports.entry import ImportedOrganisation, Reading
from directory.imports.reader import Options, read_book
from directory.imports.workbook import read

Rows = Sequence[Sequence[Any]]
HEADER = ["Organisasjon", "Kontaktperson", "Tlf", "Mail", "Kommune", "Kompetanse", "Merknad"]


def workbook(sheets: dict[str, Rows], touch: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if touch:
        touch(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def read_file() -> Callable[..., Reading]:
    """Read bytes as a file somebody handed in."""

    def run(content: bytes, **options: object) -> Reading:
        return read_book(read(content, Limits()), Options(**options))

    return run


@pytest.fixture
def read_sheets(read_file: Callable[..., Reading]) -> Callable[..., Reading]:
    """Read sheets given as rows by name; `touch` may change the workbook's looks before it is saved."""

    def run(sheets: dict[str, Rows], touch: Callable[..., None] | None = None, **options: object) -> Reading:
        return read_file(workbook(sheets, touch), **options)

    return run


@pytest.fixture
def read_rows(read_sheets: Callable[..., Reading]) -> Callable[..., Reading]:
    """Read rows below the usual column names."""

    def run(*rows: Sequence[Any], header: Sequence[str] = HEADER, **more: object) -> Reading:
        return read_sheets({"Liste": [header, *rows]}, **more)

    return run


@pytest.fixture
def read_one(read_rows: Callable[..., Reading]) -> Callable[..., ImportedOrganisation]:
    """Read one organisation given as field names and values."""

    def run(name: str = "Fjordlaget Rogaland", **cells: object) -> ImportedOrganisation:
        reading = read_rows([name, *cells.values()], header=["Organisasjon", *cells])
        assert len(reading.organisations) == 1
        return reading.organisations[0]

    return run


@pytest.fixture
def reasons_of() -> Callable[..., set[str]]:
    """Return the sentences, braces and all; small lists name no kinds, so that one is left out."""

    def run(result: Reading | ImportedOrganisation) -> set[str]:
        problems = result.all_problems() if isinstance(result, Reading) else result.problems
        return {problem.reason for problem in problems} - {reasons.TYPE_ASSUMED}

    return run
