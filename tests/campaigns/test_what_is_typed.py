"""Numbers, dates and ids as people mistype them: one clear line and nothing of our own insides."""

from pathlib import Path

import pytest

from directory.organisations.reads import Stored
from directory.settings import Settings
from tests.campaigns.rounds import region
from tests.campaigns.test_commands import Shell

HUGE = "99999999999999999999"
CREATE = ("campaign", "create", "--centre", "korus", "--year", "2026", "--deadline")


@pytest.fixture
async def two(db: None) -> list[Stored]:
    return (await region(2))[1]


@pytest.fixture
def shell(settings: Settings, tmp_path: Path) -> Shell:
    return Shell(settings, tmp_path)


def refusal(shell: Shell, *arguments: str, code: int) -> str:
    done = shell(*arguments)
    assert (done.returncode, done.stdout) == (code, b""), done.stderr.decode()
    return done.stderr.decode().splitlines()[-1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("campaign", "status", HUGE),
        ("campaign", "pause", "99999999999"),
        ("campaign", "export", "2147483648"),
        ("campaign", "simulate", "9" * 5000),
        ("campaign", "resume", "0"),
        ("mail", "unknown", "--campaign", "99999999999"),
        ("mail", "unknown", "--campaign", "99"),
    ],
)
def test_a_campaign_with_a_number_that_nothing_has_is_not_there(
    two: list[Stored], shell: Shell, arguments: tuple[str, ...]
) -> None:
    assert refusal(shell, *arguments, code=1).startswith("directory: there is no campaign ")


def test_an_import_and_an_organisation_with_such_a_number_are_not_there(two: list[Stored], shell: Shell) -> None:
    assert refusal(shell, "import", "undo", HUGE, code=1) == f"directory: there is no import {HUGE}"
    assert refusal(shell, "link", "issue", HUGE, code=1) == "directory: no such organisation"
    assert refusal(shell, "link", "revoke", "9" * 5000, code=1) == "directory: no such organisation"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*CREATE, "soon"), "a date is wanted, as in 2026-10-01, not 'soon'"),
        ((*CREATE, "9999-12-31"), "a date from 2000 to 2100 is wanted"),
        ((*CREATE, "2026-10-01", "--reminders", "two weeks"), "as in 14,28, not 'two weeks'"),
        ((*CREATE, "2026-10-01", "--after-deadline", "week"), "a whole number is wanted, not 'week'"),
        (("campaign", "start", "1", "--at", "noon"), "a date and a time are wanted, as in 2026-09-01T09:00"),
        (("campaign", "simulate", "1", "--start", "9999-12-31T23:00"), "a date from 2000 to 2100 is wanted"),
        (("campaign", "status", "first"), "the number of the campaign is wanted, as in 7, not 'first'"),
        (("import", "undo", "last"), "the number of the import is wanted"),
        (("mail", "settle", "7", "resend", "--why", "x"), "the id of a letter is wanted"),
        (("serve", "--port", "99999999999"), "a whole number from 0 to 65535 is wanted"),
        (("seed", "--organisations", "many"), "a whole number is wanted, not 'many'"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error_in_plain_words(
    two: list[Stored], shell: Shell, arguments: tuple[str, ...], said: str
) -> None:
    line = refusal(shell, *arguments, code=2)
    assert said in line
    assert "invalid" not in line
