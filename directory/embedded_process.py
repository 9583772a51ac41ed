"""The processes behind `embedded`: whose they are, where their binaries lie, how they start and stop.

The wheel's binaries are run directly and its own Python interface is not used: that one locks in a file of
the shared temporary folder, opens parent folders for everybody and counts its users by process ids, which
outlive a `kill -9`. Here every process of a cluster inherits one locked file. The kernel gives that lock back
when the last of them is gone, so "is it running?" never depends on a process id that may be someone else's.

PostgreSQL refuses to run as root. For root it runs as the owner of the data or as an account of its own. It
knows its folder as `/proc/self/cwd` and `.`: neither needs a way through the parent folders, so their modes
stay as they are, and neither length nor letters of the path matter to it.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from directory.clock import stopwatch
from directory.embedded_host import (
    ENVIRONMENT,
    MAJOR_VERSION,
    Account,
    account_for,
    give,
    open_private,
    reachable_software,
)
from directory.errors import Refused

SUPERUSER = "postgres"
START_SECONDS = 120.0  # replaying the log after a crash may take a while
LOG_BYTES = 2_000_000
SETTINGS = {
    "listen_addresses": "",  # no TCP: only who may enter the data folder can connect
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",  # one server without replicas
    "max_wal_senders": "0",
    "io_method": "sync",  # three processes fewer
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # details and statements would bring personal data into the log
    "log_min_error_statement": "panic",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Server:
    """One cluster and what runs it; `account` is None when the server runs as ourselves."""

    cluster: Path
    software: Path
    account: Account | None


def server_for(cluster: Path) -> Server:
    """Return how the cluster is to be run on this machine. Raises Refused when it cannot be."""
    account = account_for(cluster)
    return Server(cluster, reachable_software(account), account)


def initialise(server: Server, lock: int, *, durable: bool) -> None:
    """Make the cluster, whole or not at all; initdb inherits the lock. Raises Refused."""
    fresh = server.cluster.with_name(f"{server.cluster.name}.new")
    if fresh.exists():  # somebody was interrupted here
        shutil.rmtree(fresh)
    fresh.mkdir(mode=0o700)
    give(fresh, server.account)
    command = [
        *(str(server.software / "initdb"), "-D", _own_folder(server, fresh), "-U", SUPERUSER),
        *("--auth-local=trust", "--auth-host=reject", "--encoding=UTF8", "--locale=C"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *([] if durable else ["--no-sync"]),
    ]
    with tempfile.TemporaryFile() as output:
        process = _spawn(command, fresh, server.account, lock, output)
        with _ended_when_interrupted(process):
            failed = process.wait() != 0
        if failed:
            raise Refused(f"PostgreSQL could not make its files: {_complaint(output, 0)}")
    fresh.rename(server.cluster)


def start(server: Server, lock: int, *, durable: bool) -> None:
    """Start the server, which inherits the lock, and wait until it takes connections. Raises Refused."""
    _refuse_other_version(server.cluster)
    if server.account and server.cluster.stat().st_uid != server.account.uid:
        give(server.cluster, server.account)  # put back by root from a copy
    for leftover in ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (server.cluster / leftover).unlink(missing_ok=True)
    log = server.cluster.with_name(f"{server.cluster.name}.log")
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    settings = SETTINGS if durable else SETTINGS | NOT_DURABLE
    command = [str(server.software / "postgres"), "-D", _own_folder(server, server.cluster)]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with os.fdopen(open_private(log, os.O_APPEND), "r+b") as output:
        begun = os.fstat(output.fileno()).st_size
        process = _spawn(command, server.cluster, server.account, lock, output)
        with _ended_when_interrupted(process):
            ready = _becomes_ready(process, server.cluster)
        if not ready:
            raise Refused(f"PostgreSQL did not start: {_complaint(output, begun)} (see {log})")
    # Somebody has to collect the exit status when the server ends before we do.
    threading.Thread(target=process.wait, name="postgres", daemon=True).start()


def status(cluster: Path) -> str:
    """Return what the server last wrote about itself: `ready`, `starting`, `stopping` … or nothing."""
    lines = _pid_file(cluster)
    return lines[7].strip() if len(lines) > 7 else ""


def send_stop(cluster: Path, *, at_once: bool = False) -> bool:
    """Ask the server to end its connections and stop; `at_once` skips tidying up. False if it is unknown."""
    lines = _pid_file(cluster)
    if not lines or not lines[0].strip().isdecimal():
        return False
    try:
        os.kill(int(lines[0]), signal.SIGQUIT if at_once else signal.SIGINT)
    except ProcessLookupError:
        return False
    return True


def _pid_file(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _becomes_ready(process: "subprocess.Popen[bytes]", cluster: Path) -> bool:
    began = stopwatch()
    while True:
        try:
            process.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            if status(cluster) == "ready":
                return True
            if stopwatch() - began > START_SECONDS:
                process.send_signal(signal.SIGQUIT)
                process.wait()
                return False
        else:
            return False


def _spawn(
    command: list[str], folder: Path, account: Account | None, lock: int, output: BinaryIO
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603  # our own command line, no shell
        command,
        cwd=folder,  # entered before the account changes
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=(lock,),
        start_new_session=True,  # Ctrl-C in our terminal is for us; we stop the server ourselves
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


@contextmanager
def _ended_when_interrupted(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    except BaseException:
        process.send_signal(signal.SIGQUIT)
        process.wait()
        raise


def _own_folder(server: Server, folder: Path) -> str:
    own = Path("/proc/self/cwd")  # initdb also trips over line breaks in a path
    if own.exists():
        return str(own)
    if server.account is None:
        return str(folder)
    raise Refused("PostgreSQL cannot run as root here: use an ordinary account, or set DATABASE_URL")


def _complaint(output: BinaryIO, begun: int) -> str:
    output.seek(begun)
    lines = output.read().decode("utf-8", errors="replace").splitlines()
    serious = [line for line in lines if any(word in line for word in ("error:", "FATAL:", "PANIC:"))]
    chosen = (serious or lines or ["it ended without a word"])[0 if serious else -1]
    return chosen.rsplit("FATAL:", 1)[-1].rsplit("error:", 1)[-1].strip()


def _refuse_other_version(cluster: Path) -> None:
    version = (cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
    if version != MAJOR_VERSION:
        raise Refused(f"{cluster} was made by PostgreSQL {version}; this is {MAJOR_VERSION}: dump and restore it")
