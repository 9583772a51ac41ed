"""What an employee may do: the one place where role, centre and act meet (OWASP ASVS 5.0, 8.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from directory.errors import NotAllowed, NotFound
from directory.i18n import _

ROLES = ("admin", "editor", "reader")


class Verb(StrEnum):
    """Everything an employee can do, as far as rights go."""

    LOOK = "look"
    EDIT = "edit"  # entries: add, change, take off the list, links
    REVIEW = "review"  # decide what waits
    ANSWER = "answer"  # mail that came in
    IMPORT = "import"
    CAMPAIGN = "campaign"  # prepare and run the year's round
    CENTRE = "centre"  # the centre's own settings
    SENDING = "sending"  # switch sending on and off
    STAFF = "staff"  # who works here


_EDITOR = frozenset({Verb.LOOK, Verb.EDIT, Verb.REVIEW, Verb.ANSWER, Verb.IMPORT, Verb.CAMPAIGN})
RIGHTS: Mapping[str, frozenset[Verb]] = {
    "reader": frozenset({Verb.LOOK}),
    "editor": _EDITOR,
    "admin": _EDITOR | {Verb.CENTRE, Verb.SENDING, Verb.STAFF},
}


@dataclass(frozen=True, slots=True)
class Member:
    """An employee; `roles` maps the id of a centre to the role there."""

    id: int
    email: str
    name: str = ""
    language: str = "nb"
    roles: Mapping[int, str] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """What we call the employee: the name, else the address."""
        return self.name or self.email


def allowed(member: Member, verb: Verb, centre: int) -> bool:
    """Return whether an employee may do something with what belongs to a centre."""
    return verb in RIGHTS.get(member.roles.get(centre, ""), frozenset())


def require(member: Member, verb: Verb, centre: int) -> None:
    """Refuse what is not allowed: NotFound for another centre's things, NotAllowed at one's own centre."""
    if not allowed(member, Verb.LOOK, centre):
        raise NotFound("another centre's")
    if not allowed(member, verb, centre):
        raise NotAllowed(_("Your role at the centre does not include this. Ask an administrator at the centre."))


def anywhere(member: Member, verb: Verb) -> bool:
    """Return whether there is any centre where an employee may do something."""
    return any(allowed(member, verb, centre) for centre in member.roles)
