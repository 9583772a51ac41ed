"""A mail server that does exactly what a test says, stage by stage, and keeps an fsynced journal of its own.

A stage is `greeting ehlo mail rcpt data body dot`; its line in the script is a function of the recipient's address
that returns what to say. `drop` cuts the line without a word, `silence` says nothing for ever, and at the dot
`take and …` first takes the letter: only then, or with a 2xx answer, it is in the journal. A function may be
a coroutine: the server waits for it.
"""

import asyncio
import contextlib
import inspect
import json
import os
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

Line = Callable[[str], str | Awaitable[str]]
DEFAULT = {
    "greeting": "220 mx.example ready",
    "ehlo": "250-mx.example\r\n250 8BITMIME",
    "mail": "250 2.1.0 OK",
    "rcpt": "250 2.1.5 OK",
    "data": "354 go on",
    "body": "",
    "dot": "250 2.0.0 queued",
}
ADDRESS = re.compile(rb"<([^>]*)>")
MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Cut(Exception):
    """The script cuts the line."""


@dataclass
class Scripted:
    """The server as tests see it; `script` may be changed at any time."""

    journal: Path
    script: dict[str, Line] = field(default_factory=dict)
    port: int = 0
    sessions: int = 0
    withdrawn: int = 0
    slowly: float = 0.0  # seconds between two bytes of an answer
    reached: dict[str, asyncio.Event] = field(default_factory=lambda: {stage: asyncio.Event() for stage in DEFAULT})
    seen: dict[str, list[str]] = field(default_factory=lambda: {stage: [] for stage in DEFAULT})
    taken: list[dict[str, str]] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)  # what stood after the address in MAIL and in RCPT
    talks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def ids(self) -> list[str]:
        """The Message-IDs it answers for, as its journal on the disk has them."""
        lines = self.journal.read_text().splitlines() if self.journal.exists() else []
        return [json.loads(line)["id"] for line in lines]

    def to(self) -> list[str]:
        return [item["to"] for item in self.taken]

    def says(self, **lines: str | Line) -> None:
        """Write a line of the script for some stages: a text, or a function of the address."""
        for stage, line in lines.items():
            assert stage in DEFAULT
            self.script[stage] = line if callable(line) else _constant(line)

    def write_down(self, address: str, raw: bytes) -> None:
        """Take responsibility for a letter, on the disk before anything is answered."""
        found = MESSAGE_ID.search(raw)
        line = {"to": address, "id": found[1].decode() if found else "", "raw": raw.decode("utf-8", "replace")}
        with self.journal.open("a") as file:
            file.write(json.dumps({"to": line["to"], "id": line["id"]}) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.taken.append(line)

    async def at(self, stage: str, address: str) -> str:
        """Return what the script says at a stage, after telling whoever waits that it is reached."""
        self.seen[stage].append(address)
        self.reached[stage].set()
        said = self.script[stage](address) if stage in self.script else DEFAULT[stage]
        return await said if inspect.isawaitable(said) else said


@asynccontextmanager
async def serving(journal: Path, tls: ssl.SSLContext | None = None) -> AsyncIterator[Scripted]:
    """Serve on a free port of the loopback in the running loop; with a context, TLS from the first byte."""
    server = Scripted(journal)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        server.talks.add(task)
        task.add_done_callback(server.talks.discard)
        server.sessions += 1
        with contextlib.suppress(Cut, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await _converse(server, reader, writer)
        writer.transport.abort()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0, limit=2**20, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        open_talks = list(server.talks)
        for task in open_talks:
            task.cancel()
        await asyncio.gather(*open_talks, return_exceptions=True)
        await listening.wait_closed()


async def _converse(server: Scripted, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    address = ""
    await _say(server, "greeting", "", reader, writer)
    while True:
        line = await reader.readuntil(b"\r\n")
        verb = line[:4].upper()
        if verb in (b"EHLO", b"HELO"):
            await _say(server, "ehlo", "", reader, writer)
        elif verb == b"MAIL":
            server.parameters.append(_parameters(line))
            await _say(server, "mail", _address(line), reader, writer)
        elif verb == b"RCPT":
            server.parameters.append(_parameters(line))
            address = _address(line)
            await _say(server, "rcpt", address, reader, writer)
        elif verb == b"DATA":
            if (await _say(server, "data", address, reader, writer)).startswith("354"):
                raw = await _body(server, address, reader, writer)
                await _dot(server, address, raw, reader, writer)
        elif verb == b"RSET":
            server.withdrawn += 1
            writer.write(b"250 OK\r\n")
        elif verb == b"QUIT":
            writer.write(b"221 bye\r\n")
            return
        else:
            writer.write(b"250 OK\r\n" if verb == b"NOOP" else b"502 what?\r\n")


async def _body(server: Scripted, address: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    lines = [await reader.readuntil(b"\r\n")]
    if "drop" in await server.at("body", address):
        raise Cut
    while lines[-1] != b".\r\n":
        lines.append(await reader.readuntil(b"\r\n"))
    return b"".join(line.removeprefix(b".") for line in lines[:-1])


async def _dot(
    server: Scripted, address: str, raw: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    said = await server.at("dot", address)
    if said.startswith(("2", "take")):
        server.write_down(address, raw)
    await _speak(server, said.removeprefix("take and "), reader, writer)


async def _say(
    server: Scripted, stage: str, address: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> str:
    said = await server.at(stage, address)
    await _speak(server, said, reader, writer)
    return said


async def _speak(server: Scripted, said: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say it, cut the line, or say nothing until the other side has gone."""
    said, _, then = said.partition(" then ")
    if said == "drop":
        raise Cut
    if said == "silence":
        await _until_gone(reader)
    answer = said.encode("utf-8", "surrogateescape") + b"\r\n"
    for part in [answer[place : place + 1] for place in range(len(answer))] if server.slowly else [answer]:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(server.slowly)
    if then == "drop":
        raise Cut
    if then == "silence":
        await _until_gone(reader)


async def _until_gone(reader: asyncio.StreamReader) -> None:
    while await reader.read(4096):
        continue
    raise Cut


def _constant(text: str) -> Line:
    return lambda _address: text


def _parameters(line: bytes) -> str:
    return line.partition(b">")[2].decode().strip()


def _address(line: bytes) -> str:
    found = ADDRESS.search(line)
    return found[1].decode("utf-8", "replace") if found else ""
