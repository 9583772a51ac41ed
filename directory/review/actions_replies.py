"""What an employee does with a mail that came in; nothing is confirmed by a machine's reading alone (MAIL.md)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import NotFound, Refused
from directory.i18n import _
from directory.mail.asking import STANDS
from directory.organisations import actions, actions_answers, actions_letters
from directory.organisations.actions_letters import write_stop
from directory.organisations.answer_rows import Visit
from directory.organisations.entry import Actor
from directory.organisations.reads import find
from directory.review.reopening import reopen
from directory.review.replies import Message, message
from directory.review.returns import other_ways
from directory.review.suggestions import Case, refusals_answered
from directory.tables.campaigns import Invitation
from directory.tables.mail import IncomingMessage

OTHERS = f"""
SELECT t.organisation, t.invitation, o.version
FROM incoming_message m JOIN letter l ON l.id = m.letter JOIN campaign c ON c.id = l.campaign
JOIN letter_invitation t ON t.letter = l.id JOIN organisation o ON o.id = t.organisation
WHERE m.id = {{}} AND t.organisation <> {{}} AND o.published AND o.status <> 'dissolved'
  AND (o.edited_at IS NULL OR o.edited_at <= l.created_at)
  AND NOT EXISTS (SELECT FROM answer a WHERE a.organisation = o.id AND a.at >= c.opened_at
    AND {STANDS})
ORDER BY o.sort_key, o.id
"""  # noqa: S608  # its parts are ours


async def confirm(message_id: int, version: int, by: str, at: datetime) -> Message:
    """Write "all correct" for an organisation that said so in a reply, and for the others its letter spoke of.

    Those of the others that have answered, or have been changed since the letter was written, are left as they are.
    Raises NotFound, Refused when we do not know whose mail it is, and Conflict when the entry has been changed
    after `version` was shown.
    """
    found = await _open(message_id)
    if found.organisation is None:
        raise Refused(_("We do not know which organisation the e-mail is from."))
    visit = Visit("reply", found.invitation, found.campaign, by, bundle=await _bundle(found))
    await actions_answers.confirm(str(found.organisation), version, visit, at)
    for other in await IncomingMessage.raw(OTHERS, found.id, found.organisation):
        visit = replace(visit, invitation=other["invitation"])
        await actions_answers.confirm(str(other["organisation"]), other["version"], visit, at)
    async with transaction():
        await _handled(found, "confirmed", by, at)
    return found


async def stop(message_id: int, by: str, at: datetime) -> Message:
    """Send every organisation a reply is about no more letters this year; they stay in the directory.

    Raises NotFound and Refused.
    """
    async with transaction():
        found = await _open(message_id)
        for organisation in await _about(found):
            await write_stop(organisation, by, at)
        await _handled(found, "stopped", by, at)
        return found


async def speak(message_id: int, language: str, by: str, at: datetime) -> Message:
    """Write in another language (`nb`, `nn` or `en`) to every organisation a reply is about, from the next letter on.

    Raises NotFound, Refused and Invalid.
    """
    found = await _open(message_id)
    visit = Visit("reply", found.invitation, found.campaign, by)
    for organisation in await _about(found):
        await actions_letters.speak(organisation, language, visit, at)
    async with transaction():
        await _handled(found, "language", by, at)
    return found


async def write_to(message_id: int, version: int, address: str, by: Actor, at: datetime) -> Message:
    """Send the year's letters to another address from now on, as staff decide when one came back.

    `address` is one of those that the mail or the entry names. The old one is told and older links die, as at every
    change of it. Raises NotFound, Refused, and Conflict when the entry has been changed after `version` was shown.
    """
    found = await _open(message_id)
    if found.organisation is None:
        raise Refused(_("We do not know which organisation the e-mail is from."))
    if address not in {way.value for way in await other_ways(found) if way.kind == "address"}:
        raise Refused(_("This address is no longer one of those to choose from."))
    entry = (await find(found.organisation)).entry
    await actions.edit(str(found.organisation), version, replace(entry, update_email=address), by, at)
    async with transaction():
        await _handled(found, "redirected", by.name, at)
    return found


async def take_up_again(message_id: int, by: str, at: datetime) -> Case:
    """Let what was refused wait again, as a reply to the refusal asks for; the reply is dealt with by it.

    Raises NotFound and Refused, as `reopen`.
    """
    async with transaction():
        found = await _open(message_id)
        answered = (await refusals_answered([found.id])).get(found.id)
        if answered is None:
            raise NotFound("answers nothing that was refused")
        again = await reopen(answered.id, by, at)
        await _handled(found, "reopened", by, at)
        return again


async def note(message_id: int, by: str, at: datetime) -> Message:
    """Note that a mail has been dealt with; its organisation's letters are no longer held back. Raises NotFound."""
    async with transaction():
        found = await _open(message_id)
        await _handled(found, "noted", by, at)
        return found


async def _bundle(found: Message) -> str:
    """Return the reference of the letter about several that a reply is to, empty when it is to another letter."""
    rows = await IncomingMessage.raw(
        """SELECT l.envelope_tag FROM incoming_message m JOIN letter l ON l.id = m.letter
           WHERE m.id = {} AND l.link_purpose = 'letter'""",
        found.id,
    )
    return str(rows[0]["envelope_tag"]) if rows else ""


async def _about(found: Message) -> Sequence[UUID]:
    """Return the organisations that a reply is about: all its letter speaks of. Raises Refused when nobody knows."""
    if found.organisation is None:
        raise Refused(_("We do not know which organisation the e-mail is from."))
    rows = await IncomingMessage.raw(
        """SELECT DISTINCT t.organisation FROM incoming_message m JOIN letter_invitation t ON t.letter = m.letter
           WHERE m.id = {} ORDER BY t.organisation""",
        found.id,
    )
    return [row["organisation"] for row in rows] or [found.organisation]


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
    for organisation in await _about(found) if found.organisation else ():
        await _let_go(organisation)
    await record(Verb.MESSAGE_HANDLED, f"message:{found.id}", by, at, how=how)


async def _let_go(organisation: UUID) -> None:
    """Take back the hold on an organisation's letters, unless another reply or complaint of its still waits."""
    await Invitation.raw(
        """
        UPDATE invitation SET held_at = NULL WHERE organisation = {} AND held_at IS NOT NULL AND NOT EXISTS (
          SELECT FROM incoming_message m
          WHERE m.handled_at IS NULL AND m.kind IN ('reply', 'complaint') AND (m.organisation = {}
            OR m.letter IN (SELECT letter FROM letter_invitation WHERE organisation = {})))
        """,
        organisation,
        organisation,
        organisation,
    )
