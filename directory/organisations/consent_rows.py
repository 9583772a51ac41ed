"""Links to persons' own pages, as rows inside the caller's transaction: what they answer, and what dies with a link."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from directory.mail.addresses import norm_of
from directory.mail.states import before
from directory.organisations.consent_text import own_link_path
from directory.tables.contacts import Consent, Contact
from directory.tables.mail import Letter

PURPOSE = "consent"  # of the link in such a letter, and the name of its template
RECEIPT = "consent_receipt"  # the template of the letter after an answer, with the same link
UNASKED = {"asked_id": None, "asked_at": None}
SKIP = """
UPDATE letter SET state = 'skipped', why = {}, state_at = {}, lease_token = NULL, lease_until = NULL
WHERE link_purpose = 'consent' AND link_id = ANY({}::text[]) AND template = ANY({}::text[])
  AND state = ANY({}::text[]) AND crossed_at IS NULL
"""


async def skip_letters(
    asked: Iterable[UUID | None], why: str, at: datetime, templates: Sequence[str] = (PURPOSE, RECEIPT)
) -> None:
    """Do not send the letters that wait with these links; `why` as in mail/states.py."""
    ids = [one.hex for one in asked if one]
    if ids:
        await Letter.raw(SKIP, why, at, ids, list(templates), before("skipped"))


async def last_receipt(asked: UUID | None) -> datetime | None:
    """Return when the last receipt with a link was to go, None without one; what was skipped counts for nothing."""
    if asked is None:
        return None
    ours = (Letter.template == RECEIPT) & (Letter.link_id == asked.hex) & (Letter.state != "skipped")
    row = await Letter.select(Letter.due_at).where(ours).order_by(Letter.due_at, ascending=False).first()
    return row["due_at"] if row else None


async def taken_back_at(organisation: UUID, address: str, language: str) -> str:
    """Return the path where the person at an address takes back a yes, empty when nobody there has said one."""
    rows = await Contact.raw(
        """SELECT DISTINCT k.email FROM contact k JOIN consent s ON s.contact = k.id AND s.withdrawn_at IS NULL
           WHERE k.organisation = {} AND k.email <> ''""",
        organisation,
    )
    norm = norm_of(address)
    return own_link_path(language) if any(norm_of(row["email"]) == norm for row in rows) else ""


async def end(contact: UUID, fields: Sequence[str], at: datetime) -> None:
    """End what a person has said yes to, for some fields."""
    if fields:
        given = (Consent.contact == contact) & Consent.withdrawn_at.is_null()
        await Consent.update({Consent.withdrawn_at: at}).where(given & Consent.field.is_in(list(fields)))
