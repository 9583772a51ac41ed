"""Many workers, many letters, many kills at random moments; in the end every promise is counted.

`make torture` (KILLS= LETTERS= WORKERS= SEED=) runs it alone; `make test` runs a short one. The mail server holds
each letter back at a stage of its own, so that kills meet letters everywhere on their way.
"""

import argparse
import asyncio
import json
import random
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from directory import database, embedded, migrate
from directory.clock import stopwatch
from directory.settings import Settings
from directory.tables.mail import Letter
from tests.conftest import MovableClock
from tests.mail.faults.case import Case
from tests.mail.faults.nursery import Worker, nursing
from tests.mail.faults.scripted import serving
from tests.mail.letters_in_the_outbox import sign_in_letter

ORGANISATIONS = 20
STAGES = ("mail", "rcpt", "data", "body", "dot")
MORE_LETTERS = """
WITH copies AS (
  SELECT l.*, gen_random_uuid() AS new, n FROM letter l, generate_series(1, {}) n WHERE l.campaign = {}),
written AS (
  INSERT INTO letter (id, centre, campaign, wave, template, language, template_version, address, address_norm, reply_to,
    link_purpose, link_id, state, why, due_at, expires_at, message_id, envelope_tag, context, state_at, created_at,
    last_text)
  SELECT new, centre, campaign, wave, template, language, template_version, n || address, n || address_norm, reply_to,
    link_purpose, link_id, 'ready', '', due_at, expires_at, '<' || new || '@korus.example>',
    left(replace(new::text, '-', ''), 40), context, state_at, created_at, ''
  FROM copies RETURNING id)
INSERT INTO letter_invitation (letter, invitation, generation, campaign, wave, organisation, address_norm)
SELECT c.new, i.invitation, i.generation, i.campaign, i.wave, i.organisation, c.n || c.address_norm
FROM copies c JOIN letter_invitation i ON i.letter = c.id
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of it."""

    kills: int
    letters: int
    workers: int
    seed: int


@dataclass
class Torture:
    """One run: who is alive, and how many letters the server lets pass until the next kill."""

    case: Case
    plan: Plan
    random: random.Random
    passes: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    over: bool = False
    met: Counter[str] = field(default_factory=Counter)  # at which stage letters were when a worker was killed
    held: Counter[str] = field(default_factory=Counter)
    alive: list[Worker] = field(default_factory=list)
    born: int = 0

    def write_script(self) -> None:
        for stage in STAGES:
            self.case.server.says(**{stage: self.line(stage)})

    def line(self, stage: str) -> object:
        usual = {"mail": "250 OK", "rcpt": "250 OK", "data": "354 go on", "body": "", "dot": "250 queued"}[stage]

        async def say(address: str) -> str:
            die = random.Random(f"{self.plan.seed} {address}")
            if stage == die.choice(STAGES[1:]) and not self.over:
                await self.hold_back(stage)
            chance = die.random()
            if stage == "rcpt" and chance < 0.01:
                return "550 5.1.1 nobody of that name"
            if stage == "rcpt" and self.random.random() < 0.02:
                return "451 4.3.0 later"
            if stage == "dot" and 0.02 < chance < 0.03:
                return "take and drop"
            return usual

        return say

    async def hold_back(self, stage: str) -> None:
        self.held[stage] += 1
        try:
            async with asyncio.timeout(1):
                await self.passes.acquire()
        except TimeoutError:
            return
        finally:
            self.held[stage] -= 1

    async def until_letters_are_on_their_way(self) -> None:
        """Wait until the server holds a letter of each desk of two workers, or it takes too long."""
        for _ in range(100):
            if self.held.total() >= 4:
                return
            await asyncio.sleep(0.01)

    async def one_more(self) -> None:
        self.born += 1
        self.alive.append(await self.case.worker(margin=1))

    async def kill_one(self) -> None:
        if self.random.random() < 0.8:
            await self.until_letters_are_on_their_way()
        await asyncio.sleep(self.random.uniform(0, 0.06))
        # The oldest has had the time to get somewhere; sometimes another, which may only be starting.
        victim = self.alive.pop(0 if self.random.random() < 0.7 else self.random.randrange(len(self.alive)))
        self.met.update(+self.held)
        victim.kill()
        await victim.gone()
        await self.one_more()
        for _ in range(-(-self.plan.letters // self.plan.kills)):
            self.passes.release()


async def torture(case: Case, plan: Plan) -> dict[str, object]:
    """Run it and return the figures. Raises AssertionError, which names the seed, when a promise was broken."""
    began, before = stopwatch(), await Letter.count()
    campaign, _organisations = await case.round(ORGANISATIONS)
    await Letter.raw(MORE_LETTERS, plan.letters // ORGANISATIONS - 1, campaign)
    run = Torture(case, plan, random.Random(plan.seed))
    run.write_script()
    for _ in range(plan.workers):
        await run.one_more()
    try:
        for _ in range(plan.kills):
            await run.kill_one()
        run.over = True
        for _ in range(plan.letters):
            run.passes.release()
        await _until_nothing_waits()
        for worker in list(run.alive):
            worker.signal(15)
            assert await worker.gone() == 0
        states = await case.hold()
    except BaseException as problem:
        problem.add_note(f"seed {plan.seed}")
        raise
    assert sum(states.values()) == plan.letters + before
    taken = len(case.server.ids())
    return asdict(plan) | {
        "seconds": round(stopwatch() - began, 1),
        "processes": run.born,
        "sessions": case.server.sessions,
        "states": dict(states),
        "taken_by_the_server": taken,
        "taken_and_in_doubt": taken - states["accepted"],
        "letters_met_by_kills": dict(run.met),
    }


async def _until_nothing_waits() -> None:
    """Wait until every letter is where it stays; the leases of the dead are over in seconds."""
    async with asyncio.timeout(600):
        while await Letter.exists().where(Letter.state.not_in(["accepted", "refused", "unknown"])):  # noqa: ASYNC110
            await asyncio.sleep(0.2)


def harsh(settings: Settings, folder: Path, url: str) -> Settings:
    """Return settings under which leases end within seconds and a deferred letter is tried again at once."""
    return Settings(
        database_url=settings.database_url,
        data_dir=folder,
        environment="development",
        base_url=settings.base_url,
        secret_keys=settings.secret_keys,
        smtp_url=url,
        send_rate="",
        quiet_hours="",
        send_concurrency=2,
        send_lease=1,
        send_data_timeout=2,
        send_retry=(1,),
    )


async def patience(case: Case, seconds: float) -> None:
    """Let the server take so long over the dot, in real time; the worker waits and no doubt arises."""
    answered = asyncio.Event()

    async def slow(_address: str) -> str:
        await asyncio.sleep(seconds)
        answered.set()
        return "250 2.0.0 queued at last"

    case.server.says(dot=slow)
    await sign_in_letter("slow@korus.example", expires_at=None)
    worker = await case.worker()
    await answered.wait()
    worker.signal(15)
    assert await worker.gone() == 0
    assert await case.hold() == {"accepted": 1}


async def _alone(plan: Plan, wait: float) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="torture") as name:
        folder = Path(name)
        with embedded.running(folder / "data", durable=False) as url:
            settings = Settings(
                database_url=url,
                base_url="http://directory.example",
                secret_keys=("k" * 8 + "3f9a1c77e2b04d5586aa0e4fd1c2b7a9",),
            )
            async with database.opened(url), serving(folder / "journal.jsonl") as server, nursing() as nursery:
                await migrate.migrate()
                case = Case(harsh(settings, folder, server.url), server, MovableClock(), nursery, folder)
                if wait:
                    await patience(replace(case, sending=replace(case.sending, send_data_timeout=600)), wait)
                    print(f"an answer after {wait:.0f} s was waited for", flush=True)
                return await torture(case, plan)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--patience", type=float, default=61, help="seconds one answer to the dot takes; 0 skips it")
    given = parser.parse_args()
    seed = random.randrange(10**6) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    print(
        json.dumps(
            asyncio.run(
                _alone(
                    Plan(given.kills, max(1, given.letters // ORGANISATIONS) * ORGANISATIONS, given.workers, seed),
                    given.patience,
                )
            )
        )
    )


if __name__ == "__main__":
    main()
