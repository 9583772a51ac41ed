"""The server of the wheel is shared by processes, found again after a crash and stopped by the last user."""

import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from directory import embedded

ROOT = Path(__file__).parents[2]
Ask = Callable[[str, str], Awaitable[object]]
NothingRuns = Callable[[Path], bool]
USE = """
import sys
from pathlib import Path
from directory.embedded import running
with running(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""
USE_AND_HAVE_A_CHILD = USE.replace(
    "    print",
    "    import subprocess; subprocess.Popen(['cat'], stdout=subprocess.DEVNULL, close_fds=False)\n    print",
)


def use(data_dir: Path, program: str = USE) -> "subprocess.Popen[str]":
    """Another process of ours that uses the server until its input ends; its first line is the URL."""
    command = [sys.executable, "-c", program, str(data_dir)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def url_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def bystander() -> "subprocess.Popen[bytes]":
    """A process that has nothing to do with us, started as carelessly as possible."""
    return subprocess.Popen(["cat"], stdin=subprocess.PIPE, close_fds=False)


def leave(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait() == 0


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


async def test_the_database_knows_norwegian_letters_and_words_and_universal_time(folder: Path, ask: Ask) -> None:
    with embedded.running(folder) as url:
        assert await ask(url, "SELECT lower('ÆØÅ')") == "æøå"
        assert await ask(url, "SELECT to_tsvector('norwegian', 'bilene') @@ to_tsquery('norwegian', 'bil')")
        assert await ask(url, "SHOW timezone") == "UTC"
        assert await ask(url, "SHOW server_encoding") == "UTF8"
        assert await ask(url, "SHOW fsync") == "on"
        assert await ask(url, "SHOW listen_addresses") == ""


async def test_our_role_owns_the_database_and_is_no_superuser(made: Path, ask: Ask) -> None:
    with embedded.running(made, durable=False) as url:
        assert await ask(url, "SHOW is_superuser") == "off"
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        assert await ask(url, owner) == await ask(url, "SELECT current_user::text")


async def test_what_was_written_is_there_at_the_next_start(made: Path, ask: Ask, nothing_runs: NothingRuns) -> None:
    with embedded.running(made, durable=False) as url:
        await ask(url, "CREATE TABLE kept AS SELECT 'Blåkors' AS name")
    assert nothing_runs(made)
    with embedded.running(made, durable=False) as url:
        assert await ask(url, "SELECT name FROM kept") == "Blåkors"
    assert nothing_runs(made)


async def test_two_processes_share_the_server_and_the_last_one_stops_it(
    made: Path, ask: Ask, nothing_runs: NothingRuns
) -> None:
    with use(made) as first, use(made) as second:
        url_of(first)
        url = url_of(second)
        leave(first)
        assert await ask(url, "SELECT 1") == 1
        leave(second)
        assert nothing_runs(made)


async def test_processes_that_come_at_once_to_an_empty_folder_all_get_in(
    folder: Path, ask: Ask, nothing_runs: NothingRuns
) -> None:
    with use(folder) as first, use(folder) as second, use(folder) as third:
        for process in (first, second, third):
            assert await ask(url_of(process), "SELECT 1") == 1
        for process in (first, second, third):
            leave(process)
    assert nothing_runs(folder)


async def test_two_uses_in_one_process_do_not_stop_each_others_server(
    made: Path, ask: Ask, nothing_runs: NothingRuns
) -> None:
    with embedded.running(made, durable=False) as url:
        with embedded.running(made, durable=False):
            pass
        assert await ask(url, "SELECT 1") == 1
    assert nothing_runs(made)


async def test_a_server_left_over_by_a_killed_owner_is_used_again_and_then_stopped(
    made: Path, ask: Ask, nothing_runs: NothingRuns
) -> None:
    with use(made) as owner:
        await ask(url_of(owner), "CREATE TABLE kept AS SELECT 7 AS number")
        left_over = server_pid(made)
        owner.kill()
        owner.wait()
    with embedded.running(made, durable=False) as url:
        assert server_pid(made) == left_over
        assert await ask(url, "SELECT number FROM kept") == 7
    assert nothing_runs(made)


async def test_after_everything_was_killed_the_next_start_needs_no_help(
    made: Path, ask: Ask, nothing_runs: NothingRuns
) -> None:
    with use(made) as owner:
        await ask(url_of(owner), "CREATE TABLE kept AS SELECT 7 AS number")
        killed = server_pid(made)
        os.kill(killed, signal.SIGKILL)
        owner.kill()
        owner.wait()
    with embedded.running(made, durable=False) as url:
        assert server_pid(made) != killed
        assert await ask(url, "SELECT number FROM kept") == 7
    assert nothing_runs(made)


async def test_a_pid_file_that_names_a_living_stranger_does_not_hinder_the_start(made: Path, ask: Ask) -> None:
    with use(made) as owner:
        url_of(owner)
        os.kill(server_pid(made), signal.SIGKILL)
        owner.kill()
        owner.wait()
    pid_file = made / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    with bystander() as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        with embedded.running(made, durable=False) as url:
            assert await ask(url, "SELECT 1") == 1
        assert stranger.poll() is None


async def test_the_owner_leaves_in_peace_when_the_server_was_killed(made: Path, ask: Ask) -> None:
    with use(made) as owner:
        url_of(owner)
        os.kill(server_pid(made), signal.SIGKILL)
        leave(owner)
    with embedded.running(made, durable=False) as url:
        assert await ask(url, "SELECT 1") == 1


async def test_an_interrupted_first_start_is_begun_anew(folder: Path, ask: Ask) -> None:
    (folder / "postgres.new" / "base").mkdir(parents=True)
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    with embedded.running(folder, durable=False) as url:
        assert await ask(url, "SELECT 1") == 1
    assert not (folder / "postgres.new").exists()


async def test_a_child_that_outlives_its_killed_owner_does_not_keep_the_server_up(
    made: Path, nothing_runs: NothingRuns
) -> None:
    with use(made, USE_AND_HAVE_A_CHILD) as owner:  # the child ends with the owner's input
        url_of(owner)
        owner.kill()
        owner.wait()
        with embedded.running(made):
            pass
        assert nothing_runs(made)


async def test_ctrl_c_in_our_terminal_does_not_reach_the_server(made: Path) -> None:
    with embedded.running(made, durable=False):
        server = server_pid(made)
        assert os.getsid(server) == server != os.getsid(0)
