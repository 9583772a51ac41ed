"""`directory mail unknown` and `directory mail settle`, as an operator types them."""

from pathlib import Path
from uuid import UUID

import pytest

from directory.settings import Settings
from directory.tables.audit import AuditEvent
from directory.tables.mail import Letter
from tests.campaigns.test_commands import Shell
from tests.mail.letters_in_the_outbox import one
from tests.mail.test_doubtful_letters import doubtful


@pytest.fixture
async def letter(db: None, settings: Settings) -> UUID:
    return (await doubtful(settings))[0]


@pytest.fixture
def shell(settings: Settings, tmp_path: Path) -> Shell:
    return Shell(settings, tmp_path)


async def test_doubtful_letters_are_listed_with_what_is_known(letter: UUID, shell: Shell) -> None:
    told = shell.said("mail", "unknown")
    assert isinstance(told["letters"], list)
    (found,) = told["letters"]
    row = await one(letter)
    assert {"id", "campaign", "organisations", "address", "message_id", "since", "evidence"} <= found.keys()
    assert (found["id"], found["message_id"]) == (str(letter), row["message_id"])
    assert [sign["kind"] for sign in found["evidence"]] == ["begun", "worker_silent", "may_report"]
    nowhere = shell("mail", "unknown", "--campaign", "77")
    assert (nowhere.returncode, nowhere.stderr) == (1, b"directory: there is no campaign 77\n")
    plain = shell("mail", "unknown")
    assert plain.returncode == 0
    assert str(letter) in plain.stdout.decode()
    assert "We began to hand the letter over" in plain.stdout.decode()


async def test_a_letter_is_settled_once_and_the_second_time_is_refused(letter: UUID, shell: Shell) -> None:
    told = shell.said("mail", "settle", str(letter), "resend", "--why", "not in the log", "--by", "Anne")
    assert told == {"id": str(letter), "verdict": "resend", "state": "ready"}
    assert (await one(letter))["state"] == "ready"
    event = await AuditEvent.select().where(AuditEvent.verb == "letter.settled").first()
    assert event
    assert event["by"] == "Anne"
    again = shell("mail", "settle", str(letter), "accepted", "--why", "I found it")
    assert again.returncode == 1
    assert "ready, not unknown" in again.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("00000000-0000-0000-0000-000000000000", "accepted", "--why", "x"), 1),
        (("{}", "accepted", "--why", " "), 1),
        (("{}", "accepted"), 2),
        (("{}", "lost", "--why", "x"), 2),
        (("not-an-id", "accepted", "--why", "x"), 2),
    ],
)
async def test_what_cannot_be_settled_says_why_on_one_line(
    letter: UUID, shell: Shell, arguments: tuple[str, ...], code: int
) -> None:
    done = shell("mail", "settle", *(part.format(letter) for part in arguments))
    assert done.returncode == code
    assert done.stderr.decode().strip()
    if code == 1:
        assert done.stderr.decode().count("\n") == 1
    assert (await Letter.select(Letter.state).first()) == {"state": "unknown"}
