"""Everything the centre knows of its entries, under the export's keys (CONTRACT.md, Commands)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from directory.organisations.entry import Entry, plain
from directory.organisations.rows import entries_of
from directory.tables.organisations import Organisation

KEYS = (
    "id", "name", "type", "orgnr", "municipality", "coverage", "email", "phone", "website", "areas", "target_groups",
    "forms", "contacts", "confirmed_at", "perspectives", "description", "postal_address", "update_email", "status",
    "published", "aliases", "experience", "fine_forms", "description_nn", "language", "accepts_requests",
    "representatives", "travels", "digital", "answer_days", "edited_at", "reviewed_at",
)  # fmt: skip
INSTANTS = ("confirmed_at", "edited_at", "reviewed_at")


async def rows() -> list[dict[str, Any]]:
    """Return every entry, also the unpublished, in alphabetical order; what is missing is null."""
    found = await Organisation.select().order_by(Organisation.sort_key, Organisation.id)
    return [_row(row, entry) for row, entry in zip(found, await entries_of(found), strict=True)]


def _row(stored: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
    values = entry.as_json()
    values |= {
        "id": str(stored["id"]),
        "status": stored["status"],
        "published": stored["published"],
        "areas": list(dict.fromkeys(area for area, _perspective in entry.areas)),
        "perspectives": list(dict.fromkeys(perspective for _area, perspective in entry.areas)),
        "experience": [f"{area}:{perspective}" for area, perspective in entry.areas],
        "contacts": [{name: value or None for name, value in plain(person).items()} for person in entry.contacts],
    }
    values |= {name: _instant(stored[name]) for name in INSTANTS}
    return {key: None if values[key] == "" else values[key] for key in KEYS}


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
