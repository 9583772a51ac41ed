"""Whose mailbox an address is: the contact person's own, or one that several read."""

from collections.abc import Iterable

from directory.facts.names import slug
from directory.mail.addresses import norm_of
from directory.organisations.entry import YOUTH_TYPES, Entry, Person
from directory.organisations.mailboxes import is_general_mailbox

SHORTEST_NAME = 3  # letters; shorter parts of a name stand in many addresses by chance


def is_own(person: Person, entry: Entry) -> bool:
    """Return whether a person with a name can be asked at their address, so that nobody else answers for them.

    Not at a mailbox that several read: the organisation's shared one (unless it has the person's own name in it),
    one that two persons have, or one such as post@. Nobody in a youth panel is asked.
    """
    named = [other.email for other in entry.contacts if other.name]
    return entry.type not in YOUTH_TYPES and is_own_among(person.name, person.email, entry.email, named)


def is_own_among(name: str, address: str, shared: str, named: Iterable[str]) -> bool:
    """Return what `is_own` does: of the organisation's mailbox and the addresses of all its persons with a name."""
    if not name or not address or is_general_mailbox(address):
        return False
    norm = norm_of(address)
    if sum(norm_of(other) == norm for other in named) > 1:
        return False
    return norm != norm_of(shared) or _bears_the_name(norm, name)


def _bears_the_name(address: str, name: str) -> bool:
    local = slug(address.rpartition("@")[0])
    return any(len(word) >= SHORTEST_NAME and word in local for word in slug(name).split("-"))
