"""New letters as rows: written with many others by one COPY, and tied to the organisations they speak of."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from directory.database import copy
from directory.errors import Invalid
from directory.mail import letters
from directory.mail.addresses import MAXIMUM, Address, norm_of, printable, read_address
from directory.tables.centres import Centre
from directory.tables.mail import Letter, LetterInvitation

UNNAMED_DOMAIN = "directory.invalid"  # RFC 2606: belongs to nobody; for a letter of no centre


# Who has this letter already is left out; two letters of one list count too, the first one wins.
TIE = """
INSERT INTO letter_invitation (letter, invitation, generation, campaign, wave, organisation, address_norm)
SELECT t.letter, t.invitation, (SELECT generation FROM invitation WHERE id = t.invitation), t.campaign, t.wave,
  t.organisation, t.address_norm
FROM unnest({}::uuid[], {}::int[], {}::int[], {}::text[], {}::uuid[], {}::text[]) WITH ORDINALITY
  t (letter, invitation, campaign, wave, organisation, address_norm)
ORDER BY t.ordinality
ON CONFLICT DO NOTHING RETURNING letter
"""


class Row(NamedTuple):
    """The columns of a new letter; the others have their defaults."""

    id: UUID
    centre: int | None
    campaign: int | None
    wave: str
    template: str
    language: str
    template_version: str
    address: str
    address_norm: str
    reply_to: str
    link_purpose: str
    link_id: str
    state: str
    why: str
    due_at: datetime
    expires_at: datetime | None
    message_id: str
    envelope_tag: str
    context: str
    state_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """A letter to write: `template` and `context` as in mail/contexts.py (`frozen(…)`), to one bare address.

    `organisations` are pairs of organisation and invitation: with an invitation the link and the code are
    made from it at each attempt. Other links (`undo`, `sign-in`) are named by `link_purpose` and `link_id`, a
    random id whose row decides whether the link still counts. `wave` is `first`, `reminder-1` … for a
    campaign's letters. After `expires_at` (application clock) the letter is not sent.
    """

    template: str
    language: str
    address: str
    context: dict[str, object]
    centre: int | None
    due_at: datetime
    expires_at: datetime | None = None
    campaign: int | None = None
    wave: str = ""
    organisations: tuple[tuple[UUID, int | None], ...] = ()
    reply_to: str = ""
    link_purpose: str = ""
    link_id: str = ""


def row_of(letter: NewLetter, domain: str, at: datetime) -> Row:
    """Return the row of a new letter; raises Invalid for an address that is none, and LetterError."""
    address, reason = _address(letter)
    language = letters.nearest(letter.template, letter.language)
    drawn = secrets.token_bytes(42)  # at once: each time the system is asked costs as much as the rest of a row
    return Row(
        id=UUID(bytes=drawn[:16], version=4),
        centre=letter.centre,
        campaign=letter.campaign,
        wave=letter.wave,
        template=letter.template,
        language=language,
        template_version=letters.template_version(letter.template, language),
        address=address.written,
        address_norm=address.norm,
        reply_to=_reply_to(letter.reply_to),
        link_purpose=letter.link_purpose,
        link_id=letter.link_id,
        state="skipped" if reason else ("ready" if letter.due_at <= at else "planned"),
        why=reason,
        due_at=letter.due_at,
        expires_at=letter.expires_at,
        message_id=f"<{drawn[16:32].hex()}@{domain}>",
        envelope_tag=drawn[32:].hex(),
        context=json.dumps(letter.context),
        state_at=at,
        created_at=at,
    )


async def insert(planned: Sequence[NewLetter], rows: Sequence[Row]) -> list[UUID | None]:
    """Insert letters and tie them, in the transaction at hand; return their ids.

    None is the id of a letter that nobody was left for: each of its organisations had it already.
    """
    await copy("letter", Row._fields, rows)
    ties = [
        (row.id, invitation, row.campaign, row.wave, organisation, row.address_norm)
        for letter, row in zip(planned, rows, strict=True)
        for organisation, invitation in letter.organisations
    ]
    if not ties:
        return [row.id for row in rows]
    told = {row["letter"] for row in await LetterInvitation.raw(TIE, *map(list, zip(*ties, strict=True)))}
    untold = {tie[0] for tie in ties} - told
    if untold:
        await Letter.raw("DELETE FROM letter WHERE id = ANY({}::uuid[])", list(untold))
    return [None if row.id in untold else row.id for row in rows]


async def sender_domains() -> dict[int | None, str]:
    """Return the right-hand side of a Message-ID (RFC 5322 section 3.6.4) for each centre: its sender's domain."""
    centres = await Centre.select(Centre.id, Centre.sender_address)
    return {None: UNNAMED_DOMAIN} | {one["id"]: _in_ascii(one["sender_address"]) for one in centres}


def _in_ascii(address: str) -> str:
    try:
        return address.rpartition("@")[2].encode("idna").decode("ascii") or UNNAMED_DOMAIN
    except UnicodeError:
        return UNNAMED_DOMAIN


def _address(letter: NewLetter) -> tuple[Address, str]:
    try:
        return read_address(letter.address), ""
    except ValueError as problem:
        if letter.campaign is None:
            raise Invalid({"address": str(problem)}) from None
        kept = printable(letter.address)
        return Address(kept, norm_of(kept)[:MAXIMUM]), "no_address"


def _reply_to(text: str) -> str:
    try:
        return read_address(text).written if text else ""
    except ValueError as problem:
        raise Invalid({"reply_to": str(problem)}) from None
