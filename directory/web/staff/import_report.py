"""A report of an import in plain words: counts first, then by sheet and cell; and as a file to keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from directory.i18n import _, marked
from directory.imports import reads
from directory.imports.entry import ATTENTION, Problem
from directory.imports.report import OUTCOMES, Report
from directory.organisations.wording import LABELS
from directory.web.staff.numbers import Tile
from directory.web.staff.words import label

OUTCOME_NAMES = {
    "new": marked("New"),
    "same": marked("As before"),
    "changed": marked("Changed"),
    "attention": marked("Needs a look"),
    "duplicate": marked("Double"),
}
COLOURS = {"new": "success", "same": "neutral", "changed": "info", "attention": "warning", "duplicate": "neutral"}
HEADINGS = (
    marked("Sheet"), marked("Cell"), marked("Organisation"), marked("What became of it"), marked("Field"),
    marked("The cell says"), marked("Why"),
)  # fmt: skip
FIELDS = {"name": marked("Name"), "contact": marked("Contact person"), "areas": marked("Experience")}


@dataclass(frozen=True, slots=True)
class Said:
    """One remark: where, about what, what stood there, why."""

    sheet: str
    cell: str
    organisation: str
    field: str
    value: str
    reason: str
    attention: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation of the file."""

    sheet: str
    cell: str
    name: str
    outcome: str
    outcome_name: str
    color: str
    organisation: str
    remarks: list[Said]


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole report: figures, rows, remarks that belong to no row, and what was left out."""

    tiles: list[Tile]
    total: int
    dropped_notes: int
    rows: list[Row]
    other: list[Said]
    skipped: list[Said]

    @property
    def to_look_at(self) -> list[Row]:
        """The rows with something that a person should look at."""
        return [row for row in self.rows if row.outcome == "attention" or any(one.attention for one in row.remarks)]

    def table(self) -> list[list[str]]:
        """Return the report as a table, its first line the headings."""
        lines = [[_(heading) for heading in HEADINGS]]
        for row in self.rows:
            start = [row.sheet, row.cell, row.name, row.outcome_name]
            lines += [[*start, one.field, one.value, one.reason] for one in row.remarks] or [[*start, "", "", ""]]
        lines += [[one.sheet, one.cell, "", _("Left out"), one.field, one.value, one.reason] for one in self.skipped]
        return lines


def shown_report(report: Report) -> Shown:
    """Return the report of a dry run, in the language spoken."""
    rows = [_row(each.sheet, each.cell, each.name, each.outcome, "", each.problems) for each in report.rows]
    mine = {problem for row in report.rows for problem in map(_key, row.problems)}
    other = [_said(problem, "") for problem in report.problems if _key(problem) not in mine]
    skipped = [_left_out(item.sheet, item.cell, item.value, item.reason, item.params) for item in report.skipped]
    return Shown(_tiles(report.counts), len(rows), report.dropped_notes, rows, other, skipped)


async def shown_run(run: Mapping[str, Any]) -> Shown:
    """Return the report of an import that was made, in the language spoken."""
    stored = await reads.rows(run["id"])
    rows = [
        _row(each["sheet"], each["cell"], each["name"], each["outcome"], str(each["organisation"] or ""),
             each["problems"])
        for each in stored
    ]  # fmt: skip
    report = run["report"]
    mine = {problem for each in stored for problem in map(_key, each["problems"])}
    problems = [Problem(**item) for item in report.get("problems", [])]
    skipped = [
        _left_out(item["sheet"], item["cell"], item["value"], item["reason"], item["params"])
        for item in report.get("skipped", [])
    ]
    counts = report | {"duplicate": report.get("duplicates", 0)}
    return Shown(
        _tiles(counts),
        len(rows),
        report.get("dropped_notes", 0),
        rows,
        [_said(problem, "") for problem in problems if _key(problem) not in mine],
        skipped,
    )


def _tiles(counts: Mapping[str, int]) -> list[Tile]:
    return [Tile(counts.get(name, 0), _(OUTCOME_NAMES[name]), color=COLOURS[name]) for name in OUTCOMES]


def _row(  # what a row is made of
    sheet: str, cell: str, name: str, outcome: str, organisation: str, problems: Iterable[Problem]
) -> Row:
    remarks = [_said(problem, name) for problem in problems]
    return Row(sheet, cell, name, outcome, _(OUTCOME_NAMES[outcome]), COLOURS[outcome], organisation, remarks)


def _said(problem: Problem, organisation: str) -> Said:
    return Said(
        problem.sheet,
        problem.cell,
        organisation,
        _field(problem.field),
        problem.value,
        _(problem.reason).format(**problem.params),
        problem.weight == ATTENTION,
    )


def _left_out(sheet: str, cell: str, value: str, reason: str, params: Mapping[str, str]) -> Said:
    return Said(sheet, cell, "", "", value, _(reason).format(**params), attention=False)


def _field(name: str) -> str:
    if name in LABELS:
        return label(name)
    return _(FIELDS[name]) if name in FIELDS else ""


def _key(problem: Problem) -> tuple[str, str, str, str]:
    return (problem.sheet, problem.cell, problem.field, problem.reason)
