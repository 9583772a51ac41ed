"""A real mail server whose behaviour is written down beforehand, and which keeps an fsynced journal of its own."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

T = TypeVar("T")
Say = Callable[[str], str]
Waited = asyncio.Future[None] | None


def always(answer: T) -> Callable[[str], T]:
    """Return a script's line that is the same for every address."""
    return lambda _address: answer


@dataclass
class Script:
    """What the server says; a function of the recipient's address. `drop` cuts the line instead of speaking."""

    rcpt: Say = lambda _address: "250 OK"
    mail: Say = lambda _address: "250 OK"
    data: Say = lambda _address: "250 2.0.0 queued"
    before_answer: Callable[[str], Waited] = lambda _address: None


@dataclass
class Server:
    """The server as tests see it: its port, its script, and what it took responsibility for."""

    journal: Path
    script: Script = field(default_factory=Script)
    port: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    sessions: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    @property
    def taken(self) -> list[dict[str, str]]:
        """What is in the journal: envelope, Message-ID and the message."""
        return [json.loads(line) for line in self.journal.read_text().splitlines()] if self.journal.exists() else []

    def messages(self) -> list[EmailMessage]:
        return [
            message_from_bytes(item["raw"].encode(), _class=EmailMessage, policy=policy.default) for item in self.taken
        ]

    def to(self) -> list[str]:
        return [item["to"] for item in self.taken]

    def write_down(self, envelope: Envelope) -> None:
        raw = bytes(envelope.content or b"")
        message = message_from_bytes(raw)
        line = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos[0],
            "id": message["Message-ID"],
            "raw": raw.decode("ascii"),
        }
        with self.journal.open("a") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


class Handler:
    """aiosmtpd's hooks, each asking the script."""

    def __init__(self, server: Server) -> None:
        self.server = server

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.server.script.mail(address)
        if answer.startswith("250"):
            envelope.mail_from = address
        return _said(server, answer)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.server.script.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return _said(server, answer)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        self.server.arrived.set()
        waited = self.server.script.before_answer(address)
        answer = self.server.script.data(address)
        if answer.startswith("250") or answer == "take and drop":
            self.server.write_down(envelope)
        if waited is not None:
            await waited
        return _said(server, answer)


def _said(server: SMTP, answer: str) -> str:
    if "drop" in answer:
        assert server.transport is not None
        server.transport.abort()
        raise ConnectionResetError
    return answer


@asynccontextmanager
async def serving(journal: Path, script: Script | None = None) -> AsyncIterator[Server]:
    """Serve on a free port of the loopback in the running loop."""
    server = Server(journal, script or Script())

    def session() -> SMTP:
        server.sessions += 1
        return SMTP(Handler(server), hostname="mx.example", enable_SMTPUTF8=False)

    listening = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        await listening.wait_closed()
