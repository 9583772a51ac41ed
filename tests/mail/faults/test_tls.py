"""A server that should speak TLS and does not, or that is not who it says: it gets no letter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from directory.tables.mail import Letter, SendingGate
from tests.mail.certificates import server_as
from tests.mail.faults.case import Case
from tests.mail.faults.scripted import serving


@asynccontextmanager
async def serving_as(case: Case, name: str) -> AsyncIterator[Path]:
    """Serve with TLS from the first byte under a name; yield who vouches for it."""
    context, file = server_as(name, case.folder)
    async with serving(case.folder / "tls-journal.jsonl", context) as server:
        case.server = server
        yield file


async def through(case: Case, url: str, trusted: str = "") -> None:
    case.sending = replace(case.sending, smtp_url=url, smtp_ca_file=trusted)
    await case.drain()


async def test_starttls_stripped_on_the_way_sends_nothing(case: Case) -> None:
    await case.round()
    await through(case, case.server.url.replace("none", "starttls"))
    assert await case.hold() == {"ready": 3}
    assert case.server.seen["mail"] == []
    gate = await SendingGate.select().where(SendingGate.name == "server").first()
    assert gate is not None
    assert "STARTTLS" in gate["reason"].upper()


async def test_a_server_that_nobody_vouches_for_gets_nothing(case: Case) -> None:
    await case.round()
    async with serving_as(case, "localhost") as _file:
        await through(case, f"smtp://localhost:{case.server.port}?tls=implicit")
        assert await case.hold() == {"ready": 3}
        assert case.server.seen["mail"] == []
        assert {row["attempts"] for row in await Letter.select(Letter.attempts)} == {0}


async def test_a_certificate_for_another_name_gets_nothing(case: Case) -> None:
    await case.round()
    async with serving_as(case, "mx.other.example") as file:
        await through(case, f"smtp://localhost:{case.server.port}?tls=implicit", str(file))
        assert await case.hold() == {"ready": 3}
        assert case.server.seen["mail"] == []


async def test_the_right_certificate_gets_every_letter(case: Case) -> None:
    await case.round()
    async with serving_as(case, "localhost") as file:
        await through(case, f"smtp://localhost:{case.server.port}?tls=implicit", str(file))
        assert await case.hold() == {"accepted": 3}
