"""Our own engine: `campaign start` to the last `accepted`, through real `directory worker` processes."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from subprocess import Popen

import asyncpg

from benchmarks.mail.ground import READY_SECONDS, Ground, child_settings, clear, directory_command, running
from directory.campaigns import actions
from directory.clock import read_clock, stopwatch
from directory.tables.mail import STATES

BY = "benchmark"
LOOK_SECONDS = 0.05
# Read from the index of states: reading through the letters themselves, twenty times a second, would be a load of its
# own that grows with every letter sent.
DONE = "SELECT NOT EXISTS (SELECT FROM letter WHERE campaign = (SELECT max(id) FROM campaign) AND state = ANY($1))"
# A worker that looks for letters has asked this on one of its connections, which were not there before it began.
LOOKING = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%FOR UPDATE SKIP LOCKED%' AND pid <> ALL($1)"
CONNECTED = "SELECT array_agg(pid) FROM pg_stat_activity"


@dataclass(frozen=True, slots=True)
class Round:
    """What one round took: seconds until all letters were planned and until all were accepted; peak RSS in MB."""

    planned: float
    accepted: float
    peak: float


async def round_(ground: Ground, letters: int, workers: int, connections: int) -> Round:
    """Send one campaign to everybody with workers that are up and idle, and measure it."""
    await clear(ground.url)
    database = await asyncpg.connect(ground.url)
    try:
        with ExitStack() as stack:
            processes = []
            for _ in range(workers):
                others = await database.fetchval(CONNECTED)
                processes.append(stack.enter_context(_worker(ground, connections // workers)))
                await until(database, LOOKING, others, more_than=0)
            began = stopwatch()
            await start_campaign(ground)
            planned = stopwatch() - began
            await database.execute("SET enable_seqscan = off")
            await until(database, DONE, [state for state in STATES if state != "accepted"], more_than=0)
            taken = stopwatch() - began
            peak = max(peak_megabytes(process.pid) for process in processes)
        accepted = await database.fetchval("SELECT count(*) FROM letter WHERE state = 'accepted'")
    finally:
        await database.close()
    if accepted != letters:
        raise RuntimeError(f"{accepted} of {letters} letters were accepted")
    return Round(planned, taken, peak)


async def start_campaign(ground: Ground) -> int:
    """Make a campaign and start it as `directory campaign start --now` does; return its id."""
    at = read_clock("")()
    campaign = await actions.create("korus", at.year, (at + timedelta(days=30)).date(), BY, at)
    await actions.start(campaign, ground.settings, BY, at, now=True)
    return campaign


def peak_megabytes(pid: int) -> float:
    """Return the most memory a process has had so far (VmHWM, Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not tell a process's peak memory")


@contextmanager
def _worker(ground: Ground, connections: int) -> Iterator[Popen[bytes]]:
    environment = child_settings(ground, send_concurrency=str(connections))
    with running(directory_command("worker"), **environment) as process:
        yield process


async def until(database: asyncpg.Connection, question: str, *given: object, more_than: int) -> None:
    """Ask until the number (or truth) that comes back is more than wanted; give up when nothing moves."""
    began = stopwatch()
    while int(await database.fetchval(question, *given)) <= more_than:
        if stopwatch() - began > 60 * READY_SECONDS:
            raise TimeoutError(question)
        await asyncio.sleep(LOOK_SECONDS)
