"""One real PostgreSQL for the whole run, emptied after every test that used it."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from piccolo.table import sort_table_classes

from directory import database, embedded, migrate
from directory.piccolo_app import TABLES
from directory.settings import Settings
from directory.tables.places import FormerMunicipality, Place
from directory.tables.taxonomy import Term

NOW = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)  # a Wednesday, ten in the morning in Oslo
FACTS = (Place, FormerMunicipality)
EMPTIED = [t for t in TABLES if t not in FACTS and not issubclass(t, Term)]
NUMBERED = """
SELECT format('SELECT setval(%L, 1, false)', seqrelid::regclass) AS restart FROM pg_sequence
JOIN pg_depend ON objid = seqrelid AND deptype IN ('a', 'i') JOIN pg_class ON pg_class.oid = refobjid
WHERE relname = ANY($1)
"""


class MovableClock:
    """An application clock that tests move by hand."""

    def __init__(self, start: datetime = NOW) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def database_url(data_dir: Path) -> Iterator[str]:
    with embedded.running(data_dir, durable=False) as url:
        yield url


@pytest.fixture(scope="session")
async def pool(database_url: str) -> AsyncIterator[None]:
    async with database.opened(database_url):
        await migrate.migrate()
        yield


@pytest.fixture(scope="session")
async def emptying(pool: None) -> str:
    """The SQL that removes every row but the facts, and counts from 1 again.

    Thirty times quicker than TRUNCATE, which makes new files for every table and index however little they hold.
    """
    names = [table._meta.tablename for table in reversed(sort_table_classes(list(EMPTIED)))]
    assert database.ENGINE.pool
    numbered = await database.ENGINE.pool.fetch(NUMBERED, names)
    deletes = [f'DELETE FROM "{name}"' for name in names]  # noqa: S608  # our own names
    return "; ".join([*deletes, *(row["restart"] for row in numbered)])


@pytest.fixture
async def db(emptying: str) -> AsyncIterator[None]:
    """A database with the facts and nothing else; what a test leaves behind is removed."""
    yield
    assert database.ENGINE.pool
    await database.ENGINE.pool.execute(emptying)


@pytest.fixture(scope="session")
def settings(data_dir: Path, database_url: str) -> Settings:
    return Settings(
        database_url=database_url,
        data_dir=data_dir,
        environment="development",
        base_url="http://directory.example",
        secret_keys=("k" * 8 + "3f9a1c77e2b04d5586aa0e4fd1c2b7a9",),
        smtp_url="smtp://127.0.0.1:25?tls=none",
        send_rate="",
    )
