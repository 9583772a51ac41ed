"""How far a round has come right now: figures, rate, expected end, and what went wrong in plain words."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from directory.campaigns.pace import expected_end
from directory.campaigns.plan import is_overdue
from directory.campaigns.reads import Found, find, status
from directory.campaigns.server_words import explained
from directory.i18n import marked
from directory.mail.quiet import Quiet, is_quiet, next_open
from directory.mail.worker import read_rate
from directory.settings import Settings
from directory.tables.mail import Letter, SendingGate

WINDOW = timedelta(minutes=5)
SHORTEST = timedelta(seconds=10)  # a rate is not told from less
MOST_ERRORS = 8
RESTS = {
    "overdue": marked("The time set for the start was missed: somebody must start it, or set another time."),
    "not_ready": marked("The round has not started."),
    "paused": marked("Stopped for now."),
    "sending_off": marked("No letters are sent from this installation."),
    "centre_off": marked("Sending is switched off for the centre."),
    "held": marked("All sending is held until somebody lets it go on."),
    "server": marked("The mail server has trouble; it is tried again by itself."),
    "quiet": marked("Letters rest now."),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Letters that did not get through for one and the same reason; `answer` is the server's newest words."""

    words: str
    state: str
    code: int | None
    answer: str
    letters: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A round at one instant. `numbers` are those of `campaign status --json`; `rests` is a key of RESTS or empty."""

    id: int
    year: int
    state: str
    numbers: dict[str, Any]
    waiting: int
    per_minute: float
    next_at: datetime | None
    expected_end: datetime | None
    rests: str
    reason: str
    overdue: bool
    opens_at: datetime | None
    troubles: tuple[Trouble, ...] = field(default=())

    @property
    def total(self) -> int:
        """All letters so far."""
        return int(self.numbers["total"])

    @property
    def done(self) -> int:
        """Letters that are not waited for any more."""
        return self.total - self.waiting

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / self.total if self.total else 0.0

    @property
    def over(self) -> bool:
        """Whether nothing more can come of this round."""
        return self.state in ("closed", "cancelled")


# Letters due within the same half minute are one row, so that the sum is quick for a hundred thousand too.
DUE = """
SELECT min(due_at) AS due, count(*) AS letters
FROM letter WHERE campaign = {} AND state IN ('planned', 'ready', 'sending', 'deferred')
GROUP BY floor(EXTRACT(EPOCH FROM due_at) / 30) ORDER BY 1
"""
RATE = """
SELECT count(*) AS letters, min(accepted_at) AS first FROM letter
WHERE campaign = {} AND state = 'accepted' AND accepted_at > {} AND accepted_at <= {}
"""
TROUBLES = """
SELECT state, why, last_code AS code, substring(last_text FROM '[245][.][0-9]+[.][0-9]+') AS enhanced,
  count(*) AS letters, max(state_at) AS last_at, (array_agg(last_text ORDER BY state_at DESC))[1] AS answer
FROM letter
WHERE campaign = {} AND (state IN ('refused', 'unknown', 'deferred') OR (state = 'ready' AND last_text <> ''))
GROUP BY 1, 2, 3, 4 ORDER BY last_at DESC LIMIT {}
"""
GATE = """
SELECT bool_or(held) AS held, max(closed_until) > clock_timestamp() AS closed, max(reason) AS reason
FROM sending_gate WHERE held OR closed_until > clock_timestamp()
"""


async def progress(campaign_id: int, settings: Settings, at: datetime) -> Progress:
    """Return how far a round has come at an instant of the application clock. Raises NotFound."""
    campaign = await find(campaign_id)
    numbers = await status(campaign_id)
    waiting = sum(int(numbers[state]) for state in ("planned", "ready", "sending", "deferred"))
    quiet = None if campaign.ignores_quiet_hours else campaign.quiet(settings)
    due = [(row["due"], int(row["letters"])) for row in await Letter.raw(DUE, campaign_id)]
    per_minute = await _per_minute(campaign_id, at)
    rests, reason = await _rests(campaign, settings, quiet, at)
    goes_on = rests in ("", "quiet", "server") and campaign.state == "running"
    speed = read_rate(settings.send_rate) or per_minute / 60
    return Progress(
        id=campaign.id,
        year=campaign.year,
        state=campaign.state,
        numbers=numbers,
        waiting=waiting,
        per_minute=per_minute,
        next_at=next_open(max(due[0][0], at), quiet) if due and goes_on else None,
        expected_end=expected_end(due, at, speed, quiet) if goes_on else None,
        rests=rests,
        reason=reason,
        overdue=rests == "overdue",
        opens_at=campaign.opens_at,
        troubles=await _troubles(campaign_id),
    )


async def _per_minute(campaign_id: int, at: datetime) -> float:
    """Return letters a minute over the last minutes, by the application clock."""
    (row,) = await Letter.raw(RATE, campaign_id, at - WINDOW, at)
    if not row["letters"]:
        return 0.0
    return float(row["letters"] / (max(at - row["first"], SHORTEST) / timedelta(minutes=1)))


async def _rests(campaign: Found, settings: Settings, quiet: Quiet | None, at: datetime) -> tuple[str, str]:
    """Return why nothing goes right now (a key of RESTS, or empty) and more about it, if there is more."""
    if campaign.state != "running":
        why = "paused" if campaign.state == "paused" else ""
        if campaign.state == "scheduled":
            why = "overdue" if is_overdue(campaign.opens_at, at) else campaign.paused_code
        return why, campaign.why_paused if why else ""
    if settings.sending == "off" or not campaign.centre["sending"]:
        return "sending_off" if settings.sending == "off" else "centre_off", ""
    (gate,) = await SendingGate.raw(GATE)
    if gate["held"] or gate["closed"]:
        return "held" if gate["held"] else "server", gate["reason"] or ""
    return ("quiet", "") if is_quiet(at, quiet) else ("", "")


async def _troubles(campaign_id: int) -> tuple[Trouble, ...]:
    return tuple(
        Trouble(
            words=explained(row["state"], row["why"], row["code"], row["answer"]),
            state=row["state"],
            code=row["code"],
            answer=row["answer"],
            letters=int(row["letters"]),
            last_at=row["last_at"],
        )
        for row in await Letter.raw(TROUBLES, campaign_id, MOST_ERRORS)
    )
