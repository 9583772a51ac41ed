"""How the tests of the embedded server look at it from outside."""

import fcntl
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest

from directory import embedded

Ask = Callable[[str, str], Awaitable[object]]
NothingRuns = Callable[[Path], bool]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = tmp_path_factory.mktemp("made") / "data"
    with embedded.running(data_dir, durable=False):
        pass
    return data_dir


@pytest.fixture
def made(made_once: Path, folder: Path) -> Path:
    """A data folder whose first start, the slow one, is over; for root also one put back from a copy."""
    shutil.copytree(made_once, folder)
    return folder


@pytest.fixture
def ask() -> Ask:
    """A function that gives the database of a URL a question in SQL."""
    return _ask


@pytest.fixture
def nothing_runs() -> NothingRuns:
    """A function that tells whether no process of a cluster is left: each of them holds a lock."""
    return _nothing_runs


async def _ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def _nothing_runs(data_dir: Path) -> bool:
    with (data_dir / "postgres.server").open("r+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return not (data_dir / "postgres" / "postmaster.pid").exists()
