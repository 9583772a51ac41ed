"""`directory worker --drain` that ends while letters wait says so."""

import asyncio
from pathlib import Path

import pytest

from directory.settings import Settings
from directory.tables.mail import SendingGate
from tests.campaigns.test_commands import Shell
from tests.mail.letters_in_the_outbox import sign_in_letter, states
from tests.mail.smtp_server import Server, always


@pytest.fixture
def shell(sending: Settings, tmp_path: Path) -> Shell:
    return Shell(sending, tmp_path)


async def told(shell: Shell) -> list[str]:
    """What the worker says; it runs beside the test, whose loop is the mail server's."""
    done = await asyncio.to_thread(shell, "worker", "--drain")
    assert (done.returncode, done.stdout) == (0, b"")
    return [line for line in done.stderr.decode().splitlines() if line.startswith("directory: ")]


async def test_a_worker_that_leaves_letters_to_a_server_in_trouble_says_so_on_one_line(
    db: None, shell: Shell, mail_server: Server
) -> None:
    mail_server.script.mail = always("421 4.3.2 closing")
    for number in range(2):
        await sign_in_letter(f"p{number}@korus.example")
    (line,) = await told(shell)
    assert line.startswith("directory: 2 letters wait: the mail server is in trouble (")
    assert "421" in line
    assert line.endswith(" s")
    assert await states() == {"ready": 2}


async def test_it_says_when_sending_is_held_and_when_it_is_off(db: None, shell: Shell, mail_server: Server) -> None:
    await sign_in_letter()
    await SendingGate.raw(
        "INSERT INTO sending_gate (name, tokens, filled_at, held, reason) VALUES ('server', 1, now(), true, 'moved')"
    )
    assert await told(shell) == ["directory: 1 letter waits: sending is held until somebody lets it go on (moved)"]
    shell.environment["DIRECTORY_SENDING"] = "off"
    assert await told(shell) == ["directory: 1 letter waits: DIRECTORY_SENDING is off"]


async def test_it_says_nothing_when_nothing_waits(db: None, shell: Shell, mail_server: Server) -> None:
    await sign_in_letter()
    assert await told(shell) == []
    assert await states() == {"accepted": 1}
