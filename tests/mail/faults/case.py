"""What every test of this folder works with: a round, a mail server that does as it is told, and workers to be hurt."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from directory.campaigns import actions
from directory.mail import worker
from directory.organisations.reads import Stored
from directory.settings import Settings
from directory.tables.mail import Letter
from tests.campaigns.rounds import BY, running
from tests.conftest import MovableClock
from tests.mail.faults.invariants import Stop, database_clock, hold, let_leases_end
from tests.mail.faults.nursery import Nursery, Worker
from tests.mail.faults.outside import Outside, outside
from tests.mail.faults.scripted import Scripted
from tests.mail.letters_in_the_outbox import drain


@dataclass
class Case:
    """One test's world; `stops` collects from when on which letters must not go (invariants.Stop)."""

    sending: Settings
    server: Scripted
    clock: MovableClock
    nursery: Nursery
    folder: Path
    stops: list[Stop] = field(default_factory=list)

    async def round(self, number: int = 3, **more: Any) -> tuple[int, list[Stored]]:
        """Start a round of some letters; return its id and whom it asks."""
        return await running(self.sending, number, self.clock(), **more)

    async def start(self, campaign: int) -> None:
        """Start a draft."""
        await actions.start(campaign, self.sending, BY, self.clock())

    async def worker(self, **constants: float) -> Worker:
        """Start a real worker process."""
        settings = replace(self.sending, clock=self.clock().isoformat())
        return await self.nursery.worker(settings, self.folder / "worker.log", **constants)

    async def drain(self) -> None:
        """Send what may go now, in this process."""
        await drain(self.sending, self.clock)

    async def worker_until_one_is_sent(self) -> None:
        """Send exactly one letter: one desk, told to stop at the dot."""
        stop = asyncio.Event()

        def tell(_address: str) -> str:
            stop.set()
            return "250 2.0.0 queued"

        self.server.says(dot=tell)
        await worker.run(self.sending, self.clock, stop, poll=0.02)
        self.server.script.clear()

    async def another_takes_over(self) -> None:
        """The trouble is over, the dead worker's leases too, and somebody sends the rest."""
        self.server.script.clear()
        await let_leases_end(self.clock())
        await self.drain()

    async def stopped(self, why: str, letters: Sequence[UUID]) -> None:
        """Note that from this instant none of these letters may go any more."""
        self.stops.append(Stop(why, frozenset(letters), await database_clock()))

    async def hold(self, *, at_rest: bool = True) -> Counter[str]:
        """Assert every invariant; return the letters by state."""
        return await hold(self.server, self.stops, at_rest=at_rest)

    def outside(self) -> AbstractAsyncContextManager[Outside]:
        """Return a connection of somebody else's."""
        return outside(self.sending.database_url)


async def letters_of(campaign: int) -> list[UUID]:
    return [row["id"] for row in await Letter.select(Letter.id).where(Letter.campaign == campaign)]
