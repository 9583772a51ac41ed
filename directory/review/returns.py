"""Letters that came back for good, and people who have left: work for staff, with the ways that are left."""

from collections.abc import Sequence
from dataclasses import dataclass

from directory.mail.addresses import norm_of
from directory.organisations.entry import Entry
from directory.organisations.reads import find
from directory.review.replies import Message

INSTEAD = "contact:"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach an organisation: `kind` is address, telephone or letter; `who` a person's name or empty."""

    kind: str
    value: str
    who: str = ""


def instead_of(found: Message) -> str:
    """Return the address that a mail says to write to from now on, or empty."""
    return found.proposal.removeprefix(INSTEAD) if found.proposal.startswith(INSTEAD) else ""


async def other_ways(found: Message) -> Sequence[Way]:
    """Return the ways that are left when a letter came back: the named address, contacts, telephone, letter."""
    if found.organisation is None:
        return ()
    entry = (await find(found.organisation)).entry
    gone = {norm_of(found.address), ""}
    named = instead_of(found)
    addresses = [Way("address", named)] if named else []
    for way in addresses_of(entry):
        if norm_of(way.value) not in gone | {norm_of(one.value) for one in addresses}:
            addresses.append(way)
    letter = [Way("letter", entry.postal_address)] if entry.postal_address else []
    return [*addresses, *telephones_of(entry), *letter]


def addresses_of(entry: Entry) -> list[Way]:
    """Return every place for an address in an entry, also empty ones and the same one twice."""
    people = [Way("address", person.email, person.name) for person in entry.contacts]
    return [Way("address", entry.update_email), Way("address", entry.email), *people]


def telephones_of(entry: Entry) -> list[Way]:
    """Return every telephone number of an entry."""
    people = [Way("telephone", person.phone, person.name) for person in entry.contacts if person.phone]
    return ([Way("telephone", entry.phone)] if entry.phone else []) + people
