"""The recipients of a campaign as rows, inside the caller's transaction: invitations and first letters."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.campaigns import facts
from directory.campaigns.facts import Described, Round
from directory.campaigns.plan import AFTER_DEADLINE, FIRST, Wave, address_of, end_of, why_not
from directory.campaigns.reads import Found
from directory.mail.contexts import Letter, frozen
from directory.mail.outbox import NewLetter, put, put_many
from directory.organisations.language import language_of
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.organisations import Organisation
from directory.tokens import random_id, short_code

AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One wave of one campaign, with what its letters share."""

    campaign: Found
    settings: Settings
    wave: Wave
    round_: Round


async def hold(centre: int) -> None:
    """Let nobody change a centre's entries between the reading of an address and its letter's being planned.

    A change of address then comes wholly before, or finds the letter and stops it. Only who means to change an
    entry waits (PostgreSQL, FOR KEY SHARE against FOR UPDATE).
    """
    await Organisation.raw("SELECT id FROM organisation WHERE centre = {} ORDER BY id FOR KEY SHARE", centre)


async def freeze(asking: Asking, organisations: list[Described], at: datetime) -> None:
    """Invite every organisation that can be asked at all, and plan the first letter of each.

    One without an address is invited too: it may be rung, and its letter stands as skipped(no_address).
    """
    asked = [one for one in organisations if why_not(one.candidate) in ("", "no_address")]
    expires_at = asking.round_.link_until
    invitations = await invite([one.candidate.id for one in asked], asking.campaign.id, expires_at, at)
    await put_many([letter_to(asking, one, invitations[one.candidate.id], at) for one in asked], at)


async def plan_letter(
    asking: Asking, one: Described, invitation: int, at: datetime, first_sent: datetime | None = None
) -> bool:
    """Plan one organisation's letter of this wave; False when it has it already. `first_sent` is for later waves."""
    return await put(letter_to(asking, one, invitation, first_sent or at), at) is not None


def letter_to(asking: Asking, one: Described, invitation: int, first_sent: datetime) -> NewLetter:
    """Return one organisation's letter of this wave; `first_sent` is told by later waves."""
    campaign, wave = asking.campaign, asking.wave
    language = language_of(one.candidate.language, one.candidate.municipality)
    if wave.name == FIRST:
        context: Letter = facts.first_letter(one, asking.round_, language)
    else:
        context = facts.later_letter(wave.template, one, asking.round_, language, first_sent)
    late = wave.name == AFTER_DEADLINE
    return NewLetter(
        template=wave.template,
        language=language,
        address=address_of(one.candidate),
        context=frozen(context),
        centre=campaign.centre["id"],
        due_at=wave.due_at,
        expires_at=asking.round_.link_until if late else end_of(campaign.deadline, asking.settings.timezone),
        campaign=campaign.id,
        wave=wave.name,
        organisations=((one.candidate.id, invitation),),
    )


async def invite(
    organisations: list[UUID], campaign_id: int | None, expires_at: datetime, at: datetime
) -> dict[UUID, int]:
    """Make an invitation for each organisation; return their ids."""
    made: dict[UUID, int] = {}
    for start in range(0, len(organisations), AT_A_TIME):
        part = organisations[start : start + AT_A_TIME]
        rows = [
            Invitation(
                campaign=campaign_id,
                organisation=organisation,
                random_id=random_id(),
                code=short_code(),
                created_at=at,
                expires_at=expires_at,
            )
            for organisation in part
        ]
        ids = await Invitation.insert(*rows).returning(Invitation.id, Invitation.organisation)
        made |= {row["organisation"]: row["id"] for row in ids}
    return made
