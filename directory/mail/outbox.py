"""Letters are put here in the transaction of what they speak of; the worker takes them from here."""

import json
import secrets
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from directory.database import ENGINE, copy, transaction
from directory.errors import Invalid
from directory.mail import letters
from directory.mail.addresses import MAXIMUM, Address, norm_of, printable, read_address
from directory.mail.asking import ALIVE, ASKS, IS_GONE, TIES
from directory.mail.states import REASONS, before
from directory.tables.centres import Centre
from directory.tables.mail import Letter, LetterInvitation

AT_A_TIME = 1000
UNNAMED_DOMAIN = "directory.invalid"  # RFC 2606: belongs to nobody; for a letter of no centre


# Who has this letter already is left out; two letters of one list count too, the first one wins.
TIE = """
INSERT INTO letter_invitation (letter, invitation, generation, campaign, wave, organisation, address_norm)
SELECT t.letter, t.invitation, i.generation, t.campaign, t.wave, t.organisation, t.address_norm
FROM unnest({}::uuid[], {}::int[], {}::int[], {}::text[], {}::uuid[], {}::text[]) WITH ORDINALITY
  t (letter, invitation, campaign, wave, organisation, address_norm)
LEFT JOIN invitation i ON i.id = t.invitation ORDER BY t.ordinality
ON CONFLICT DO NOTHING RETURNING letter
"""


class _Row(NamedTuple):
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


async def put(letter: NewLetter, at: datetime) -> UUID | None:
    """Plan a letter, in the caller's transaction when there is one; return its id.

    Returns None when each of its organisations already has a letter of this campaign and wave to this
    address. A bad address raises Invalid, except in a campaign: there the letter is kept as
    skipped(no_address), to be seen. Message-ID, envelope tag and template version are fixed here. Raises
    LetterError for an unknown letter.
    """
    return (await put_many([letter], at))[0]


async def put_many(planned: Iterable[NewLetter], at: datetime) -> list[UUID | None]:
    """Plan many letters as `put` plans one, each with its id or None, in a few statements for a thousand of them.

    They are taken one portion after the other: a round's letters need not all be held in memory at once.
    """
    domains: dict[int | None, str] = {}
    ids: list[UUID | None] = []
    left = iter(planned)
    async with _joined():
        while part := list(islice(left, AT_A_TIME)):
            domains |= {centre: await _domain(centre) for centre in {one.centre for one in part} - domains.keys()}
            rows = [_row(letter, domains[letter.centre], at) for letter in part]
            untold = await _insert(part, rows)
            ids += [None if row.id in untold else row.id for row in rows]
    return ids


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


def _row(letter: NewLetter, domain: str, at: datetime) -> _Row:
    address, reason = _address(letter)
    language = letters.nearest(letter.template, letter.language)
    drawn = secrets.token_bytes(42)  # at once: each time the system is asked costs as much as the rest of a row
    return _Row(
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


async def _insert(planned: Sequence[NewLetter], rows: Sequence[_Row]) -> set[UUID]:
    """Insert letters and tie them; take those away again that nobody was left for, and return their ids."""
    await copy("letter", _Row._fields, rows)
    ties = [
        (row.id, invitation, row.campaign, row.wave, organisation, row.address_norm)
        for letter, row in zip(planned, rows, strict=True)
        for organisation, invitation in letter.organisations
    ]
    if not ties:
        return set()
    told = {row["letter"] for row in await LetterInvitation.raw(TIE, *map(list, zip(*ties, strict=True)))}
    untold = {tie[0] for tie in ties} - told
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
