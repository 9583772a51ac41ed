"""What the log says, and what it keeps to itself."""

import io
import json
import logging
from collections.abc import Iterator

import asyncpg
import pytest

from directory.database import transaction
from directory.logs import configure
from directory.tables.centres import Centre
from tests.builders import centre

SECRET = "kari@person.example\nHemmelig"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log of a service, read along."""
    root = logging.getLogger()
    before = root.handlers, root.level
    stream = io.StringIO()
    configure("json", stream)
    yield stream
    root.handlers, root.level = before[0], before[1]


def fail_again(problem: Exception) -> None:
    raise RuntimeError("then this") from problem


async def test_a_trace_does_not_repeat_the_row_it_failed_on(db: None, written: io.StringIO) -> None:
    await centre("korus")
    try:
        async with transaction():
            await Centre.raw("UPDATE centre SET reply_to = {}, code = NULL", SECRET)
    except asyncpg.PostgresError as problem:
        try:
            fail_again(problem)
        except RuntimeError:
            logging.getLogger("directory.web").exception("incident")
    trace = json.loads(written.getvalue().splitlines()[-1])["trace"]
    assert "null value" in trace
    assert "RuntimeError: then this" in trace
    for secret in ("DETAIL", *SECRET.split()):
        assert secret not in trace
