"""The server of the wheel runs for every user and at every path, or says clearly why it does not."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from directory import embedded, embedded_host
from directory.errors import Refused

ROOT = Path(__file__).parents[2]
AS_ROOT = os.geteuid() == 0
Ask = Callable[[str, str], Awaitable[object]]
NothingRuns = Callable[[Path], bool]
USE_AS_NOBODY = """
import os, pwd, subprocess, sys
from pathlib import Path
from directory.embedded import binary, running
from directory.errors import Refused
nobody = pwd.getpwnam("nobody")
os.setgroups([]); os.setgid(nobody.pw_gid); os.setuid(nobody.pw_uid)
for _ in range(2):
    with running(Path(sys.argv[1]), durable=False) as url:
        subprocess.run([binary("psql"), url, "--no-psqlrc", "-Atc", "SELECT lower('Æ')"], check=True)
try:
    with running(Path(sys.argv[2])):
        print("entered somebody else's folder")
except Refused as refusal:
    print(refusal)
"""
USE_FROM_PRIVATE_FOLDER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from directory.embedded import running
from directory.embedded_host import account_for, installed_software, reachable_software
assert str(installed_software()).startswith(sys.argv[1]), installed_software()
print(reachable_software(account_for(Path(sys.argv[2]))), flush=True)
with running(Path(sys.argv[2]), durable=False) as url:
    print(url)
"""


def run(program: str, *arguments: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["l" * 150, 'å "b" %c $d', "a,b", "a\nb"])
async def test_every_path_works(tmp_path: Path, name: str, ask: Ask, nothing_runs: NothingRuns) -> None:
    with embedded.running(tmp_path / name, durable=False) as url:
        assert await ask(url, "SELECT 1") == 1
    assert nothing_runs(tmp_path / name)


async def test_a_relative_folder_means_the_one_below_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Ask, nothing_runs: NothingRuns
) -> None:
    monkeypatch.chdir(tmp_path)
    with embedded.running(Path("data"), durable=False) as url:
        monkeypatch.chdir("/")
        assert await ask(url, "SELECT 1") == 1
    assert nothing_runs(tmp_path / "data")


async def test_a_private_parent_folder_keeps_its_mode_and_ours_is_private(tmp_path: Path, ask: Ask) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    with embedded.running(private / "data", durable=False) as url:
        assert await ask(url, "SELECT 1") == 1
        for folder in (private, private / "data", private / "data" / "postgres"):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder


async def test_a_link_that_somebody_else_laid_for_us_is_refused(tmp_path: Path) -> None:
    if not AS_ROOT:
        pytest.skip("only root can give a link to somebody else")
    folder = tmp_path / ("l" * 150)
    link = embedded._link_to(folder / "postgres")
    link.symlink_to(tmp_path)
    os.chown(link, pwd.getpwnam("nobody").pw_uid, -1, follow_symlinks=False)
    try:
        with pytest.raises(Refused, match="belongs to somebody else"), embedded.running(folder):
            pass
        assert link.is_symlink(), "it is not ours to remove"
    finally:
        link.unlink()


async def test_an_ordinary_user_gets_in_and_not_into_another_users_folder(tmp_path: Path, ask: Ask) -> None:
    if not AS_ROOT:
        pytest.skip("the other tests run as an ordinary user already")
    try:
        nobody = embedded_host.Account(pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
    except KeyError:
        pytest.skip("NOT TESTED: there is no account `nobody` on this machine")
    if not embedded_host._may_run(embedded_host.installed_software(), nobody):
        pytest.skip("NOT TESTED: the installation lies in a folder that is closed to ordinary users")
    theirs, roots = Path("/var/tmp") / f"{tmp_path.name}-{os.getpid()}", tmp_path / "roots"  # noqa: S108
    theirs.mkdir()
    os.chown(theirs, nobody.uid, nobody.gid)
    roots.mkdir(mode=0o700)
    try:
        done = run(USE_AS_NOBODY, theirs / "data", roots)
        assert done.stdout.splitlines()[:2] == ["æ", "æ"], done.stderr
        assert "cannot be used: Permission denied" in done.stdout.splitlines()[2]
        assert (theirs / "data" / "postgres").stat().st_uid == nobody.uid
        with embedded.running(theirs / "data", durable=False) as url:  # root runs it as its owner
            assert await ask(url, "SELECT 1") == 1
        assert {path.stat().st_uid for path in theirs.rglob("*")} == {nobody.uid}
    finally:
        shutil.rmtree(theirs)


def test_root_uses_a_copy_of_binaries_that_lie_in_a_private_folder(tmp_path: Path) -> None:
    if not AS_ROOT:
        pytest.skip("an ordinary user runs the server as itself")
    package = embedded_host.installed_software().parents[1]
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    for part in (package, *package.parent.glob(f"{package.name}.libs")):
        shutil.copytree(part, private / part.name, copy_function=os.link)
    done = run(USE_FROM_PRIVATE_FOLDER, private, tmp_path / "data")
    assert done.returncode == 0, done.stderr
    copy, url = done.stdout.splitlines()
    shutil.rmtree(Path(copy).parents[2])
    assert not copy.startswith(str(tmp_path))
    assert url.startswith("postgresql://directory@/directory?host=")
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


@pytest.mark.parametrize("version", ["16", "19"])
def test_files_of_another_version_of_postgresql_are_refused(folder: Path, version: str) -> None:
    (folder / "postgres").mkdir(parents=True)
    (folder / "postgres" / "PG_VERSION").write_text(f"{version}\n")
    with pytest.raises(Refused, match=f"made by PostgreSQL {version}"), embedded.running(folder):
        pass


def test_a_file_in_the_place_of_the_folder_is_refused_in_one_line(folder: Path) -> None:
    folder.write_text("not a folder")
    with pytest.raises(Refused, match=r"^the data folder .* cannot be used: .*$"), embedded.running(folder):
        pass


def test_a_link_in_the_place_of_a_lock_is_refused_and_not_followed(folder: Path) -> None:
    folder.mkdir()
    (folder / "target").touch()
    (folder / "postgres.start").symlink_to(folder / "target")
    with pytest.raises(Refused, match="cannot be used"), embedded.running(folder):
        pass


def test_damaged_files_are_reported_with_what_the_server_said(made: Path, nothing_runs: NothingRuns) -> None:
    (made / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(Refused, match=r"did not start: .*pg_control"), embedded.running(made):
        pass
    assert nothing_runs(made)


@pytest.mark.parametrize("name", ["psql", "pg_dump", "pg_restore"])
def test_the_tools_come_with_the_server(name: str) -> None:
    assert os.access(embedded.binary(name), os.X_OK)
    assert embedded.version().startswith(f"postgres (PostgreSQL) {embedded_host.MAJOR_VERSION}.")


def test_a_tool_that_does_not_come_with_the_server_is_named() -> None:
    with pytest.raises(Refused, match="pg_nothing"):
        embedded.binary("pg_nothing")
