"""One letter to a mailbox that several organisations share. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from directory.mail.addresses import norm_of

MOST = 50  # organisations one letter speaks of; a mailbox with more gets several letters
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Bundle(Generic[One]):
    """What goes to one address in one wave; `address` as it is spelt for the first of its members."""

    address: str
    members: tuple[One, ...]


def bundled(addressed: Iterable[tuple[str, One]]) -> list[Bundle[One]]:
    """Return pairs of address and member as one bundle for each address, however it is spelt, in the order given.

    Members without an address stay alone.
    """
    groups: dict[object, tuple[str, list[One]]] = {}
    for number, (address, member) in enumerate(addressed):
        groups.setdefault(norm_of(address) or number, (address, []))[1].append(member)
    return [
        Bundle(address, tuple(members[start : start + MOST]))
        for address, members in groups.values()
        for start in range(0, len(members), MOST)
    ]


def common_language(spoken: Sequence[tuple[str, str]]) -> str:
    """Return the language of a letter to several, from pairs of own choice (or empty) and language otherwise due.

    A choice somebody made comes before what a place suggests; then what most of them speak; else the first one's.
    """
    wanted = [own for own, _due in spoken if own] or [due for _own, due in spoken]
    return Counter(wanted).most_common(1)[0][0] if len(wanted) > 1 else wanted[0]
