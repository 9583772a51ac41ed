"""`directory centre` and `directory staff`, as an operator runs them on an empty data folder."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(database_url: str, tmp_path: Path, db: None) -> Run:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIRECTORY_")}
    environment = kept | {
        "DATABASE_URL": database_url,
        "DIRECTORY_DATA_DIR": str(tmp_path),
        "DIRECTORY_ENVIRONMENT": "development",
    }

    def command(*arguments: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "directory", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout.strip(), done.stderr.strip()

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
