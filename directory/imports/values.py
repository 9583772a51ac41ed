"""The cells of one organisation by field, checked for what a spreadsheet can do to a value."""

from dataclasses import dataclass, field

from directory.imports import reasons
from directory.imports.cells import Cell, coordinate
from directory.imports.entry import ATTENTION, NOTICE, Issue, Problem
from directory.imports.layout import Table, cell_text
from directory.imports.rows import Block
from directory.imports.text import is_error, looks_like_formula, means_nothing, repaired
from directory.imports.websites import web_address


@dataclass(frozen=True, slots=True)
class Found:
    """A text that stood in a cell."""

    text: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """The cell's name, like B12."""
        return coordinate(self.row, self.column)


@dataclass(slots=True)
class Values:
    """Reads one organisation's cells and collects what is wrong with them."""

    block: Block
    problems: list[Problem] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    dropped: int = 0
    _checked: set[tuple[int, int]] = field(default_factory=set)

    @property
    def table(self) -> Table:
        """The list the organisation stands in."""
        return self.block.table

    def of(self, *fields: str) -> list[Found]:
        """Return the texts of one or more fields, from the organisation's own row and the rows below it."""
        found = []
        for row in self.block.rows:
            for column in self.table.indexes(*fields):
                one = self.at(row, column, fields[0])
                if one:
                    found.append(one)
        return found

    def at(self, row: int, column: int, name: str) -> Found | None:
        """Return the text of one cell; a cell merged over rows counts once, where the organisation begins."""
        first = row == self.block.rows[0]
        cell = self.table.filled(row, column) if first else self.table.sheet.cell(row, column)
        text = _linked(cell, name) or self._checked_text(cell, row, column, name)
        if not text:
            return None
        self.cells.setdefault(name, coordinate(row, column))
        return Found(text, row, column)

    def say(self, found: Found, name: str, issues: list[Issue]) -> None:
        """Keep what a reader said about a cell."""
        where = (self.table.sheet.name, found.cell, name)
        self.problems += [Problem(*where, issue.value, issue.reason, issue.params, issue.weight) for issue in issues]

    def _checked_text(self, cell: Cell, row: int, column: int, name: str) -> str:
        text = cell_text(cell)
        spot = Found(text, row, column)
        said = (row, column) in self._checked
        self._checked.add((row, column))
        problem: Issue | None = None
        if is_error(text):
            problem, text = Issue(reasons.CELL_ERROR, text), ""
        elif looks_like_formula(text) or (cell.formula and not text):
            problem, text = Issue(reasons.FORMULA_DROPPED, text), ""
        elif cell.formula:
            problem = Issue(reasons.FORMULA_RESULT, text, {}, NOTICE)
        elif better := repaired(text):
            problem, text = Issue(reasons.MOJIBAKE, text, {"proposal": better}, ATTENTION), better
        if problem and not said:
            self.say(spot, name, [problem])
        return "" if means_nothing(text) and name != "note" else text


def _linked(cell: Cell, name: str) -> str:
    """Return where a cell leads when its own text ("Lenke", "Send e-post") is no address."""
    text = cell_text(cell)
    if name == "website" and cell.link.lower().startswith(("http://", "https://")) and web_address(text) is None:
        return cell.link
    return cell.link if name == "email" and cell.link.lower().startswith("mailto:") and "@" not in text else ""
