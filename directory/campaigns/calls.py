"""Whom to ring and what to do next, of what was tried. Pure: rows come in as arguments."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.i18n import marked
from directory.mail.addresses import norm_of

WAITING = ("planned", "ready", "sending", "deferred")
RETURNED = ("hard", "soft", "policy")
# What to do with somebody in a round, the kindest and likeliest first.
STEPS = {
    "nothing": marked("Nothing: they have answered"),
    "leave": marked("Nothing: they asked for no more letters this year"),
    "read": marked("Read the e-mail they have sent"),
    "wait": marked("Wait: they have got a letter, and the round is still on"),
    "ring": marked("Ring"),
    "ring-for-address": marked("Ring, and ask for an e-mail address that works"),
    "post": marked("Write a letter on paper: there is no telephone number"),
    "find": marked("Find a telephone number or an e-mail address: look at their website, or ask the municipality"),
}
CALLS = ("ring", "ring-for-address")


@dataclass(frozen=True, slots=True)
class Person:
    """A contact person as staff see it."""

    name: str
    role: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Try:
    """One letter that was written: `at` when it was handed over, else when it came to its state.

    `returned` is the kind of mail that came back (`hard`, `soft`, `policy`, `auto-reply` …), or empty.
    """

    letter: UUID
    wave: str
    address: str
    state: str
    why: str
    at: datetime
    returned: str
    returned_at: datetime | None

    @property
    def arrived(self) -> bool:
        """Whether it was handed over and did not come back."""
        return self.state == "accepted" and self.returned not in RETURNED

    @property
    def dead(self) -> bool:
        """Whether it showed that there is nobody at its address."""
        return self.returned == "hard" or (self.state == "refused" and self.why == "address")


@dataclass(frozen=True, slots=True)
class Asked:
    """An organisation in a round with all that was tried, oldest first.

    `answer` is the kind of its latest answer, `replied` or `unanswered`; `address` where letters go now.
    """

    organisation: UUID
    name: str
    type: str
    municipality: str
    phone: str
    address: str
    postal_address: str
    people: tuple[Person, ...]
    answer: str
    answered_at: datetime | None
    channel: str
    stopped_at: datetime | None
    tries: tuple[Try, ...]

    @property
    def phones(self) -> tuple[tuple[str, str], ...]:
        """Every number with whose it is (empty: the organisation's own), each number once."""
        numbers = {self.phone: ""} if self.phone else {}
        for person in self.people:
            if person.phone:
                numbers.setdefault(person.phone, person.name or person.role)
        return tuple((number, whose) for number, whose in numbers.items())

    @property
    def bounced(self) -> bool:
        """Whether the address letters go to now turned out to be dead."""
        return bool(self.address) and norm_of(self.address) in dead_addresses(self.tries)


def dead_addresses(tries: Sequence[Try]) -> Collection[str]:
    """Return the addresses that do not exist, as addresses.norm_of has them."""
    return {norm_of(one.address) for one in tries if one.dead}


def next_step(asked: Asked, *, over: bool) -> str:
    """Return what to do next, a key of STEPS; `over` when the deadline has passed."""
    if asked.answer == "replied":
        return "read"
    if asked.answer != "unanswered":
        return "nothing"
    if asked.stopped_at is not None:
        return "leave"
    reached = any(one.arrived or one.state in WAITING for one in asked.tries)
    if reached and not over:
        return "wait"
    if not asked.phones:
        return "post" if asked.postal_address else "find"
    return "ring" if asked.address and not asked.bounced else "ring-for-address"


def may_be_rung(asked: Asked, *, over: bool) -> bool:
    """Return whether a call is the next step."""
    return next_step(asked, over=over) in CALLS
