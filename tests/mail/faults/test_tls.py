"""A server that should speak TLS and does not, or that is not who it says: it gets no letter."""

import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from directory.tables.mail import Letter, SendingGate
from tests.mail.faults.case import Case
from tests.mail.faults.scripted import serving

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")


def certificate(folder: Path, name: str, days: str = "2") -> Path:
    """Make a certificate that vouches for itself, with its key in the same file."""
    key, made, both = folder / f"{name}.key", folder / f"{name}.crt", folder / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", days,
         "-keyout", key, "-out", made, "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"],
        check=True, capture_output=True,
    )  # fmt: skip
    both.write_text(key.read_text() + made.read_text())
    return both


@asynccontextmanager
async def serving_as(case: Case, name: str) -> AsyncIterator[Path]:
    """Serve with TLS from the first byte under a name; yield its certificate."""
    file = certificate(case.folder, name)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
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
