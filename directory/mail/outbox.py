"""Letters are put here in the transaction of what they speak of; the worker takes them from here."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from directory.database import ENGINE, transaction
from directory.mail.asking import ALIVE, ASKS, IS_GONE, TIES
from directory.mail.letter_rows import NewLetter as NewLetter  # noqa: PLC0414  # said again: what is put here
from directory.mail.letter_rows import Row, insert, row_of, sender_domains
from directory.mail.states import REASONS, before
from directory.tables.mail import Letter

AT_A_TIME = 1000
# An autovacuum that looks in while a large round is being planned counts pages without rows. The workers' statements
# are then planned as for an empty table, until the next one: a round of 10,000 took a minute. Here the new rows count.
# A letter's other columns are not asked for, and would take ten times as long.
COUNT_ANEW = "ANALYZE letter (id, campaign, state, due_at), letter_invitation, invitation"
BETWEEN = 50  # letters made before PostgreSQL is looked after: a few milliseconds


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

    They are taken one portion after the other: a round's letters need not all be held in memory at once. While
    PostgreSQL takes one in, the next is made, and whoever else is served by this process comes in between.
    """
    ids: list[UUID | None] = []
    async with _joined():
        domains = await sender_domains()
        taking: asyncio.Task[list[UUID | None]] | None = None
        try:
            async for part, rows in _portions(planned, domains, at):
                if taking is not None:
                    ids += await taking
                taking = asyncio.create_task(insert(part, rows))  # the only one that asks the database meanwhile
            if taking is not None:
                ids += await taking
            if len(ids) > AT_A_TIME:
                await Letter.raw(COUNT_ANEW)
        finally:
            if taking is not None:
                await asyncio.gather(taking, return_exceptions=True)  # it holds the transaction's connection
    return ids


async def _portions(
    planned: Iterable[NewLetter], domains: Mapping[int | None, str], at: datetime
) -> AsyncIterator[tuple[list[NewLetter], list[Row]]]:
    """Yield letters with their rows, and let go now and then, so that the portion before can be taken in."""
    part: list[NewLetter] = []
    rows: list[Row] = []
    for letter in planned:
        part.append(letter)
        rows.append(row_of(letter, domains[letter.centre], at))
        if not len(rows) % BETWEEN:
            await asyncio.sleep(0)
        if len(rows) == AT_A_TIME:
            yield part, rows
            part, rows = [], []
    if rows:
        yield part, rows


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
    """Lock the letters that wait for an organisation, in order: two who stop some of the same never wait in a ring.

    Receipts for several are not stopped, and not among them: who writes in one holds these letters already
    (organisations/receipts_together.py).
    """
    await Letter.raw(
        """
        SELECT id FROM letter WHERE state = ANY({}::text[]) AND crossed_at IS NULL AND link_purpose <> 'receipts'
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
