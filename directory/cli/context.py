"""What every command needs: the settings, the clock, an open database, and a way to answer."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from directory import database, embedded, migrate
from directory.clock import Clock, read_clock
from directory.errors import Refused
from directory.i18n import live_in
from directory.settings import Settings, from_environment
from directory.tokens import Keys

OPERATOR = "command line"


@dataclass(frozen=True, slots=True)
class Context:
    """What a command works with; `database_url` is where the data is, embedded or not."""

    settings: Settings
    clock: Clock
    database_url: str

    @property
    def keys(self) -> Keys:
        """The signing keys. Raises Refused when there are none."""
        if not self.settings.secret_keys:
            raise Refused("DIRECTORY_SECRET_KEYS is missing: links are signed with it")
        return Keys(self.settings.secret_keys)


def run(work: Callable[[Context], Coroutine[Any, Any, Any]]) -> Any:  # noqa: ANN401  # whatever the work returns
    """Run one command's work with the database open and migrated."""
    return asyncio.run(_run(work))


async def _run(work: Callable[[Context], Awaitable[Any]]) -> Any:  # noqa: ANN401
    async with opened(from_environment()) as context:
        return await work(context)


@asynccontextmanager
async def opened(settings: Settings, *, connections: int = 5, lookups: bool = False) -> AsyncIterator[Context]:
    """Open the database of the settings (starting the embedded one when it is not up) and migrate it.

    A database that is not ours alone is migrated by `directory migrate` only, so that many hosts may share it.
    """
    clock = read_clock(settings.clock)
    live_in(settings.timezone)
    if settings.database_url:
        async with database.opened(settings.database_url, connections=connections, lookups=lookups):
            yield Context(settings, clock, settings.database_url)
        return
    with embedded.running(settings.data_dir) as url:
        async with database.opened(url, connections=connections, lookups=lookups):
            await migrate.migrate()
            yield Context(settings, clock, url)


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str, run_: Callable[..., Any]
) -> argparse.ArgumentParser:
    """Add one command (or sub-command) with its one-line description."""
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run_)
    return parser


def add_group(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    """Add a noun that has commands of its own, and return where they go."""
    return commands.add_parser(name, help=text, description=text).add_subparsers(
        dest=f"{name}_command", metavar="COMMAND", required=True
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Let a command print one JSON object instead of text."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def print_json(value: object) -> None:
    """Print one object on one line, for machines; instants and days as ISO 8601 has them."""
    print(as_json(value))


def as_json(value: object) -> str:
    """Return one object on one line, as print_json has it."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def say(text: str) -> None:
    """Tell the person who runs the command something."""
    print(text)
    sys.stdout.flush()


def deliver(content: bytes, file: Path | None) -> None:
    """Write a file's content where it is wanted, to standard output without a name. Raises Refused."""
    try:
        if file is None:
            sys.stdout.buffer.write(content)
            sys.stdout.flush()
        else:
            file.write_bytes(content)
    except OSError as problem:
        raise Refused(f"{file} cannot be written: {problem.strerror}") from None
