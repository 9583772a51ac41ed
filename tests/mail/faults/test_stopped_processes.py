"""A worker is told to stop (SIGTERM), or sleeps past its lease (SIGSTOP) and wakes up again."""

import asyncio
import os
import signal

from directory.clock import stopwatch
from directory.database import CLOSE_SECONDS
from directory.mail import worker as worker_room
from directory.tables.mail import Letter
from tests.mail.faults.case import Case
from tests.mail.faults.invariants import let_leases_end
from tests.mail.faults.nursery import Worker
from tests.mail.letters_in_the_outbox import until


def test_a_worker_has_thirty_seconds_to_end() -> None:
    parts = (worker_room.DRAIN_SECONDS, worker_room.FAREWELL_SECONDS, worker_room.LAST_SECONDS, CLOSE_SECONDS)
    assert sum(parts) <= 30.0


async def test_told_to_stop_it_finishes_the_letter_on_the_wire_and_leaves_the_others(case: Case) -> None:
    await case.round()
    workers: list[Worker] = []

    def tell(_address: str) -> str:
        workers[0].signal(signal.SIGTERM)
        return "250 queued"

    case.server.says(dot=tell)
    workers.append(await case.worker())
    assert await workers[0].gone() == 0
    assert await case.hold() == {"accepted": 1, "ready": 2}


async def test_told_to_stop_it_does_not_wait_for_a_silent_server_and_the_letter_is_in_doubt(case: Case) -> None:
    await case.round()
    case.server.says(dot="take and silence")
    worker = await case.worker(drain=0.3)
    await case.server.reached["dot"].wait()
    worker.signal(signal.SIGTERM)
    began = stopwatch()
    assert await worker.gone() == 0
    assert stopwatch() - began < 10
    assert await case.hold() == {"unknown": 1, "ready": 2}


async def test_told_to_stop_while_the_outcome_waits_for_the_database_it_keeps_it_on_the_disk(case: Case) -> None:
    await case.round(1)
    held = asyncio.Event()
    async with case.outside() as somebody, somebody.connection.transaction():

        async def hold(_address: str) -> str:
            await somebody.connection.execute("SELECT FROM letter FOR UPDATE")
            held.set()
            return "250 queued"

        case.server.says(dot=hold)
        worker = await case.worker(drain=0.3)
        await held.wait()
        await somebody.until_one_waits()
        worker.signal(signal.SIGTERM)
        assert await worker.gone() == 0
    await case.another_takes_over()
    assert await case.hold() == {"accepted": 1}


async def test_told_to_stop_it_does_not_wait_for_a_database_that_is_stuck(case: Case) -> None:
    await case.round(1)
    case.server.says(dot="take and silence")
    worker = await case.worker(drain=0.3)
    await case.server.reached["dot"].wait()
    async with case.outside() as somebody:
        stuck = await somebody.others()
        for pid in stuck:
            os.kill(pid, signal.SIGSTOP)
        try:
            worker.signal(signal.SIGTERM)
            began = stopwatch()
            assert await worker.gone() == 0
            assert stopwatch() - began < 10
        finally:
            for pid in stuck:
                os.kill(pid, signal.SIGCONT)
    await case.another_takes_over()
    assert await case.hold() == {"unknown": 1}


async def test_asleep_past_its_lease_before_the_point_of_no_return_it_sends_nothing(case: Case) -> None:
    await case.round(1)
    workers: list[Worker] = []

    async def sleep(_address: str) -> str:
        workers[0].signal(signal.SIGSTOP)
        case.server.script.clear()
        await let_leases_end(case.clock())
        await case.drain()  # another sends it meanwhile
        workers[0].signal(signal.SIGCONT)
        return "250 OK"

    case.server.says(rcpt=sleep)
    workers.append(await case.worker())
    await until(lambda: says_nothing_more(case))
    workers[0].signal(signal.SIGTERM)
    assert await workers[0].gone() == 0
    assert await case.hold() == {"accepted": 1}
    assert len(case.server.seen["data"]) == 1


async def says_nothing_more(case: Case) -> bool:
    """Whether both workers have said MAIL, and the sleeper took its envelope back or left."""
    return len(case.server.seen["mail"]) == 2 and case.server.withdrawn >= 1


async def test_asleep_past_its_lease_after_the_dot_its_late_report_still_counts(case: Case) -> None:
    await case.round(1)
    workers: list[Worker] = []

    async def sleep(_address: str) -> str:
        workers[0].signal(signal.SIGSTOP)
        await let_leases_end(case.clock())
        assert await case.hold(at_rest=False) == {"unknown": 1}
        await case.drain()
        workers[0].signal(signal.SIGCONT)
        return "250 queued"

    case.server.says(dot=sleep)
    workers.append(await case.worker())
    await until(is_accepted)
    workers[0].signal(signal.SIGTERM)
    assert await workers[0].gone() == 0
    assert await case.hold() == {"accepted": 1}
    assert len(case.server.seen["dot"]) == 1


async def is_accepted() -> bool:
    return await Letter.exists().where(Letter.state == "accepted")
