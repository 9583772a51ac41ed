"""With the round, persons who have not been told what we have about them get a letter of their own (GDPR article 14).

Whoever the round's letter goes to is told in it; those of whom we only have a name or a shared mailbox are rung.
"""

import logging
from datetime import datetime
from uuid import UUID

from directory.campaigns.reads import Found, find
from directory.database import AWAY
from directory.mail.quiet import next_open
from directory.organisations.actions_consents import ask_first
from directory.organisations.entry import YOUTH_TYPES
from directory.organisations.own_address import is_own_among
from directory.settings import Settings
from directory.tables.campaigns import Campaign
from directory.tables.contacts import Contact

LOG = logging.getLogger(__name__)
AT_ONCE = 7  # at each look, every quarter of a minute: no more than the rate that mail servers bear

# Of the organisations that are asked and have no letter of the round waiting: the round's own letters go first.
UNTOLD = """
SELECT k.id, k.name, k.email, o.email AS shared,
  ARRAY(SELECT s.email FROM contact s WHERE s.organisation = o.id AND s.name <> '') AS named
FROM invitation i JOIN organisation o ON o.id = i.organisation JOIN contact k ON k.organisation = o.id
WHERE i.campaign = {} AND k.asked_id IS NULL AND k.notified_at IS NULL AND k.name <> '' AND k.email <> ''
  AND o.status <> 'dissolved' AND o.type <> ALL({}::text[])
  AND NOT EXISTS (
    SELECT FROM letter_invitation t JOIN letter l ON l.id = t.letter WHERE t.invitation = i.id
      AND (l.state IN ('planned', 'ready', 'sending', 'deferred') OR l.address_norm = lower(k.email)))
ORDER BY k.created_at, k.id
"""
# Whoever was handed the letter at their own address has been told.
TOLD = """
UPDATE contact k SET notified_at = told.at
FROM (SELECT link_id, min(accepted_at) AS at FROM letter
      WHERE link_purpose = 'consent' AND state = 'accepted' GROUP BY link_id) told
WHERE k.asked_id IS NOT NULL AND k.notified_at IS NULL AND told.link_id = replace(k.asked_id::text, '-', '')
"""


async def tell_persons(settings: Settings, at: datetime) -> int:
    """Plan some of the letters that running rounds bring with them, outside their quiet hours; return how many.

    A round that cannot be dealt with is logged, and the others go on. Raises the errors of directory.database.AWAY.
    """
    planned = 0
    for row in await Campaign.select(Campaign.id).where(Campaign.state == "running"):
        try:
            planned += await _tell(await find(row["id"]), settings, at)
        except AWAY:
            raise
        except Exception:
            LOG.exception("the persons of campaign %s could not be written to", row["id"])
    return planned


async def note_told() -> None:
    """Write down who has been told by a letter of their own."""
    await Contact.raw(TOLD)


async def _tell(campaign: Found, settings: Settings, at: datetime) -> int:
    if not campaign.centre["sending"] or next_open(at, campaign.quiet(settings)) > at:
        return 0
    return sum([await ask_first(contact, at) for contact in (await _untold(campaign.id))[:AT_ONCE]])


async def _untold(campaign: int) -> list[UUID]:
    rows = await Contact.raw(UNTOLD, campaign, sorted(YOUTH_TYPES))
    return [row["id"] for row in rows if is_own_among(row["name"], row["email"], row["shared"], row["named"])]
