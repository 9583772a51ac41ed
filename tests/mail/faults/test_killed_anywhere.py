"""A worker process is killed (SIGKILL) at each point of a letter's way; another takes over."""

import asyncio
import signal

import pytest

from tests.mail.faults.case import Case
from tests.mail.faults.nursery import Worker


async def killed_at(case: Case, stage: str, answer: str) -> None:
    """Let a worker get as far as a stage, kill it there, and then let the server say its answer to nobody."""
    workers: list[Worker] = []

    def kill(_address: str) -> str:
        workers[0].kill()
        return answer

    case.server.says(**{stage: kill})
    workers.append(await case.worker())
    assert await workers[0].gone() == -signal.SIGKILL


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt"])
async def test_killed_before_the_point_of_no_return_every_letter_still_goes_once(case: Case, stage: str) -> None:
    await case.round()
    await killed_at(case, stage, "drop")
    await case.another_takes_over()
    assert await case.hold() == {"accepted": 3}


@pytest.mark.parametrize(
    ("stage", "answer", "taken"),
    [("data", "drop", 2), ("body", "drop", 2), ("dot", "drop", 2), ("dot", "take and drop", 3)],
    ids=["before 354", "mid-body", "at the dot, not taken", "at the dot, taken"],
)
async def test_killed_after_the_point_of_no_return_the_letter_is_in_doubt_and_the_others_go(
    case: Case, stage: str, answer: str, taken: int
) -> None:
    await case.round()
    await killed_at(case, stage, answer)
    await case.another_takes_over()
    assert await case.hold() == {"accepted": 2, "unknown": 1}
    assert len(case.server.taken) == taken


async def test_killed_while_it_claims_every_letter_still_goes_once(case: Case) -> None:
    await case.round()
    async with case.outside() as other:
        async with other.connection.transaction():
            await other.connection.execute("LOCK TABLE letter IN ACCESS EXCLUSIVE MODE")
            worker = await case.worker()
            await other.until_one_waits()
            worker.kill()
            assert await worker.gone() == -signal.SIGKILL
        await other.cut(await other.waiting())
    await case.another_takes_over()
    assert await case.hold() == {"accepted": 3}


@pytest.mark.parametrize(("cut", "states"), [(True, {"accepted": 2, "unknown": 1}), (False, {"accepted": 3})])
async def test_killed_before_the_outcome_is_written_the_letter_is_in_doubt_unless_the_database_had_it(
    case: Case, cut: bool, states: dict[str, int]
) -> None:
    await case.round()
    async with case.outside() as other:
        transaction, locked = other.connection.transaction(), asyncio.Event()

        async def lock(_address: str) -> str:
            await transaction.start()
            await other.connection.execute("SELECT FROM letter WHERE state = 'sending' FOR UPDATE")
            locked.set()
            return "250 queued"

        case.server.says(dot=lock)
        worker = await case.worker()
        await locked.wait()
        await other.until_one_waits()
        worker.kill()
        assert await worker.gone() == -signal.SIGKILL
        if cut:
            await other.cut(await other.waiting())
        await transaction.rollback()
    await case.another_takes_over()
    assert await case.hold() == states
