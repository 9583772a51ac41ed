"""A backup taken in mid-campaign is put back, in every way there is: nothing goes until a person says so."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from directory import database, embedded, migrate
from directory.campaigns import actions, reads
from directory.campaigns.actions_due import enqueue_due
from directory.mail import lineage, worker
from directory.mail.actions import keep_recognising, recognise
from directory.settings import Settings
from directory.tables.audit import AuditEvent
from directory.tables.campaigns import Campaign
from directory.tables.mail import Letter, Lineage
from tests.campaigns.rounds import BY, running
from tests.conftest import NOW, MovableClock
from tests.mail.faults.case import Case
from tests.mail.faults.invariants import counters_agree
from tests.mail.faults.outside import looking_at
from tests.mail.faults.scripted import Scripted
from tests.mail.letters_in_the_outbox import drain, one, sign_in_letter, states, until


def renamed(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def postgres(program: str, *arguments: str) -> None:
    subprocess.run([str(embedded.binary(program)), *arguments], check=True, capture_output=True)


@asynccontextmanager
async def another_database(url: str, how: str = "") -> AsyncIterator[str]:
    """Make a database beside ours (as a copy of ours with `how`), and drop it afterwards."""
    outside = await asyncpg.connect(renamed(url, "postgres"))
    try:
        await outside.execute(f"CREATE DATABASE second {how or 'TEMPLATE template0'}")
        try:
            yield renamed(url, "second")
        finally:
            await outside.execute("DROP DATABASE second WITH (FORCE)")
    finally:
        await outside.close()


async def in_mid_campaign(case: Case) -> int:
    """Send one of three letters, leave one on its way, one waiting, and a sign-in letter too."""
    campaign, _organisations = await case.round()
    await case.worker_until_one_is_sent()
    await sign_in_letter("kari@korus.example", expires_at=None)
    (row,) = await Letter.raw("SELECT id FROM letter WHERE campaign = {} AND state = 'ready' LIMIT 1", campaign)
    await Letter.raw(
        "UPDATE letter SET state = 'sending', lease_token = gen_random_uuid(), "
        "lease_until = clock_timestamp() + interval '1 hour' WHERE id = {}",
        row["id"],
    )
    return campaign


async def sends_nothing_until_a_person_resumes(
    campaign: int, sending: Settings, server: Scripted, clock: MovableClock
) -> None:
    before = len(server.taken)
    await drain(sending, clock)
    assert len(server.taken) == before
    found = await reads.find(campaign)
    assert (found.state, found.paused_code) == ("paused", "restored")
    assert "restored from a backup" in found.why_paused or "sikkerhetskopi" in found.why_paused
    assert await states() == {"accepted": 1, "unknown": 1, "ready": 1, "cancelled": 1}
    await counters_agree()
    verbs = [row["verb"] for row in await AuditEvent.select(AuditEvent.verb)]
    assert verbs.count("database.restored") == 1
    fresh = await sign_in_letter("anne@korus.example")  # staff must be able to get in
    await drain(sending, clock)
    assert (await one(fresh))["state"] == "accepted"
    await drain(sending, clock)
    assert len(server.taken) == before + 1
    await actions.resume(campaign, BY, clock())
    await drain(sending, clock)
    assert await states() == {"accepted": 3, "unknown": 1, "cancelled": 1}
    assert [row["verb"] for row in await AuditEvent.select(AuditEvent.verb)].count("database.restored") == 1


async def test_a_dump_restored_into_another_database(case: Case, tmp_path: Path) -> None:
    campaign = await in_mid_campaign(case)
    url, dump = case.sending.database_url, str(tmp_path / "dump")
    postgres("pg_dump", "--format=custom", f"--file={dump}", f"--dbname={url}")
    async with another_database(url) as second:
        postgres("pg_restore", "--no-owner", f"--dbname={second}", dump)
        async with looking_at(second):
            settings = replace(case.sending, database_url=second, data_dir=tmp_path / "another machine")
            await sends_nothing_until_a_person_resumes(campaign, settings, case.server, case.clock)


async def test_a_dump_restored_over_the_same_database(case: Case, tmp_path: Path) -> None:
    campaign = await in_mid_campaign(case)
    url, dump = case.sending.database_url, str(tmp_path / "dump")
    tables = [f"--table={name}" for name in ("letter", "lineage")]
    postgres("pg_dump", "--format=custom", "--data-only", *tables, f"--file={dump}", f"--dbname={url}")
    await Letter.raw("UPDATE letter SET state = 'accepted', accepted_at = {} WHERE state <> 'accepted'", NOW)
    await Letter.raw("ALTER TABLE letter DISABLE TRIGGER USER")
    await Lineage.delete(force=True)
    await Letter.raw("CREATE TABLE kept AS SELECT * FROM letter_invitation")
    await Letter.raw("TRUNCATE letter CASCADE")
    postgres("pg_restore", "--data-only", f"--dbname={url}", dump)
    await Letter.raw("INSERT INTO letter_invitation SELECT * FROM kept")
    await Letter.raw("DROP TABLE kept")
    await sends_nothing_until_a_person_resumes(campaign, case.sending, case.server, case.clock)


async def test_a_copy_made_by_the_server_itself(case: Case, tmp_path: Path) -> None:
    campaign = await in_mid_campaign(case)
    url = case.sending.database_url
    await database.ENGINE.close_connection_pool()
    try:
        async with another_database(url, "TEMPLATE directory") as second, database.opened(second):
            settings = replace(case.sending, database_url=second)
            await sends_nothing_until_a_person_resumes(campaign, settings, case.server, case.clock)
    finally:
        database.ENGINE.config["dsn"] = url
        await database.ENGINE.start_connection_pool(min_size=1, max_size=10, command_timeout=60)


async def test_an_older_state_put_back_over_the_same_server(case: Case) -> None:
    """Nothing in the database tells; the file in the data folder has seen further."""
    campaign = await in_mid_campaign(case)
    await keep_recognising(case.sending, case.clock())
    (row,) = await Lineage.select()
    lineage.keep(case.sending.data_dir, row["name"], row["seen"] + 1)
    await Lineage.raw("UPDATE lineage SET server_started = {}, written_in = pg_current_xact_id()::xid::text", NOW)
    await sends_nothing_until_a_person_resumes(campaign, case.sending, case.server, case.clock)


async def test_a_worker_that_runs_while_the_database_is_replaced_takes_no_more(case: Case) -> None:
    campaign, _organisations = await case.round()
    await case.worker_until_one_is_sent()
    stop = asyncio.Event()
    await actions.pause(campaign, "", BY, NOW)
    working = asyncio.create_task(worker.run(case.sending, case.clock, stop, poll=0.02))
    await Lineage.raw("UPDATE lineage SET written_in = '1'")  # as a restored row is: written by another transaction
    await Campaign.update({Campaign.state: "running"}, force=True)

    async def is_recognised() -> bool:
        return (await reads.find(campaign)).paused_code == "restored"

    await until(is_recognised)
    stop.set()
    await working
    assert len(case.server.taken) == 1
    assert await states() == {"accepted": 1, "ready": 2}


async def test_what_was_to_start_by_itself_waits_for_a_person_too(case: Case) -> None:
    await case.round(1)
    await case.drain()
    later = await actions.create("korus", 2027, NOW.date().replace(year=2027), BY, NOW)
    await actions.schedule(later, NOW.replace(hour=9), case.sending, BY, NOW)
    await Lineage.raw("UPDATE lineage SET written_in = '1'")
    assert not await recognise(case.sending, NOW)
    await enqueue_due(case.sending, NOW.replace(hour=9, minute=5))
    found = await reads.find(later)
    assert (found.state, found.opens_at) == ("draft", None)


async def test_a_first_start_a_second_one_and_a_restart_of_the_server_disturb_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, base_url="http://directory.example")
    for _start in range(3):
        with embedded.running(tmp_path, durable=False) as url:
            async with looking_at(url):
                await migrate.migrate()
                at = replace(settings, database_url=url)
                assert await recognise(at, NOW)
                await keep_recognising(at, NOW)
                assert await recognise(at, NOW)
                assert not await AuditEvent.exists().where(AuditEvent.verb == "database.restored")


async def test_a_copied_data_folder_is_recognised_and_the_first_one_is_not(
    tmp_path: Path, server: Scripted, clock: MovableClock, settings: Settings, pool: None
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    sending = replace(settings, smtp_url=server.url, quiet_hours="", send_concurrency=1)
    with embedded.running(first, durable=False) as url:
        async with looking_at(url):
            await migrate.migrate()
            at = replace(sending, database_url=url, data_dir=first)
            campaign, _organisations = await running(at)
            await recognise(at, NOW)
    shutil.copytree(first, second, symlinks=True)
    for folder, state in ((second, "paused"), (first, "running")):
        with embedded.running(folder, durable=False) as url:
            async with looking_at(url):
                at = replace(sending, database_url=url, data_dir=folder)
                assert await recognise(at, NOW) == (state == "running")
                assert (await reads.find(campaign)).state == state


async def test_what_may_not_be_asked_is_not_compared(case: Case) -> None:
    await recognise(case.sending, NOW)
    (row,) = await Lineage.select().output(load_json=True)
    assert set(row["parts"]) == {"letters", "system", "timeline", "files"}
    await Lineage.raw(
        "UPDATE lineage SET parts = {}, written_in = pg_current_xact_id()::xid::text", json.dumps({"letters": "1"})
    )
    assert not await recognise(case.sending, NOW)
    await Lineage.raw(
        "UPDATE lineage SET parts = {}, written_in = pg_current_xact_id()::xid::text", json.dumps({"unheard-of": "1"})
    )
    assert await recognise(case.sending, NOW)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"a": "b"}', b"\xff"])
async def test_a_broken_file_in_the_data_folder_is_begun_anew(case: Case, content: bytes) -> None:
    await recognise(case.sending, NOW)
    (case.sending.data_dir / lineage.NAME).write_bytes(content)
    await keep_recognising(case.sending, NOW)
    assert await recognise(case.sending, NOW)
    (row,) = await Lineage.select()
    assert lineage.kept(case.sending.data_dir) == {row["name"]: row["seen"]}


async def test_a_full_disk_stops_no_letter(case: Case) -> None:
    await case.round(1)
    (case.sending.data_dir / f"{lineage.NAME}.{os.getpid()}").symlink_to("/dev/full")
    await case.drain()
    assert await case.hold() == {"accepted": 1}
