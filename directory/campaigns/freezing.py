"""The recipients of a campaign as rows, inside the caller's transaction: invitations and first letters."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from directory.campaigns import facts
from directory.campaigns.bundles import Bundle, bundled, common_language
from directory.campaigns.facts import Described, Round, Told
from directory.campaigns.plan import AFTER_DEADLINE, FIRST, Wave, address_of, addresses_in, end_of, why_not
from directory.campaigns.reads import Found
from directory.mail.addresses import norm_of
from directory.mail.outbox import NewLetter, put_many
from directory.mail.rendering import BUNDLE
from directory.organisations.language import language_of
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.organisations import Organisation
from directory.tokens import random_id, short_code

AT_A_TIME = 1000
Alike = Callable[[str, str], Mapping[str, object]]  # facts.alike of a wave, by template and language
INVITE = """
INSERT INTO invitation (campaign, organisation, random_id, generation, code, created_at, expires_at)
SELECT {}::int, new.organisation, new.random_id, 1, new.code, {}, {}
FROM unnest({}::uuid[], {}::text[], {}::text[]) AS new (organisation, random_id, code)
RETURNING id, organisation
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One wave of one campaign, with what its letters share.

    `planned` are the waves after the first; `dead` the addresses (addresses.norm_of) that do not exist.
    """

    campaign: Found
    settings: Settings
    wave: Wave
    round_: Round
    planned: Sequence[Wave] = ()
    dead: frozenset[str] = frozenset()

    @property
    def expires_at(self) -> datetime:
        """When its letters are not sent any more."""
        if self.wave.name == AFTER_DEADLINE:
            return self.round_.link_until
        return end_of(self.campaign.deadline, self.settings.timezone)

    @property
    def left(self) -> int:
        """How many letters follow this one when nobody answers."""
        return sum(wave.due_at > self.wave.due_at for wave in self.planned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An organisation that is asked: its invitation, when it was first written to, and at which addresses since.

    `reached` are the addresses (addresses.norm_of) that have been handed a letter of this round about it, and `former`
    those of them that were before somebody else was asked in the place of who was not the right person. Of those
    `silent` have said that they want no more letters this year.
    """

    described: Described
    invitation: int
    first_sent: datetime | None = None
    reached: frozenset[str] = frozenset()
    former: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


async def hold(centre: int, only: list[UUID] | None = None) -> None:
    """Let nobody change a centre's entries (`only` some) between the reading of an address and its letter's planning.

    A change of address then comes wholly before, or finds the letter and stops it. Only who means to change an
    entry waits (PostgreSQL, FOR KEY SHARE against FOR UPDATE).
    """
    await Organisation.raw(
        """SELECT count(*) FROM (
             SELECT id FROM organisation WHERE centre = {} AND ({}::uuid[] IS NULL OR id = ANY({}::uuid[]))
             ORDER BY id FOR KEY SHARE) held""",
        centre,
        only,
        only,
    )


async def freeze(asking: Asking, organisations: list[Described], at: datetime) -> None:
    """Invite every organisation that can be asked at all, and plan the first letter of each.

    One without an address is invited too: it may be rung, and its letter stands as skipped(no_address).
    """
    asked = [one for one in organisations if why_not(one.candidate) in ("", "no_address")]
    expires_at = asking.round_.link_until
    invitations = await invite([one.candidate.id for one in asked], asking.campaign.id, expires_at, at)
    invited = [Invited(described=one, invitation=invitations[one.candidate.id]) for one in asked]
    await put_many(letters_to(asking, invited), at)


def letters_to(asking: Asking, invited: Sequence[Invited]) -> Iterator[NewLetter]:
    """Yield the letters of a wave: one for each address, about every organisation that is asked there."""
    addressed = [
        (address, one)
        for one in invited
        for address in addresses_in(asking.wave, asking.planned, one.described.candidate, _passed_over(asking, one))
        or [""]
        if address or asking.wave.name == FIRST
    ]
    following, expires_at = asking.left, asking.expires_at

    @cache
    def alike(template: str, language: str) -> dict[str, object]:
        return facts.alike(template, asking.round_, following, language)

    for bundle in bundled(addressed):
        yield _letter(asking, bundle, expires_at, alike)


def _passed_over(asking: Asking, one: Invited) -> frozenset[str]:
    """Return the addresses not to write to: those that do not exist, and who has said not to be the right person.

    Who said stop besides gets nothing, also where there is no other address.
    """
    return asking.dead | one.silent | (one.former - {norm_of(address_of(one.described.candidate, asking.dead))})


def _letter(asking: Asking, bundle: Bundle[Invited], expires_at: datetime, alike: Alike) -> NewLetter:
    members = bundle.members
    several = len(members) > 1
    language = _language(members)
    told = _told(bundle)
    template = _template(asking, told)
    return NewLetter(
        template=template,
        language=language,
        address=bundle.address,
        context=facts.stored(template, told, asking.round_, alike(template, language), language),
        centre=asking.campaign.centre["id"],
        due_at=asking.wave.due_at,
        expires_at=expires_at,
        campaign=asking.campaign.id,
        wave=asking.wave.name,
        organisations=tuple((one.described.candidate.id, one.invitation) for one in members),
        # One about several has a link and a code of its own, so that no single organisation's opens the others.
        link_purpose=BUNDLE if several else "",
        link_id=short_code() if several else "",
    )


def _told(bundle: Bundle[Invited]) -> Told:
    members, norm = bundle.members, norm_of(bundle.address)
    return Told(
        address=bundle.address,
        about=tuple(one.described for one in members),
        first_sent=min((one.first_sent for one in members if one.first_sent), default=None),
        new=any(norm not in one.reached for one in members),
    )


def _template(asking: Asking, told: Told) -> str:
    """Return the template of a letter; a reader who is new gets the first letter also as a reminder."""
    template = asking.wave.template
    return "first" if template == "reminder" and told.new else template


def _language(members: Sequence[Invited]) -> str:
    candidates = [one.described.candidate for one in members]
    return common_language([(one.language, language_of(one.language, one.municipality)) for one in candidates])


async def invite(
    organisations: list[UUID], campaign_id: int | None, expires_at: datetime, at: datetime
) -> dict[UUID, int]:
    """Make an invitation for each organisation; return their ids."""
    made: dict[UUID, int] = {}
    for start in range(0, len(organisations), AT_A_TIME):
        part = organisations[start : start + AT_A_TIME]
        drawn = [random_id() for _ in part], [short_code() for _ in part]
        rows = await Invitation.raw(INVITE, campaign_id, at, expires_at, part, *drawn)
        made |= {row["organisation"]: row["id"] for row in rows}
    return made
