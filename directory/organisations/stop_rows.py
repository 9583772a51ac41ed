"""A stop goes with the mailbox that said it, as rows inside the caller's transaction (MAIL.md, "stopp")."""

import json
from datetime import datetime
from uuid import UUID

from directory.audit import Verb, record
from directory.mail.addresses import norm_of, spellings
from directory.organisations.reads_stop import Stop
from directory.tables.campaigns import Answer, Invitation

LEFT = """
UPDATE answer SET details = details || {}::jsonb
WHERE organisation = {} AND superseded_at = {} AND kind = 'wrong_contact' RETURNING id
"""
AGAIN = """
UPDATE invitation i SET opted_out_at = {}
WHERE i.organisation = {} AND i.expires_at > {} AND i.opted_out_at IS NULL AND EXISTS (
  SELECT FROM answer a JOIN letter l ON l.id = (a.details ->> 'stopped_by')::uuid
  WHERE a.organisation = i.organisation AND a.superseded_at >= i.created_at AND l.address_norm = ANY({}::text[]))
RETURNING i.id
"""


async def leave_stop_behind(
    organisation: UUID, stop: Stop | None, former: str, address: str, by: str, at: datetime
) -> None:
    """Take up the year's letters again with who is asked in the place of the `former` address, if that alone had
    said stop; it gets none itself, wherever it stands in the entry (the answer that counts no more names a letter
    to it, see campaigns/actions_due.py).

    Nothing happens when it may have been another who said it, or when the address is the same.
    """
    if stop is None or not stop.by or stop.by != norm_of(former) or not address or stop.by == norm_of(address):
        return
    if not await Answer.raw(LEFT, json.dumps({"stopped_by": str(stop.letter)}), organisation, at):
        return
    standing = (Invitation.organisation == organisation) & (Invitation.expires_at > at)
    await Invitation.update({Invitation.opted_out_at: None}).where(standing & Invitation.opted_out_at.is_not_null())
    subject = f"organisation:{organisation}"
    await record(Verb.LETTERS_RESUMED, subject, by, at, why="another is asked", stopped_by=stop.letter)


async def stop_with(organisation: UUID, address: str, at: datetime) -> None:
    """Let the stop hold again when letters go back to an address that said it this year."""
    if address and await Invitation.raw(AGAIN, at, organisation, at, spellings(address)):
        await record(Verb.LETTERS_STOPPED, f"organisation:{organisation}", "directory", at, why="said before")
