"""A whole year of a centre's round, played with a clock that is turned by hand: real scheduler, worker and mail."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from directory.campaigns import actions, reads
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.telephone import telephone_list
from directory.mail import sweeps
from directory.mail.quiet import Rest, is_quiet, read_quiet, why_quiet
from directory.mail.returns import intake
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_other_answers import withdraw
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored
from directory.settings import Settings
from directory.tables.mail import Letter
from tests.campaigns.rounds import BY, region, sums_up
from tests.conftest import MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.returns import reply, report
from tests.mail.smtp_server import Server

OSLO = ZoneInfo("Europe/Oslo")
Happening = Callable[[], Awaitable[object]]


def oslo(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=OSLO).astimezone(UTC)


class Year:
    """Turns the clock: each day morning, noon and night, with what was set to happen at noon of a day."""

    def __init__(self, settings: Settings, clock: MovableClock, server: Server) -> None:
        self.settings, self.clock, self.server = settings, clock, server
        self.happens: dict[date, Happening] = {}

    async def until(self, last: date) -> None:
        day = self.clock().astimezone(OSLO).date()
        while day <= last:
            for hour in (2, 12, 22):
                self.clock.now = max(self.clock.now, oslo(day, hour))
                if hour == 12 and day in self.happens:
                    await self.happens.pop(day)()
                await enqueue_due(self.settings, self.clock())
                await sweeps.sweep(self.clock())
                if await sweeps.count_sendable(self.clock(), Rest()):
                    await drain(self.settings, self.clock)
            day += timedelta(days=1)

    async def sent(self, campaign: int) -> dict[tuple[str, str], list[str]]:
        """Day and wave to the addresses it went to."""
        rows = await Letter.raw(
            "SELECT wave, address, accepted_at FROM letter WHERE campaign = {} AND state = 'accepted' "
            "ORDER BY address, accepted_at",
            campaign,
        )
        found: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            day = row["accepted_at"].astimezone(OSLO)
            found.setdefault((f"{day:%a %d %b}", row["wave"]), []).append(row["address"].partition("@")[0])
        return found


async def test_a_year_from_spring_to_christmas(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    settings = replace(sending, quiet_hours="20-07")
    clock.now = oslo(date(2026, 6, 1), 10)
    _centre, lag = await region(7)
    year = Year(settings, clock, mail_server)
    campaign = await actions.create("korus", 2026, date(2026, 10, 15), BY, clock(), reminders=(14, 33))
    # Set for a Saturday in September: the letters wait for Monday.
    await actions.schedule(campaign, oslo(date(2026, 9, 5), 11), settings, BY, clock())
    mail_server.script.rcpt = lambda address: "550 5.1.1 no such user" if address.startswith("lag6") else "250 OK"
    year.happens = {
        date(2026, 9, 9): lambda: confirm(str(lag[0].id), lag[0].version, Visit(), clock()),
        date(2026, 9, 10): lambda: come_back(campaign, "lag1", clock()),
        date(2026, 9, 11): lambda: intake.take(reply("Alt stemmer", sender="lag2@lag.example"), clock()),
        date(2026, 9, 24): lambda: withdraw(str(lag[3].id), Visit(), clock()),
    }
    await year.until(date(2026, 9, 4))
    assert (await reads.find(campaign)).state == "scheduled"
    assert mail_server.taken == []
    await year.until(date(2027, 1, 5))

    assert await year.sent(campaign) == {
        ("Mon 07 Sep", "first"): [f"lag{number}" for number in range(6)],
        # Two weeks after the Saturday is a Saturday; lag0 has answered, lag1 bounced, lag2 replied, lag6 is no more.
        ("Mon 21 Sep", "reminder-1"): ["lag3", "lag4", "lag5"],
        # The autumn break of week 41 pushes the second reminder from Thursday the eighth to the Monday after.
        ("Mon 12 Oct", "reminder-2"): ["lag4", "lag5"],
        ("Thu 22 Oct", "after-deadline"): ["lag4", "lag5"],
    }
    rings = {call.name: call.step for call in await telephone_list(campaign, settings, oslo(date(2026, 11, 2), 10))}
    assert rings == {"Lag 1": "find", "Lag 2": "read", "Lag 4": "find", "Lag 5": "find", "Lag 6": "find"}
    status = await sums_up(campaign)
    assert (status["state"], status["confirmed"], status["withdrawn"]) == ("closed", 1, 1)
    assert (status["accepted"], status["refused"], status["unanswered"], status["replied"]) == (13, 1, 4, 1)
    await nobody_was_disturbed(campaign, mail_server)


async def come_back(campaign: int, name: str, at: datetime) -> None:
    """The first letter comes back days later: no such user."""
    letter = (
        await Letter.select().where((Letter.campaign == campaign) & (Letter.address == f"{name}@lag.example")).first()
    )
    assert letter is not None
    await intake.take(report("5.1.1", "550 gone", address=letter["address"], message_id=letter["message_id"]), at)


async def nobody_was_disturbed(campaign: int, server: Server) -> None:
    """No letter of the round at night or on a quiet day, and none twice."""
    nights = read_quiet("20-07", "Europe/Oslo")
    rows = await Letter.select(Letter.accepted_at, Letter.message_id).where(
        (Letter.campaign == campaign) & (Letter.state == "accepted")
    )
    for row in rows:
        assert not is_quiet(row["accepted_at"], nights), why_quiet(row["accepted_at"].date())
    taken = Counter(item["id"] for item in server.taken)
    assert max(taken.values()) == 1
    assert {row["message_id"] for row in rows} <= set(taken)


async def test_next_year_begins_where_this_one_ended(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    settings = replace(sending, quiet_hours="20-07")
    clock.now = oslo(date(2026, 9, 1), 10)
    _centre, lag = await region(4)
    year = Year(settings, clock, mail_server)
    for number, deadline in ((2026, date(2026, 10, 1)), (2027, date(2027, 10, 1))):
        campaign = await actions.create("korus", number, deadline, BY, clock())
        await actions.start(campaign, settings, BY, clock())
        answering: Stored = lag[number - 2026]
        year.happens = {
            clock().date() + timedelta(days=2): lambda one=answering: answer(one, clock())  # type: ignore[misc]
        }
        await year.until(deadline + timedelta(days=80))
        assert (await reads.find(campaign)).state == "closed"
        clock.now = oslo(date(number + 1, 9, 1), 10)
    first, second = await year.sent(1), await year.sent(2)
    assert [len(addresses) for addresses in first.values()] == [4, 3, 3, 3]
    assert [len(addresses) for addresses in second.values()] == [4, 3, 3, 3]
    assert "lag0" in second["Wed 01 Sep", "first"]
    assert "lag0" in second["Wed 15 Sep", "reminder-1"]  # last year's answer counts no more
    assert "lag1" not in second["Wed 15 Sep", "reminder-1"]


async def answer(stored: Stored, at: datetime) -> None:
    await confirm(str(stored.id), stored.version, Visit(), at)
