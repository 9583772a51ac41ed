"""One case for each test, one nursery of workers for all."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from directory.settings import Settings
from tests.conftest import MovableClock
from tests.mail.faults.case import Case
from tests.mail.faults.nursery import Nursery, nursing
from tests.mail.faults.scripted import Scripted, serving


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Scripted]:
    async with serving(tmp_path / "server-journal.jsonl") as running:
        yield running


@pytest.fixture(scope="session")
async def nursery() -> AsyncIterator[Nursery]:
    async with nursing() as made:
        yield made


@pytest.fixture
def case(db: None, settings: Settings, server: Scripted, clock: MovableClock, nursery: Nursery, tmp_path: Path) -> Case:
    """One desk, so that a test knows which letter is where; no quiet hours, no rate."""
    sending = replace(settings, smtp_url=server.url, data_dir=tmp_path, quiet_hours="", send_concurrency=1)
    return Case(sending, server, clock, nursery, tmp_path)
