"""What was recovered from a file, before anything is compared or stored."""

import dataclasses
from dataclasses import dataclass
from datetime import date

ATTENTION = "attention"
NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Issue:
    """What a reader of one cell has to say about it; becomes a Problem where sheet and cell are known."""

    reason: str
    value: str = ""
    params: dict[str, str] = dataclasses.field(default_factory=dict)
    weight: str = ATTENTION


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know; `reason` is an English msgid, `params` what stands in its braces."""

    sheet: str
    cell: str
    field: str
    value: str
    reason: str
    params: dict[str, str] = dataclasses.field(default_factory=dict)
    weight: str = ATTENTION

    def text(self) -> str:
        """Return the reason in English, for the command line."""
        return self.reason.format(**self.params)


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """A person or a role; `phone` in E.164. Nothing of it is public without the person's consent."""

    name: str
    role: str = ""
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedOrganisation:
    """One organisation as a file has it; slugs, official place numbers, telephone in E.164.

    `areas` are pairs of competence area and perspective, `cells` says where a field was read,
    `update_email` is only set when the address must not be public, `umbrella` is the name of another organisation.
    """

    name: str
    type: str | None = None
    orgnr: str | None = None
    municipality: str | None = None
    coverage: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    website: str | None = None
    areas: tuple[tuple[str, str], ...] = ()
    target_groups: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    contacts: tuple[ImportedContact, ...] = ()
    aliases: tuple[str, ...] = ()
    description: str = ""
    postal_address: str = ""
    update_email: str | None = None
    umbrella: str = ""
    notes: tuple[str, ...] = ()
    list_date: date | None = None
    list_precision: str = ""
    sheet: str = ""
    row: int = 0
    cells: dict[str, str] = dataclasses.field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def needs_attention(self) -> bool:
        """Whether a person has to look at something in this row."""
        return any(problem.weight == ATTENTION for problem in self.problems)

    @property
    def cell(self) -> str:
        """The cell the name stands in."""
        return self.cells.get("name", "")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that is probably an organisation already in the file; reported, not imported."""

    name: str
    of: str
    sheet: str
    cell: str
    reason: str
    params: dict[str, str] = dataclasses.field(default_factory=dict)

    def problem(self) -> Problem:
        """Return it as a line of the report."""
        return Problem(self.sheet, self.cell, "name", self.name, self.reason, self.params)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet, column or row that was left out on purpose; `cell` is empty for a whole sheet."""

    sheet: str
    cell: str
    value: str
    reason: str
    params: dict[str, str] = dataclasses.field(default_factory=dict)

    def text(self) -> str:
        """Return the reason in English, for the command line."""
        return self.reason.format(**self.params)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one file gave; `problems` are those that belong to no organisation."""

    sheets: tuple[str, ...]
    organisations: tuple[ImportedOrganisation, ...]
    duplicates: tuple[Duplicate, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    dropped_notes: int = 0
    list_date: date | None = None
    list_precision: str = ""

    def all_problems(self) -> list[Problem]:
        """Return every problem in the order of sheets and rows, duplicates among them."""
        found = list(self.problems)
        for organisation in self.organisations:
            found.extend(organisation.problems)
        found.extend(duplicate.problem() for duplicate in self.duplicates)
        return sorted(found, key=lambda problem: (self._order(problem.sheet), _row(problem.cell)))

    def _order(self, sheet: str) -> int:
        return self.sheets.index(sheet) if sheet in self.sheets else len(self.sheets)


def _row(cell: str) -> int:
    digits = "".join(char for char in cell if char.isdigit())
    return int(digits) if digits else 0
