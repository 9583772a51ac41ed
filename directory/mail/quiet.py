"""When a campaign's letters rest: evenings, week-ends, public holidays and the weeks when boards are away.

Pure: instants come in as arguments. Only campaign letters rest; sign-in links and receipts never wait.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import country_holidays

from directory.errors import SettingError
from directory.i18n import marked

LONGEST_REST = 60  # days; longer than July
# The autumn break: week 41 in the west, the middle and the north, week 40 in the east and the south.
LATE_BREAK, EARLY_BREAK = 41, 40
EARLY_COUNTIES = frozenset({"03", "31", "32", "33", "34", "39", "40", "42"})

# As the package `holidays` names Norway's, to be put into the language spoken.
HOLIDAYS = {
    "New Year's Day": marked("New Year's Day"),
    "Maundy Thursday": marked("Maundy Thursday"),
    "Good Friday": marked("Good Friday"),
    "Easter Sunday": marked("Easter Sunday"),
    "Easter Monday": marked("Easter Monday"),
    "Labor Day": marked("Labour Day"),
    "Constitution Day": marked("Constitution Day"),
    "Ascension Day": marked("Ascension Day"),
    "Pentecost": marked("Whit Sunday"),
    "Pentecost Monday": marked("Whit Monday"),
    "Christmas Day": marked("Christmas Day"),
    "Second Day of Christmas": marked("Second Day of Christmas"),
}


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet from hour `start` to hour `end` of the next morning, by the clocks of `timezone`.

    `breaks` are the weeks of the autumn break.
    """

    start: int
    end: int
    timezone: str
    breaks: tuple[int, ...] = (LATE_BREAK,)


@dataclass(frozen=True, slots=True)
class Rest:
    """Whose campaign letters rest at an instant: everybody's, or those of centres in some `counties`."""

    everywhere: bool = False
    counties: tuple[str, ...] = ()


AWAKE = Rest()


def read_quiet(hours: str, timezone: str, counties: Collection[str] = ()) -> Quiet | None:
    """Return the rest that `DIRECTORY_QUIET_HOURS` (`20-07`) asks for; None when it is empty.

    A centre that covers one of EARLY_COUNTIES rests in both weeks of the autumn break. Raises SettingError that
    names the setting.
    """
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingError(f"DIRECTORY_TIMEZONE: there is no time zone {timezone!r}") from None
    if not hours:
        return None
    start, _, end = hours.partition("-")
    if not (start.isdecimal() and end.isdecimal() and int(start) < 24 and int(end) < 24 and start != end):
        raise SettingError(f"DIRECTORY_QUIET_HOURS: two hours as in 20-07 are wanted, not {hours!r}")
    early = not EARLY_COUNTIES.isdisjoint(counties)
    return Quiet(int(start), int(end), timezone, (EARLY_BREAK, LATE_BREAK) if early else (LATE_BREAK,))


def is_quiet(moment: datetime, quiet: Quiet | None) -> bool:
    """Return whether campaign letters rest at an instant."""
    if quiet is None:
        return False
    local = moment.astimezone(ZoneInfo(quiet.timezone))
    return is_quiet_day(local.date(), quiet.breaks) or _in_hours(local.hour, quiet)


def at_rest(moment: datetime, quiet: Quiet | None) -> Rest:
    """Return where campaign letters rest at an instant, for a service of several centres."""
    if quiet is None:
        return AWAKE
    local = moment.astimezone(ZoneInfo(quiet.timezone))
    return _rest_at(local.date(), local.hour, quiet)


@lru_cache(maxsize=64)  # asked for each letter, and the same for an hour
def _rest_at(day: date, hour: int, quiet: Quiet) -> Rest:
    if is_quiet_day(day, (LATE_BREAK,)) or _in_hours(hour, quiet):
        return Rest(everywhere=True)
    early = is_quiet_day(day, (EARLY_BREAK, LATE_BREAK))
    return Rest(counties=tuple(sorted(EARLY_COUNTIES))) if early else AWAKE


def next_open(moment: datetime, quiet: Quiet | None) -> datetime:
    """Return the first instant, from `moment` on, when campaign letters may go."""
    if quiet is None or not is_quiet(moment, quiet):
        return moment
    zone = ZoneInfo(quiet.timezone)
    local = moment.astimezone(zone)
    for days in range(LONGEST_REST):
        day = local.date() + timedelta(days=days)
        morning = datetime.combine(day, time(quiet.end), zone)
        if morning >= local and not is_quiet_day(day, quiet.breaks):
            return morning.astimezone(moment.tzinfo)
    return moment


def closes(moment: datetime, quiet: Quiet | None) -> datetime | None:
    """Return when an open stretch that holds `moment` ends; None when letters never rest."""
    if quiet is None:
        return None
    zone = ZoneInfo(quiet.timezone)
    local = moment.astimezone(zone)
    for day in (local.date() + timedelta(days=days) for days in range(3)):
        evening = datetime.combine(day, time(quiet.start), zone)
        midnight = datetime.combine(day + timedelta(days=1), time(0), zone)
        if evening > local:
            return evening.astimezone(moment.tzinfo)
        if is_quiet_day(midnight.date(), quiet.breaks):
            return midnight.astimezone(moment.tzinfo)
    return moment


def is_quiet_day(day: date, breaks: Collection[int] = (LATE_BREAK,)) -> bool:
    """Return whether nothing is sent on a day: week-end, public holiday or a quiet week."""
    return bool(why_quiet(day, breaks))


def why_quiet(day: date, breaks: Collection[int] = (LATE_BREAK,)) -> str:
    """Return why nothing is sent on a day, as a text to be translated; empty on a day like any other."""
    holiday = _public_holidays(day.year).get(day)
    if holiday:
        first = holiday.partition(";")[0]  # in 2027 the seventeenth of May is Whit Monday too
        return HOLIDAYS.get(first, first)
    if week := _quiet_week(day, breaks):
        return week
    return marked("Week-end") if day.weekday() >= 5 else ""


def _in_hours(hour: int, quiet: Quiet) -> bool:
    if quiet.start < quiet.end:
        return quiet.start <= hour < quiet.end
    return hour >= quiet.start or hour < quiet.end


def _quiet_week(day: date, breaks: Collection[int]) -> str:
    """Easter from Palm Sunday on, July, the autumn break and Christmas with New Year."""
    easter = _easter_sunday(day.year)
    if easter - timedelta(days=7) <= day <= easter + timedelta(days=1):
        return marked("Easter week")
    if day.month == 7:
        return marked("Summer holidays")
    if day.isocalendar().week in breaks:
        return marked("Autumn break")
    if (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 2):
        return marked("Christmas")
    return ""


@lru_cache(maxsize=16)
def _public_holidays(year: int) -> dict[date, str]:
    """Return the public holidays of a year (lov om 1 og 17 mai; lov om helligdager) with their English names."""
    return {day: str(name) for day, name in country_holidays("NO", years=year, language="en_US").items()}


@lru_cache(maxsize=16)
def _easter_sunday(year: int) -> date:
    """Return Easter Sunday by the anonymous Gregorian computus (Nature, 20 April 1876)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
