"""Who signs our letters: the named employee of a centre, in the letter's language."""

from collections.abc import Mapping
from typing import Any


def signature(centre: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return the fields that every letter from an employee shares, from a row of `centre`."""
    form = "nn" if language == "nn" else "nb"
    website = str(centre["website"]).removeprefix("https://").removeprefix("http://").rstrip("/")
    return {
        "centre": centre["name"],
        "centre_website": website,
        "employee": centre["employee"],
        "employee_title": centre[f"employee_title_{form}"],
        "employee_phone": centre["phone"],
        "hours": centre[f"phone_hours_{form}"],
    }
