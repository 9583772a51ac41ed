"""The only place that reads the time of day; everything else is handed it as a parameter."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from directory.errors import SettingError

Clock = Callable[[], datetime]

_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def read_clock(setting: str) -> Clock:
    """Return the application clock (aware UTC instants) for a `DIRECTORY_CLOCK` setting.

    Empty is the real time, `+45d`/`-2h` is shifted, an ISO instant starts there and runs on.
    Raises SettingError for anything else.
    """
    shift = _shift(setting)
    return lambda: datetime.now(UTC) + shift


def _shift(setting: str) -> timedelta:
    if not setting:
        return timedelta()
    if setting[0] in "+-" and setting[-1] in _UNITS and setting[1:-1].isdecimal():
        amount = int(setting[1:-1]) * (1 if setting[0] == "+" else -1)
        return timedelta(**{_UNITS[setting[-1]]: amount})
    try:
        start = datetime.fromisoformat(setting)
    except ValueError:
        raise SettingError(f"DIRECTORY_CLOCK: an ISO instant or +45d is wanted, not {setting!r}") from None
    if start.tzinfo is None:
        start = start.replace(tzinfo=UTC)
    return start - datetime.now(UTC)


def local(moment: datetime, timezone: str) -> datetime:
    """Return the same instant as people's clocks on the wall show it."""
    return moment.astimezone(ZoneInfo(timezone))


def stopwatch() -> float:
    """Return seconds on a clock that never goes backwards, for measuring how long something takes."""
    return time.monotonic()
