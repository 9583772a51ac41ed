"""What the scheduler does when time has come: reminders, starts that were set, rounds that are over."""

import logging
from datetime import datetime

from directory.campaigns.actions import close, start
from directory.campaigns.freezing import Asking, Invited, hold, letters_to
from directory.campaigns.known import dead
from directory.campaigns.plan import APART, Wave, end_of, is_overdue, wave_now, waves, why_not
from directory.campaigns.reads import Found, described, find
from directory.collector import resting
from directory.database import AWAY, transaction
from directory.errors import Refused
from directory.mail.asking import COUNTS
from directory.mail.outbox import put_many
from directory.settings import Settings
from directory.tables.campaigns import Campaign

LOG = logging.getLogger(__name__)
BY = "scheduler"
NOT_READY = "not_ready"  # pause_words.CODES
PLANNING_LOCK = 20_261_124

# Nobody who has answered, replied, said stop or is being written to; and nobody who was written to just now, also with
# the link that somebody gets who is asked in the place of another, nor who has just taken an answer back.
WAITING = f"""
SELECT i.id, i.organisation, had.first_sent, COALESCE(had.reached, ARRAY[]::varchar[]) AS reached,
  ARRAY(SELECT DISTINCT l.address_norm FROM letter_invitation li JOIN letter l ON l.id = li.letter
        WHERE li.invitation = i.id AND l.accepted_at < (
          SELECT max(a.superseded_at) FROM answer a WHERE a.organisation = i.organisation)) AS former,
  ARRAY(SELECT l.address_norm FROM answer a JOIN letter l ON l.id = (a.details ->> 'stopped_by')::uuid
        WHERE a.organisation = i.organisation AND a.superseded_at >= i.created_at) AS silent
FROM invitation i JOIN campaign c ON c.id = i.campaign
LEFT JOIN (
  SELECT li.organisation, min(l.accepted_at) AS first_sent, max(l.accepted_at) AS last_sent,
    array_agg(DISTINCT l.address_norm) FILTER (WHERE l.state = 'accepted') AS reached,
    bool_or(li.wave = {{}} OR l.state IN ('planned', 'ready', 'sending', 'deferred')) AS has_it
  FROM letter l JOIN letter_invitation li ON li.letter = l.id WHERE l.campaign = {{}} GROUP BY li.organisation
) had ON had.organisation = i.organisation
WHERE i.campaign = {{}} AND i.held_at IS NULL AND i.opted_out_at IS NULL AND i.revoked_at IS NULL
  AND i.expires_at > {{}}
  AND NOT EXISTS (
    SELECT FROM answer a WHERE a.organisation = i.organisation AND a.at >= c.opened_at AND {COUNTS})
  AND NOT EXISTS (SELECT FROM answer a WHERE a.organisation = i.organisation
    AND GREATEST(a.superseded_at, a.undone_at) > {{}})
  AND COALESCE(NOT has_it, true) AND COALESCE(last_sent <= {{}}, true)
ORDER BY i.id
"""  # noqa: S608  # its parts are ours and hold only placeholders

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
    planned = waves(campaign.rounds(campaign.opened_at, settings.timezone), campaign.quiet(settings))
    wave = wave_now(planned, at, end_of(campaign.deadline, settings.timezone))
    if wave is None:
        return 0
    with resting():
        return await _plan_wave(campaign, wave, planned, settings, at)


async def _plan_wave(campaign: Found, wave: Wave, planned: list[Wave], settings: Settings, at: datetime) -> int:
    """Plan one wave for all who have not answered, in one transaction: who shares a mailbox gets one letter."""
    opened_at = campaign.opened_at or at
    async with transaction():
        # Two schedulers take turns; the letters' unique key keeps the second from planning anything twice.
        await Campaign.raw("SELECT pg_advisory_xact_lock({}::int, {}::int)", PLANNING_LOCK, campaign.id)
        # Whoever ends or pauses the round comes wholly before, or waits and finds these letters.
        going = await Campaign.raw("SELECT id FROM campaign WHERE id = {} AND state = 'running' FOR SHARE", campaign.id)
        if not going:
            return 0
        waiting = await Campaign.raw(WAITING, wave.name, campaign.id, campaign.id, at, at - APART, at - APART)
        if not waiting:
            return 0
        asking = Asking(
            campaign=campaign,
            settings=settings,
            wave=wave,
            round_=campaign.round_(settings, opened_at),
            planned=planned,
            dead=await dead(campaign.id, opened_at),
        )
        rows = {row["organisation"]: row for row in waiting}
        await hold(campaign.centre["id"], list(rows))
        invited = [
            Invited(
                described=one,
                invitation=rows[one.candidate.id]["id"],
                first_sent=rows[one.candidate.id]["first_sent"],
                reached=frozenset(rows[one.candidate.id]["reached"]),
                former=frozenset(rows[one.candidate.id]["former"]),
                silent=frozenset(rows[one.candidate.id]["silent"]),
            )
            for one in await described(campaign.centre["id"], list(rows), opened_at=opened_at)
            if not why_not(one.candidate)
        ]
        return sum(letter is not None for letter in await put_many(letters_to(asking, invited), at))
