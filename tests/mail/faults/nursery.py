"""Real worker processes in a few hundredths of a second: one process imports everything, then forks on demand.

Run as a module it is that process: it reads one order a line (environment, command, constants to change) and says
who was born and who has gone.
"""

import asyncio
import contextlib
import importlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from directory import cli
from directory.settings import Settings
from tests.conftest import NOW

BEFORE_THE_FIRST_FORK = (
    "directory.cli.mail",
    "directory.cli.context",
    "directory.cli.campaign",
    "directory.mail.worker",
)
LEASE_MARGIN = "directory.mail.claims:MARGIN"
DRAIN = "directory.mail.worker:DRAIN_SECONDS"


@dataclass(slots=True)
class Worker:
    """A worker process of ours."""

    pid: int
    ended: asyncio.Future[int]

    def signal(self, number: int) -> None:
        if not self.ended.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)

    async def gone(self) -> int:
        """Wait until it has ended; return its exit code, or minus the signal that ended it."""
        async with asyncio.timeout(60):
            return await asyncio.shield(self.ended)


@dataclass(slots=True)
class Nursery:
    """Where workers are made."""

    process: asyncio.subprocess.Process
    born: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    alive: dict[int, Worker] = field(default_factory=dict)

    async def worker(self, settings: Settings, log: Path, **constants: float) -> Worker:
        """Start `directory worker` with these settings; `constants` are named margin and drain, in seconds."""
        return await self.command(settings, log, "worker", **constants)

    async def command(self, settings: Settings, log: Path, *arguments: str, **constants: float) -> Worker:
        """Start any command of ours."""
        names = {"margin": LEASE_MARGIN, "drain": DRAIN}
        order = {
            "environment": environment_of(settings),
            "arguments": arguments,
            "constants": {names[name]: value for name, value in constants.items()},
            "log": str(log),
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        await self.process.stdin.drain()
        async with asyncio.timeout(30):
            return self.alive[await self.born.get()]

    async def listen(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            news = json.loads(line)
            if "born" in news:
                self.alive[news["born"]] = Worker(news["born"], asyncio.get_running_loop().create_future())
                self.born.put_nowait(news["born"])
            elif news["gone"] in self.alive:
                self.alive.pop(news["gone"]).ended.set_result(news["code"])


def environment_of(settings: Settings) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "DATABASE_URL": settings.database_url,
        "DIRECTORY_ENVIRONMENT": "development",
        "DIRECTORY_DATA_DIR": str(settings.data_dir),
        "DIRECTORY_BASE_URL": settings.base_url,
        "DIRECTORY_SECRET_KEYS": settings.secret_keys[0],
        "DIRECTORY_SMTP_URL": settings.smtp_url,
        "DIRECTORY_SEND_RATE": settings.send_rate or "0",
        "DIRECTORY_SEND_CONCURRENCY": str(settings.send_concurrency),
        "DIRECTORY_SEND_LEASE": str(settings.send_lease),
        "DIRECTORY_SEND_DATA_TIMEOUT": str(settings.send_data_timeout),
        "DIRECTORY_SEND_RETRY": ",".join(map(str, settings.send_retry)),
        "DIRECTORY_QUIET_HOURS": settings.quiet_hours,
        "DIRECTORY_CLOCK": settings.clock or NOW.isoformat(),
    }


@asynccontextmanager
async def nursing() -> AsyncIterator[Nursery]:
    """Keep a nursery inside the block; whoever is still alive afterwards is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.mail.faults.nursery",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    nursery = Nursery(process)
    listening = asyncio.create_task(nursery.listen())
    try:
        yield nursery
    finally:
        for worker in list(nursery.alive.values()):
            worker.signal(signal.SIGCONT)
            worker.kill()
            await worker.gone()
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await listening


def _tell(news: dict[str, Any]) -> None:
    os.write(1, json.dumps(news).encode() + b"\n")


def _reap(number: int, frame: FrameType | None) -> None:
    del number, frame
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            _tell({"gone": pid, "code": os.waitstatus_to_exitcode(status)})


def _live(order: dict[str, Any]) -> None:
    """Be the worker: another environment, a log of its own, then the very command."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(order["environment"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for standard in (1, 2):
        os.dup2(log, standard)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for name, value in order["constants"].items():
        module, _, constant = name.partition(":")
        setattr(importlib.import_module(module), constant, value)
    code = 1
    try:
        code = cli.main(order["arguments"])
    except BaseException:  # noqa: BLE001  # whatever it is belongs in the worker's log
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    for module in BEFORE_THE_FIRST_FORK:
        importlib.import_module(module)
    signal.signal(signal.SIGCHLD, _reap)
    while line := sys.stdin.readline():
        order = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = os.fork()
        if pid == 0:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            _live(order)
        _tell({"born": pid})
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


if __name__ == "__main__":
    main()
