"""The demonstration's mail server: takes everything in, delivers nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from directory.mail.caught import keep


class _Handler:
    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # its name there
        """Keep the message (RFC 5321 section 4.1.1.4)."""
        del server, session
        content = envelope.original_content or b""
        return f"250 2.0.0 kept as {keep(self.data_dir, content)}"


@contextmanager
def catching(data_dir: Path, host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Catch mail inside the block and yield the port (a free one when `port` is 0)."""
    controller = Controller(_Handler(data_dir), hostname=host, port=port)
    controller.start()
    try:
        assert controller.server is not None  # noqa: S101  # it has started
        yield controller.server.sockets[0].getsockname()[1]
    finally:
        controller.stop()
