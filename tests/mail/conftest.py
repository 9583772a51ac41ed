"""A mail server for each test, and settings that point at it."""

import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from directory.settings import Settings
from tests.mail.smtp_server import Server, serving


@pytest.fixture
async def mail_server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path / "server-journal.jsonl") as server:
        yield server


@pytest.fixture
def sending(settings: Settings, mail_server: Server, tmp_path: Path) -> Settings:
    return replace(settings, smtp_url=mail_server.url, data_dir=tmp_path, quiet_hours="", send_concurrency=2)


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
