"""The short run of the torture (`make torture` is the long one)."""

import random
from dataclasses import replace

from tests.mail.faults.case import Case
from tests.mail.faults.torture import Plan, harsh, torture


async def test_workers_that_are_killed_at_random_lose_nothing_and_send_nothing_twice(case: Case) -> None:
    plan = Plan(kills=25, letters=200, workers=3, seed=random.randrange(10**6))
    print(f"seed {plan.seed}")
    cruel = replace(case, sending=harsh(case.sending, case.folder, case.server.url))
    figures = await torture(cruel, plan)
    assert figures["processes"] == plan.kills + plan.workers
