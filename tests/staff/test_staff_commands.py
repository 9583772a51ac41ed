"""`directory centre` and `directory staff`, as an operator runs them on an empty data folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import commands

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(database_url: str, tmp_path: Path, db: None) -> Run:
    environment = commands.environment(tmp_path, DATABASE_URL=database_url)

    def command(*arguments: str) -> tuple[int, str, str]:
        done = commands.run(*arguments, env=environment)
        return done.returncode, done.stdout.decode().strip(), done.stderr.decode().strip()

    return command


def test_a_centre_and_its_staff_are_added_and_a_link_is_printed(run: Run) -> None:
    assert json.loads(run("centre", "add", "korus", "KORUS Eksempel", "--json")[1])["code"] == "korus"
    added = run("staff", "add", "Anne@korus.example", "--role", "admin", "--centre", "korus", "--json")
    assert json.loads(added[1])["email"] == "anne@korus.example"
    code, printed, _problem = run("staff", "link", "anne@korus.example")
    assert code == 0
    assert printed.startswith("http://127.0.0.1:8000/logg-inn/")
    assert json.loads(run("centre", "sending", "korus", "on", "--json")[1])["sending"] is True
    assert run("staff", "disable", "anne@korus.example")[0] == 0
    assert run("staff", "link", "anne@korus.example")[0] == 1


def test_bad_input_is_one_clear_line_and_exit_1(run: Run) -> None:
    for arguments in (
        ("centre", "add", "Bad Code", "x"),
        ("staff", "add", "a@b, c@d", "--role", "admin", "--centre", "korus"),
        ("staff", "add", "anne@korus.example", "--role", "admin", "--centre", "nowhere"),
    ):
        code, printed, problem = run(*arguments)
        assert (code, printed) == (1, ""), arguments
        assert len(problem.splitlines()) == 1, arguments
