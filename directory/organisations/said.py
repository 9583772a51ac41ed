"""What the answers say that are not about the entry: whom to ask, when to ask again, since when it pauses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

NAMED, UNKNOWN, LATER = "named", "unknown", "later"
PAUSED, DISSOLVED, ACTIVE = "paused", "dissolved", "active"
MONTHS_AHEAD = 12


@dataclass(frozen=True, slots=True)
class RightPerson:
    """Who is right: somebody NAMED (by name, address or both), UNKNOWN, or to be asked LATER, from `month` on."""

    who: str
    name: str = ""
    address: str = ""
    month: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as what JSON can hold (for suggestions)."""
        return {"who": self.who, "name": self.name, "address": self.address}


@dataclass(frozen=True, slots=True)
class Closing:
    """A pause or the end, `kind` PAUSED or DISSOLVED: since when (its month's first day), and who carries on.

    In a receipt it may be ACTIVE too: a pause is over.
    """

    kind: str
    since: date | None = None
    successor: str = ""
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as what JSON can hold (for suggestions)."""
        return {"since": self.since.isoformat() if self.since else "", "successor": self.successor}


def since_of(details: Mapping[str, Any]) -> date | None:
    """Return since when a suggestion's `details` say that an organisation pauses or is gone."""
    said = details.get("since")
    return date.fromisoformat(said) if said else None


def named_of(details: Mapping[str, Any]) -> str:
    """Return the name of the right person that a suggestion's `details` say, empty when none was written."""
    return str(details.get("name", "")) if details.get("who") == NAMED else ""


def months_ahead(today: date) -> list[date]:
    """Return the first days of the twelve months after a day's own."""
    first = today.year * 12 + today.month - 1
    return [date((first + more) // 12, (first + more) % 12 + 1, 1) for more in range(1, MONTHS_AHEAD + 1)]
