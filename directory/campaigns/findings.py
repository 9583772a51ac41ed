"""What a look before the start finds: who gets a letter, who does not, and what to mend. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.i18n import marked

WORDS = {
    "dissolved": marked("no longer exists"),
    "replaced": marked("has become part of another organisation"),
    "withdrawn": marked("is not on the public list"),
    "no_address": marked("has no e-mail address: ring, or write a letter"),
    "bad_address": marked("has an e-mail address that cannot be written to"),
    "not_allowed": marked("has an address that this installation may not write to"),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation that gets a letter."""

    organisation: UUID
    name: str
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An organisation that gets none; `why` is a key of WORDS, which are to be translated."""

    organisation: UUID
    name: str
    why: str

    @property
    def words(self) -> str:
        """Why, for a person, to be translated."""
        return WORDS[self.why]


@dataclass(frozen=True, slots=True)
class About:
    """An organisation (None: an address or a domain alone) that something is found about; `detail` says what more."""

    organisation: UUID | None
    name: str
    address: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to mend before the start; one that `blocks` refuses it.

    `where` is the path of the page where it is mended (with the field after #), or empty; for each organisation in
    `about` it is that organisation's form.
    """

    code: str
    text: str
    mend: str
    blocks: bool = False
    where: str = ""
    about: tuple[About, ...] = ()


@dataclass(frozen=True, slots=True)
class Preflight:
    """The whole picture before a start."""

    campaign: int
    recipients: tuple[Recipient, ...]
    left_out: tuple[LeftOut, ...]
    troubles: tuple[Trouble, ...]
    shared: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def barred(self) -> int:
        """How many get no letter only because the setting does not allow their address."""
        return sum(one.why == "not_allowed" for one in self.left_out)

    @property
    def may_start(self) -> bool:
        """Whether nothing blocks the start."""
        return not any(trouble.blocks for trouble in self.troubles)

    def with_troubles(self, more: Iterable[Trouble]) -> "Preflight":
        """Return the same picture with more to mend."""
        return replace(self, troubles=(*self.troubles, *more))

    def as_json(self) -> dict[str, Any]:
        """Return it as one object for machines."""
        return {
            "campaign": self.campaign,
            "may_start": self.may_start,
            "recipients": [asdict(item) for item in self.recipients],
            "left_out": [asdict(item) | {"reason": item.words} for item in self.left_out],
            "troubles": [asdict(item) for item in self.troubles],
            "shared_addresses": self.shared,
        }


@dataclass(frozen=True, slots=True)
class Returned:
    """A letter that came back for good: when, and what the server said."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a centre's addresses (in small letters) and of the persons behind them (by organisation)."""

    suppressed: Collection[str] = frozenset()
    returned: dict[str, Returned] | None = None
    not_told: Collection[UUID] = frozenset()
