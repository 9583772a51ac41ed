"""What the scheduler does when time has come: reminders, starts that were set, rounds that are over."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from directory.campaigns.actions import close, start
from directory.campaigns.freezing import Asking, hold, plan_letter
from directory.campaigns.plan import APART, Wave, address_of, wave_now, waves, why_not
from directory.campaigns.reads import Found, described, find
from directory.database import transaction
from directory.errors import Refused
from directory.mail.quiet import read_quiet
from directory.settings import Settings
from directory.tables.campaigns import Campaign

BY = "scheduler"
AT_A_TIME = 200
PUNCTUAL = timedelta(hours=2)  # a start that is later than this waits for a person
PLANNING_LOCK = 20_261_124

# Nobody who has answered, replied, said stop or is being written to; and nobody who was written to just now.
WAITING = """
SELECT i.id, i.organisation,
  (SELECT min(l.accepted_at) FROM letter_invitation li JOIN letter l ON l.id = li.letter
   WHERE li.invitation = i.id) AS first_sent
FROM invitation i JOIN campaign c ON c.id = i.campaign
WHERE i.campaign = {} AND i.held_at IS NULL AND i.opted_out_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > {}
  AND NOT EXISTS (SELECT FROM answer a WHERE a.organisation = i.organisation AND a.at >= c.opened_at)
  AND NOT EXISTS (
    SELECT FROM letter_invitation li JOIN letter l ON l.id = li.letter
    WHERE li.invitation = i.id AND (li.wave = {} OR l.state IN ('planned', 'ready', 'sending', 'deferred')
                                    OR l.accepted_at > {}))
ORDER BY i.id
"""
DEAD = """
SELECT address_norm FROM letter WHERE campaign = {} AND state = 'refused' AND why = 'address'
UNION SELECT address_norm FROM delivery_fact WHERE kind = 'hard' AND at >= {}
"""


async def enqueue_due(settings: Settings, at: datetime) -> int:
    """Plan every letter whose time has come, start and close what is due; return how many letters were planned."""
    planned = 0
    for row in await Campaign.select(Campaign.id, Campaign.state, Campaign.opens_at).where(
        Campaign.state.is_in(["scheduled", "running"])
    ):
        if row["state"] == "scheduled":
            await _start_if_due(row["id"], row["opens_at"], settings, at)
        else:
            planned += await _advance(row["id"], settings, at)
    return planned


def is_overdue(opens_at: datetime | None, at: datetime) -> bool:
    """Return whether a scheduled start was missed by so much that a person must say yes again."""
    return opens_at is not None and at - opens_at > PUNCTUAL


async def _start_if_due(campaign_id: int, opens_at: datetime | None, settings: Settings, at: datetime) -> None:
    if opens_at is None or opens_at > at or is_overdue(opens_at, at):
        return
    try:
        await start(campaign_id, settings, BY, at)
    except Refused as problem:
        await Campaign.update({Campaign.paused_reason: str(problem)[:500]}).where(Campaign.id == campaign_id)


async def _advance(campaign_id: int, settings: Settings, at: datetime) -> int:
    campaign = await find(campaign_id)
    if campaign.opened_at is None:
        return 0
    if at >= campaign.link_until(settings):
        await close(campaign_id, BY, at)
        return 0
    quiet = read_quiet(settings.quiet_hours, settings.timezone)
    wave = wave_now(waves(campaign.rounds(campaign.opened_at, settings.timezone), quiet), at)
    return await _plan_wave(campaign, wave, settings, at) if wave else 0


async def _plan_wave(campaign: Found, wave: Wave, settings: Settings, at: datetime) -> int:
    """Plan one wave for all who have not answered, a part at a time so that sending never waits long."""
    opened_at = campaign.opened_at or at
    round_ = campaign.round_(settings, opened_at)
    asking = Asking(campaign=campaign, settings=settings, wave=wave, round_=round_)
    dead = {row["address_norm"] for row in await Campaign.raw(DEAD, campaign.id, opened_at)}
    waiting = await Campaign.raw(WAITING, campaign.id, at, wave.name, at - APART)
    planned = 0
    for first in range(0, len(waiting), AT_A_TIME):
        planned += await _plan_part(asking, waiting[first : first + AT_A_TIME], dead, at)
    return planned


async def _plan_part(asking: Asking, waiting: Sequence[dict[str, Any]], dead: set[str], at: datetime) -> int:
    async with transaction():
        # Two schedulers take turns; the letters' unique key keeps the second from planning anything twice.
        await Campaign.raw("SELECT pg_advisory_xact_lock({}::int, {}::int)", PLANNING_LOCK, asking.campaign.id)
        invited: dict[UUID, dict[str, Any]] = {row["organisation"]: row for row in waiting}
        await hold(asking.campaign.centre["id"])
        planned = 0
        for one in await described(asking.campaign.centre["id"], list(invited)):
            if why_not(one.candidate) or address_of(one.candidate).casefold() in dead:
                continue
            row = invited[one.candidate.id]
            first_sent = row["first_sent"] or asking.campaign.opened_at
            planned += await plan_letter(asking, one, row["id"], at, first_sent)
        return planned
