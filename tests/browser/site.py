"""A whole installation for a browser test: its own database, web process, mail server and commands."""

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from aiosmtpd.smtp import SMTP

from tests import commands

MIGRATED = "migrated"
KEY = "5f2b9c7d1e8a4036b7c9d2e1f0a3584c"


@dataclass
class Site:
    """One installation; `inbox` is what its mail server took in."""

    base_url: str
    environment: dict[str, str]
    inbox: list[EmailMessage] = field(default_factory=list)

    async def run(self, *arguments: str, fails: bool = False) -> str:
        """Run a command of ours and return what it printed."""
        done = await asyncio.to_thread(commands.run, *arguments, env=self.environment)
        printed, problem = done.stdout.decode(), done.stderr.decode()
        assert bool(done.returncode) is fails, (arguments, problem, printed)
        return problem if fails else printed

    async def run_json(self, *arguments: str) -> Any:
        """Run a command with --json and return the object it printed."""
        return json.loads(await self.run(*arguments, "--json"))

    def letters_to(self, address: str) -> list[EmailMessage]:
        """Return the caught letters to one address, oldest first."""
        return [letter for letter in self.inbox if letter["To"] == address]


class _Inbox:
    def __init__(self, letters: list[EmailMessage]) -> None:
        self.letters = letters

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  # its name there
        parsed = message_from_bytes(envelope.original_content, _class=EmailMessage, policy=policy.default)
        self.letters.append(parsed)
        return "250 2.0.0 taken"


def text_of(letter: EmailMessage) -> str:
    """Return a letter's plain text part."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage, path: str = "/o/") -> str:
    """Return the one address in a letter's text that leads to `path`."""
    (found,) = {word for word in text_of(letter).split() if path in word}
    return found


@asynccontextmanager
async def installed(database_url: str, data_dir: Path, name: str) -> AsyncIterator[Site]:
    """Set up an installation with an empty database and its web process, and take it down again."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(_fresh_database(database_url, name, data_dir))
        port = _free_port()
        site = Site(f"http://127.0.0.1:{port}", {})
        catcher = await asyncio.get_running_loop().create_server(
            lambda: SMTP(_Inbox(site.inbox), hostname="localhost"), "127.0.0.1", 0
        )
        stack.callback(catcher.close)
        site.environment = commands.environment(
            data_dir,
            DATABASE_URL=url,
            DIRECTORY_BASE_URL=site.base_url,
            DIRECTORY_SECRET_KEYS=KEY,
            DIRECTORY_SMTP_URL=f"smtp://127.0.0.1:{catcher.sockets[0].getsockname()[1]}?tls=none",
            DIRECTORY_QUIET_HOURS="",
            DIRECTORY_SEND_RATE="",
        )
        await stack.enter_async_context(_serving(site, port, data_dir / "web.log"))
        yield site


@asynccontextmanager
async def _fresh_database(url: str, name: str, data_dir: Path) -> AsyncIterator[str]:
    """Keep an empty database of the newest shape inside the block."""
    owner = await asyncpg.connect(url)
    try:
        if not await owner.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", MIGRATED):
            await _migrated(owner, url, data_dir)
        await owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await owner.execute(f'CREATE DATABASE "{name}" TEMPLATE {MIGRATED}')
        yield _at(url, name)
    finally:
        await owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await owner.close()


async def _migrated(owner: "asyncpg.Connection[Any]", url: str, data_dir: Path) -> None:
    """Make what every later database is a copy of."""
    await owner.execute(
        f"CREATE DATABASE {MIGRATED} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' "
        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
    )
    environment = commands.environment(data_dir, DATABASE_URL=_at(url, MIGRATED))
    done = await asyncio.to_thread(commands.run, "migrate", env=environment)
    assert done.returncode == 0, done.stderr.decode()


def _at(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@asynccontextmanager
async def _serving(site: Site, port: int, log: Path) -> AsyncIterator[None]:
    files = [os.devnull, str(log), str(log)]
    process = commands.started("serve", "--port", str(port), env=site.environment, files=files)
    try:
        while not await _ready(port):
            assert process.is_alive(), "the web process ended"
            await asyncio.sleep(0.05)
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.join)
        print(await asyncio.to_thread(log.read_text))  # pytest shows it where a test was red


async def _ready(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.write(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return b" 200 " in answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
