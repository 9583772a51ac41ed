"""Whether an organisation is still asked for an answer, and so may get a reminder."""

from datetime import datetime
from uuid import UUID

from directory.mail.asking import COUNTS
from directory.tables.campaigns import Invitation

ASKED = f"""
SELECT FROM invitation i JOIN campaign c ON c.id = i.campaign JOIN organisation o ON o.id = i.organisation
WHERE i.organisation = {{}} AND i.expires_at > {{}} AND c.state IN ('running', 'paused')
  AND i.held_at IS NULL AND i.opted_out_at IS NULL AND i.revoked_at IS NULL
  AND o.published AND o.status <> 'dissolved'
  AND NOT EXISTS (SELECT FROM answer a WHERE a.organisation = i.organisation AND a.at >= c.opened_at AND {COUNTS})
LIMIT 1
"""  # noqa: S608  # its parts are ours and hold only placeholders


async def is_asked(organisation: UUID, at: datetime) -> bool:
    """Return whether an organisation is in a round that is on, has not answered in it, and may be reminded."""
    return bool(await Invitation.raw(ASKED, organisation, at))
