"""Planning a wave of a round that is running: in one transaction, or the first one of a large round in several."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.campaigns.facts import Described
from directory.campaigns.freezing import Asking, Invited, hold, letters_to
from directory.campaigns.known import dead
from directory.campaigns.plan import APART, FIRST, Wave, waves, why_not
from directory.campaigns.reads import Found, described
from directory.database import transaction
from directory.mail.asking import COUNTS
from directory.mail.outbox import put_many
from directory.mail.quiet import next_open
from directory.settings import Settings
from directory.tables.campaigns import Campaign

PLANNING_LOCK = 20_261_124

# Nobody who has answered, replied, said stop or is being written to; and nobody who was written to just now, also with
# the link that somebody gets who is asked in the place of another, nor who has just taken an answer back. The first
# letter is theirs who were invited at the opening: who has got a link of its own since then has been written to.
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
  FROM letter l JOIN letter_invitation li ON li.letter = l.id
  WHERE l.campaign = {{}} AND ({{}}::uuid[] IS NULL OR li.organisation = ANY({{}}::uuid[])) GROUP BY li.organisation
) had ON had.organisation = i.organisation
WHERE i.campaign = {{}} AND ({{}}::uuid[] IS NULL OR i.organisation = ANY({{}}::uuid[]))
  AND ({{}}::text <> '{FIRST}' OR i.created_at = c.opened_at)
  AND i.held_at IS NULL AND i.opted_out_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > {{}}
  AND NOT EXISTS (
    SELECT FROM answer a WHERE a.organisation = i.organisation AND a.at >= c.opened_at AND {COUNTS})
  AND NOT EXISTS (SELECT FROM answer a WHERE a.organisation = i.organisation
    AND GREATEST(a.superseded_at, a.undone_at) > {{}})
  AND COALESCE(NOT has_it, true) AND COALESCE(last_sent <= {{}}, true)
ORDER BY i.id
"""  # noqa: S608  # its parts are ours and hold only placeholders

# A process that ended between two portions of a large round has left somebody without the first letter.
LEFT = """
SELECT FROM invitation i JOIN campaign c ON c.id = i.campaign
WHERE c.id = {} AND i.created_at = c.opened_at
  AND NOT EXISTS (SELECT FROM letter_invitation li WHERE li.invitation = i.id) LIMIT 1
"""


async def plan_rest(campaign: Found, settings: Settings, at: datetime) -> int:
    """Plan the first letter of those who were invited at the opening and have none; return how many letters."""
    if not await Campaign.raw(LEFT, campaign.id):
        return 0
    due_at = at if campaign.ignores_quiet_hours else next_open(at, campaign.quiet(settings))
    return await plan_wave(campaign, Wave(name=FIRST, template="first", due_at=due_at), settings, at)


async def plan_wave(
    campaign: Found, wave: Wave, settings: Settings, at: datetime, only: Sequence[UUID] | None = None
) -> int:
    """Plan one wave for all who have not answered, in one transaction: who shares a mailbox gets one letter.

    `only` some of the organisations, among them all who share a mailbox with one of them. Returns how many letters.
    """
    opened_at, some = campaign.opened_at or at, None if only is None else list(only)
    async with transaction():
        # Two schedulers take turns; the letters' unique key keeps the second from planning anything twice.
        await Campaign.raw("SELECT pg_advisory_xact_lock({}::int, {}::int)", PLANNING_LOCK, campaign.id)
        # Whoever ends or pauses the round comes wholly before, or waits and finds these letters.
        going = await Campaign.raw("SELECT id FROM campaign WHERE id = {} AND state = 'running' FOR SHARE", campaign.id)
        if not going:
            return 0
        waiting = await Campaign.raw(
            WAITING, wave.name, campaign.id, some, some, campaign.id, some, some, wave.name, at, at - APART, at - APART
        )
        if not waiting:
            return 0
        asking = Asking(
            campaign=campaign,
            settings=settings,
            wave=wave,
            round_=campaign.round_(settings, opened_at),
            planned=waves(campaign.rounds(opened_at, settings.timezone), campaign.quiet(settings)),
            dead=await dead(campaign.id, opened_at),
        )
        rows = {row["organisation"]: row for row in waiting}
        await hold(campaign.centre["id"], list(rows))
        fine = ("", "no_address") if wave.name == FIRST else ("",)
        invited = [
            _invited(one, rows[one.candidate.id])
            for one in await described(campaign.centre["id"], list(rows), opened_at=opened_at)
            if why_not(one.candidate) in fine
        ]
        return sum(letter is not None for letter in await put_many(letters_to(asking, invited), at))


def _invited(one: Described, row: Mapping[str, Any]) -> Invited:
    return Invited(
        described=one,
        invitation=row["id"],
        first_sent=row["first_sent"],
        reached=frozenset(row["reached"]),
        former=frozenset(row["former"]),
        silent=frozenset(row["silent"]),
    )
