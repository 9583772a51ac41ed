"""Outcomes that could not reach the database, kept on this machine's disk until they can (MAIL.md, C3)."""

import contextlib
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from io import FileIO
from pathlib import Path
from uuid import UUID

import asyncpg

from directory.mail.claims import Outcome, Report, settle

LOG = logging.getLogger(__name__)
NAME = "mail-outcomes.jsonl"


def append(data_dir: Path, entry: Report) -> bool:
    """Write one outcome and wait until it is on the disk (fsync); return whether it is.

    When the disk is full it is not, and nothing half written stays; the letter then becomes `unknown` in time.
    """
    line = json.dumps(asdict(entry), default=_as_text).encode() + b"\n"
    try:
        with _locked(data_dir), (data_dir / NAME).open("ab+", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            try:
                _write_all(file, line if _ends_whole(file, end) else b"\n" + line)
                os.fsync(file.fileno())
            except OSError:
                with contextlib.suppress(OSError):
                    file.truncate(end)
                raise
    except OSError as problem:
        LOG.error("an outcome could not be kept in %s: %s", data_dir / NAME, problem.strerror)  # noqa: TRY400
        return False
    return True


async def replay(data_dir: Path) -> int:
    """Settle every outcome in the journal, then take it out; return how many were written now.

    An outcome that is settled already, or whose letter is no longer that worker's, changes nothing; several may
    do this at once. The lock is not held while the database is asked: another desk may have to write meanwhile.
    """
    with _locked(data_dir):
        content = _content(data_dir)
    settled = 0
    for line in content.splitlines():
        entry = _read(line)
        if entry is None:
            continue
        try:
            settled += await settle(entry.letter_id, entry.lease_token, entry.outcome, entry.worker, entry.at)
        except asyncpg.DataError as problem:
            LOG.warning("an outcome of letter %s is not for the database: %s", entry.letter_id, problem)
    if content:
        with _locked(data_dir):
            _take_out(data_dir, content)
    return settled


def _take_out(data_dir: Path, done: bytes) -> None:
    """Leave in the journal what came after `done`; when another has taken that out already, everything."""
    now = _content(data_dir)
    if not now.startswith(done):
        return
    unfinished = data_dir / f"{NAME}.new"
    with unfinished.open("wb") as file:
        file.write(now[len(done) :])
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(data_dir / NAME)


def _content(data_dir: Path) -> bytes:
    path = data_dir / NAME
    return path.read_bytes() if path.exists() else b""


def _ends_whole(file: FileIO, end: int) -> bool:
    """Return whether the last line is complete: a crash may have cut it short, and the next must not join it."""
    if end == 0 or not file.seekable():
        return True
    file.seek(end - 1)
    return file.read(1) == b"\n"


def _write_all(file: FileIO, content: bytes) -> None:
    while content:
        content = content[file.write(content) or 0 :]


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """Hold the journal's lock: a file of its own, since the journal is replaced."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / f"{NAME}.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read(line: bytes) -> Report | None:
    """Return an entry; None for a line that a crash cut short."""
    try:
        values = json.loads(line)
        outcome = values["outcome"]
        for name in ("due_at", "expires_at"):
            outcome[name] = outcome[name] and datetime.fromisoformat(outcome[name])
        return Report(
            letter_id=UUID(values["letter_id"]),
            lease_token=UUID(values["lease_token"]),
            outcome=Outcome(**outcome),
            worker=values["worker"],
            at=datetime.fromisoformat(values["at"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
