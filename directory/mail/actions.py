"""What the mail room does on its own account: a round that meets trouble stops, and so does a restored database."""

import logging
from datetime import datetime
from typing import Any

from directory.audit import Verb, record
from directory.database import transaction
from directory.i18n import day, speaking
from directory.mail import lineage, trouble
from directory.mail.contexts import CampaignPaused, frozen
from directory.mail.outbox import NewLetter, put
from directory.mail.pause_words import words
from directory.settings import Settings
from directory.tables.campaigns import Campaign
from directory.tables.mail import Letter
from directory.tables.staff import StaffMember

LOG = logging.getLogger(__name__)
BY = "mail"
NOTICE_LANGUAGES = ("nb", "nn")

OF_THE_PAUSE = """
SELECT c.year, ce.id AS centre, ce.name, now.accepted, now.waiting
FROM campaign c JOIN centre ce ON ce.id = c.centre,
LATERAL (SELECT count(*) FILTER (WHERE state = 'accepted') AS accepted,
           count(*) FILTER (WHERE state IN ('planned', 'ready', 'sending', 'deferred')) AS waiting
         FROM letter WHERE campaign = c.id) now
WHERE c.id = {}
"""
COLLEAGUES = """
SELECT s.email, s.language FROM staff_member s JOIN membership m ON m.staff = s.id
WHERE m.centre = {} AND m.role IN ('admin', 'editor') AND s.disabled_at IS NULL ORDER BY s.id
"""
LATEST_REFUSAL = """
SELECT a.code, a.text FROM attempt a JOIN letter l ON l.id = a.letter
WHERE l.campaign = {} AND a.outcome = 'refused'
  AND CASE WHEN {} THEN a.stage = 'render' ELSE a.code IS NOT NULL END ORDER BY a.id DESC LIMIT 1
"""


async def pause_for_trouble(campaign_id: int, code: str, said: str, settings: Settings, at: datetime) -> bool:
    """Pause a running campaign and write to the centre's staff; return whether it was running.

    `code` is one of pause_words.CODES, `said` what the mail server said.
    """
    async with transaction():
        rows = (
            await Campaign.update(
                {Campaign.state: "paused", Campaign.paused_code: code, Campaign.paused_reason: said[:500]}
            )
            .where((Campaign.id == campaign_id) & (Campaign.state == "running"))
            .returning(Campaign.id)
        )
        if not rows:
            return False
        await record(Verb.CAMPAIGN_MOVED, f"campaign:{campaign_id}", BY, at, to="paused", code=code, reason=said)
        await _tell_staff(campaign_id, code, said, settings, at)
    LOG.warning("campaign %s was paused: %s %s", campaign_id, code, said)
    return True


async def pause_if_refused(campaign_id: int, settings: Settings, at: datetime) -> bool:
    """Pause a campaign whose letters are refused too often; return whether it was."""
    code = await trouble.why_stop(campaign_id)
    if not code:
        return False
    latest = (await Letter.raw(LATEST_REFUSAL, campaign_id, code == trouble.UNWRITTEN))[0]
    said = " ".join(str(latest[name]) for name in ("code", "text") if latest[name])
    return await pause_for_trouble(campaign_id, code, said, settings, at)


async def _tell_staff(campaign_id: int, code: str, said: str, settings: Settings, at: datetime) -> None:
    """Write to those who can do something about it; the letters are of no campaign, hence not held back by it."""
    row = (await Campaign.raw(OF_THE_PAUSE, campaign_id))[0]
    for colleague in await StaffMember.raw(COLLEAGUES, row["centre"]):
        language = colleague["language"] if colleague["language"] in NOTICE_LANGUAGES else NOTICE_LANGUAGES[0]
        with speaking(language):
            context = CampaignPaused(
                centre=row["name"],
                year=str(row["year"]),
                paused_at=day(at),
                reason=words(code),
                server_answer=said,
                accepted=row["accepted"],
                waiting=row["waiting"],
                campaign_url=f"{settings.base_url}/intern/runde/{campaign_id}",
            )
        letter = NewLetter(
            template="campaign_paused",
            language=language,
            address=colleague["email"],
            context=frozen(context),
            centre=row["centre"],
            due_at=at,
        )
        await put(letter, at)


async def recognise(settings: Settings, at: datetime) -> bool:
    """Make sure that this is the database that last sent; return whether it is.

    A copy or a restored one stops in one transaction: its rounds pause, letters that were on their way are in
    doubt, and waiting letters of no round (old links and receipts) are called off. From then on it is the one.
    """
    found = await lineage.here(settings.database_url)
    kept = lineage.kept(settings.data_dir)
    async with transaction():
        row = await lineage.written(lock=True)
        if row is None or not lineage.is_copy(row, found, kept):
            name, seen = await lineage.write(found, row.name if row else "")
        else:
            paused = await _stop_everything(at)
            name, seen = await lineage.write(found)
    lineage.keep(settings.data_dir, name, seen)
    if row is None or row.name == name:
        return True
    LOG.warning("this database was restored or copied: nothing goes on by itself, %d campaigns wait", len(paused))
    return False


async def keep_recognising(settings: Settings, at: datetime) -> None:
    """Look again when the server was restarted or the database replaced, and note how far the letters have come."""
    row = await lineage.written()
    if row is None or not row.unchanged:
        await recognise(settings, at)
    await lineage.note(settings.data_dir)


async def _stop_everything(at: datetime) -> list[dict[str, Any]]:
    """Let nothing go that may have gone already; return the campaigns that wait for a person now."""
    paused: list[dict[str, Any]] = await Campaign.raw(
        """UPDATE campaign SET state = 'paused', paused_code = 'restored'
           WHERE state IN ('running', 'paused') RETURNING id"""
    )
    # One that was to start by itself may have started after the backup was made.
    drafts = await Campaign.raw(
        "UPDATE campaign SET state = 'draft', opens_at = NULL WHERE state = 'scheduled' RETURNING id"
    )
    unknown = await Letter.raw(
        """UPDATE letter SET state = 'unknown', lease_until = NULL, state_at = {},
             last_text = 'the database was restored while the letter was on its way'
           WHERE state = 'sending' RETURNING id""",
        at,
    )
    cancelled = await Letter.raw(
        """UPDATE letter SET state = 'cancelled', state_at = {}
           WHERE campaign IS NULL AND state IN ('planned', 'ready', 'deferred') RETURNING id""",
        at,
    )
    for rows, state in ((paused, "paused"), (drafts, "draft")):
        for row in rows:
            await record(Verb.CAMPAIGN_MOVED, f"campaign:{row['id']}", BY, at, to=state, code="restored")
    counts = {"paused": len(paused), "drafts": len(drafts), "unknown": len(unknown), "cancelled": len(cancelled)}
    await record(Verb.DATABASE_RESTORED, "database", BY, at, **counts)
    return paused
