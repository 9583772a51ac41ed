"""Which letter goes when and to whom. Pure: every instant and row comes in as an argument."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.errors import Invalid
from directory.mail.addresses import norm_of
from directory.mail.quiet import Quiet, is_quiet_day, next_open

FIRST = "first"
AFTER_DEADLINE = "after-deadline"
MORNING = time(9)
TUESDAY, THURSDAY = 1, 3
MOST_REMINDERS = 4
USUAL_REMINDERS = (14, 28)  # days after the first letter
LONGEST_WAIT = 120  # days between the first letter and any other
APART = timedelta(days=3)  # nobody gets two letters of a round closer than this
PUNCTUAL = timedelta(hours=2)  # a start that is later than this waits for a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One letter of the round: its name, the template it is written with, the instant it is due."""

    name: str
    template: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What decides whether, where and in which language an organisation is written to.

    `contact_emails` are its contact persons' addresses in their order; `youth` marks a panel of minors.
    """

    id: UUID
    name: str
    status: str
    published: bool
    replaced: bool
    language: str
    municipality: str
    update_email: str
    email: str
    contact_emails: tuple[str, ...] = ()
    youth: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """When a campaign's letters go: days after the opening for reminders, after the deadline for the last."""

    opened_at: datetime
    deadline: date
    reminders: tuple[int, ...]
    after_deadline: int | None
    timezone: str


def address_of(candidate: Candidate, dead: Collection[str] = ()) -> str:
    """Return where the letter goes: the update address, else the shared mailbox, else the first contact; or empty.

    An address among the `dead` (addresses.norm_of) is passed over.
    """
    for address in (candidate.update_email, candidate.email, *candidate.contact_emails):
        if address and (not dead or norm_of(address) not in dead):
            return address
    return ""


def next_address_of(candidate: Candidate, dead: Collection[str] = ()) -> str:
    """Return who else can be asked: the next contact person's address, else the shared mailbox; or empty.

    Nobody else in a youth panel, whose members may be minors.
    """
    first = address_of(candidate, dead)
    if not first or candidate.youth:
        return ""
    taken = {norm_of(first), *dead}
    others = (*candidate.contact_emails, candidate.email)
    return next((address for address in others if address and norm_of(address) not in taken), "")


def addresses_in(wave: Wave, planned: Sequence[Wave], candidate: Candidate, dead: Collection[str] = ()) -> list[str]:
    """Return where an organisation's letter of a wave goes; the last reminder also goes to the next one to ask."""
    found = [address_of(candidate, dead)]
    if wave.template == "reminder" and [wave.name] == [one.name for one in planned if one.template == "reminder"][-1:]:
        found.append(next_address_of(candidate, dead))
    return [address for address in found if address]


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


def dropped(rounds: Rounds, quiet: Quiet | None) -> list[int]:
    """Return the numbers of the reminders that would fall after the deadline, and so are never sent."""
    kept = {wave.name for wave in waves(rounds, quiet)}
    return [number for number in range(1, len(rounds.reminders) + 1) if f"reminder-{number}" not in kept]


def too_late(reminders: Sequence[int], today: date, deadline: date) -> bool:
    """Return whether a reminder falls after the deadline even in a round that starts today.

    The usual days are a proposal that nobody typed: those that do not fit are left out, as preflight says.
    """
    return tuple(reminders) != USUAL_REMINDERS and any(today + timedelta(days=days) > deadline for days in reminders)


def wave_now(planned: Sequence[Wave], at: datetime, limit: datetime | None = None) -> Wave | None:
    """Return the latest letter that is due: after a stand-still nobody gets two reminders at once.

    Nor is anybody reminded after the end of the deadline (`limit`): that letter would run out unsent.
    """
    over = limit is not None and at >= limit
    due = [wave for wave in planned if wave.due_at <= at and not (over and wave.name != AFTER_DEADLINE)]
    return due[-1] if due else None


def is_overdue(opens_at: datetime | None, at: datetime) -> bool:
    """Return whether a scheduled start was missed by so much that a person must say yes again."""
    return opens_at is not None and at - opens_at > PUNCTUAL


def end_of(day: date, timezone: str) -> datetime:
    """Return the instant when a day is over where people are."""
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(timezone))


def check_days(reminders: Sequence[int], after_deadline: int | None) -> None:
    """Refuse days that cannot be meant. Raises Invalid."""
    problems = {}
    if len(reminders) > MOST_REMINDERS or list(reminders) != sorted(set(reminders)):
        problems["reminders"] = f"at most {MOST_REMINDERS} rising numbers of days are wanted, as in 14,28"
    elif any(not APART.days <= days <= LONGEST_WAIT for days in reminders):
        problems["reminders"] = f"a reminder goes {APART.days} to {LONGEST_WAIT} days after the first letter"
    elif any(later - earlier < APART.days for earlier, later in pairwise(reminders)):
        problems["reminders"] = f"between two reminders there are at least {APART.days} days"
    if after_deadline is not None and not 1 <= after_deadline <= LONGEST_WAIT:
        problems["after_deadline"] = f"the last letter goes 1 to {LONGEST_WAIT} days after the deadline"
    if problems:
        raise Invalid(problems)


def proposed_start(year: int) -> date:
    """Return the day proposed for a year's first letter: the first Tuesday of September.

    After the annual meetings of spring; the usual two reminders then come before the autumn break.
    """
    first = date(year, 9, 1)
    return first + timedelta(days=(TUESDAY - first.weekday()) % 7)


def proposed_deadline(start: date, quiet: Quiet | None, reminders: Sequence[int] = (14, 28)) -> date:
    """Return the deadline proposed for a start: a Thursday that is no quiet day, ten days after the last reminder."""
    zone = ZoneInfo(quiet.timezone if quiet else "UTC")
    last = datetime.combine(start + timedelta(days=max(reminders, default=14)), MORNING, zone)
    day = next_open(last, quiet).astimezone(zone).date() + timedelta(days=10)
    while day.weekday() != THURSDAY or is_quiet_day(day, quiet.breaks if quiet else ()):
        day += timedelta(days=1)
    return day
