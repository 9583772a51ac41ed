"""What an organisation writes to staff on its own page: kept where their mail is kept, and read like it."""

import hashlib
from datetime import datetime
from email.message import EmailMessage

from directory.audit import Verb, record
from directory.database import transaction
from directory.i18n import DEFAULT, _, speaking
from directory.mail.outbox import cancel_waiting
from directory.organisations.answer_rows import Visit
from directory.organisations.writing import locked
from directory.tables.campaigns import Invitation
from directory.tables.mail import DeliveryFact, IncomingMessage

MOST_SHOWN = 300  # characters that the list of replies shows


async def write_to_staff(organisation: str, text: str, visit: Visit, at: datetime) -> None:
    """Leave a text for staff among the replies; the same text twice is kept once. Raises NotFound.

    As after a reply by mail, nothing more is sent to them until somebody has read it (MAIL.md).
    """
    async with transaction():
        stored = await locked(organisation)
        letter = EmailMessage()
        letter["X-Directory-Organisation"] = str(stored.id)
        with speaking(DEFAULT):  # read by staff
            letter["Subject"] = subject = _("Written on their own page")
        letter.set_content(text)
        content = letter.as_bytes()
        row = IncomingMessage(
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            size=len(content),
            received_at=at,
            sender=stored.entry.update_address,
            subject=subject,
            text=text[:MOST_SHOWN],
            kind="reply",
            organisation=stored.id,
        )
        made = await IncomingMessage.insert(row).on_conflict(target=IncomingMessage.sha256, action="DO NOTHING")
        if not made:
            return
        message = int(made[0]["id"])
        await DeliveryFact(organisation=stored.id, message=message, kind="reply", at=at, text=text[:MOST_SHOWN]).save()
        open_ = (Invitation.organisation == stored.id) & (Invitation.expires_at > at) & Invitation.held_at.is_null()
        await Invitation.update({Invitation.held_at: at}).where(open_)
        await cancel_waiting(stored.id, at, "replied")
        await record(Verb.MESSAGE_STORED, f"message:{message}", visit.actor.name, at, kind="reply")
