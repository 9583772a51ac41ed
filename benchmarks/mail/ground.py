"""What every contestant stands on: a durable PostgreSQL, a mail server that takes everything, a region to write to."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from directory import database, embedded, migrate
from directory.embedded_process import SUPERUSER
from directory.settings import Settings, child_environment
from tests import builders

KEY = "bench-5d0f7c1e9a3b48268c4e1f7a90d2b6e3"
SINK_ELSEWHERE = "/usr/sbin/smtp-sink"  # where Postfix puts it; not every account has that folder in its PATH
READY_SECONDS = 30.0
# One entry in each written standard, copied to as many as are wanted, each with a name and an address of its own.
COPIES = """
WITH copied AS (
    INSERT INTO organisation SELECT (jsonb_populate_record(o, jsonb_build_object(
        'id', gen_random_uuid(), 'slug', o.slug || '-' || n, 'name', o.name || ' ' || n,
        'sort_key', lpad(n::text, 9, '0') || o.slug,
        'email', left(o.slug, 3) || n || '@hus' || n % 400 || '.example'))).*
    FROM organisation o CROSS JOIN generate_series(2, $1::int) n RETURNING id, municipality),
  covered AS (INSERT INTO coverage (organisation, place) SELECT id, municipality FROM copied)
INSERT INTO organisation_area (organisation, area, perspective)
SELECT id, 'psykose', 'paarorende' FROM copied
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where everything is; `settings` are those of our own processes."""

    url: str
    mail_port: int
    folder: Path
    settings: Settings


@asynccontextmanager
async def prepared(folder: Path, letters: int) -> AsyncIterator[Ground]:
    """Start the database and the mail server, and write a region of `letters` organisations."""
    with sink() as port, embedded.running(folder / "data") as url:
        settings = Settings(
            database_url=url,
            data_dir=folder / "worker",
            environment="development",
            base_url="http://directory.example",
            secret_keys=(KEY,),
            smtp_url=f"smtp://127.0.0.1:{port}?tls=none",
            send_rate="0",
        )
        async with database.opened(url, lookups=True):
            await migrate.migrate()
            await _write_region(url, letters)
            yield Ground(url, port, folder, settings)


async def _write_region(url: str, letters: int) -> None:
    centre = await builders.centre()
    await builders.organisation("Fjordglimt pårørendelag", centre=centre)
    await builders.organisation("Bryggen brukarlag", centre=centre, municipality="4601", email="post@bryggen.example")
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(COPIES, letters // 2)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def clear(url: str) -> None:
    """Take every campaign and letter away, so that each round begins alike."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("TRUNCATE campaign, letter, sending_gate CASCADE")
    finally:
        await connection.close()


async def settle(url: str, *databases: str) -> None:
    """Let PostgreSQL finish what whoever came before has left it: dead rows to clear away, pages to write.

    Else its autovacuum and checkpoint would fall into the time of the next.
    """
    for name in ("directory", *databases):
        connection = await asyncpg.connect(url, user=SUPERUSER, database=name)
        try:
            await connection.execute("VACUUM")
            await connection.execute("CHECKPOINT")
        finally:
            await connection.close()


@contextmanager
def sink() -> Iterator[int]:
    """Run Postfix's smtp-sink, which takes every letter and keeps none; yield its port."""
    program = shutil.which("smtp-sink") or SINK_ELSEWHERE
    if not Path(program).exists():
        sys.exit("smtp-sink was not found; it comes with Postfix (apt-get install postfix, brew install postfix)")
    port = free_port()
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
    with running([program, *as_nobody, f"127.0.0.1:{port}", "1000"]):
        wait_for(port)
        yield port


def free_port() -> int:
    """Return a port nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until somebody answers on a port of this machine."""
    began = time.monotonic()
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() - began > READY_SECONDS:
                raise
            time.sleep(0.02)
        else:
            return


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a process of ours running inside the block; `environment` are settings by field name."""
    with subprocess.Popen(command, env=child_environment(**environment), stdin=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=40)
            process.kill()


def directory_command(*arguments: str) -> list[str]:
    """Return the command line of `directory …` in this environment."""
    return [sys.executable, "-m", "directory", *arguments]


def child_settings(ground: Ground, **more: str) -> dict[str, str]:
    """Return our processes' settings as they stand in the environment, by field name."""
    settings = ground.settings
    return {
        "database_url": ground.url,
        "data_dir": str(settings.data_dir),
        "environment": settings.environment,
        "base_url": settings.base_url,
        "secret_keys": KEY,
        "smtp_url": settings.smtp_url,
        "send_rate": settings.send_rate,
    } | more
