"""The demonstration's mail server: takes everything in, delivers nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from directory.mail.caught import keep


class _Handler:
    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # its name there
        """Keep the message (RFC 5321 section 4.1.1.4)."""
        del server, session
        return f"250 2.0.0 kept as {keep(self.data_dir, envelope.original_content or b'')}"


@asynccontextmanager
async def catching(data_dir: Path, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[int]:
    """Catch mail inside the block and yield the port (a free one when `port` is 0)."""
    loop = asyncio.get_running_loop()
    handler = _Handler(data_dir)
    server = await loop.create_server(lambda: SMTP(handler, hostname="localhost", loop=loop), host, port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
