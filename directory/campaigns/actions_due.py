"""What the scheduler does when time has come: reminders, starts that were set, rounds that are over."""

import logging
from datetime import datetime

from directory.campaigns.actions import close, start
from directory.campaigns.actions_planning import plan_rest, plan_wave
from directory.campaigns.plan import end_of, is_overdue, wave_now, waves
from directory.campaigns.reads import find
from directory.database import AWAY
from directory.errors import Refused
from directory.settings import Settings
from directory.tables.campaigns import Campaign

LOG = logging.getLogger(__name__)
BY = "scheduler"
NOT_READY = "not_ready"  # pause_words.CODES

# Whoever was handed a letter with the information notice at their own address has been told (GDPR article 14).
_NOTIFY = """
UPDATE contact k SET notified_at = told.at
FROM contact w JOIN LATERAL (
  SELECT min(l.accepted_at) AS at FROM letter l JOIN letter_invitation t ON t.letter = l.id
  WHERE %s AND t.organisation = w.organisation AND l.campaign IS NOT NULL
    AND l.state = 'accepted' AND l.context ->> 'source_label' <> '') told ON told.at IS NOT NULL
WHERE w.id = k.id AND w.notified_at IS NULL AND w.email <> ''
"""
# The database cannot bring a name with letters such as æ into its normal form: those are compared as written.
NOTIFY = tuple(
    _NOTIFY % same
    for same in (
        "l.address_norm = lower(w.email)",
        "octet_length(w.email) > char_length(w.email) AND lower(l.address) = lower(w.email)",
    )
)


async def enqueue_due(settings: Settings, at: datetime) -> int:
    """Plan every letter whose time has come, start and close what is due; return how many letters were planned.

    A round that cannot be dealt with is logged, and the others go on. Raises the errors of directory.database.AWAY.
    """
    planned = 0
    for row in await Campaign.select(Campaign.id, Campaign.state, Campaign.opens_at).where(
        Campaign.state.is_in(["scheduled", "running"])
    ):
        try:
            if row["state"] == "scheduled":
                await _start_if_due(row["id"], row["opens_at"], settings, at)
            else:
                planned += await _advance(row["id"], settings, at)
        except AWAY:
            raise
        except Refused as problem:  # another scheduler, or a person, moved it just now
            LOG.info("campaign %s: %s", row["id"], problem)
        except Exception:
            LOG.exception("campaign %s could not be dealt with", row["id"])
    for statement in NOTIFY:
        await Campaign.raw(statement)
    return planned


async def _start_if_due(campaign_id: int, opens_at: datetime | None, settings: Settings, at: datetime) -> None:
    if opens_at is None or opens_at > at or is_overdue(opens_at, at):
        return
    try:
        await start(campaign_id, settings, BY, at)
    except Refused as problem:
        # Another scheduler may have started it just now, or a person may have taken the time away.
        waits = (Campaign.id == campaign_id) & (Campaign.state == "scheduled") & (Campaign.paused_code != NOT_READY)
        if await Campaign.update({Campaign.paused_code: NOT_READY}).where(waits).returning(Campaign.id):
            LOG.warning("campaign %s was not started at its time: %s", campaign_id, problem)


async def _advance(campaign_id: int, settings: Settings, at: datetime) -> int:
    campaign = await find(campaign_id)
    if campaign.opened_at is None:
        return 0
    if at >= campaign.link_until(settings):
        await close(campaign_id, BY, at)
        return 0
    begun = await plan_rest(campaign, settings, at)
    planned = waves(campaign.rounds(campaign.opened_at, settings.timezone), campaign.quiet(settings))
    wave = wave_now(planned, at, end_of(campaign.deadline, settings.timezone))
    return begun + (await plan_wave(campaign, wave, settings, at) if wave else 0)
