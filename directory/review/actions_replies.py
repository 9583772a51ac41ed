"""What an employee does with a mail that came in; nothing is confirmed by a machine's reading alone (MAIL.md)."""

from datetime import datetime
from uuid import UUID

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import NotFound, Refused
from directory.i18n import _
from directory.mail.outbox import cancel_waiting
from directory.organisations import actions_answers
from directory.organisations.answer_rows import Visit
from directory.review.replies import Message, message
from directory.tables.campaigns import Invitation
from directory.tables.mail import IncomingMessage


async def confirm(message_id: int, version: int, by: str, at: datetime) -> Message:
    """Write "all correct" for an organisation that said so in a reply.

    Raises NotFound, Refused when we do not know whose mail it is, and Conflict when the entry has been changed
    after `version` was shown.
    """
    found = await _open(message_id)
    if found.organisation is None:
        raise Refused(_("We do not know which organisation the e-mail is from."))
    visit = Visit("reply", found.invitation, found.campaign, by)
    await actions_answers.confirm(str(found.organisation), version, visit, at)
    async with transaction():
        await _handled(found, "confirmed", by, at)
    return found


async def stop(message_id: int, by: str, at: datetime) -> Message:
    """Send an organisation no more letters this year; it stays in the directory. Raises NotFound and Refused."""
    async with transaction():
        found = await _open(message_id)
        if found.organisation is None:
            raise Refused(_("We do not know which organisation the e-mail is from."))
        await Invitation.update({Invitation.opted_out_at: at}).where(
            (Invitation.organisation == found.organisation) & (Invitation.expires_at > at)
        )
        await cancel_waiting(found.organisation, at, "opted_out")
        await _handled(found, "stopped", by, at)
        return found


async def note(message_id: int, by: str, at: datetime) -> Message:
    """Note that a mail has been dealt with; its organisation's letters are no longer held back. Raises NotFound."""
    async with transaction():
        found = await _open(message_id)
        await _handled(found, "noted", by, at)
        return found


async def _open(message_id: int) -> Message:
    found = await message(message_id)
    if found.handled_at is not None:
        raise NotFound("dealt with already")
    return found


async def _handled(found: Message, how: str, by: str, at: datetime) -> None:
    rows = await (
        IncomingMessage.update(
            {IncomingMessage.handled_at: at, IncomingMessage.handled_by: by, IncomingMessage.handled_as: how}
        )
        .where((IncomingMessage.id == found.id) & IncomingMessage.handled_at.is_null())
        .returning(IncomingMessage.id)
    )
    if not rows:
        raise NotFound("dealt with already")
    if found.organisation is not None:
        await _let_go(found.organisation)
    await record(Verb.MESSAGE_HANDLED, f"message:{found.id}", by, at, how=how)


async def _let_go(organisation: UUID) -> None:
    """Take back the hold on an organisation's letters, unless another of its replies still waits."""
    await Invitation.raw(
        """
        UPDATE invitation SET held_at = NULL WHERE organisation = {} AND held_at IS NOT NULL AND NOT EXISTS (
          SELECT FROM incoming_message m WHERE m.handled_at IS NULL AND m.kind = 'reply' AND (m.organisation = {}
            OR m.letter IN (SELECT letter FROM letter_invitation WHERE organisation = {})))
        """,
        organisation,
        organisation,
        organisation,
    )
