"""A round rehearsed to one's own address: the same planning, outbox and worker, but nobody's letter, nobody's link.

The letters belong to no campaign and no organisation: they count nowhere, and the link in them opens nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from directory.audit import Verb, record
from directory.campaigns.facts import Described
from directory.campaigns.freezing import Asking, Invited, letters_to
from directory.campaigns.plan import FIRST, Wave, address_of, waves, why_not
from directory.campaigns.reads import Found, described, find
from directory.database import transaction
from directory.errors import Invalid, Refused
from directory.facts.taxonomies import LANGUAGES
from directory.mail.addresses import is_allowed, norm_of, read_address
from directory.mail.outbox import NewLetter, put_many
from directory.mail.quiet import next_open
from directory.mail.rehearsal import PURPOSE, noted
from directory.settings import Settings
from directory.tokens import random_id

USUAL = 10
MOST = 100
TEMPLATES = ("first", "reminder", "after_deadline")
LASTS = timedelta(days=1)
Choice = Callable[[list[NewLetter]], list[NewLetter]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One letter of a rehearsal: what it stands for, and to whom it would go."""

    id: UUID
    wave: str
    template: str
    language: str
    address: str
    names: tuple[str, ...]


async def rehearse(
    campaign_id: int, to: str, settings: Settings, by: str, at: datetime, *, most: int = USUAL
) -> list[Rehearsed]:
    """Send at most so many of a round's letters to one's own address, every wave and language among them.

    Raises NotFound, Invalid for the address or the number, and Refused when nothing may be sent there.
    """
    if not 1 <= most <= MOST:
        raise Invalid({"most": f"a number from 1 to {MOST} is wanted"})
    return await _send(campaign_id, to, settings, by, at, lambda letters: spread(letters, most))


async def send_test(
    campaign_id: int, to: str, settings: Settings, by: str, at: datetime, *, language: str, template: str = "first"
) -> Rehearsed:
    """Send one letter of a round to oneself: `first`, `reminder` or `after_deadline`, in a language.

    When nobody is written to in that language, somebody's is written in it. Raises as `rehearse` does.
    """
    if language not in LANGUAGES or template not in TEMPLATES:
        raise Invalid({"template": "there is no such letter"})

    def one(letters: list[NewLetter]) -> list[NewLetter]:
        fitting = [letter for letter in letters if letter.template == template]
        return sorted(fitting, key=lambda letter: letter.language != language)[:1]

    return (await _send(campaign_id, to, settings, by, at, one, language))[0]


def spread(letters: Sequence[NewLetter], most: int) -> list[NewLetter]:
    """Choose so many letters that every wave is among them, every language, each wave in each, and one to several."""
    left = {number: _marks(letter) for number, letter in enumerate(letters)}
    chosen: list[int] = []
    missing = set().union(*left.values()) if left else set()
    while missing and len(chosen) < most:
        best = max(left, key=lambda number: (_worth(left[number] & missing), -number))
        missing -= left.pop(best)
        chosen.append(best)
    chosen += list(left)[: most - len(chosen)]
    return [letters[number] for number in sorted(chosen)]


def _marks(letter: NewLetter) -> set[tuple[str, ...]]:
    several = ("several",) if len(letter.organisations) > 1 else ("one",)
    return {("wave", letter.wave), ("language", letter.language), ("both", letter.wave, letter.language), several}


def _worth(marks: set[tuple[str, ...]]) -> int:
    return sum({"wave": 8, "language": 4}.get(mark[0], 1) for mark in marks)


async def _send(
    campaign_id: int, to: str, settings: Settings, by: str, at: datetime, choice: Choice, language: str = ""
) -> list[Rehearsed]:
    campaign = await find(campaign_id)
    address = _checked(campaign, to, settings)
    organisations = await described(campaign.centre["id"], opened_at=campaign.opened_at or at)
    letters = choice(_letters(campaign, organisations, settings, at, language))
    if not letters:
        raise Refused("nobody would get a letter: there is nothing to rehearse")
    names = {one.candidate.id: one.candidate.name for one in organisations}
    told = [tuple(names[organisation] for organisation, _invitation in one.organisations) for one in letters]
    async with transaction():
        rows = [_to_oneself(one, address, campaign, those, at) for one, those in zip(letters, told, strict=True)]
        ids = await put_many(rows, at)
        await record(Verb.CAMPAIGN_REHEARSED, f"campaign:{campaign.id}", by, at, to=address, letters=len(rows))
    return [
        Rehearsed(id=id_, wave=one.wave, template=one.template, language=one.language, address=one.address, names=those)
        for id_, one, those in zip(ids, letters, told, strict=True)
        if id_ is not None
    ]


def _checked(campaign: Found, to: str, settings: Settings) -> str:
    if campaign.state in ("closed", "cancelled"):
        raise Refused(f"campaign {campaign.id} is {campaign.state}: there is nothing to rehearse")
    if settings.sending == "off":
        raise Refused("DIRECTORY_SENDING is off: nothing is sent, rehearsals neither")
    try:
        address = read_address(to).written
    except ValueError as problem:
        raise Invalid({"to": str(problem)}) from None
    if not is_allowed(address, settings.sending, settings.sending_allow):
        raise Refused(f"{address} is not on the list of allowed addresses (DIRECTORY_SENDING_ALLOW)")
    return address


def _letters(
    campaign: Found, organisations: Sequence[Described], settings: Settings, at: datetime, language: str
) -> list[NewLetter]:
    """Return every letter of the round as it would be planned if nobody answered, wave by wave."""
    quiet = campaign.quiet(settings)
    opened_at = campaign.opened_at or max(campaign.opens_at or at, at)
    planned = waves(campaign.rounds(opened_at, settings.timezone), quiet)
    first = Wave(name=FIRST, template="first", due_at=next_open(opened_at, quiet))
    asked = [_spoken(one, language) for one in organisations if not why_not(one.candidate)]
    found: list[NewLetter] = []
    for wave in (first, *planned):
        asking = Asking(
            campaign=campaign,
            settings=settings,
            wave=wave,
            round_=campaign.round_(settings, opened_at),
            planned=planned,
        )
        found += letters_to(asking, [_invited(one, wave, opened_at) for one in asked])
    return found


def _spoken(one: Described, language: str) -> Described:
    return replace(one, candidate=replace(one.candidate, language=language)) if language else one


def _invited(one: Described, wave: Wave, opened_at: datetime) -> Invited:
    """An organisation as a wave finds it: reached by the first letter at the usual address."""
    if wave.name == FIRST:
        return Invited(described=one, invitation=0)
    reached = frozenset({norm_of(address_of(one.candidate))})
    return Invited(described=one, invitation=0, first_sent=opened_at, reached=reached)


def _to_oneself(letter: NewLetter, address: str, campaign: Found, names: tuple[str, ...], at: datetime) -> NewLetter:
    return replace(
        letter,
        address=address,
        context=noted(letter.context, campaign.id, letter.address, names),
        due_at=at,
        expires_at=at + LASTS,
        campaign=None,
        wave="",
        organisations=(),
        link_purpose=PURPOSE,
        link_id=random_id(),
    )
