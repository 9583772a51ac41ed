"""What must hold after every run, whatever happened in it (MAIL.md, Failure tests)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.campaigns import reads
from directory.database import ENGINE
from directory.mail import sweeps
from directory.mail.states import STATES, WAITING
from directory.tables.campaigns import Campaign
from directory.tables.mail import Letter
from tests.conftest import NOW
from tests.mail.faults.scripted import Scripted

TERMINAL = {"accepted", "refused", "skipped", "cancelled", "expired"}


@dataclass(frozen=True, slots=True)
class Stop:
    """From `since` until `until` (database clock) no letter of these may pass its point of no return."""

    why: str
    letters: frozenset[UUID]
    since: datetime
    until: datetime | None = None


async def database_clock() -> datetime:
    """Return the instant by the database clock: what was committed before is from before it."""
    rows = await Letter.raw("SELECT clock_timestamp() AS now")
    found: datetime = rows[0]["now"]
    return found


async def let_leases_end(at: datetime = NOW) -> None:
    """Do what time would do to the letters of workers that died."""
    await Letter.raw("UPDATE letter SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'sending'")
    await sweeps.sweep(at)


async def hold(server: Scripted, stops: Sequence[Stop] = (), *, at_rest: bool = True) -> Counter[str]:
    """Assert every invariant and return how many letters are in each state; `at_rest` when no worker is alive."""
    letters = await Letter.select(
        Letter.id, Letter.message_id, Letter.state, Letter.due_at, Letter.crossed_at, Letter.accepted_at, Letter.address
    )
    journal = server.ids()
    twice = [name for name, times in Counter(journal).items() if times > 1]
    assert not twice, f"handed over twice: {twice}"
    for letter in letters:
        named = letter["state"] in TERMINAL or letter["state"] == "unknown"
        due = letter["state"] in WAITING and letter["due_at"] is not None
        assert named or due or (letter["state"] == "sending" and not at_rest), letter
        assert (letter["accepted_at"] is not None) == (letter["state"] == "accepted"), letter
    by_state = {state: {item["message_id"] for item in letters if item["state"] == state} for state in STATES}
    assert by_state["accepted"] <= set(journal), "the database believes in a hand-over that never was"
    doubtful = by_state["unknown"] | (set() if at_rest else by_state["sending"])
    assert set(journal) - by_state["accepted"] <= doubtful, "a hand-over that nobody can see"
    for stop in stops:
        for letter in letters:
            crossed = letter["crossed_at"]
            if letter["id"] in stop.letters and crossed is not None and crossed > stop.since:
                assert stop.until is not None, f"{letter['address']} went after {stop.why}"
                assert crossed > stop.until, f"{letter['address']} went after {stop.why}"
    await counters_agree()
    return Counter(letter["state"] for letter in letters)


async def counters_agree() -> None:
    """Each campaign's status is what its rows say, and its total is their sum, in one and the same snapshot."""
    async with ENGINE.transaction(allow_nested=False):
        await Campaign.raw("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for campaign in await Campaign.select(Campaign.id):
            status = await reads.status(campaign["id"])
            rows = await Letter.raw(
                "SELECT state, count(*) AS n FROM letter WHERE campaign = {} GROUP BY state", campaign["id"]
            )
            assert {state: status[state] for state in STATES if status[state]} == {r["state"]: r["n"] for r in rows}
            assert status["total"] == sum(status[state] for state in STATES)
