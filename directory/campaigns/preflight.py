"""Before a campaign starts: who will get what, who will not, and why; each trouble with a way to mend it."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.campaigns.facts import Described
from directory.campaigns.plan import address_of, end_of, why_not
from directory.campaigns.reads import Found, described, find
from directory.mail import letters
from directory.mail.addresses import is_allowed, read_address
from directory.organisations.language import language_of
from directory.settings import Settings

TEMPLATES = ("first", "reminder", "after_deadline")
PAIRS = (
    ("region_nb", "region_nn", "the name of the region"),
    ("employee_title_nb", "employee_title_nn", "the employee's title"),
    ("phone_hours_nb", "phone_hours_nn", "the telephone hours"),
    ("privacy_nb", "privacy_nn", "the privacy text"),
)
WORDS = {
    "dissolved": "no longer exists",
    "replaced": "has become part of another organisation",
    "withdrawn": "is not on the list",
    "no_address": "has no e-mail address; ring, or write a letter",
    "bad_address": "has an e-mail address that cannot be written to",
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
    """An organisation that gets none; `why` is a key of WORDS."""

    organisation: UUID
    name: str
    why: str

    @property
    def words(self) -> str:
        """Why, for a person."""
        return WORDS[self.why]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to mend before the start; one that `blocks` refuses it."""

    code: str
    text: str
    mend: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Preflight:
    """The whole picture before a start."""

    campaign: int
    recipients: tuple[Recipient, ...]
    left_out: tuple[LeftOut, ...]
    troubles: tuple[Trouble, ...]
    shared: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def may_start(self) -> bool:
        """Whether nothing blocks the start."""
        return not any(trouble.blocks for trouble in self.troubles)

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


async def preflight(campaign_id: int, settings: Settings, at: datetime) -> Preflight:
    """Return who will get what and who will not, and what stands in the way. Raises NotFound."""
    campaign = await find(campaign_id)
    return look_over(campaign, await described(campaign.centre["id"]), settings, at)


def look_over(campaign: Found, organisations: list[Described], settings: Settings, at: datetime) -> Preflight:
    """Return the same for a campaign and organisations that are read already."""
    recipients, left_out = [], []
    for one in organisations:
        candidate = one.candidate
        why = why_not(candidate) or ("" if _writable(address_of(candidate)) else "bad_address")
        if why:
            left_out.append(LeftOut(candidate.id, candidate.name, why))
        else:
            language = language_of(candidate.language, candidate.municipality)
            recipients.append(Recipient(candidate.id, candidate.name, address_of(candidate), language))
    shared = _shared(recipients)
    troubles = [*_blocking(campaign, recipients, settings, at), *_advice(campaign, recipients, shared, settings)]
    return Preflight(campaign.id, tuple(recipients), tuple(left_out), tuple(troubles), shared)


def _blocking(campaign: Found, recipients: list[Recipient], settings: Settings, at: datetime) -> list[Trouble]:
    centre = campaign.centre
    switch_on = f"an administrator switches it on: directory centre sending {centre['code']} on"
    checks = (
        (settings.sending != "off", "sending_off", "DIRECTORY_SENDING is off", "set it to on or allowlist"),
        (centre["sending"], "centre_off", f"sending is switched off for {centre['name']}", switch_on),
        (recipients, "nobody", "nobody would get a letter", "add organisations with e-mail addresses"),
        (
            end_of(campaign.deadline, settings.timezone) > at,
            "deadline_over",
            f"the deadline {campaign.deadline} is over",
            "choose a later deadline",
        ),
    )
    found = [Trouble(code, text, mend, blocks=True) for fine, code, text, mend in checks if not fine]
    return [*found, *_missing_languages(campaign)]


def _missing_languages(campaign: Found) -> list[Trouble]:
    """Return the texts that exist in one written standard only (språklova § 13): neither may be missing."""
    found = []
    for template in TEMPLATES:
        missing = {"nb", "nn"} - letters.available(template)
        if missing:
            text = f"the letter {template} is missing in {', '.join(sorted(missing))}"
            found.append(Trouble("letter_missing", text, "write it in mail_templates", blocks=True))
    for nb, nn, what in PAIRS:
        has_nb, has_nn = (bool(campaign.centre[name].strip()) for name in (nb, nn))
        if has_nb != has_nn:
            text = f"{what} is missing in {'nynorsk' if has_nb else 'bokmål'}"
            mend = "write it on the centre's page of settings"
            found.append(Trouble("language_missing", text, mend, blocks=True))
    return found


def _advice(
    campaign: Found, recipients: list[Recipient], shared: dict[str, tuple[str, ...]], settings: Settings
) -> list[Trouble]:
    """Return what the letters can go without, but not well."""
    centre = campaign.centre
    wanted = {
        "employee": ("a named employee", bool(centre["employee"])),
        "phone": ("a direct telephone number", bool(centre["phone"])),
        "reply_to": ("a staffed reply address", bool(centre["reply_to"] or settings.mail_reply_to)),
        "sender_address": ("a sender address", bool(centre["sender_address"] or settings.mail_from)),
        "website": ("a website", bool(centre["website"])),
        "owner": ("an owner who is the controller", bool(centre["owner"])),
        "region_nb": ("the name of the region", bool(centre["region_nb"] or centre["region_nn"])),
    }
    found = [
        Trouble(
            f"no_{name}", f"the centre has not set {what}", "write it on the centre's page of settings", blocks=False
        )
        for name, (what, there) in wanted.items()
        if not there
    ]
    outside = [item for item in recipients if not is_allowed(item.address, "allowlist", settings.sending_allow)]
    if settings.sending == "allowlist" and outside:
        text = f"{len(outside)} of {len(recipients)} are not on the list of allowed addresses and are skipped"
        found.append(Trouble("not_allowed", text, "see DIRECTORY_SENDING and DIRECTORY_SENDING_ALLOW", blocks=False))
    for address, names in shared.items():
        text = f"{address} gets {len(names)} letters: {', '.join(names)}"
        found.append(Trouble("same_address", text, "correct it if it is not one person's task", blocks=False))
    return found


def _shared(recipients: list[Recipient]) -> dict[str, tuple[str, ...]]:
    names = defaultdict(list)
    for recipient in recipients:
        names[recipient.address.casefold()].append(recipient.name)
    return {address: tuple(several) for address, several in names.items() if len(several) > 1}


def _writable(address: str) -> bool:
    try:
        read_address(address)
    except ValueError:
        return False
    return True
