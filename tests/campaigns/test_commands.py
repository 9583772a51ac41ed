"""The commands of the contract, each a process of its own, as an operator types them."""

import json
import subprocess
from pathlib import Path

import pytest

from directory.organisations.reads import Stored
from directory.settings import Settings
from tests import commands
from tests.campaigns.rounds import region
from tests.conftest import NOW
from tests.mail.returns import reply


class Shell:
    """Runs `directory …` against the test's database."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.environment = commands.environment(
            folder,
            DATABASE_URL=settings.database_url,
            DIRECTORY_BASE_URL=settings.base_url,
            DIRECTORY_SECRET_KEYS=settings.secret_keys[0],
            DIRECTORY_SMTP_URL=settings.smtp_url,
            DIRECTORY_CLOCK=NOW.isoformat(),
        )

    def __call__(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return commands.run(*arguments, env=self.environment, given=given)

    def said(self, *arguments: str, given: bytes = b"") -> dict[str, object]:
        done = self(*arguments, "--json", given=given)
        assert done.returncode == 0, done.stderr.decode()
        found = json.loads(done.stdout)
        assert isinstance(found, dict)
        return found


@pytest.fixture
async def two(db: None) -> list[Stored]:
    return (await region(2))[1]


@pytest.fixture
def shell(settings: Settings, tmp_path: Path) -> Shell:
    return Shell(settings, tmp_path)


def test_a_campaign_goes_from_draft_to_closed_by_commands(two: list[Stored], shell: Shell) -> None:
    made = shell("campaign", "create", "--centre", "korus", "--year", "2026", "--deadline", "2026-10-01")
    assert (made.returncode, made.stdout.decode().strip()) == (0, "1")
    seen = shell.said("campaign", "preflight", "1")
    assert len(seen["recipients"]) == 2  # type: ignore[arg-type]
    shell.said("campaign", "start", "1")
    status = shell.said("campaign", "status", "1")
    assert (status["state"], status["total"], status["ready"], status["unanswered"]) == ("running", 2, 2, 2)
    shell.said("campaign", "pause", "1")
    shell.said("campaign", "close", "1")
    status = shell.said("campaign", "status", "1")
    assert (status["state"], status["skipped"]) == ("closed", 2)


def test_what_is_refused_says_so_in_one_line_and_usage_has_a_code_of_its_own(two: list[Stored], shell: Shell) -> None:
    refused = shell("campaign", "start", "7")
    assert (refused.returncode, refused.stdout, refused.stderr.count(b"\n")) == (1, b"", 1)
    assert shell("campaign", "create", "--centre", "korus").returncode == 2


def test_a_link_is_given_and_taken_back(two: list[Stored], shell: Shell) -> None:
    name = str(two[0].id)
    first = shell.said("link", "issue", name)["link"]
    assert shell.said("link", "revoke", two[0].slug)["revoked"] == 1
    assert shell.said("link", "issue", name)["link"] != first


def test_a_mail_on_standard_input_is_understood(two: list[Stored], shell: Shell) -> None:
    found = shell.said("bounce", given=reply("Stopp", sender="lag0@lag.example"))
    assert found == {
        "class": "reply",
        "address": "lag0@lag.example",
        "status": None,
        "letter": None,
        "organisation": str(two[0].id),
        "proposal": "stop",
    }


def test_the_scheduler_does_its_work_once(two: list[Stored], shell: Shell) -> None:
    done = shell("scheduler", "--once")
    assert (done.returncode, done.stdout.decode().strip()) == (0, "0 letters planned")
