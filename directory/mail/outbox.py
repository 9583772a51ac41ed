"""Letters are put here in the transaction of what they speak of; the worker takes them from here."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from directory.database import ENGINE, transaction
from directory.errors import Invalid
from directory.mail import letters
from directory.mail.addresses import Address, printable, read_address
from directory.mail.states import REASONS, before
from directory.tables.campaigns import Invitation
from directory.tables.centres import Centre
from directory.tables.mail import Letter, LetterInvitation

UNNAMED_DOMAIN = "directory.invalid"  # RFC 2606: belongs to nobody; for a letter of no centre


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


async def put(letter: NewLetter, at: datetime) -> UUID | None:
    """Plan a letter, in the caller's transaction when there is one; return its id.

    Returns None when each of its organisations already has a letter of this campaign and wave to this
    address. A bad address raises Invalid, except in a campaign: there the letter is kept as
    skipped(no_address), to be seen. Message-ID, envelope tag and template version are fixed here. Raises
    LetterError for an unknown letter.
    """
    address, reason = _address(letter)
    row = await _row(letter, address, reason, at)
    async with _joined():
        await Letter.insert(row)
        if letter.organisations and not await _speak_of(letter, row.id, address.norm):
            await Letter.delete().where(Letter.id == row.id)
            return None
    return UUID(str(row.id))


async def cancel_waiting(organisation_id: UUID, at: datetime, why: str) -> int:
    """Skip the campaign letters that wait for an organisation, in the caller's transaction; say how many.

    `why` is `answered`, `replied`, `opted_out`, `suppressed` or `closed`. A letter that a worker has taken
    but that is not past its point of no return is skipped too: the worker then finds it gone. A letter that
    also speaks of others stays while one of them has not answered.
    """
    if why not in REASONS["skipped"]:
        raise ValueError(f"no reason to skip a letter: {why!r}")
    rows = await Letter.raw(
        """
        UPDATE letter l SET state = 'skipped', why = {}, state_at = {}, lease_token = NULL, lease_until = NULL
        FROM campaign c
        WHERE c.id = l.campaign AND l.state = ANY({}::text[]) AND l.crossed_at IS NULL
          AND l.id IN (SELECT letter FROM letter_invitation WHERE organisation = {})
          AND NOT EXISTS (
            SELECT FROM letter_invitation other
            WHERE other.letter = l.id AND other.organisation <> {}
              AND NOT EXISTS (SELECT FROM answer a
                              WHERE a.organisation = other.organisation AND a.at >= c.opened_at))
        RETURNING l.id
        """,
        why,
        at,
        before("skipped"),
        organisation_id,
        organisation_id,
    )
    return len(rows)


async def cancel_linked(organisation_id: UUID, at: datetime) -> int:
    """Skip every letter that waits with a link of an organisation, in the caller's transaction; say how many.

    To be called when its links are taken back: the address was fixed when the letter was planned, but the link
    is made when it is sent, and would be the new one. A letter in a worker's hands is skipped as in
    `cancel_waiting`.
    """
    rows = await Letter.raw(
        """
        UPDATE letter SET state = 'skipped', why = 'revoked', state_at = {}, lease_token = NULL, lease_until = NULL
        WHERE state = ANY({}::text[]) AND crossed_at IS NULL
          AND id IN (SELECT letter FROM letter_invitation WHERE organisation = {} AND invitation IS NOT NULL)
        RETURNING id
        """,
        at,
        before("skipped"),
        organisation_id,
    )
    return len(rows)


@asynccontextmanager
async def _joined() -> AsyncIterator[None]:
    if ENGINE.transaction_exists():
        yield
    else:
        async with transaction():
            yield


def _address(letter: NewLetter) -> tuple[Address, str]:
    try:
        return read_address(letter.address), ""
    except ValueError as problem:
        if letter.campaign is None:
            raise Invalid({"address": str(problem)}) from None
        kept = printable(letter.address)
        return Address(kept, kept.casefold()), "no_address"


def _reply_to(text: str) -> str:
    try:
        return read_address(text).written if text else ""
    except ValueError as problem:
        raise Invalid({"reply_to": str(problem)}) from None


async def _row(letter: NewLetter, address: Address, reason: str, at: datetime) -> Letter:
    language = letters.nearest(letter.template, letter.language)
    return Letter(
        id=uuid4(),
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
        message_id=f"<{uuid4().hex}@{await _domain(letter.centre)}>",
        envelope_tag=secrets.token_hex(10),
        context=json.dumps(letter.context),
        state_at=at,
        created_at=at,
    )


async def _domain(centre: int | None) -> str:
    """Return the right-hand side of a Message-ID (RFC 5322 section 3.6.4): the sender's domain, in ASCII."""
    found = await Centre.select(Centre.sender_address).where(Centre.id == centre).first() if centre else None
    domain = found["sender_address"].rpartition("@")[2] if found else ""
    try:
        return domain.encode("idna").decode("ascii") or UNNAMED_DOMAIN
    except UnicodeError:
        return UNNAMED_DOMAIN


async def _speak_of(letter: NewLetter, id_: UUID, norm: str) -> int:
    """Tie the letter to its organisations; return to how many (the others have this letter already)."""
    invited = [invitation for _organisation, invitation in letter.organisations if invitation is not None]
    generations = await _generations(invited) if invited else {}
    ties = [
        LetterInvitation(
            letter=id_,
            invitation=invitation,
            generation=generations.get(invitation) if invitation else None,
            campaign=letter.campaign,
            wave=letter.wave,
            organisation=organisation,
            address_norm=norm,
        )
        for organisation, invitation in letter.organisations
    ]
    return len(await LetterInvitation.insert(*ties).on_conflict(action="DO NOTHING"))


async def _generations(invitations: list[int]) -> dict[int, int]:
    rows = await Invitation.select(Invitation.id, Invitation.generation).where(Invitation.id.is_in(invitations))
    return {row["id"]: row["generation"] for row in rows}
