"""PostgreSQL without an installation: the server of the wheel, in the data folder, while somebody needs it.

Several processes share one server. Three files in the data folder are locked with flock(2), which the kernel
gives back whatever happens to a process:

- `postgres.start` exclusively, while somebody comes or goes: one at a time;
- `postgres.users` shared, as long as one uses the server; who leaves and gets it exclusively was the last;
- `postgres.server` by the server's own processes, which inherit it (see `embedded_process`).

After `kill -9` of every user the server stays up until the next one comes, uses it and stops it properly.
Linux and macOS only; elsewhere set DATABASE_URL.
"""

import fcntl
import hashlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from directory import embedded_host, embedded_process
from directory.clock import stopwatch
from directory.errors import Refused

LOCK_SECONDS = 180.0  # longer than any start or stop
STOP_SECONDS = 30.0
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_BYTES = 100  # sockaddr_un has room for 104 (macOS) or 108 (Linux), with the final NUL
SSL_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)  # PostgreSQL's frontend protocol, message formats
PREPARE = r"""
SELECT 'CREATE ROLE directory LOGIN CREATEDB'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'directory') \gexec
SELECT 'CREATE DATABASE directory OWNER directory TEMPLATE template0 ENCODING ''UTF8''
        LOCALE ''C'' LOCALE_PROVIDER builtin BUILTIN_LOCALE ''C.UTF-8'''
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'directory') \gexec
\connect directory
SELECT lower('Æ') = 'æ' AND current_setting('TimeZone') = 'UTC'
       AND current_setting('server_encoding') = 'UTF8';
"""


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[str]:
    """Keep the PostgreSQL of a data folder up and yield the URL of our database `directory` in it.

    The folder (created with mode 0700) may be used by several processes and threads at once. The role of the
    URL owns the database and may create others, and is no superuser. `durable=False` is for tests: a crash of
    the machine then loses data. Raises Refused when the folder or the server cannot be used.
    """
    with _told_clearly(data_dir):
        cluster = _cluster_in(data_dir)
        start, users = _open_lock(cluster, "start"), _open_lock(cluster, "users")
    try:
        with _told_clearly(data_dir), _one_at_a_time(start):
            fcntl.flock(users, fcntl.LOCK_SH)
            url = _join(cluster, durable=durable)
        yield url
    finally:
        try:
            _leave(cluster, start, users)
        finally:
            os.close(users)
            os.close(start)


def binary(name: str) -> Path:
    """Return a program of the wheel, as `psql` or `pg_dump`. Raises Refused when it is missing."""
    program = embedded_host.installed_software() / name
    if not program.exists():
        raise Refused(f"the installed PostgreSQL has no {name}")
    return program


def version() -> str:
    """Return the server's version as it names itself, e.g. `postgres (PostgreSQL) 18.4`. Raises Refused."""
    return _run([str(binary("postgres")), "--version"], "").strip()


def _cluster_in(data_dir: Path) -> Path:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return data_dir.resolve() / "postgres"


def _join(cluster: Path, *, durable: bool) -> str:
    sockets = _socket_folder(cluster)
    _ensure_running(cluster, sockets, durable=durable)
    _prepare_database(sockets)
    return f"postgresql://directory@/directory?host={quote(str(sockets))}&port=5432"


def _leave(cluster: Path, start: int, users: int) -> None:
    # Unlocked by word and not only by closing: a forked child may hold the same open file.
    fcntl.flock(users, fcntl.LOCK_UN)
    with _one_at_a_time(start):
        if _try_lock(users):
            if cluster.exists():
                _stop(cluster)
            _forget_link(cluster)
            fcntl.flock(users, fcntl.LOCK_UN)


def _ensure_running(cluster: Path, sockets: Path, *, durable: bool) -> None:
    server_lock = _open_lock(cluster, "server")
    try:
        began = stopwatch()
        while not _try_lock(server_lock):
            if embedded_process.status(cluster) == "ready" and _answers(sockets):
                return
            if stopwatch() - began > LOCK_SECONDS:
                raise Refused(f"an earlier PostgreSQL in {cluster} neither answers nor ends")
            time.sleep(0.02)
        server = embedded_process.server_for(cluster)
        if not (cluster / "PG_VERSION").exists():
            embedded_process.initialise(server, server_lock, durable=durable)
        embedded_process.start(server, server_lock, durable=durable)
    finally:
        os.close(server_lock)  # the server keeps what it inherited


def _stop(cluster: Path) -> None:
    server_lock = _open_lock(cluster, "server")
    try:
        for at_once in (False, True):
            if _try_lock(server_lock) or not embedded_process.send_stop(cluster, at_once=at_once):
                return
            began = stopwatch()
            while stopwatch() - began < STOP_SECONDS:
                if _try_lock(server_lock):
                    return
                time.sleep(0.01)
    finally:
        os.close(server_lock)


def _answers(sockets: Path) -> bool:
    """Tell whether a server is alive: a dying one may still take a connection, but says nothing."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1.0)
        try:
            connection.connect(str(sockets / SOCKET_NAME))
            connection.sendall(SSL_REQUEST)
            return connection.recv(1) in (b"N", b"S")
        except (FileNotFoundError, ConnectionError, TimeoutError):
            return False


def _prepare_database(sockets: Path) -> None:
    command = [str(binary("psql")), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
    command += ["--set=ON_ERROR_STOP=1", f"--host={sockets}", "--port=5432"]
    command += [f"--username={embedded_process.SUPERUSER}", "--dbname=postgres"]
    if _run(command, PREPARE).strip() != "t":
        raise Refused("PostgreSQL came up with a wrong locale, time zone or encoding")


def _run(command: list[str], script: str) -> str:
    done = subprocess.run(  # noqa: S603  # our own command line, no shell
        command,
        input=script,
        env=embedded_host.ENVIRONMENT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise Refused(f"PostgreSQL: {(done.stderr.strip().splitlines() or ['no answer'])[0]}")
    return done.stdout


def _socket_folder(cluster: Path) -> Path:
    """Return a folder through which clients reach the socket: the cluster, or a short link to it.

    A socket's address has room for about 100 bytes, and a comma separates hosts in a URL of PostgreSQL.
    """
    name = str(cluster)
    if len(os.fsencode(cluster / SOCKET_NAME)) <= SOCKET_BYTES and name.isprintable() and "," not in name:
        return cluster
    link = _link_to(cluster)
    if link.is_symlink() and link.lstat().st_uid != os.geteuid():
        raise Refused(f"{link} belongs to somebody else: remove it, or use a shorter DIRECTORY_DATA_DIR")
    if not (link.is_symlink() and link.readlink() == cluster):
        link.unlink(missing_ok=True)
        link.symlink_to(cluster)
    return link


def _link_to(cluster: Path) -> Path:
    digest = hashlib.sha256(os.fsencode(cluster) + b"\0" + str(os.geteuid()).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir())
    if len(os.fsencode(folder)) > SOCKET_BYTES - 50:
        folder = Path("/tmp")  # noqa: S108  # the only short folder there is; the link's owner is checked
    return folder / f"directory-{digest}"


def _forget_link(cluster: Path) -> None:
    link = _link_to(cluster)
    if link.is_symlink() and link.lstat().st_uid == os.geteuid():
        link.unlink(missing_ok=True)


def _open_lock(cluster: Path, name: str) -> int:
    return embedded_host.open_private(cluster.with_name(f"{cluster.name}.{name}"))


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _one_at_a_time(start: int) -> Iterator[None]:
    began = stopwatch()
    while not _try_lock(start):
        if stopwatch() - began > LOCK_SECONDS:
            raise Refused("another process has been starting or stopping PostgreSQL for too long")
        time.sleep(0.01)
    try:
        yield
    finally:
        fcntl.flock(start, fcntl.LOCK_UN)


@contextmanager
def _told_clearly(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        where = f" ({problem.filename})" if problem.filename else ""
        raise Refused(f"the data folder {data_dir} cannot be used: {problem.strerror or problem}{where}") from problem
