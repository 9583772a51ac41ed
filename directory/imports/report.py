"""What became of a file, for the page, the command and the contract's JSON."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from directory.imports.entry import Problem, Reading, Skipped

OUTCOMES = ("new", "same", "changed", "attention", "duplicate")


@dataclass(frozen=True, slots=True)
class RowReport:
    """One organisation of the file and what became of it; `slug` is empty when no entry was touched."""

    sheet: str
    cell: str
    name: str
    outcome: str
    slug: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole file; `run` is None for a dry run."""

    run: int | None
    rows: tuple[RowReport, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...] = ()
    dropped_notes: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Return what `import --json` prints (CONTRACT.md, Commands)."""
        return {
            "run": self.run,
            "organisations": len(self.rows),
            "new": self.counts["new"],
            "same": self.counts["same"],
            "changed": self.counts["changed"],
            "attention": self.counts["attention"],
            "duplicates": self.counts["duplicate"],
            "dropped_notes": self.dropped_notes,
            "problems": [problem_json(problem) for problem in self.problems],
        }


def report_of(run: int | None, reading: Reading, rows: list[RowReport]) -> Report:
    """Put the rows and everything that was said about the file together, in the file's own order."""
    said = list(reading.problems)
    for row in rows:
        said += row.problems
    ordered = Reading(reading.sheets, (), problems=tuple(said)).all_problems()
    counts = Counter(row.outcome for row in rows)
    return Report(run, tuple(rows), tuple(ordered), reading.skipped, reading.dropped_notes, counts)


def problem_json(problem: Problem) -> dict[str, str]:
    """Return a problem as the contract has it, the reason in English."""
    return {
        "sheet": problem.sheet,
        "cell": problem.cell,
        "field": problem.field,
        "value": problem.value,
        "reason": problem.text(),
    }


def stored_problem(problem: Problem) -> dict[str, Any]:
    """Return a problem with its message's parts, so that a page can say it in its own language."""
    return {
        "sheet": problem.sheet, "cell": problem.cell, "field": problem.field, "value": problem.value,
        "reason": problem.reason, "params": problem.params, "weight": problem.weight,
    }  # fmt: skip
