"""The simulated round is the real one, played ahead."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from directory.campaigns import actions
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.forecast import Forecast, forecast
from directory.errors import Invalid, Refused
from directory.mail import sweeps
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.mail import Letter
from tests import builders
from tests.campaigns.rounds import BY, draft, region
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server, always

OSLO = ZoneInfo("Europe/Oslo")
Figures = dict[tuple[date, str], int]


def foreseen(seen: Forecast) -> Figures:
    return {(one.day, wave): number for one in seen.days for wave, number in one.letters.items()}


async def happened(campaign: int) -> Figures:
    rows = await Letter.select(Letter.wave, Letter.accepted_at).where(
        (Letter.campaign == campaign) & (Letter.state == "accepted")
    )
    return dict(Counter((row["accepted_at"].astimezone(OSLO).date(), row["wave"]) for row in rows))


async def play(settings: Settings, clock: MovableClock, until: date) -> None:
    """Turn the clock through every day, with the real scheduler and the real worker at noon and in the evening."""
    day = clock().astimezone(OSLO).date()
    while day <= until:
        for hour in (12, 19):
            clock.now = max(clock.now, datetime(day.year, day.month, day.day, hour, tzinfo=OSLO).astimezone(UTC))
            await enqueue_due(settings, clock())
            await sweeps.sweep(clock())
            if await sweeps.count_sendable(clock(), quiet=False):
                await drain(settings, clock)
        day += timedelta(days=1)


WORLDS = {
    "an autumn with a week-end and the autumn break": (datetime(2026, 9, 4, 16, 0, tzinfo=UTC), date(2026, 10, 9), {}),
    "a spring with Easter and 17 May": (
        datetime(2027, 3, 18, 7, 0, tzinfo=UTC),
        date(2027, 5, 14),
        {"reminders": (3, 10, 30, 58), "after_deadline": 3},
    ),
    "no reminders but the last letter, in July": (
        datetime(2026, 6, 25, 21, 0, tzinfo=UTC),
        date(2026, 7, 3),
        {"reminders": (), "after_deadline": 1},
    ),
    "a reminder that would come after the deadline": (
        datetime(2026, 9, 2, 8, 0, tzinfo=UTC),
        date(2026, 9, 20),
        {"reminders": (14, 28), "after_deadline": None},
    ),
}


@pytest.mark.parametrize("world", WORLDS.values(), ids=list(WORLDS))
async def test_what_is_foreseen_is_what_happens_when_nobody_answers(
    db: None,
    sending: Settings,
    mail_server: Server,
    clock: MovableClock,
    world: tuple[datetime, date, dict[str, object]],
) -> None:
    began, deadline, more = world
    settings = replace(sending, quiet_hours="20-07")
    centre, _organisations = await region(3)
    await builders.organisation("Utan adresse", centre=centre, email="")
    campaign = await actions.create("korus", began.year, deadline, BY, began - timedelta(days=1), **more)  # type: ignore[arg-type]
    clock.now = began
    seen = await forecast(campaign, settings, clock())
    await actions.start(campaign, settings, BY, clock())
    await play(settings, clock, seen.days[-1].day)
    assert foreseen(seen) == await happened(campaign)
    assert sum(foreseen(seen).values()) >= 3
    assert all(not one.rest for one in seen.days if one.letters)
    assert {one.candidate.name for one in seen.outlook.telephone} >= {"Utan adresse"}
    assert len(seen.outlook.telephone) == 4
