"""Whom an organisation can be reached through when the one we wrote to is not the right one."""

from collections.abc import Sequence
from datetime import datetime

from directory.mail.addresses import norm_of
from directory.organisations.reads_stop import stop_of
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


async def stopped(case: Case, at: datetime) -> str:
    """Return whose "no more letters this year" stands while somebody waits to be asked; empty when nobody's.

    `former`: only the one we write to today can have said it, so it does not hold for another address. `unknown`: it
    may have been another, so it holds.
    """
    stop = await stop_of(case.stored.id, at) if case.kind == "wrong_contact" and case.state == "waiting" else None
    if stop is None:
        return ""
    return "former" if stop.by and stop.by == norm_of(case.stored.entry.update_address) else "unknown"
