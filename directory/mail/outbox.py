"""Letters are put here in the transaction of what they speak of; the worker takes them from here."""

import json
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from directory.database import ENGINE, transaction
from directory.errors import Invalid
from directory.mail import letters
from directory.mail.addresses import MAXIMUM, Address, norm_of, printable, read_address
from directory.mail.asking import ALIVE, ASKS, IS_GONE, TIES
from directory.mail.states import REASONS, before
from directory.tables.centres import Centre
from directory.tables.mail import Letter, LetterInvitation

AT_A_TIME = 500
UNNAMED_DOMAIN = "directory.invalid"  # RFC 2606: belongs to nobody; for a letter of no centre


# Who has this letter already is left out; two letters of one list count too, the first one wins.
TIE = """
INSERT INTO letter_invitation (letter, invitation, generation, campaign, wave, organisation, address_norm)
SELECT t.letter, t.invitation, i.generation, t.campaign, t.wave, t.organisation, t.address_norm
FROM ROWS FROM (jsonb_to_recordset({}::jsonb) AS (letter uuid, invitation int, campaign int, wave text,
                organisation uuid, address_norm text)) WITH ORDINALITY t
LEFT JOIN invitation i ON i.id = t.invitation ORDER BY t.ordinality
ON CONFLICT DO NOTHING RETURNING letter
"""


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
    return (await put_many([letter], at))[0]


async def put_many(planned: Sequence[NewLetter], at: datetime) -> list[UUID | None]:
    """Plan many letters as `put` plans one, each with its id or None, in a few statements for hundreds of them."""
    domains = {centre: await _domain(centre) for centre in {letter.centre for letter in planned}}
    rows = [_row(letter, domains[letter.centre], at) for letter in planned]
    untold: set[str] = set()
    async with _joined():
        for start in range(0, len(rows), AT_A_TIME):
            part = slice(start, start + AT_A_TIME)
            untold |= await _insert(list(zip(planned[part], rows[part], strict=True)))
    return [None if row["id"] in untold else UUID(row["id"]) for row in rows]


async def cancel_waiting(organisation_id: UUID, at: datetime, why: str) -> int:
    """Skip the campaign letters that wait for an organisation, in the caller's transaction; say how many.

    `why` is `answered`, `replied`, `opted_out`, `unlisted`, `suppressed` or `closed`. A letter that a worker has taken
    but that is not past its point of no return is skipped too: the worker then finds it gone. A letter that
    also speaks of others stays while one of them has not answered.
    """
    if why not in REASONS["skipped"]:
        raise ValueError(f"no reason to skip a letter: {why!r}")
    await _hold_waiting(organisation_id)
    rows = await Letter.raw(
        f"""
        UPDATE letter l SET state = 'skipped', why = {{}}, state_at = {{}}, lease_token = NULL, lease_until = NULL
        FROM campaign c
        WHERE c.id = l.campaign AND l.state = ANY({{}}::text[]) AND l.crossed_at IS NULL
          AND l.id IN (SELECT letter FROM letter_invitation WHERE organisation = {{}})
          AND NOT EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND li.organisation <> {{}} AND {ASKS})
        RETURNING l.id
        """,  # noqa: S608  # its parts are ours
        why,
        at,
        before("skipped"),
        organisation_id,
        organisation_id,
    )
    await _write_anew(organisation_id)
    return len(rows)


async def _hold_waiting(organisation_id: UUID) -> None:
    """Lock the letters that wait for an organisation, in order: two who stop some of the same never wait in a ring."""
    await Letter.raw(
        """
        SELECT id FROM letter WHERE state = ANY({}::text[]) AND crossed_at IS NULL
          AND id IN (SELECT letter FROM letter_invitation WHERE organisation = {}) ORDER BY id FOR UPDATE
        """,
        before("skipped"),
        organisation_id,
    )


async def _write_anew(organisation_id: UUID) -> None:
    """Take the letters that also speak of others out of the workers' hands: they go without this organisation."""
    await Letter.raw(
        """
        UPDATE letter SET state = CASE state WHEN 'sending' THEN 'ready' ELSE state END,
          lease_token = NULL, lease_until = NULL
        WHERE link_purpose = 'letter' AND state = ANY({}::text[]) AND crossed_at IS NULL
          AND id IN (SELECT letter FROM letter_invitation WHERE organisation = {})
        """,
        before("skipped"),
        organisation_id,
    )


async def cancel_linked(organisation_id: UUID, at: datetime) -> int:
    """Skip every letter that waits with a link of an organisation, in the caller's transaction; say how many.

    To be called when its links are taken back: the address was fixed when the letter was planned, but the link
    is made when it is sent, and would be the new one. A letter in a worker's hands, and one that also speaks of
    others, are treated as in `cancel_waiting`.
    """
    await _hold_waiting(organisation_id)
    rows = await Letter.raw(
        f"""
        UPDATE letter l SET state = 'skipped', why = 'revoked', state_at = {{}}, lease_token = NULL, lease_until = NULL
        WHERE l.state = ANY({{}}::text[]) AND l.crossed_at IS NULL
          AND l.id IN (SELECT letter FROM letter_invitation WHERE organisation = {{}} AND invitation IS NOT NULL)
          AND NOT EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND li.organisation <> {{}} AND {ALIVE})
        RETURNING l.id
        """,  # noqa: S608  # its parts are ours
        at,
        before("skipped"),
        organisation_id,
        organisation_id,
    )
    await _write_anew(organisation_id)
    return len(rows)


async def cancel_returned(address_norm: str, at: datetime) -> int:
    """Skip the campaign letters that wait for an address that turned out not to exist; say how many.

    In the transaction of what showed it. A letter in a worker's hands is treated as in `cancel_waiting`.
    """
    waiting = "l.address_norm = {} AND l.state = ANY({}::text[]) AND l.crossed_at IS NULL"
    rows = await Letter.raw(
        f"""
        WITH held AS MATERIALIZED (
          SELECT l.id FROM letter l JOIN campaign c ON c.id = l.campaign WHERE {waiting} AND {IS_GONE}
          ORDER BY l.id FOR UPDATE OF l)
        UPDATE letter l SET state = 'skipped', why = 'returned', state_at = {{}}, lease_token = NULL, lease_until = NULL
        FROM held WHERE held.id = l.id RETURNING l.id
        """,  # noqa: S608  # its parts are ours
        address_norm,
        before("skipped"),
        at,
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
        return Address(kept, norm_of(kept)[:MAXIMUM]), "no_address"


def _reply_to(text: str) -> str:
    try:
        return read_address(text).written if text else ""
    except ValueError as problem:
        raise Invalid({"reply_to": str(problem)}) from None


def _row(letter: NewLetter, domain: str, at: datetime) -> dict[str, Any]:
    """Return the columns of a new letter as JSON has them."""
    address, reason = _address(letter)
    language = letters.nearest(letter.template, letter.language)
    return {
        "id": str(uuid4()),
        "centre": letter.centre,
        "campaign": letter.campaign,
        "wave": letter.wave,
        "template": letter.template,
        "language": language,
        "template_version": letters.template_version(letter.template, language),
        "address": address.written,
        "address_norm": address.norm,
        "reply_to": _reply_to(letter.reply_to),
        "link_purpose": letter.link_purpose,
        "link_id": letter.link_id,
        "state": "skipped" if reason else ("ready" if letter.due_at <= at else "planned"),
        "why": reason,
        "due_at": letter.due_at.isoformat(),
        "expires_at": letter.expires_at and letter.expires_at.isoformat(),
        "message_id": f"<{uuid4().hex}@{domain}>",
        "envelope_tag": secrets.token_hex(10),
        "context": letter.context,
        "state_at": at.isoformat(),
        "created_at": at.isoformat(),
    }


def _ties(letter: NewLetter, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the columns that tie a letter to its organisations, as JSON has them."""
    shared = {
        "letter": row["id"],
        "campaign": letter.campaign,
        "wave": letter.wave,
        "address_norm": row["address_norm"],
    }
    return [
        shared | {"organisation": str(organisation), "invitation": invitation}
        for organisation, invitation in letter.organisations
    ]


async def _insert(part: list[tuple[NewLetter, dict[str, Any]]]) -> set[str]:
    """Insert letters and tie them; take those away again that nobody was left for, and return their ids."""
    columns = ", ".join(part[0][1])
    await Letter.raw(
        f"INSERT INTO letter ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::letter, {{}}::jsonb)",  # noqa: S608
        json.dumps([row for _letter, row in part]),
    )
    ties = [tie for letter, row in part for tie in _ties(letter, row)]
    if not ties:
        return set()
    told = {str(row["letter"]) for row in await LetterInvitation.raw(TIE, json.dumps(ties))}
    untold = {tie["letter"] for tie in ties} - told
    if untold:
        await Letter.raw("DELETE FROM letter WHERE id = ANY({}::uuid[])", list(untold))
    return untold


async def _domain(centre: int | None) -> str:
    """Return the right-hand side of a Message-ID (RFC 5322 section 3.6.4): the sender's domain, in ASCII."""
    found = await Centre.select(Centre.sender_address).where(Centre.id == centre).first() if centre else None
    domain = found["sender_address"].rpartition("@")[2] if found else ""
    try:
        return domain.encode("idna").decode("ascii") or UNNAMED_DOMAIN
    except UnicodeError:
        return UNNAMED_DOMAIN
