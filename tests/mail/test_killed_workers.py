"""A worker is killed with SIGKILL in the middle of a letter; another takes over and nothing is sent twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from directory.mail import sweeps
from directory.settings import Settings
from directory.tables.mail import Letter
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain, one, sign_in_letter, until
from tests.mail.smtp_server import Server


def a_worker_of_its_own(settings: Settings, folder: Path) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DIRECTORY_")} | {
        "DATABASE_URL": settings.database_url,
        "DIRECTORY_ENVIRONMENT": "development",
        "DIRECTORY_DATA_DIR": str(folder),
        "DIRECTORY_BASE_URL": settings.base_url,
        "DIRECTORY_SECRET_KEYS": settings.secret_keys[0],
        "DIRECTORY_SMTP_URL": settings.smtp_url,
        "DIRECTORY_QUIET_HOURS": "",
        "DIRECTORY_CLOCK": NOW.isoformat(),
    }
    return subprocess.Popen([sys.executable, "-m", "directory", "worker"], env=environment)


async def _killed(process: subprocess.Popen[bytes]) -> None:
    async def is_gone() -> bool:
        return process.poll() is not None

    await until(is_gone)
    assert process.returncode == -signal.SIGKILL


async def _let_leases_end() -> None:
    await Letter.raw("UPDATE letter SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'sending'")
    await sweeps.sweep(NOW)


async def test_killed_before_the_letter_went_it_is_sent_by_another(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, tmp_path: Path
) -> None:
    letter = await sign_in_letter()
    process = a_worker_of_its_own(sending, tmp_path)

    def kill(_address: str) -> str:
        process.kill()
        return "250 OK"

    mail_server.script.rcpt = kill
    await _killed(process)
    mail_server.script.rcpt = lambda _address: "250 OK"
    assert (await one(letter))["state"] == "sending"
    await _let_leases_end()
    await drain(sending, clock)
    assert (await one(letter))["state"] == "accepted"
    assert len(mail_server.taken) == 1


async def test_killed_after_the_server_took_it_the_letter_is_in_doubt_and_not_sent_again(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, tmp_path: Path
) -> None:
    letter = await sign_in_letter()
    process = a_worker_of_its_own(sending, tmp_path)

    def kill(_address: str) -> str:
        process.kill()
        process.wait()
        return "250 queued"

    mail_server.script.data = kill
    await _killed(process)
    await _let_leases_end()
    await drain(sending, clock)
    assert (await one(letter))["state"] == "unknown"
    assert len(mail_server.taken) == 1


async def test_told_to_stop_a_worker_ends_cleanly(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, tmp_path: Path
) -> None:
    letter = await sign_in_letter()
    process = a_worker_of_its_own(sending, tmp_path)

    async def is_sent() -> bool:
        return bool((await one(letter))["state"] == "accepted")

    await until(is_sent)
    process.terminate()

    async def is_gone() -> bool:
        return process.poll() is not None

    await until(is_gone)
    assert process.returncode == 0
