"""Mail that comes back: stored first, read second, and never the cause of a letter of ours (RFC 3834)."""

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.audit import Verb, record
from directory.database import transaction
from directory.mail.actions_settling import settle_by_evidence
from directory.mail.addresses import norm_of
from directory.mail.outbox import cancel_returned, cancel_waiting
from directory.mail.returns.absences import successor
from directory.mail.returns.belonging import ARRIVED_AT, Owner, owner_of
from directory.mail.returns.bounces import Bounce, of_address, read_bounce
from directory.mail.returns.parts import Parts, clean, take_apart
from directory.mail.returns.replies import read_reply
from directory.tables.campaigns import Invitation
from directory.tables.mail import DeliveryFact, IncomingMessage

MOST_BYTES = 25_000_000
ARRIVED = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,200}")
RETURNED = ("hard", "soft", "policy")
NOTHING = Parts({}, "", "", "", "", "")
LOG = logging.getLogger(__name__)
# A person's reply and a returned letter both show that the letter had been handed over.
EVIDENCE = ("hard", "soft", "policy", "auto-reply", "complaint", "reply")


@dataclass(frozen=True, slots=True)
class Understood:
    """What one mail says, in the words of `bounce --json`; `sentence` is what staff see first."""

    kind: str
    address: str
    status: str
    proposal: str
    sentence: str
    delayed: bool = False


async def take(raw: bytes, at: datetime) -> dict[str, Any]:
    """Store one mail as it came, then read it; return what it says with the keys of `bounce --json` (CONTRACT.md).

    The same mail twice is stored once and changes nothing more. Mail above 25 MB is kept up to there.
    """
    raw = raw[:MOST_BYTES]
    digest = hashlib.sha256(raw).hexdigest()
    stored = await _store(raw, digest, at)
    if stored is None:
        return await _known(digest)
    parts, said = _read(raw)
    async with transaction():
        if not await _is_unread(stored):
            return await _known(digest)  # somebody else who fetched the same mail was quicker
        owner = await owner_of(parts, said.address)
        said = _of_our_letter(said, parts, owner.address_norm)
        await _write(stored, parts, said, owner, at)
        await record(Verb.MESSAGE_STORED, f"message:{stored}", "mail", at, kind=said.kind)
    return await _known(digest)


def _read(raw: bytes) -> tuple[Parts, Understood]:
    """Return a stored mail's parts and what it says; one that no reader of ours can bear waits for a person."""
    try:
        parts = take_apart(raw)
        return parts, understand(parts, raw)
    except Exception:  # the bytes are safe: whatever they do to a reader must not come back to who sent them
        LOG.exception("a mail that came in could not be read")
        return NOTHING, Understood("unknown", "", "", "", "")


def _of_our_letter(said: Understood, parts: Parts, address_norm: str) -> Understood:
    """Return what a report says of the address our letter went to, when it also speaks of others."""
    if said.kind not in RETURNED or not address_norm or norm_of(said.address) == address_norm:
        return said
    ours = of_address(parts, address_norm)
    return Understood(ours.kind, address_norm, ours.status, "", ours.text, ours.delayed) if ours else said


def understand(parts: Parts, raw: bytes) -> Understood:
    """Return what a mail says. Never raises."""
    bounce = read_bounce(parts, raw)
    if bounce is None:
        reply = read_reply(parts)
        answers = "in-reply-to" in parts.headers or "references" in parts.headers
        if not parts.sender or not (reply.words or answers):  # what nobody wrote is no reply
            return Understood("unknown", parts.sender, "", "", parts.subject)
        return Understood("reply", parts.sender, "", reply.proposal, reply.sentence)
    if bounce.kind == "auto-reply":
        return _automatic(bounce, parts)
    return Understood(bounce.kind, bounce.address, bounce.status, "", bounce.text, bounce.delayed)


def _automatic(bounce: Bounce, parts: Parts) -> Understood:
    ours = set(ARRIVED.findall(" ".join(parts.headers.get(name, "") for name in ARRIVED_AT).lower()))
    proposal = successor(parts, ours | {bounce.address.lower()})
    return Understood("auto-reply", bounce.address, "", proposal, bounce.text)


async def _store(raw: bytes, digest: str, at: datetime) -> int | None:
    """Store the bytes before anybody reads them; None when they are there already and were read."""
    row = IncomingMessage(sha256=digest, content=raw, size=len(raw), received_at=at, kind="unknown")
    made = await IncomingMessage.insert(row).on_conflict(target=IncomingMessage.sha256, action="DO NOTHING")
    if made:
        return int(made[0]["id"])
    unread = (IncomingMessage.sha256 == digest) & (IncomingMessage.sender == "") & (IncomingMessage.text == "")
    found = await IncomingMessage.select(IncomingMessage.id).where(unread & (IncomingMessage.kind == "unknown")).first()
    return int(found["id"]) if found else None  # a crash came between storing and reading


async def _is_unread(stored: int) -> bool:
    """Return whether a stored mail waits to be read, and let nobody else read it meanwhile."""
    unread = "SELECT id FROM incoming_message WHERE id = {} AND sender = '' AND text = '' FOR UPDATE"
    return bool(await IncomingMessage.raw(unread, stored))


async def _known(digest: str) -> dict[str, Any]:
    row = await IncomingMessage.select().where(IncomingMessage.sha256 == digest).first()
    if row is None:
        raise RuntimeError("a mail that was stored just now is gone")
    return {
        "class": row["kind"],
        "address": row["address"] or None,
        "status": row["status"] or None,
        "letter": str(row["letter"]) if row["letter"] else None,
        "organisation": str(row["organisation"]) if row["organisation"] else None,
        "proposal": row["proposal"] or None,
    }


async def _write(message: int, parts: Parts, said: Understood, owner: Owner, at: datetime) -> None:
    """Write down what was read, and what follows from it."""
    table = IncomingMessage
    values: dict[Any, Any] = {
        table.sender: clean(parts.sender)[:254],
        table.subject: parts.subject[:500],
        table.text: said.sentence or parts.subject or "(empty)",
        table.kind: said.kind,
        table.address: said.address[:254],
        table.status: said.status[:12],
        table.proposal: said.proposal[:500],
        table.letter: owner.letter,
        table.organisation: owner.organisations[0] if owner.organisations else None,
    }
    await table.update(values).where(table.id == message)
    if said.kind not in EVIDENCE:
        return
    await DeliveryFact(
        letter=owner.letter,
        organisation=owner.organisations[0] if owner.organisations else None,
        message=message,
        kind="delayed" if said.delayed else said.kind,
        at=at,
        address_norm=(norm_of(said.address) or owner.address_norm)[:254],
        status=said.status[:12],
        text=said.sentence,
    ).save()
    if owner.letter is not None:
        await settle_by_evidence(at, letter=owner.letter)
        if said.kind == "hard":
            await cancel_returned(owner.address_norm, at)
    if said.kind == "reply" or (said.kind == "complaint" and owner.letter is not None):
        for organisation in owner.organisations:
            await _hold(organisation, at)


async def _hold(organisation: UUID, at: datetime) -> None:
    """Send nothing more to them until staff have read what they wrote."""
    open_ = (Invitation.organisation == organisation) & (Invitation.expires_at > at) & Invitation.held_at.is_null()
    await Invitation.update({Invitation.held_at: at}).where(open_)
    await cancel_waiting(organisation, at, "replied")
