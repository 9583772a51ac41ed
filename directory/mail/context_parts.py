"""What the letters' contexts are made of: who writes, one organisation as it is shown, one change."""

from dataclasses import dataclass
from typing import ClassVar

ANSWERS = ("confirmed", "changed", "begun", "wrong_contact", "paused_or_ceased", "withdrawn")
CHANNELS = ("link", "code", "telephone", "letter", "reply")
FROM_EMPLOYEE = ("centre", "centre_website", "employee", "employee_title", "employee_phone", "hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Any letter."""

    AT_SENDING: ClassVar[tuple[str, ...]] = ()
    SEVERAL_LINES: ClassVar[tuple[str, ...]] = ()
    SHARED: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FromEmployee(Letter):
    """Who signs: the named employee of a centre.

    `centre_website` is shown without scheme and is never a link (the reader types it). `hours` are the
    telephone hours, as in "hverdager 9–15"; empty when none are set. `consent_url` is where a person who has said yes
    to being shown takes it back; only in a letter to that person's own address.
    """

    centre: str
    centre_website: str
    employee: str
    employee_title: str
    employee_phone: str
    hours: str
    consent_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the public sees of one organisation today.

    `kind` is the type's name; `coverage` and `experience` are whole phrases ("Sunnfjord, Kinn og Askvoll").
    Empty `email` means that the public writes through the message form. `id` is the organisation's, so that
    one that has answered meanwhile is left out when the letter goes. `came_of_it` is one sentence about the messages
    that reached them through the list, empty when none did.
    """

    id: str = ""
    name: str
    kind: str
    coverage: str
    experience: str
    email: str
    phone: str
    contact_name: str
    last_confirmed: str
    came_of_it: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One of the organisations a reminder asks for; `id` as in Shown."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnField:
    """What everybody sees of a contact person's name, telephone or e-mail; an empty `value` is hidden or missing."""

    field: str
    value: str
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of an entry before and after; `field` is its label as the pages have it."""

    field: str
    before: str
    after: str
