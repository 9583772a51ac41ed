"""The journal of outcomes that could not reach the database: torn lines, two replays at once, a full disk."""

import asyncio
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from directory.mail import journal
from directory.mail.claims import Outcome, Report, Terms, cross, take
from directory.mail.journal import NAME, append, replay
from tests.conftest import NOW
from tests.mail.faults.case import Case
from tests.mail.faults.invariants import let_leases_end
from tests.mail.letters_in_the_outbox import one, sign_in_letter

ACCEPTED = Outcome(state="accepted", stage="data", code=250, text="queued")


async def left_behind(case: Case, number: int) -> list[Report]:
    """Letters that were handed over and then left by a worker that had only its disk to write to."""
    entries = []
    for item in range(number):
        letter = await sign_in_letter(f"p{item}@korus.example")
        taken = await take(Terms(lease=900), NOW)
        assert taken is not None
        assert await cross(taken, "", 900) == ""
        case.server.write_down(taken.address, f"Message-ID: {taken.message_id}\r\n".encode())
        entries.append(Report(letter_id=letter, lease_token=taken.lease_token, outcome=ACCEPTED, worker="w", at=NOW))
    return entries


def nobodys(text: str = "queued") -> Report:
    return Report(letter_id=uuid4(), lease_token=uuid4(), outcome=replace(ACCEPTED, text=text), worker="w", at=NOW)


def lines(folder: Path) -> list[bytes]:
    return (folder / NAME).read_bytes().splitlines()


async def test_a_torn_line_costs_only_itself(case: Case) -> None:
    first, second = await left_behind(case, 2)
    append(case.folder, first)
    whole = (case.folder / NAME).read_bytes()
    (case.folder / NAME).write_bytes(whole + whole[: len(whole) // 2])
    append(case.folder, second)
    assert len(lines(case.folder)) == 3
    assert await replay(case.folder) == 2
    assert await case.hold() == {"accepted": 2}
    assert (case.folder / NAME).read_bytes() == b""


@pytest.mark.parametrize("line", [b"\xff\xfe\n", b"[]\n", b"7\n", b'{"letter_id": 1}\n', b"\n", b"null\n"])
async def test_a_line_that_nobody_understands_is_passed_over(case: Case, line: bytes) -> None:
    (entry,) = await left_behind(case, 1)
    (case.folder / NAME).write_bytes(line)
    append(case.folder, entry)
    assert await replay(case.folder) == 1


async def test_two_workers_may_replay_at_once_and_a_third_may_write_meanwhile(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = await left_behind(case, 6)
    for entry in entries[:5]:
        append(case.folder, entry)
    real, asked = journal.settle, asyncio.Event()

    async def slow(letter: UUID, token: UUID, outcome: Outcome, worker: str, at: object) -> bool:
        asked.set()
        await asyncio.sleep(0)
        return await real(letter, token, outcome, worker, at)  # type: ignore[arg-type]

    monkeypatch.setattr(journal, "settle", slow)
    both = asyncio.gather(replay(case.folder), replay(case.folder))
    await asked.wait()
    async with asyncio.timeout(10):
        assert append(case.folder, entries[5])  # would wait for ever if the lock were held
        assert sum(await both) == 5
    assert len(lines(case.folder)) == 1
    assert await replay(case.folder) == 1
    assert await case.hold() == {"accepted": 6}


async def test_a_replay_that_loses_the_database_loses_no_line(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = await left_behind(case, 3)
    for entry in entries:
        append(case.folder, entry)
    real, calls = journal.settle, 0

    async def gone_at_the_second(*given: object) -> bool:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ConnectionResetError
        return await real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(journal, "settle", gone_at_the_second)
    with pytest.raises(ConnectionResetError):
        await replay(case.folder)
    assert len(lines(case.folder)) == 3
    monkeypatch.undo()
    assert await replay(case.folder) == 2
    assert await case.hold() == {"accepted": 3}


async def test_an_outcome_the_database_cannot_hold_does_not_stop_the_others(case: Case) -> None:
    (entry,) = await left_behind(case, 1)
    append(case.folder, nobodys("\x00"))
    append(case.folder, entry)
    assert await replay(case.folder) == 1


async def test_on_a_full_disk_nothing_is_kept_and_nothing_breaks(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    (case.folder / NAME).symlink_to("/dev/full")
    assert not append(case.folder, nobodys())
    assert "No space left" in caplog.text
    (case.folder / NAME).unlink()
    assert append(case.folder, nobodys())


async def test_with_the_database_gone_and_the_disk_full_the_letter_is_in_doubt_and_visible(case: Case) -> None:
    await left_behind(case, 1)
    (case.folder / NAME).symlink_to("/dev/full")
    await let_leases_end()
    assert await case.hold() == {"unknown": 1}


async def test_a_late_line_for_a_letter_that_is_in_doubt_settles_it(case: Case) -> None:
    (entry,) = await left_behind(case, 1)
    append(case.folder, entry)
    await let_leases_end()
    assert (await one(entry.letter_id))["state"] == "unknown"
    await case.drain()
    assert await case.hold() == {"accepted": 1}
