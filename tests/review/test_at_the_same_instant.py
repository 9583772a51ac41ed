"""Two things that happen to one organisation at the same instant."""

import asyncio
import contextvars

import pytest

from directory.database import transaction
from directory.errors import NotFound
from directory.organisations.actions_address import drop_address
from directory.organisations.actions_branches import hold_umbrellas, propose_umbrella
from directory.organisations.address_rows import use_address
from directory.organisations.reads import find
from directory.organisations.reads_address import check_by_id, checks_of
from directory.organisations.writing import locked
from directory.review import suggestions
from directory.review.actions import Verdict, decide
from tests.builders import STAFF, centre, organisation
from tests.conftest import MovableClock
from tests.review.test_deciding import BASE, VISIT, proposed


async def test_an_address_that_comes_into_use_at_the_same_instant_is_not_dropped(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre(), update_email="gammel@fjordglimt.example")
    waiting = await proposed(stored, clock, update_email="ny@fjordglimt.example")
    await decide(waiting.id, Verdict(frozenset({"update_email"}), waiting.stored.version), STAFF, BASE, clock())
    [check] = await checks_of(stored.id)
    async with transaction():
        await locked(stored.id)
        drop = drop_address(check.id, STAFF.name, clock())
        dropping = asyncio.create_task(drop, context=contextvars.Context())
        for _statement in range(20):  # while it would have read and written, were nobody in the way
            await find(stored.id)
        await use_address(check.id, clock())
    with pytest.raises(NotFound):
        await dropping
    assert (await check_by_id(check.id)).state == "applied"


async def test_an_umbrella_is_set_while_the_same_organisations_proposal_is_decided(
    db: None, clock: MovableClock
) -> None:
    korus = await centre()
    umbrella, branch = [await organisation(name, centre=korus) for name in ("Paraplyen", "Alfa")]
    await propose_umbrella(str(branch.id), umbrella.id, VISIT, clock())
    [waiting] = await suggestions.queue(korus)
    async with transaction():  # as `set_umbrella` does
        await hold_umbrellas()
        decision = decide(waiting.id, Verdict(frozenset(), branch.version), STAFF, BASE, clock())
        deciding = asyncio.create_task(decision, context=contextvars.Context())
        for _statement in range(20):  # while it takes what it can
            await find(branch.id)
        await locked(branch.id)
    await deciding
    assert (await find(branch.id)).parent == umbrella.id
