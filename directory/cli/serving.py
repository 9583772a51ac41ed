"""The web service by itself, and the migrations it needs."""

import argparse
import asyncio
from contextlib import ExitStack

import uvicorn

from directory import database, embedded, migrate
from directory.cli import context
from directory.cli.arguments import between
from directory.cli.processes import require_free
from directory.settings import from_environment, put_in_environment, require_for_service

HOST, PORT = "127.0.0.1", 8000


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `serve` and `migrate`."""
    serve = context.add(commands, "serve", "run the web service alone", _serve)
    add_address(serve)
    serve.add_argument("--workers", type=between(1, 256), default=1)
    context.add(commands, "migrate", "bring the database to this version's shape", _migrate)


def add_address(parser: argparse.ArgumentParser) -> None:
    """Let a command say where the web service listens."""
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=between(0, 65535), default=PORT)


def _serve(arguments: argparse.Namespace) -> None:
    """Serve with uvicorn; without DATABASE_URL the embedded database is kept up meanwhile."""
    settings = from_environment()
    if settings.shows_sign_in_links and not settings.base_url:
        settings = from_environment(base_url=f"http://{arguments.host}:{arguments.port}")
    require_for_service(settings)
    asyncio.run(require_free(arguments.host, arguments.port))
    if settings.database_url:
        put_in_environment(base_url=settings.base_url)
        _uvicorn(arguments)
        return
    with embedded.running(settings.data_dir) as url:
        asyncio.run(_migrate_at(url))
        put_in_environment(base_url=settings.base_url, database_url=url)
        _uvicorn(arguments)


def _uvicorn(arguments: argparse.Namespace) -> None:
    uvicorn.run(
        "directory.app:service",
        factory=True,
        host=arguments.host,
        port=arguments.port,
        workers=arguments.workers if arguments.workers > 1 else None,
        log_level="warning",  # what starts and stops is said by us
        access_log=False,  # ours leaves keys out
        log_config=None,
        proxy_headers=False,  # ours trusts DIRECTORY_TRUSTED_PROXIES only
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def _migrate(arguments: argparse.Namespace) -> None:
    del arguments
    settings = from_environment()
    with ExitStack() as stack:
        url = settings.database_url or stack.enter_context(embedded.running(settings.data_dir))
        number = asyncio.run(_migrate_at(url))
    context.say(f"{number} migrations run" if number else "nothing to migrate")


async def _migrate_at(url: str) -> int:
    async with database.opened(url, connections=2):
        return await migrate.migrate()
