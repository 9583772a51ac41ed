"""Several processes as one: started together, stopped together, started again when one dies."""

import asyncio
import os
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from directory.clock import stopwatch
from directory.errors import Refused

STOP_SECONDS = 35.0  # the mail worker takes up to 30 to finish what is on the wire
DEATHS = 5  # more than this many within a minute, and starting again is no use
PORT_SECONDS = 3.0  # a service that was just stopped may need a moment to let go of its port


@dataclass(slots=True)
class Child:
    """One process: our own command with its arguments."""

    name: str
    arguments: Sequence[str]
    process: asyncio.subprocess.Process | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS))


def follow_parent() -> None:
    """End this process when the one that started it is gone, however it went (its end of our stdin closes)."""

    def wait() -> None:
        # Not through sys.stdin: its lock, held by this thread at the end, would be a fatal error of the interpreter.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


async def require_free(host: str, port: int) -> None:
    """Raise Refused when somebody else listens on the port."""
    began = stopwatch()
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except PermissionError:
                raise Refused(f"port {port} needs more rights; choose one above 1023 with --port") from None
            except OSError as problem:
                if stopwatch() - began > PORT_SECONDS:
                    raise Refused(f"{host}:{port} cannot be used ({problem.strerror}); choose another --port") from None
            else:
                return
        await asyncio.sleep(0.2)


class Family:
    """The processes of one `directory run`."""

    def __init__(self, children: Sequence[Child], environment: Mapping[str, str]) -> None:
        self.children = children
        self.environment = environment
        self.stopping = asyncio.Event()
        self.failed = ""

    async def start(self) -> None:
        """Start every child and watch over it; SIGINT and SIGTERM stop them all."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stopping.set)
        self._watchers = [asyncio.create_task(self._watch(child)) for child in self.children]

    async def wait(self) -> None:
        """Wait until told to stop, then stop every child. Raises Refused when one would not stay alive."""
        await self.stopping.wait()
        for child in self.children:
            if child.process and child.process.returncode is None:
                child.process.terminate()
        _done, late = await asyncio.wait(self._watchers, timeout=STOP_SECONDS)
        for child in self.children:
            if late and child.process and child.process.returncode is None:
                child.process.kill()
        await asyncio.gather(*self._watchers)
        if self.failed:
            raise Refused(self.failed)

    async def ready(self, host: str, port: int) -> None:
        """Wait until the web answers that it is ready, or until everything stops."""
        while not self.stopping.is_set():
            if await _answers_ready("127.0.0.1" if host in ("0.0.0.0", "::") else host, port):  # noqa: S104  # compared only
                return
            await asyncio.sleep(0.05)

    async def _watch(self, child: Child) -> None:
        while not self.stopping.is_set():
            child.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "directory",
                "--attached",
                *child.arguments,
                env=dict(self.environment),
                stdin=asyncio.subprocess.PIPE,
                start_new_session=True,  # the terminal's Ctrl-C is for the parent, which stops the rest in order
            )
            code = await child.process.wait()
            if self.stopping.is_set():
                return
            child.deaths.append(stopwatch())
            if len(child.deaths) == DEATHS and child.deaths[-1] - child.deaths[0] < 60:
                self.failed = f"{child.name} ended {DEATHS} times within a minute (last with exit code {code})"
                self.stopping.set()
                return
            await asyncio.sleep(0.5)


async def _answers_ready(host: str, port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    try:
        writer.write(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
        await writer.drain()
        return (await reader.readline()).split()[1:2] == [b"200"]
    except OSError:
        return False
    finally:
        writer.close()
