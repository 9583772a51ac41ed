"""A whole installation for a browser test: its own database, web process, mail server and commands."""

import asyncio
import json
import os
import socket
import sys
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

KEY = "5f2b9c7d1e8a4036b7c9d2e1f0a3584c"


@dataclass
class Site:
    """One installation; `inbox` is what its mail server took in."""

    base_url: str
    environment: dict[str, str]
    inbox: list[EmailMessage] = field(default_factory=list)

    async def run(self, *arguments: str, fails: bool = False) -> str:
        """Run a command of ours and return what it printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "directory",
            *arguments,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        printed, problem = await process.communicate()
        assert bool(process.returncode) is fails, (arguments, problem.decode(), printed.decode())
        return (problem if fails else printed).decode()

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
        url = await stack.enter_async_context(_fresh_database(database_url, name))
        port = _free_port()
        site = Site(f"http://127.0.0.1:{port}", {})
        catcher = await asyncio.get_running_loop().create_server(
            lambda: SMTP(_Inbox(site.inbox), hostname="localhost"), "127.0.0.1", 0
        )
        stack.callback(catcher.close)
        site.environment = {name: value for name, value in os.environ.items() if not name.startswith("DIRECTORY_")} | {
            "DATABASE_URL": url,
            "DIRECTORY_DATA_DIR": str(data_dir),
            "DIRECTORY_ENVIRONMENT": "development",
            "DIRECTORY_BASE_URL": site.base_url,
            "DIRECTORY_SECRET_KEYS": KEY,
            "DIRECTORY_SMTP_URL": f"smtp://127.0.0.1:{catcher.sockets[0].getsockname()[1]}?tls=none",
            "DIRECTORY_QUIET_HOURS": "",
            "DIRECTORY_SEND_RATE": "",
        }
        await site.run("migrate")
        await stack.enter_async_context(_serving(site, port))
        yield site


@asynccontextmanager
async def _fresh_database(url: str, name: str) -> AsyncIterator[str]:
    owner = await asyncpg.connect(url)
    try:
        await owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await owner.execute(
            f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' "
            "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        )
        parts = urlsplit(url)
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        await owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await owner.close()


@asynccontextmanager
async def _serving(site: Site, port: int) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "directory", "serve", "--port", str(port), env=site.environment
    )
    try:
        while not await _ready(port):
            assert process.returncode is None, "the web process ended"
            await asyncio.sleep(0.05)
        yield
    finally:
        process.terminate()
        await process.wait()


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
