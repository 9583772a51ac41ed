"""The one engine, its pool, and transactions.

Every table uses the same engine object; it is pointed at a database when the process starts.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from directory.errors import Refused
from directory.settings import point_piccolo_at


class _Engine(PostgresEngine):
    """Piccolo's engine, without the connection it makes when it is created: nothing happens at import."""

    async def check_version(self) -> None:
        """Leave the version to `doctor`."""


ENGINE = _Engine(config={})
# Each statement is planned once for each connection, by the indexes, however small a table was at that moment.
LOOKUPS = {"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "enable_bitmapscan": "off", "jit": "off"}
CLOSE_SECONDS = 1.0
MIGRATION_LOCK = 20_261_122  # any fixed number: two hosts that migrate at once take turns

# What "the database is away" looks like from here; the web answers 503 and workers try again.
AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,  # stopped, starting, or the statement was ended by somebody
    asyncpg.InsufficientResourcesError,  # too many connections, no memory, its disk is full
    asyncpg.TransactionRollbackError,  # two waited for each other, and this one was to give way
    asyncpg.ReadOnlySQLTransactionError,  # a stand-by that does not lead yet
    asyncpg.InternalClientError,  # a line that was cut in the middle of a command, before anybody noticed
)


@asynccontextmanager
async def opened(url: str, *, connections: int = 10, lookups: bool = False) -> AsyncIterator[None]:
    """Keep a pool to the database at `url` open inside the block. Raises Refused when it cannot be reached.

    `lookups` is for a process that asks the same few questions about single rows of large tables, again and again.
    """
    point_piccolo_at("directory.piccolo_conf")
    session = {"timezone": "UTC", "application_name": "directory"}
    ENGINE.config = {"dsn": url, "server_settings": session | (LOOKUPS if lookups else {})}
    try:
        await ENGINE.start_connection_pool(min_size=1, max_size=connections, command_timeout=60, reset=_leave_as_it_is)
    except (*AWAY, asyncpg.PostgresError) as problem:
        raise Refused(f"the database cannot be reached: {problem}") from None
    try:
        yield
    finally:
        await _close()


async def _close() -> None:
    """Close the pool, which waits for the answers still to come; not for long, from a database that is stuck."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await ENGINE.close_connection_pool()
    ENGINE.pool = None


async def _leave_as_it_is(_connection: object) -> None:
    """Save the question by which asyncpg tidies a session up after each use: we change nothing in one.

    An open transaction is rolled back all the same. Settings, locks and LISTEN for a whole session must not be used.
    """


def transaction() -> AbstractAsyncContextManager[PostgresTransaction]:
    """Open a transaction for the block; one inside another is a programming error and raises."""
    return ENGINE.transaction(allow_nested=False)


async def ask(statement: str, *values: object) -> list[asyncpg.Record]:
    """Return the rows of a long statement that never changes, in the transaction at hand or in one of its own.

    `{}` stands for each value, as in Piccolo's `raw`, which reads such a statement through again each time it is asked.
    """
    text, at_hand = _numbered(statement), ENGINE.current_transaction.get()
    rows: list[asyncpg.Record]
    if at_hand is not None:
        rows = await at_hand.connection.fetch(text, *values)
    elif ENGINE.pool is None:
        raise RuntimeError("the database is not open")
    else:
        async with ENGINE.pool.acquire() as connection:
            rows = await connection.fetch(text, *values)
    return rows


@lru_cache(maxsize=32)
def _numbered(statement: str) -> str:
    """Return a statement with its places numbered as PostgreSQL wants them."""
    first, *others = statement.split("{}")
    return first + "".join(f"${number}{part}" for number, part in enumerate(others, start=1))


async def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Add rows to a table in the transaction at hand (PostgreSQL, COPY): for many, far cheaper than INSERT."""
    at_hand = ENGINE.current_transaction.get()
    if at_hand is None:
        raise RuntimeError("COPY wants a transaction at hand")
    await at_hand.connection.copy_records_to_table(table, records=rows, columns=columns)


@asynccontextmanager
async def migration_lock() -> AsyncIterator[None]:
    """Hold the lock that lets one process at a time migrate (its own connection, released with it)."""
    connection = await asyncpg.connect(**ENGINE.config)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        yield
    finally:
        await connection.close()
