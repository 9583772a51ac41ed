"""Outcomes that could not reach the database, kept on this machine's disk until they can (MAIL.md, C3)."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from directory.mail.claims import Outcome, settle

NAME = "mail-outcomes.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One outcome of one attempt."""

    letter_id: UUID
    lease_token: UUID
    outcome: Outcome
    worker: str
    at: datetime


def append(data_dir: Path, entry: Entry) -> None:
    """Write one outcome and wait until it is on the disk (fsync)."""
    line = json.dumps(asdict(entry), default=_as_text) + "\n"
    with _locked(data_dir) as file:
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


async def replay(data_dir: Path) -> int:
    """Settle every outcome in the journal, then empty it; return how many were written now.

    An outcome that is settled already, or whose letter is no longer that worker's, changes nothing.
    """
    settled = 0
    with _locked(data_dir) as file:
        file.seek(0)
        for line in file.read().splitlines():
            entry = _read(line)
            if entry is not None:
                settled += await settle(entry.letter_id, entry.lease_token, entry.outcome, entry.worker, entry.at)
        file.truncate(0)
        file.flush()
        os.fsync(file.fileno())
    return settled


@contextmanager
def _locked(data_dir: Path) -> Iterator[IO[bytes]]:
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / NAME).open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _read(line: bytes) -> Entry | None:
    """Return an entry; None for a line that a crash cut short."""
    try:
        values = json.loads(line)
        outcome = values["outcome"]
        for name in ("due_at", "expires_at"):
            outcome[name] = outcome[name] and datetime.fromisoformat(outcome[name])
        return Entry(
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
