"""A workbook as plain cells, whatever kind of file it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may at most be; bytes, counts, seconds of processor time and bytes of memory."""

    max_bytes: int = 10_000_000
    max_unpacked: int = 200_000_000
    max_entries: int = 2_000
    max_rows: int = 20_000
    max_columns: int = 500
    max_cells: int = 1_000_000
    seconds: int = 120
    memory: int = 1_500_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `fill` is ``grey``, ``red`` or empty, `date` tells that the value is an ISO date, `link` a target."""

    value: Value
    comment: str = ""
    fill: str = ""
    bold: bool = False
    strike: bool = False
    formula: bool = False
    date: bool = False
    link: str = ""

    @property
    def holds_something(self) -> bool:
        """Whether there is a value, or a formula that should have given one."""
        return self.formula or self.value not in (None, "")


@dataclass(frozen=True, slots=True)
class Area:
    """A merged range, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


EMPTY = Cell(None)


@dataclass(slots=True)
class Sheet:
    """One sheet; cells by (row, column), counted from 1 as people see them."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    _columns: dict[int, list[int]] = field(default_factory=dict, compare=False, repr=False)

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell, the empty one when nothing is there."""
        return self.cells.get((row, column), EMPTY)

    def columns_in(self, row: int) -> list[int]:
        """Return the columns of a row that have a cell, from the left; the cells must all be there by now."""
        if not self._columns:
            for number, column in sorted(self.cells):
                self._columns.setdefault(number, []).append(column)
        return self._columns.get(row, [])

    def rows(self) -> list[int]:
        """Return the numbers of the rows that hold a value, in order."""
        return sorted({row for (row, _), cell in self.cells.items() if cell.holds_something})

    def filled(self, row: int) -> Iterator[tuple[int, Cell]]:
        """Yield the columns of a row that hold a value, from the left."""
        for column in self.columns_in(row):
            cell = self.cells[row, column]
            if cell.holds_something:
                yield column, cell


@dataclass(slots=True)
class Book:
    """All sheets of a file; `kind` is ``xlsx``, ``xls``, ``ods`` or ``csv``."""

    kind: str
    sheets: list[Sheet]


def letters(column: int) -> str:
    """Return a column's letters (1 is A)."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def coordinate(row: int, column: int) -> str:
    """Return a cell's name as it stands in a spreadsheet, like `B12`."""
    return f"{letters(column)}{row}"


def number_text(value: float) -> str:
    """Return a number as it was meant: no decimals that are not there, no powers of ten."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
