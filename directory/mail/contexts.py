"""What each letter is told: one dataclass per letter, the only words its templates may use.

Every value is text that is ready to be read, in the letter's own language (dates, lists of places,
titles). An empty text means that there is nothing to show; the template then says so in its own words.
Fields in `AT_SENDING` are links and codes: they are empty while a letter is planned and stored, and
made anew at each attempt, so that no dump, backup or log holds them. Only `SEVERAL_LINES` keep line breaks.
`SHARED` are texts and numbers on one line that are the same in most letters of a campaign.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from typing import Any, ClassVar, get_args, get_origin, get_type_hints

from directory.mail.context_answers import (
    AddressChanged,
    AddressConfirm,
    AskAgain,
    NamedContact,
    PersonReceipt,
    Receipts,
    SuggestionRefused,
)
from directory.mail.context_parts import ANSWERS as ANSWERS  # noqa: PLC0414  # said again, as below
from directory.mail.context_parts import CHANNELS as CHANNELS  # noqa: PLC0414
from directory.mail.context_parts import FROM_EMPLOYEE, FromEmployee
from directory.mail.context_parts import Change as Change  # noqa: PLC0414  # said again: a letter's words in one place
from directory.mail.context_parts import Letter as Letter  # noqa: PLC0414
from directory.mail.context_parts import Named as Named  # noqa: PLC0414
from directory.mail.context_parts import Shown as Shown  # noqa: PLC0414

Lists = tuple[tuple[str, Callable[[Any], object]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking(FromEmployee):
    """A letter of the year's round.

    `organisation` is the name, or the names as one phrase when one mailbox answers for several; `entries` of each
    such letter has one element for each.
    """

    AT_SENDING: ClassVar[tuple[str, ...]] = ("link", "code")
    SHARED: ClassVar[tuple[str, ...]] = (*FROM_EMPLOYEE, "deadline", "privacy_url")

    organisation: str
    deadline: str
    privacy_url: str
    link: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLetter(Asking):
    """The first letter of the year's round, with the information notice (GDPR article 14).

    `reminders` counts the letters that follow when nobody answers (0 or more).
    `source_label` fits after "fra"/"frå"/"from" ("senterets liste fra mars 2021"). `owner` is the controller.
    `earlier` is the day we wrote to somebody else in the organisation, in a letter to the next one to ask.
    """

    SHARED: ClassVar[tuple[str, ...]] = (*Asking.SHARED, "region", "reminders", "owner")

    entries: tuple[Shown, ...]
    region: str
    reminders: int
    source_label: str
    owner: str
    earlier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Asking):
    """A reminder before the deadline; `first_sent` is the day of the first letter."""

    entries: tuple[Named, ...] = ()
    first_sent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterDeadline(Asking):
    """The one letter after the deadline; `link_until` is the last day the link works.

    `source_label` and `owner`, as in FirstLetter, are there when the reader has had no letter of the round.
    """

    entries: tuple[Named, ...] = ()
    link_until: str
    source_label: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(FromEmployee):
    """What was answered, what changed at once, what waits for a look by the centre, and what has had it (`decided`).

    `answer` is one of ANSWERS and `channel` one of CHANNELS (ValueError otherwise). The undo link works for
    14 days, until `undo_until`. `begun` is a visit that was left: `confirmed` of `parts` are confirmed, and `left`
    names the others. `ask_again` is the month in which we ask again, when that was the answer. `closing` is `paused`
    or `dissolved`, `since` its month, `successor` who carries on and `note` what else was written, when that was it;
    it is `active` when a pause is over. `taken_back` is a `closing` said before and taken back by this answer. `rest`:
    besides what was corrected, everything was said to be right. `named` is who was named as the right person. `listed`
    tells whether the entry is public: only then do we write there that it is confirmed.
    """

    AT_SENDING: ClassVar[tuple[str, ...]] = ("undo_link",)

    organisation: str
    answered_at: str
    answer: str
    channel: str
    changes: tuple[Change, ...]
    waiting: tuple[Change, ...]
    undo_until: str
    confirmed: int = 0
    parts: int = 0
    left: tuple[str, ...] = ()
    ask_again: str = ""
    closing: str = ""
    since: str = ""
    successor: str = ""
    note: str = ""
    decided: tuple[Change, ...] = ()
    named: str = ""
    taken_back: str = ""
    rest: bool = False
    listed: bool = True
    undo_link: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.answer not in ANSWERS or self.channel not in CHANNELS:
            raise ValueError(f"no such answer or channel: {self.answer!r}, {self.channel!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionAccepted(FromEmployee):
    """Changes that waited are now in the directory; `page_url` is the organisation's public page.

    `closing` is `paused` or `dissolved` when that is what was agreed to, `since` its month. `new_link_url` is where a
    link is asked for, by which a pause ends.
    """

    organisation: str
    changes: tuple[Change, ...]
    page_url: str
    closing: str = ""
    since: str = ""
    new_link_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink(FromEmployee):
    """The link, sent only to the address on record; `asked` when somebody asked for it, else the centre gives it."""

    AT_SENDING: ClassVar[tuple[str, ...]] = ("link",)

    organisation: str
    link_until: str
    asked: bool = True
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPerson(FromEmployee):
    """To a contact person alone: what we have about them, and may it be shown (GDPR articles 6, 7, 9 and 14).

    `person` is the name; `source_label` and `owner` are as in FirstLetter. `erased_after` the months
    after which a person nobody has confirmed is erased.
    """

    AT_SENDING: ClassVar[tuple[str, ...]] = ("link",)

    organisation: str
    person: str
    role: str
    phone: str
    email: str
    source_label: str
    owner: str
    erased_after: int
    privacy_contact: str
    privacy_url: str
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn(Letter):
    """A sign-in link for staff; it works once and for `minutes` minutes. `site` is this installation's address."""

    AT_SENDING: ClassVar[tuple[str, ...]] = ("link",)

    site: str
    minutes: int
    asked_at: str
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMessage(FromEmployee):
    """A message from the public form; an answer goes to the sender (Reply-To).

    `sender_from` is the municipality or service the sender named, or empty.
    """

    SEVERAL_LINES: ClassVar[tuple[str, ...]] = ("message",)

    organisation: str
    sender_name: str
    sender_from: str
    sender_email: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPaused(Letter):
    """To staff: the sending stopped by itself.

    `server_answer` is what the mail server said last, or empty; `campaign_url` needs a staff session.
    """

    centre: str
    year: str
    paused_at: str
    reason: str
    server_answer: str
    accepted: int
    waiting: int
    campaign_url: str


LETTERS: dict[str, type[Letter]] = {
    "first": FirstLetter,
    "reminder": Reminder,
    "after_deadline": AfterDeadline,
    "receipt": Receipt,
    "receipts": Receipts,
    "suggestion_accepted": SuggestionAccepted,
    "suggestion_refused": SuggestionRefused,
    "address_changed": AddressChanged,
    "address_confirm": AddressConfirm,
    "named_contact": NamedContact,
    "ask_again": AskAgain,
    "new_link": NewLink,
    "consent": AskPerson,
    "consent_receipt": PersonReceipt,
    "sign_in": SignIn,
    "contact_message": ContactMessage,
    "campaign_paused": CampaignPaused,
}


def names(letter: type[Letter]) -> set[str]:
    """Return the names of the fields a letter's templates may use."""
    return {declared.name for declared in fields(letter)}


def frozen(context: Letter) -> dict[str, Any]:
    """Return the facts of a letter as they are stored when it is planned: plain JSON, without links and codes."""
    return {
        item.name: _plain(getattr(context, item.name))
        for item in fields(context)
        if item.name not in context.AT_SENDING
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return {item.name: _plain(getattr(value, item.name)) for item in fields(value)} if is_dataclass(value) else value


def thawed(name: str, facts: Mapping[str, Any], **at_sending: str | tuple[str, ...]) -> Letter:
    """Return the context of a letter from its stored facts and this attempt's links and codes.

    Raises KeyError for an unknown letter and TypeError when a fact is missing or not declared.
    """
    kind = LETTERS[name]
    lists = _lists(kind)  # type: ignore[arg-type]  # mypy does not know that classes have a hash
    return kind(**{**facts, **_told(lists, facts)}, **at_sending)


def _told(lists: Lists, facts: Mapping[str, Any]) -> dict[str, tuple[object, ...]]:
    return {key: tuple(map(element, facts[key])) for key, element in lists if key in facts}


@lru_cache(maxsize=64)
def _lists(kind: type) -> Lists:
    """Return the fields of a letter, or of one of its parts, that are lists, with what makes an element of them."""
    hints = get_type_hints(kind)
    return tuple((key, _maker(get_args(hint)[0])) for key, hint in hints.items() if get_origin(hint) is tuple)


def _maker(element: type) -> Callable[[Any], object]:
    if not is_dataclass(element):
        return element
    if inner := _lists(element):
        return lambda stored: element(**{**stored, **_told(inner, stored)})
    return lambda stored: element(**stored)
