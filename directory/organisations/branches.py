"""What is said about umbrellas and branches that waits for staff: an umbrella, an address for a branch. Pure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

PARENT = "parent"  # kinds of suggestions
ADDRESS = "address"


def parent_in(details: Mapping[str, Any]) -> UUID | None:
    """Return the umbrella that a suggestion's `details` name, None for none or for what is no id."""
    try:
        return UUID(str(details.get(PARENT, "")))
    except ValueError:
        return None
