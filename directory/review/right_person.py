"""Whom an organisation can be reached through when the one we wrote to is not the right one."""

from collections.abc import Sequence

from directory.mail.addresses import norm_of
from directory.review.returns import Way, addresses_of, telephones_of
from directory.review.suggestions import Case


def ways(case: Case) -> Sequence[Way]:
    """Return the addresses to choose from, who was named first, then the telephones; each once."""
    entry = case.stored.entry
    named = next((point.proposed for point in case.points if point.field == "update_email"), "")
    found: dict[str, Way] = {}
    for way in [Way("address", named, case.details.get("name", "")), *addresses_of(entry)]:
        if way.value:
            found.setdefault(norm_of(way.value), way)
    return [*found.values(), *telephones_of(entry)]
