"""A connection of the test's own: it holds locks, sees who waits for them, and cuts lines."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from directory import database
from tests.mail.letters_in_the_outbox import until


@dataclass(slots=True)
class Outside:
    """What a colleague with `psql` could do."""

    connection: "asyncpg.Connection[Any]"

    async def waiting(self) -> list[int]:
        """Return the server processes that wait for a lock."""
        rows = await self.connection.fetch("SELECT DISTINCT pid FROM pg_locks WHERE NOT granted")
        return [row["pid"] for row in rows]

    async def until_one_waits(self) -> None:
        async def is_waiting() -> bool:
            return bool(await self.waiting())

        await until(is_waiting)

    async def others(self) -> list[int]:
        """Return the server processes that serve anybody else in our database."""
        rows = await self.connection.fetch(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        return [row["pid"] for row in rows]

    async def cut(self, pids: list[int] | None = None) -> None:
        """End server processes; all of our database's but this one when none are named."""
        await self.connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND usename = current_user AND ($1::int[] IS NULL OR pid = ANY($1))",
            pids,
        )


@asynccontextmanager
async def outside(database_url: str) -> AsyncIterator[Outside]:
    connection = await asyncpg.connect(database_url)
    try:
        yield Outside(connection)
    finally:
        await connection.close()


@asynccontextmanager
async def looking_at(url: str) -> AsyncIterator[None]:
    """Let this process, which is connected to one database at a time, look at another one."""
    before = database.ENGINE.config["dsn"]
    await database.ENGINE.close_connection_pool()
    try:
        async with database.opened(url):
            yield
    finally:
        database.ENGINE.config["dsn"] = before
        await database.ENGINE.start_connection_pool(min_size=1, max_size=10, command_timeout=60)
