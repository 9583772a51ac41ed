"""Passing a message on, and keeping what somebody told us for staff."""

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID

from directory.database import transaction
from directory.errors import Refused
from directory.i18n import _, speaking
from directory.involvement.message import Message, Report
from directory.mail import contexts
from directory.mail.outbox import NewLetter, put
from directory.mail.signature import signature
from directory.organisations.language import language_of
from directory.organisations.reads import centre_of, find
from directory.tables.mail import IncomingMessage
from directory.tables.review import Suggestion


async def send_message(organisation: UUID, message: Message, at: datetime) -> None:
    """Pass a message on to an organisation, or to its centre when no address is known; nothing of it is kept else.

    Raises NotFound, and Refused when neither has an address.
    """
    async with transaction():
        stored = await find(organisation)
        centre = await centre_of(stored)
        address = stored.entry.email or stored.entry.update_email or centre["reply_to"]
        if not address:
            raise Refused(_("There is no address to send the message to."))
        language = language_of(stored.entry.language, stored.entry.municipality)
        with speaking(language):
            context = contexts.ContactMessage(
                **signature(centre, language),
                organisation=stored.entry.name,
                sender_name=message.name,
                sender_from=message.sender_from,
                sender_email=message.email,
                message=message.message,
            )
        letter = NewLetter(
            template="contact_message",
            language=language,
            address=address,
            context=contexts.frozen(context),
            centre=stored.centre,
            due_at=at,
            organisations=((stored.id, None),),
            reply_to=message.email,
        )
        await put(letter, at)


async def report_entry(organisation: UUID, report: Report, at: datetime) -> None:
    """Put what somebody says is wrong with an entry before staff. Raises NotFound."""
    async with transaction():
        stored = await find(organisation)
        await Suggestion(
            organisation=stored.id,
            kind="error",
            base_version=stored.version,
            note=report.message,
            channel="web",
            proposed_by=report.email,
            proposed_at=at,
        ).save()


async def report_page(report: Report, at: datetime) -> None:
    """Put what somebody says is wrong with a page among the mail that waits for staff; twice the same is once."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject = _("Error report: %(page)s") % {"page": report.page or "/"}
    mail["Date"] = at
    if report.email:
        mail["From"] = report.email
    mail.set_content(report.message)
    raw = mail.as_bytes()
    async with transaction():
        await IncomingMessage.insert(
            IncomingMessage(
                sha256=hashlib.sha256(raw).hexdigest(),
                content=raw,
                size=len(raw),
                received_at=at,
                sender=report.email,
                subject=subject[:500],
                text=report.message,
                kind="reply",
            )
        ).on_conflict(action="DO NOTHING")
