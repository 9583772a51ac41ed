"""The one engine, its pool, and transactions.

Every table uses the same engine object; it is pointed at a database when the process starts.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from directory.errors import Refused
from directory.settings import point_piccolo_at


class _Engine(PostgresEngine):
    """Piccolo's engine, without the connection it makes when it is created: nothing happens at import."""

    async def check_version(self) -> None:
        """Leave the version to `doctor`."""


ENGINE = _Engine(config={})
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
async def opened(url: str, *, connections: int = 10) -> AsyncIterator[None]:
    """Keep a pool to the database at `url` open inside the block. Raises Refused when it cannot be reached."""
    point_piccolo_at("directory.piccolo_conf")
    ENGINE.config = {"dsn": url, "server_settings": {"timezone": "UTC", "application_name": "directory"}}
    try:
        await ENGINE.start_connection_pool(min_size=1, max_size=connections, command_timeout=60)
    except (*AWAY, asyncpg.PostgresError) as problem:
        raise Refused(f"the database cannot be reached: {problem}") from None
    try:
        yield
    finally:
        await ENGINE.close_connection_pool()


def transaction() -> AbstractAsyncContextManager[PostgresTransaction]:
    """Open a transaction for the block; one inside another is a programming error and raises."""
    return ENGINE.transaction(allow_nested=False)


@asynccontextmanager
async def migration_lock() -> AsyncIterator[None]:
    """Hold the lock that lets one process at a time migrate (its own connection, released with it)."""
    connection = await asyncpg.connect(**ENGINE.config)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        yield
    finally:
        await connection.close()
