"""Links to persons' own pages, as rows inside the caller's transaction: what they answer, and what dies with a link."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from directory.mail.states import before
from directory.tables.contacts import Consent
from directory.tables.mail import Letter

PURPOSE = "consent"  # of the link in such a letter, and the name of its template
UNASKED = {"asked_id": None, "asked_at": None}
SKIP = """
UPDATE letter SET state = 'skipped', why = {}, state_at = {}, lease_token = NULL, lease_until = NULL
WHERE link_purpose = 'consent' AND link_id = ANY({}::text[]) AND state = ANY({}::text[]) AND crossed_at IS NULL
"""


async def skip_letters(asked: Iterable[UUID | None], why: str, at: datetime) -> None:
    """Do not send the letters that wait with these links; `why` as in mail/states.py."""
    ids = [one.hex for one in asked if one]
    if ids:
        await Letter.raw(SKIP, why, at, ids, before("skipped"))


async def end(contact: UUID, fields: Sequence[str], at: datetime) -> None:
    """End what a person has said yes to, for some fields."""
    if fields:
        given = (Consent.contact == contact) & Consent.withdrawn_at.is_null()
        await Consent.update({Consent.withdrawn_at: at}).where(given & Consent.field.is_in(list(fields)))
