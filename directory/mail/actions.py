"""What the mail room does to a campaign on its own account."""

from datetime import datetime

from directory.audit import Verb, record
from directory.database import transaction
from directory.tables.campaigns import Campaign


async def pause_for_trouble(campaign_id: int, reason: str, at: datetime) -> bool:
    """Pause a running campaign because the mail server refuses us; return whether it was running."""
    async with transaction():
        rows = (
            await Campaign.update({Campaign.state: "paused", Campaign.paused_reason: reason[:500]})
            .where((Campaign.id == campaign_id) & (Campaign.state == "running"))
            .returning(Campaign.id)
        )
        if rows:
            await record(Verb.CAMPAIGN_MOVED, f"campaign:{campaign_id}", "mail", at, to="paused", reason=reason)
        return bool(rows)
