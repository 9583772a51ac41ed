"""Whose mailbox an address is: the contact person's own, or one that several read."""

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
    if not person.name or not person.email or entry.type in YOUTH_TYPES or is_general_mailbox(person.email):
        return False
    norm = norm_of(person.email)
    if sum(norm_of(other.email) == norm for other in entry.contacts if other.name) > 1:
        return False
    return norm != norm_of(entry.email) or _bears_the_name(norm, person.name)


def _bears_the_name(address: str, name: str) -> bool:
    local = slug(address.rpartition("@")[0])
    return any(len(word) >= SHORTEST_NAME and word in local for word in slug(name).split("-"))
