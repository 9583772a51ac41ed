"""A reading as JSON and back, to hand it from the child process to ours."""

import dataclasses
from datetime import date
from typing import Any

from directory.imports.entry import Duplicate, ImportedContact, ImportedOrganisation, Problem, Reading, Skipped


def packed(reading: Reading) -> dict[str, Any]:
    """Return a reading as what JSON can carry, dates as ISO text."""
    plain = dataclasses.asdict(reading)
    for part in (plain, *plain["organisations"]):
        part["list_date"] = part["list_date"].isoformat() if part["list_date"] else None
    return plain


def unpacked(plain: dict[str, Any]) -> Reading:
    """Return the reading that `packed` made plain; raises KeyError and TypeError for anything else."""
    return Reading(
        sheets=tuple(plain["sheets"]),
        organisations=tuple(map(_organisation, plain["organisations"])),
        duplicates=tuple(Duplicate(**item) for item in plain["duplicates"]),
        skipped=tuple(Skipped(**item) for item in plain["skipped"]),
        problems=tuple(Problem(**item) for item in plain["problems"]),
        dropped_notes=int(plain["dropped_notes"]),
        list_date=_date(plain["list_date"]),
        list_precision=str(plain["list_precision"]),
    )


def _organisation(plain: dict[str, Any]) -> ImportedOrganisation:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    values["areas"] = tuple((area, perspective) for area, perspective in plain["areas"])
    values["contacts"] = tuple(ImportedContact(**item) for item in plain["contacts"])
    values["problems"] = tuple(Problem(**item) for item in plain["problems"])
    values["list_date"] = _date(plain["list_date"])
    return ImportedOrganisation(**values)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
