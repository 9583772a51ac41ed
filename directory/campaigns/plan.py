"""Which letter goes when and to whom. Pure: every instant and row comes in as an argument."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.errors import Invalid
from directory.mail.quiet import Quiet, next_open

FIRST = "first"
AFTER_DEADLINE = "after-deadline"
MORNING = time(9)
MOST_REMINDERS = 4
LONGEST_WAIT = 120  # days between the first letter and any other
APART = timedelta(days=3)  # nobody gets two letters of a round closer than this


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One letter of the round: its name, the template it is written with, the instant it is due."""

    name: str
    template: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What decides whether, where and in which language an organisation is written to."""

    id: UUID
    name: str
    status: str
    published: bool
    replaced: bool
    language: str
    municipality: str
    update_email: str
    email: str
    contact_email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """When a campaign's letters go: days after the opening for reminders, after the deadline for the last."""

    opened_at: datetime
    deadline: date
    reminders: tuple[int, ...]
    after_deadline: int | None
    timezone: str


def address_of(candidate: Candidate) -> str:
    """Return where the letter goes: the update address, else the shared mailbox, else the first contact; or empty."""
    return candidate.update_email or candidate.email or candidate.contact_email


def why_not(candidate: Candidate) -> str:
    """Return why an organisation gets no letter: `dissolved`, `replaced`, `withdrawn` or `no_address`; else empty."""
    if candidate.status == "dissolved":
        return "dissolved"
    if candidate.replaced:
        return "replaced"
    if not candidate.published:
        return "withdrawn"
    return "" if address_of(candidate) else "no_address"


def waves(rounds: Rounds, quiet: Quiet | None) -> list[Wave]:
    """Return every letter after the first, in order; a reminder that rest would push past the deadline is dropped."""
    found = []
    limit = end_of(rounds.deadline, rounds.timezone)
    for number, days in enumerate(rounds.reminders, start=1):
        due = next_open(rounds.opened_at + timedelta(days=days), quiet)
        if due < limit:
            found.append(Wave(name=f"reminder-{number}", template="reminder", due_at=due))
    if rounds.after_deadline is not None:
        day = rounds.deadline + timedelta(days=rounds.after_deadline)
        due = next_open(datetime.combine(day, MORNING, ZoneInfo(rounds.timezone)), quiet)
        found.append(Wave(name=AFTER_DEADLINE, template="after_deadline", due_at=due))
    return found


def wave_now(planned: Sequence[Wave], at: datetime) -> Wave | None:
    """Return the latest letter that is due: after a stand-still nobody gets two reminders at once."""
    due = [wave for wave in planned if wave.due_at <= at]
    return due[-1] if due else None


def end_of(day: date, timezone: str) -> datetime:
    """Return the instant when a day is over where people are."""
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(timezone))


def check_days(reminders: Sequence[int], after_deadline: int | None) -> None:
    """Refuse days that cannot be meant. Raises Invalid."""
    problems = {}
    if len(reminders) > MOST_REMINDERS or list(reminders) != sorted(set(reminders)):
        problems["reminders"] = f"at most {MOST_REMINDERS} rising numbers of days are wanted, as in 14,28"
    elif any(not 3 <= days <= LONGEST_WAIT for days in reminders):
        problems["reminders"] = f"a reminder goes 3 to {LONGEST_WAIT} days after the first letter"
    if after_deadline is not None and not 1 <= after_deadline <= LONGEST_WAIT:
        problems["after_deadline"] = f"the last letter goes 1 to {LONGEST_WAIT} days after the deadline"
    if problems:
        raise Invalid(problems)
