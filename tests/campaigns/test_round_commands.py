"""The tools of the round as an operator types them, each a process of its own."""

import asyncio
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from directory.organisations.reads import Stored
from directory.settings import Settings
from directory.tables.campaigns import Campaign
from tests.campaigns.rounds import region
from tests.campaigns.test_commands import Shell
from tests.mail.smtp_server import Server

CREATE = ("campaign", "create", "--centre", "korus", "--year", "2026", "--deadline", "2026-10-01")


@pytest.fixture
async def two(db: None) -> list[Stored]:
    return (await region(2))[1]


@pytest.fixture
def shell(sending: Settings, tmp_path: Path) -> Shell:
    shell = Shell(sending, tmp_path)
    assert shell(*CREATE).returncode == 0
    return shell


def at(shell: Shell, moment: str) -> Shell:
    shell.environment["DIRECTORY_CLOCK"] = moment
    return shell


def one_line(done: subprocess.CompletedProcess[bytes]) -> str:
    """What was refused says so in one line on stderr, and nothing else."""
    assert (done.returncode, done.stdout) == (1, b"")
    (line,) = done.stderr.decode().splitlines()
    return line


async def test_the_calendar_has_a_line_a_day_and_says_why_a_day_is_quiet(two: list[Stored], shell: Shell) -> None:
    shown = shell("campaign", "simulate", "1", "--answering", "0", "--who", "--start", "2026-09-05T10:00")
    text = shown.stdout.decode()
    assert (shown.returncode, shown.stderr) == (0, b"")
    lines = {line.split()[1]: line for line in text.splitlines() if line[:3] in ("Mon", "Thu", "Fri", "Sat", "Sun")}
    assert "Week-end" in lines["2026-09-06"]
    assert "first" in lines["2026-09-07"]
    assert "█" in lines["2026-09-07"]
    assert "deadline" in lines["2026-10-01"]
    assert "Autumn break" in lines["2026-10-08"]
    assert "lag0@lag.example – Lag 0" in text
    seen = shell.said("campaign", "simulate", "1", "--start", "2026-09-02T12:00")
    letters = cast("list[dict[str, str]]", seen["letters"])
    assert {str(seen["begins_at"])[10], *(letter["at"][10] for letter in letters)} == {"T"}
    assert seen["totals"] == {"first": 2, "reminder-1": 2, "reminder-2": 2, "after-deadline": 2}
    assert (seen["answering"], seen["assumed"]) == (0, "nobody")
    assert shell("campaign", "status", "1", "--json").stdout.count(b'"draft"') == 1  # nothing was changed
    assert "percentage" in one_line(shell("campaign", "simulate", "1", "--answering", "101"))
    assert "no campaign" in one_line(shell("campaign", "simulate", "7"))
    assert shell("campaign", "simulate", "1", "--start", "soon").returncode == 2


async def test_a_start_is_set_missed_asked_about_and_made_by_a_person(two: list[Stored], shell: Shell) -> None:
    said = shell.said("campaign", "start", "1", "--at", "2026-09-04T21:00")
    assert (said["state"], said["first_letter_at"]) == ("scheduled", "2026-09-07T07:00:00+02:00")
    assert "passed" in one_line(shell("campaign", "start", "1", "--at", "2026-09-01T10:00"))
    assert "deadline" in one_line(shell("campaign", "start", "1", "--at", "2026-10-05T10:00"))
    late = at(shell, "2026-09-05T08:00:00+00:00")
    assert late("scheduler", "--once").stdout == b"0 letters planned\n"
    shown = late("campaign", "status", "1").stdout.decode()
    assert "was missed" in shown
    assert "directory campaign start 1" in shown
    assert late.said("campaign", "start", "1")["letters"] == 2
    assert "was missed" not in late("campaign", "status", "1").stdout.decode()
    assert "campaign 1 is running; only a scheduled one" in one_line(late("campaign", "unschedule", "1"))


async def test_a_rehearsal_by_command_leaves_the_round_as_it_was(
    two: list[Stored], shell: Shell, mail_server: Server
) -> None:
    assert shell("campaign", "rehearse", "1").returncode == 2
    assert "to:" in one_line(shell("campaign", "rehearse", "1", "--to", "not an address"))
    said = shell.said("campaign", "rehearse", "1", "--to", "anne@korus.example", "--most", "4")
    assert [one["wave"] for one in said["letters"]] == ["first", "reminder-1", "reminder-2", "after-deadline"]  # type: ignore[attr-defined]
    assert shell.said("campaign", "status", "1")["total"] == 0


def test_stopping_and_going_on_is_said_once_and_refused_twice(two: list[Stored], shell: Shell) -> None:
    assert "campaign 1 is a draft; only a running one can be paused" in one_line(shell("campaign", "pause", "1"))
    shell.said("campaign", "start", "1")
    assert "campaign 1 is already running" in one_line(shell("campaign", "start", "1"))
    shell.said("campaign", "pause", "1", "--reason", "the board meets")
    assert "the board meets" in shell("campaign", "status", "1").stdout.decode()
    assert "it goes on with: directory campaign resume 1" in one_line(shell("campaign", "start", "1"))
    assert "paused" in one_line(shell("campaign", "pause", "1"))
    shell.said("campaign", "resume", "1")
    assert "campaign 1 is already running" in one_line(shell("campaign", "resume", "1"))
    shell.said("campaign", "close", "1")
    for word in ("resume", "pause", "start"):
        assert "campaign 1 is closed; a closed one cannot go on" in one_line(shell("campaign", word, "1"))
    assert "campaign 1 is closed; one that has ended cannot be called off" in one_line(shell("campaign", "cancel", "1"))


def test_the_round_is_written_to_a_file_and_whom_to_ring_is_listed(
    two: list[Stored], shell: Shell, tmp_path: Path
) -> None:
    shell.said("campaign", "start", "1")
    rows = json.loads(shell("campaign", "export", "1").stdout)
    assert [row["name"] for row in rows] == ["Lag 0", "Lag 1"]
    assert shell.said("campaign", "export", "1") == {"campaign": 1, "organisations": rows}
    assert shell("campaign", "export", "1", "--format", "xlsx", "--out", str(tmp_path / "r.xlsx")).returncode == 0
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")
    assert "cannot be written" in one_line(shell("campaign", "export", "1", "--out", str(tmp_path / "no" / "r.json")))
    assert len(shell.said("campaign", "telephone", "1")["calls"]) == 2  # type: ignore[arg-type]
    assert "2 have not answered; 0 to ring" in shell("campaign", "telephone", "1").stdout.decode()


def test_progress_is_printed_once_where_there_is_no_terminal_and_drawn_until_done_where_there_is(
    two: list[Stored], shell: Shell
) -> None:
    shell.said("campaign", "start", "1", "--now")
    printed = shell("campaign", "status", "1", "--watch").stdout.decode()
    assert printed.count("0 of 2 letters (0%)") == 1
    assert "\x1b" not in printed
    screen, theirs = pty.openpty()
    watching = subprocess.Popen(
        [sys.executable, "-m", "directory", "campaign", "status", "1", "--watch"],
        env=shell.environment | {"TERM": "xterm-256color", "COLUMNS": "120"},
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    drawn = _until(screen, b"0 of 2 letters")
    shell.said("campaign", "cancel", "1")  # nothing is left to come
    drawn += _until(screen, None)
    os.close(screen)
    assert watching.wait(30) == 0
    assert b"2 of 2 letters (100%)" in drawn
    assert b"is cancelled" in drawn


def _until(screen: int, wanted: bytes | None) -> bytes:
    """Read what is drawn until it holds something; without anything to wait for, until the end."""
    drawn = b""
    while wanted is None or wanted not in drawn:
        try:
            part = os.read(screen, 4096)
        except OSError:  # Linux: the other side has hung up
            break
        if not part:
            break
        drawn += part
    return drawn


async def test_a_round_is_played_by_commands_with_a_clock_that_is_turned(
    two: list[Stored], shell: Shell, mail_server: Server
) -> None:
    """Scheduler and worker as an operator would run them, once on each of the round's days."""
    await Campaign.update({Campaign.reminders: "[14]"}, force=True)
    answering = [("2026-09-02T08:00:00+00:00", 0), ("2026-09-16T09:00:00+00:00", 2), ("2026-10-12T09:00:00+00:00", 2)]
    at(shell, answering[0][0]).said("campaign", "start", "1", "--now")
    for moment, planned in answering:
        turned = at(shell, moment)
        done = await _off_the_loop(turned, "scheduler", "--once")
        assert done.stdout.decode().strip() == f"{planned} letters planned"
        assert (await _off_the_loop(turned, "worker", "--drain")).returncode == 0
    assert sorted(mail_server.to()) == ["lag0@lag.example"] * 3 + ["lag1@lag.example"] * 3
    await _off_the_loop(at(shell, "2026-12-05T09:00:00+00:00"), "scheduler", "--once")
    assert shell.said("campaign", "status", "1")["state"] == "closed"
    assert "nothing more will be sent" in one_line(shell("campaign", "simulate", "1"))


async def _off_the_loop(shell: Shell, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a thread: the mail server it speaks to lives in this loop."""
    return await asyncio.to_thread(shell, *arguments)


async def test_going_on_in_a_restored_database_warns_and_goes_on(two: list[Stored], shell: Shell) -> None:
    assert shell("campaign", "start", "1", "--now").returncode == 0
    await Campaign.update({Campaign.state: "paused", Campaign.paused_code: "restored"}, force=True)
    done = shell("campaign", "resume", "1")
    assert (done.returncode, done.stdout.decode().strip()) == (0, "campaign 1 goes on")
    said = done.stderr.decode()
    assert "restored from a backup" in said
    assert "letters waiting: 2" in said
    assert (await Campaign.select(Campaign.state))[0]["state"] == "running"
    assert shell("campaign", "pause", "1").returncode == 0
    assert shell("campaign", "resume", "1").stderr == b""
