"""Requests that are answered together: nobody waits for company, and one bad one spoils nobody else's."""

import asyncio

import pytest

from directory.mail import gathering as room
from directory.mail.gathering import Company, Gathering


async def test_who_asks_while_one_runs_goes_with_the_next_and_gets_their_own_answer() -> None:
    seen: list[list[int]] = []
    begun, free = asyncio.Event(), asyncio.Event()

    async def doubled(requests: list[int]) -> list[int]:
        seen.append(requests)
        begun.set()
        await free.wait()
        return [2 * number for number in requests]

    gathering = Gathering(doubled)
    first = asyncio.create_task(gathering.ask(1))
    await begun.wait()
    others = [asyncio.create_task(gathering.ask(number)) for number in range(2, 7)]
    await asyncio.sleep(0)
    free.set()
    assert await asyncio.gather(first, *others) == [2, 4, 6, 8, 10, 12]
    assert seen == [[1], [2, 3, 4, 5, 6]]


async def test_the_first_waits_a_moment_for_company_but_not_for_ever() -> None:
    seen: list[list[int]] = []

    async def same(requests: list[int]) -> list[int]:
        seen.append(requests)
        return requests

    gathering = Gathering(same, Company(3))
    assert list(await asyncio.gather(gathering.ask(1), gathering.ask(2), gathering.ask(3))) == [1, 2, 3]
    async with asyncio.timeout(5):
        assert await gathering.ask(4) == 4
    assert seen == [[1, 2, 3], [4]]


async def same(requests: list[int]) -> list[int]:
    return requests


async def test_once_everybody_waits_nobody_waits_for_company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PATIENCE", 3600)
    company = Company(2)
    letters, outcomes = Gathering(same, company), Gathering(same, company)
    async with asyncio.timeout(30):
        one, other = asyncio.create_task(letters.ask(1)), asyncio.create_task(outcomes.ask(2))
        assert await one == 1
        another = asyncio.create_task(outcomes.ask(3))
        assert (await other, await another) == (2, 3)


async def test_who_has_been_answered_one_thing_goes_with_those_who_wait_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "PATIENCE", 3600)
    seen: list[list[int]] = []

    async def noted(requests: list[int]) -> list[int]:
        seen.append(requests)
        return requests

    company = Company(4)
    crossings, outcomes = Gathering(noted, company), Gathering(noted, company)

    async def one_after_the_other(number: int) -> None:
        await crossings.ask(number)
        await outcomes.ask(number)

    async with asyncio.timeout(30):
        await asyncio.gather(one_after_the_other(1), one_after_the_other(2), outcomes.ask(3), outcomes.ask(4))
    assert seen == [[1, 2], [3, 4, 1, 2]]


async def test_a_bad_request_fails_alone() -> None:
    async def picky(requests: list[int]) -> list[int]:
        if 2 in requests:
            raise ValueError("two")
        return requests

    gathering = Gathering(picky)
    answers = await asyncio.gather(*(gathering.ask(number) for number in (1, 2, 3)), return_exceptions=True)
    assert answers[0] == 1
    assert isinstance(answers[1], ValueError)
    assert answers[2] == 3


async def test_all_hear_at_once_that_the_database_is_away() -> None:
    tries = 0

    async def away(_requests: list[int]) -> list[int]:
        nonlocal tries
        tries += 1
        raise OSError("gone")

    gathering = Gathering(away)
    answers = await asyncio.gather(*(gathering.ask(number) for number in range(5)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [OSError] * 5
    assert tries <= 2


async def test_one_who_gave_up_waiting_does_no_harm() -> None:
    free = asyncio.Event()

    async def slow(requests: list[int]) -> list[int]:
        await free.wait()
        return requests

    gathering = Gathering(slow)
    patient, hasty = asyncio.create_task(gathering.ask(1)), asyncio.create_task(gathering.ask(2))
    await asyncio.sleep(0)
    hasty.cancel()
    free.set()
    assert await patient == 1
    with pytest.raises(asyncio.CancelledError):
        await hasty
    assert await gathering.ask(3) == 3
