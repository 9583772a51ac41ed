"""Somebody answers, pauses, cancels or takes an address away while letters are on their way."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import pytest

from directory.campaigns import actions
from directory.mail import worker
from directory.mail.addresses import suppression_digest
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored
from directory.tables.centres import Centre
from directory.tables.contacts import Suppression
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation
from directory.tokens import Keys
from tests.campaigns.rounds import BY
from tests.conftest import NOW
from tests.mail.faults.case import Case, letters_of
from tests.mail.faults.invariants import database_clock


@pytest.fixture
def busy(case: Case) -> Case:
    """Six desks side by side."""
    case.sending = replace(case.sending, send_concurrency=6)
    return case


async def letter_to(address: str) -> UUID:
    """Return the round's letter: a receipt goes there too."""
    row = await Letter.select(Letter.id).where((Letter.address == address) & Letter.campaign.is_not_null()).first()
    assert row is not None
    found: UUID = row["id"]
    return found


async def test_an_answer_within_fifty_milliseconds_of_the_point_of_no_return(busy: Case) -> None:
    """Whichever comes first: after the answer no letter passes the point, and a letter before it is accepted."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    _campaign, organisations = await busy.round(24)
    by_address = {f"lag{number}@lag.example": one for number, one in enumerate(organisations)}
    answers: list[asyncio.Task[None]] = []

    async def answer(address: str, one: Stored) -> None:
        await confirm(str(one.id), one.version, Visit(), NOW)
        await busy.stopped("its answer", [await letter_to(address)])

    async def say(address: str) -> str:
        answering = asyncio.create_task(answer(address, by_address[address]))
        answers.append(answering)
        if chance.random() < 0.5:
            await answering  # the point of no return comes up to fifty milliseconds after the answer, else before
        await asyncio.sleep(chance.uniform(0, 0.05))
        return "250 OK"

    busy.server.says(rcpt=say)
    await busy.drain()
    await asyncio.gather(*answers)
    found = await busy.hold()
    receipts = 24
    assert found["accepted"] + found["skipped"] + found["ready"] == 24 + receipts
    busy.server.script.clear()
    await busy.drain()
    assert (await busy.hold())["ready"] == 0


Act = Callable[[int], Awaitable[None]]
ENDS: dict[str, tuple[Act, str]] = {
    "pause": (lambda campaign: actions.pause(campaign, "", BY, NOW), "ready"),
    "cancel": (lambda campaign: actions.cancel(campaign, BY, NOW), "cancelled"),
    "close": (lambda campaign: actions.close(campaign, BY, NOW), "skipped"),
}


@pytest.mark.parametrize("act", ENDS)
async def test_in_mid_round_it_takes_effect_within_the_letters_past_their_point_of_no_return(
    busy: Case, act: str
) -> None:
    campaign, _organisations = await busy.round(30)
    done: asyncio.Task[None] | None = None

    async def end() -> None:
        await ENDS[act][0](campaign)
        await busy.stopped(act, await letters_of(campaign))

    def say(_address: str) -> str:
        nonlocal done
        if len(busy.server.seen["rcpt"]) == 10:
            done = asyncio.create_task(end())
        return "250 OK"

    busy.server.says(rcpt=say)
    await busy.drain()
    assert done is not None
    await done
    found = await busy.hold()
    assert set(found) == {"accepted", ENDS[act][1]}
    assert found["accepted"] <= 10 + busy.sending.send_concurrency
    busy.server.script.clear()
    await busy.drain()
    assert await busy.hold() == found
    if act == "pause":
        busy.stops[-1] = replace(busy.stops[-1], until=await database_clock())
        await actions.resume(campaign, BY, NOW)
        await busy.drain()
        assert await busy.hold() == {"accepted": 30}


async def test_paused_and_resumed_again_and_again_every_letter_goes_once(busy: Case) -> None:
    campaign, _organisations = await busy.round(30)
    everything = await letters_of(campaign)
    stop = asyncio.Event()
    working = asyncio.create_task(worker.run(busy.sending, busy.clock, stop, poll=0.005))
    for _ in range(8):
        await actions.pause(campaign, "", BY, NOW)
        await busy.stopped("a pause", everything)
        await asyncio.sleep(0.02)  # not to wait for something: to let the workers run into the pause
        busy.stops[-1] = replace(busy.stops[-1], until=await database_clock())
        await actions.resume(campaign, BY, NOW)
        await asyncio.sleep(0.02)
    stop.set()
    await working
    await busy.drain()
    assert await busy.hold() == {"accepted": 30}


async def test_an_address_taken_away_on_the_way_gets_nothing(busy: Case) -> None:
    await busy.round(6)
    keys = Keys(busy.sending.secret_keys)

    async def say(address: str) -> str:
        if address in ("lag1@lag.example", "lag4@lag.example"):
            row = Suppression(kind="address", digest=suppression_digest(keys, address), reason="asked", created_at=NOW)
            await row.save()
            await busy.stopped("it was taken away", [await letter_to(address)])
        return "250 OK"

    busy.server.says(rcpt=say)
    await busy.drain()
    assert await busy.hold() == {"accepted": 4, "skipped": 2}
    skipped = await Letter.select(Letter.address, Letter.why).where(Letter.state == "skipped")
    assert {(row["address"], row["why"]) for row in skipped} == {
        ("lag1@lag.example", "suppressed"),
        ("lag4@lag.example", "suppressed"),
    }


async def test_a_letter_that_is_tried_again_is_the_same_letter_whatever_was_edited_meanwhile(case: Case) -> None:
    """The number and the facts are those of the day it was planned; who signs is who signs today."""
    _campaign, (organisation,) = await case.round(1)
    case.server.says(dot="451 4.3.0 later")
    await case.drain()
    (before,) = await Letter.select(Letter.message_id, Letter.context)
    await Organisation.update({Organisation.name: "Another name"}).where(Organisation.id == organisation.id)
    await Centre.update({Centre.name: "Another centre"}, force=True)
    case.clock.forward(hours=1)
    case.server.script.clear()
    await case.drain()
    (after,) = await Letter.select(Letter.message_id, Letter.context)
    assert after == before
    assert await case.hold() == {"accepted": 1}
    assert case.server.ids() == [before["message_id"]]
    assert "Another name" not in case.server.taken[0]["raw"]
