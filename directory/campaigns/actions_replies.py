"""What staff do with a mail that came in; nothing is confirmed by a machine's reading alone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import NotFound, Refused
from directory.mail.outbox import cancel_waiting
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import find
from directory.tables.campaigns import Invitation
from directory.tables.mail import IncomingMessage


async def confirm_by_reply(message_id: int, by: str, at: datetime) -> None:
    """Write that the organisation said by e-mail that all is correct. Raises NotFound, Refused and Conflict."""
    message = await _waiting(message_id)
    organisation = _organisation(message)
    invitation = await _invitation(organisation, at)
    visit = Visit("reply", invitation["id"], invitation["campaign"], by) if invitation else Visit("reply", by=by)
    stored = await find(organisation)
    await confirm(str(organisation), stored.version, visit, at)
    await _handled(message_id, "confirmed", by, at)


async def stop_letters(message_id: int, by: str, at: datetime) -> None:
    """Send no more letters this year, as they asked; the entry stays. Raises NotFound and Refused."""
    message = await _waiting(message_id)
    organisation = _organisation(message)
    async with transaction():
        mine = (Invitation.organisation == organisation) & (Invitation.expires_at > at)
        await Invitation.update({Invitation.opted_out_at: at}).where(mine)
        await cancel_waiting(organisation, at, "opted_out")
        await _write_handled(message_id, "stopped", by, at)


async def go_on(message_id: int, by: str, at: datetime) -> None:
    """Let reminders go to the organisation again: the mail was no answer. Raises NotFound."""
    message = await _waiting(message_id)
    async with transaction():
        if message["organisation"] is not None:
            held = (Invitation.organisation == message["organisation"]) & Invitation.held_at.is_not_null()
            await Invitation.update({Invitation.held_at: None}).where(held)
        await _write_handled(message_id, "released", by, at)


async def put_aside(message_id: int, by: str, at: datetime) -> None:
    """Take the mail off the desk; reminders stay held. Raises NotFound."""
    await _waiting(message_id)
    await _handled(message_id, "read", by, at)


async def _waiting(message_id: int) -> dict[str, Any]:
    mine = (IncomingMessage.id == message_id) & IncomingMessage.handled_at.is_null()
    row = await IncomingMessage.select(IncomingMessage.id, IncomingMessage.organisation).where(mine).first()
    if row is None:
        raise NotFound("this mail is not on the desk")
    return row


def _organisation(message: dict[str, Any]) -> UUID:
    if message["organisation"] is None:
        raise Refused("nobody knows yet which organisation this mail is from")
    return UUID(str(message["organisation"]))


async def _invitation(organisation: UUID, at: datetime) -> dict[str, Any] | None:
    mine = (Invitation.organisation == organisation) & (Invitation.expires_at > at)
    columns = (Invitation.id, Invitation.campaign)
    return await Invitation.select(*columns).where(mine).order_by(Invitation.id, ascending=False).first()


async def _handled(message_id: int, as_: str, by: str, at: datetime) -> None:
    async with transaction():
        await _write_handled(message_id, as_, by, at)


async def _write_handled(message_id: int, as_: str, by: str, at: datetime) -> None:
    changed = {IncomingMessage.handled_at: at, IncomingMessage.handled_by: by, IncomingMessage.handled_as: as_}
    await IncomingMessage.update(changed).where(IncomingMessage.id == message_id)  # type: ignore[arg-type]
    await record(Verb.MESSAGE_HANDLED, f"message:{message_id}", by, at, handled_as=as_)
