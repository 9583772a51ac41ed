"""How long letters take: the rate, and the hours when they rest. Pure: every instant comes in as an argument."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from math import ceil

from directory.mail.quiet import Quiet, closes, next_open


@dataclass(frozen=True, slots=True)
class Stretch:
    """Letters that go one after the other without a rest between them; the first and the last instant."""

    letters: int
    first_at: datetime
    last_at: datetime


def stretches(letters: int, begin: datetime, per_second: float, quiet: Quiet | None) -> list[Stretch]:
    """Return when so many letters go from `begin` on, at a rate (0: no limit), with a rest between stretches."""
    found = []
    at = next_open(begin.astimezone(UTC), quiet)
    while letters:
        end = closes(at, quiet)
        fit = letters
        if end is not None and per_second:
            fit = min(letters, max(1, ceil((end - at).total_seconds() * per_second)))
        step = timedelta(seconds=1 / per_second) if per_second else timedelta()
        found.append(Stretch(fit, at, at + (fit - 1) * step))
        letters -= fit
        at = next_open(at + fit * step, quiet)
    return found


def instants(due: Sequence[datetime], begin: datetime, per_second: float, quiet: Quiet | None) -> list[datetime]:
    """Return when each letter goes that is due at those instants (rising), the first not before `begin`."""
    found: list[datetime] = []
    step = timedelta(seconds=1 / per_second) if per_second else timedelta()
    free = begin.astimezone(UTC)
    for due_at, same in groupby(due):
        for stretch in stretches(len(list(same)), max(free, due_at.astimezone(UTC)), per_second, quiet):
            found += [stretch.first_at + number * step for number in range(stretch.letters)]
            free = stretch.last_at + step
    return found


def expected_end(
    due: Iterable[tuple[datetime, int]], at: datetime, per_second: float, quiet: Quiet | None
) -> datetime | None:
    """Return when the last letter goes of those that wait (when due, how many); None when none does."""
    last: datetime | None = None
    step = timedelta(seconds=1 / per_second) if per_second else timedelta()
    free = at
    for due_at, letters in sorted(due):
        if letters:
            last = stretches(letters, max(free, due_at), per_second, quiet)[-1].last_at
            free = last + step
    return last
