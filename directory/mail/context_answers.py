"""What the letters are told that follow from the other answers: whom to ask, when to ask, where to write."""

from dataclasses import dataclass, field
from typing import ClassVar

from directory.mail.context_parts import ANSWERS, CHANNELS, Change, FromEmployee, OwnField


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered for one of several organisations; its facts are those of Receipt.

    `id` is the organisation's, and `visit` the random id that the undo link is made from when the letter goes. `again`
    says that an earlier answer about it stands before this one. `over` says why it has no undo link any more: its
    links are `closed`, or it is `undone`.
    """

    id: str = ""
    visit: str = ""
    name: str
    answered_at: str
    answer: str
    channel: str
    changes: tuple[Change, ...]
    waiting: tuple[Change, ...]
    decided: tuple[Change, ...] = ()
    undo_until: str
    confirmed: int = 0
    parts: int = 0
    left: tuple[str, ...] = ()
    ask_again: str = ""
    closing: str = ""
    since: str = ""
    successor: str = ""
    note: str = ""
    named: str = ""
    taken_back: str = ""
    rest: bool = False
    listed: bool = True
    again: bool = False
    over: str = ""

    def __post_init__(self) -> None:
        if self.answer not in ANSWERS or self.channel not in CHANNELS:
            raise ValueError(f"no such answer or channel: {self.answer!r}, {self.channel!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts(FromEmployee):
    """The one receipt of a visit behind a letter about several: each organisation with what was answered for it.

    `organisation` is their names as one phrase, `number` how many they are. `undo_links` has one for each entry, empty
    where it can be undone no more.
    """

    AT_SENDING: ClassVar[tuple[str, ...]] = ("undo_links",)

    organisation: str
    number: int
    entries: tuple[Answered, ...]
    undo_links: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionRefused(FromEmployee):
    """Changes that waited were refused; `reason` is the centre's own words, the link a way to answer them."""

    AT_SENDING: ClassVar[tuple[str, ...]] = ("link",)
    SEVERAL_LINES: ClassVar[tuple[str, ...]] = ("reason",)

    organisation: str
    changes: tuple[Change, ...]
    reason: str
    link_until: str
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReceipt(FromEmployee):
    """To a contact person who has answered: what everybody sees of them now, each of `fields` by itself.

    The `role` in the organisation is seen without being asked about; empty when there is none.
    `channel` is how they said it (organisations/consent_text.py): by `phone` or on `paper` an employee wrote it down.
    `listed` tells whether the organisation is public now.
    """

    AT_SENDING: ClassVar[tuple[str, ...]] = ("link",)

    organisation: str
    person: str
    said_at: str
    channel: str
    fields: tuple[OwnField, ...]
    role: str = ""
    listed: bool = True
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChanged(FromEmployee):
    """Notice to the address that got the letters until now; `new_address` comes masked ("p…@lag.example")."""

    organisation: str
    changed_at: str
    new_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressConfirm(FromEmployee):
    """To a new address for our letters: is it right? With the information notice (GDPR article 14).

    The link opens no entry; it only confirms the address. `owner` is the controller.
    """

    AT_SENDING: ClassVar[tuple[str, ...]] = ("link",)

    organisation: str
    link_until: str
    owner: str
    privacy_url: str
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedContact(FromEmployee):
    """The link to somebody whom an organisation named as the right one to ask (GDPR article 14).

    `named_by` is the address that we had written to, masked; empty when we had none. `umbrella` is the organisation
    that gave us the address of a branch of its own, else empty. `owner` is the controller.
    """

    AT_SENDING: ClassVar[tuple[str, ...]] = ("link",)

    organisation: str
    named_by: str
    link_until: str
    owner: str
    privacy_url: str
    umbrella: str
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain(FromEmployee):
    """The link to an organisation that asked us, on `said_at`, to ask again in `month` ("mars 2027")."""

    AT_SENDING: ClassVar[tuple[str, ...]] = ("link",)

    organisation: str
    said_at: str
    month: str
    link_until: str
    link: str = field(default="", repr=False)
