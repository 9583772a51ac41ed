"""Is this the database that last sent? One put back from a backup must not send again what went since (MAIL.md).

The one row of `lineage` tells where it was written, in terms that a copy cannot keep: the transaction (a row
that was dumped and restored has another `xmin`), the database and table, the server's identity and time line,
and for the embedded server the files themselves. A file in the data folder remembers how far this machine saw
the letters go, so that an older state put back over the same server is recognised too. A migration that rewrites
this table would look like a copy.
"""

import contextlib
import json
import logging
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg

from directory.tables.mail import Lineage

LOG = logging.getLogger(__name__)
NAME = "mail-lineage.json"
CLUSTER_FILES = ("PG_VERSION", "base/1/PG_VERSION")  # written once, when the server's folder is made

# A condition of C1: a worker that runs while the database is replaced takes no letter before it has looked.
UNCHANGED = """NOT EXISTS (
  SELECT FROM lineage own WHERE own.written_in <> own.xmin::text
    OR own.server_started <> pg_postmaster_start_time()
    OR own.database <> (SELECT oid::bigint FROM pg_database WHERE datname = current_database()))"""

READ = f"""
SELECT own.name, own.seen, own.parts::text AS parts, own.database, own.written_in = own.xmin::text AS untouched,
  {UNCHANGED} AS unchanged
FROM lineage own WHERE own.id = 1
"""  # noqa: S608
HERE = """
SELECT pg_postmaster_start_time() AS server_started,
  (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS database
"""
# Each may be forbidden to our role, or unknown to a hosted PostgreSQL; what cannot be read is not compared.
PARTS = {
    "letters": "SELECT 'letter'::regclass::oid::text AS part",
    "system": "SELECT system_identifier::text AS part FROM pg_control_system()",
    "timeline": "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8) AS part",
}
WRITE = """
INSERT INTO lineage AS own (id, name, written_in, database, server_started, parts, seen)
VALUES (1, {}, pg_current_xact_id()::xid::text, {}, {}, {}, GREATEST({}, (SELECT COALESCE(max(id), 0) FROM attempt)))
ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, written_in = EXCLUDED.written_in, database = EXCLUDED.database,
  server_started = EXCLUDED.server_started, parts = EXCLUDED.parts, seen = GREATEST(own.seen, EXCLUDED.seen)
RETURNING name, seen
"""
# Only where the row is known to be ours: else a copy would be made the one.
NOTE = f"""
WITH latest AS (SELECT max(id) AS id FROM attempt),
  moved AS (
    UPDATE lineage SET seen = latest.id, written_in = pg_current_xact_id()::xid::text
    FROM latest WHERE latest.id > lineage.seen AND {UNCHANGED} RETURNING lineage.name, lineage.seen)
SELECT name, seen FROM moved UNION ALL SELECT name, seen FROM lineage WHERE NOT EXISTS (SELECT FROM moved)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Here:
    """What can be seen of the database that we are connected to."""

    server_started: datetime
    database: int
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """What the row says; `untouched` when it is the very row that was written, and no copy of it."""

    name: str
    seen: int
    parts: dict[str, str]
    database: int
    untouched: bool
    unchanged: bool


async def here(database_url: str) -> Here:
    """Look at the database (outside a transaction: what is forbidden would end it)."""
    row = (await Lineage.raw(HERE))[0]
    parts = {}
    for name, question in PARTS.items():
        with contextlib.suppress(asyncpg.PostgresError):
            parts[name] = str((await Lineage.raw(question))[0]["part"])
    return Here(row["server_started"], row["database"], parts | _files(database_url))


async def written(*, lock: bool = False) -> Written | None:
    """Return what the database says of itself, None when it says nothing yet; `lock` it until the transaction ends."""
    rows = await Lineage.raw(READ + ("FOR UPDATE" if lock else ""))
    return Written(**rows[0] | {"parts": json.loads(rows[0]["parts"])}) if rows else None


def is_copy(row: Written, found: Here, kept: dict[str, int]) -> bool:
    """Return whether the row was written somewhere else, or has not seen what this machine has seen (`kept`)."""
    return (
        not row.untouched
        or row.database != found.database
        or any(row.parts[name] != found.parts[name] for name in row.parts.keys() & found.parts.keys())
        or kept.get(row.name, 0) > row.seen
    )


async def write(found: Here, name: str = "", seen: int = 0) -> tuple[str, int]:
    """Say that this is the database, in the caller's transaction; under a new name when none is given."""
    parts = json.dumps(found.parts)
    name = name or secrets.token_hex(16)
    rows = await Lineage.raw(WRITE, name, found.database, found.server_started, parts, seen)
    return rows[0]["name"], rows[0]["seen"]


async def note(data_dir: Path) -> None:
    """Note how far the letters have come, in the database first and then on this machine's disk."""
    rows: list[dict[str, Any]] = await Lineage.raw(NOTE)
    for row in rows:
        keep(data_dir, row["name"], row["seen"])


def kept(data_dir: Path) -> dict[str, int]:
    """Return how far this machine has seen each database go."""
    try:
        found = json.loads((data_dir / NAME).read_text(encoding="ascii"))
        return {str(name): int(seen) for name, seen in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError):
        LOG.warning("%s cannot be read; it is begun anew", data_dir / NAME)
        return {}


def keep(data_dir: Path, name: str, seen: int) -> None:
    """Write down how far a database has come, when that is news; a full disk is no reason to stop sending."""
    known = kept(data_dir)
    if known.get(name, -1) >= seen:
        return
    unfinished = data_dir / f"{NAME}.{os.getpid()}"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="ascii") as file:
            json.dump(known | {name: seen}, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(data_dir / NAME)
    except OSError as problem:
        LOG.warning("%s cannot be written: %s", data_dir / NAME, problem.strerror)
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _files(database_url: str) -> dict[str, str]:
    """Return which files the embedded server has: a copied folder has others. Empty for a server elsewhere."""
    host = parse_qs(urlsplit(database_url).query).get("host", [""])[0]
    if not host.startswith("/"):
        return {}
    try:
        return {"files": "-".join(str((Path(host) / name).stat().st_ino) for name in CLUSTER_FILES)}
    except OSError:
        return {}
