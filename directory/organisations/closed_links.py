"""Links taken back, as rows inside the caller's transaction: what opened an entry yesterday opens it no more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.audit import Verb, record
from directory.mail.outbox import cancel_linked
from directory.organisations.draft_rows import drop_of_entry
from directory.organisations.receipts_together import take_undo_out
from directory.tables.campaigns import Invitation
from directory.tables.organisations import Organisation
from directory.tokens import short_code

TURN = """
UPDATE invitation SET generation = generation + 1, former_codes = array_append(former_codes, code), code = {},
  revoked_at = NULL
WHERE id = {}
"""


async def replace_links(organisation: UUID, by: str, at: datetime, why: str) -> Sequence[Mapping[str, Any]]:
    """Give every invitation that counts a new link and a new code; return their `id` and `expires_at`.

    The old links and codes are dead, and so is what `close_others` closes (SECURITY.md, leaked link).
    """
    rows = (
        await Invitation.select(Invitation.id, Invitation.expires_at)
        .where(
            (Invitation.organisation == organisation) & (Invitation.expires_at > at) & Invitation.revoked_at.is_null()
        )
        .order_by(Invitation.id)
    )
    for row in rows:
        await turn(row["id"])
    await close_others(organisation, at)
    if rows:
        await record(Verb.LINK_REVOKED, f"organisation:{organisation}", by, at, why=why)
    return list(rows)


async def turn(invitation: int) -> None:
    """Let an invitation count under a new link and a new code; the old ones stay dead, and the code known as such."""
    await Invitation.raw(TURN, short_code(), invitation)


async def close_others(organisation: UUID, at: datetime) -> None:
    """Stop the letters that wait with a link of the entry, and the undo links of the receipts until now.

    A receipt for several that waits goes, and says so.
    What was typed behind the old links and not saved is forgotten: the new ones may be somebody else's.
    """
    await drop_of_entry(organisation)
    await cancel_linked(organisation, at)
    await take_undo_out(organisation, "closed")
    await Organisation.update({Organisation.links_closed_at: at}).where(Organisation.id == organisation)
