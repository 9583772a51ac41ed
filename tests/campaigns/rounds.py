"""One line makes a campaign."""

from datetime import date, datetime
from typing import Any

from directory.campaigns import actions, reads
from directory.mail.states import STATES
from directory.organisations.reads import Stored
from directory.settings import Settings
from directory.tables.mail import Letter
from tests import builders
from tests.conftest import NOW

BY = "anne@korus.example"
DEADLINE = date(2026, 10, 1)


async def draft(centre_code: str = "korus", year: int = 2026, **more: Any) -> int:
    return await actions.create(centre_code, year, more.pop("deadline", DEADLINE), BY, NOW, **more)


async def region(number: int = 3, **more: Any) -> tuple[int, list[Stored]]:
    """A centre with some organisations, each with an address of its own."""
    centre = await builders.centre(**more)
    return centre, [
        await builders.organisation(f"Lag {item}", centre=centre, email=f"lag{item}@lag.example")
        for item in range(number)
    ]


async def running(settings: Settings, number: int = 3, at: datetime = NOW, **more: Any) -> tuple[int, list[Stored]]:
    _centre, organisations = await region(number)
    campaign = await draft(**more)
    await actions.start(campaign, settings, BY, at)
    return campaign, organisations


async def sums_up(campaign: int) -> dict[str, Any]:
    """The status, after checking that its total is the sum of the ten states and what the rows say."""
    status = await reads.status(campaign)
    assert status["total"] == sum(status[state] for state in STATES)
    rows = await Letter.raw("SELECT state, count(*) AS n FROM letter WHERE campaign = {} GROUP BY state", campaign)
    assert {state: status[state] for state in STATES if status[state]} == {row["state"]: row["n"] for row in rows}
    return status
