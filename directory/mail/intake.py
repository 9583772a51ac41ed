"""Mail that comes back: stored first, read second, and never the cause of a letter of ours (RFC 3834)."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.audit import Verb, record
from directory.database import transaction
from directory.mail.absences import successor
from directory.mail.bounces import Bounce, read_bounce
from directory.mail.outbox import cancel_waiting
from directory.mail.parts import Parts, clean, take_apart
from directory.mail.replies import read_reply
from directory.tables.campaigns import Invitation
from directory.tables.mail import DeliveryFact, IncomingMessage, Letter, LetterInvitation
from directory.tables.organisations import Organisation

MOST_BYTES = 25_000_000
MOST_IDS = 50
TAG = re.compile(r"(?:\+|X-Directory-Ref:\s*)([0-9a-f]{20})\b", re.IGNORECASE)
MESSAGE_ID = re.compile(r"<[^<>\s]{3,190}>")
ARRIVED_AT = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "cc")
REFERS = ("in-reply-to", "references", "x-ms-exchange-inbox-rules-loop", "original-message-id")
HOLDS = ("reply", "complaint")
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
    parts = take_apart(raw)
    said = understand(parts, raw)
    async with transaction():
        letter = await _letter_of(parts)
        organisation = await _organisation_of(letter, said.address)
        await _write(stored, parts, said, letter, organisation, at)
        await record(Verb.MESSAGE_STORED, f"message:{stored}", "mail", at, kind=said.kind)
    return await _known(digest)


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
    ours = set(re.findall(r"[\w.+-]+@[\w.-]+", " ".join(parts.headers.get(name, "") for name in ARRIVED_AT).lower()))
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


async def _letter_of(parts: Parts) -> UUID | None:
    """Return the letter a mail speaks of: by the envelope's tag, else by Message-ID."""
    arrived = " ".join(parts.headers.get(name, "") for name in ARRIVED_AT)
    machine = " ".join(value for block in parts.delivery for value in block.values())
    tags = [tag.lower() for tag in TAG.findall(f"{arrived} {machine} {parts.returned} {parts.text}")]
    refers = " ".join([*(parts.headers.get(name, "") for name in REFERS), machine, parts.returned, parts.text])
    ids = MESSAGE_ID.findall(refers)[:MOST_IDS]
    for column, values in ((Letter.envelope_tag, tags[:MOST_IDS]), (Letter.message_id, ids)):
        if values:
            found = await Letter.select(Letter.id).where(column.is_in(values)).first()
            if found:
                return UUID(str(found["id"]))
    return None


async def _organisation_of(letter: UUID | None, address: str) -> UUID | None:
    """Return the organisation a mail is about: the letter's, else the only one that is written to at the address."""
    if letter is not None:
        tie = await LetterInvitation.select(LetterInvitation.organisation).where(LetterInvitation.letter == letter)
        if tie:
            return UUID(str(tie[0]["organisation"]))
    rows = await Organisation.raw(
        """SELECT o.id FROM organisation o WHERE {} IN (lower(o.update_email), lower(o.email))
           OR EXISTS (SELECT FROM contact k WHERE k.organisation = o.id AND lower(k.email) = {}) LIMIT 2""",
        address.lower() or "-",
        address.lower() or "-",
    )
    return UUID(str(rows[0]["id"])) if len(rows) == 1 else None


async def _all_organisations_of(letter: UUID | None, organisation: UUID | None) -> set[UUID]:
    """Return every organisation a mail may be about: all that its letter speaks of."""
    ties = await LetterInvitation.select(LetterInvitation.organisation).where(LetterInvitation.letter == letter)
    return {row["organisation"] for row in ties if letter} | ({organisation} if organisation else set())


async def _write(
    message: int, parts: Parts, said: Understood, letter: UUID | None, organisation: UUID | None, at: datetime
) -> None:
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
        table.letter: letter,
        table.organisation: organisation,
    }
    await table.update(values).where(table.id == message)
    if said.kind not in EVIDENCE:
        return
    await DeliveryFact(
        letter=letter,
        organisation=organisation,
        message=message,
        kind="delayed" if said.delayed else said.kind,
        at=at,
        address_norm=said.address.casefold()[:254],
        status=said.status[:12],
        text=said.sentence,
    ).save()
    if letter is not None:
        await _settle_doubt(letter, at)
    if said.kind in HOLDS:
        for one in await _all_organisations_of(letter, organisation):
            await _hold(one, at)


async def _settle_doubt(letter: UUID, at: datetime) -> None:
    """A letter nobody knew the fate of has been handed over after all: here is a mail about it."""
    doubtful = (Letter.id == letter) & (Letter.state == "unknown")
    await Letter.update({Letter.state: "accepted", Letter.state_at: at, Letter.accepted_at: at}).where(doubtful)


async def _hold(organisation: UUID, at: datetime) -> None:
    """Send nothing more to them until staff have read what they wrote."""
    open_ = (Invitation.organisation == organisation) & (Invitation.expires_at > at) & Invitation.held_at.is_null()
    await Invitation.update({Invitation.held_at: at}).where(open_)
    await cancel_waiting(organisation, at, "replied")
