"""The round ahead, day by day: who would get what, as a chart and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import FromPath

from directory.campaigns.forecast import Forecast, forecast
from directory.campaigns.reads import Found
from directory.campaigns.simulation import Day
from directory.campaigns.words import WAVES
from directory.clock import local
from directory.errors import Invalid, Refused
from directory.i18n import _, marked
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_query
from directory.web.pages import Page, see_other
from directory.web.staff.dates import read_date
from directory.web.staff.entrance import may, page
from directory.web.staff.round_before import MORNING, proposed_day
from directory.web.staff.rounds import TAB, here

ASSUMED = {
    "given": marked("We reckon that %(percent)s per cent answer in the end."),
    "last-round": marked("We reckon that %(percent)s per cent answer in the end, as in the round before."),
    "nobody": marked("We reckon that nobody answers, so these are the most letters there can be."),
}
EVENTS = {
    "start": marked("The round starts"),
    "deadline": marked("They are to answer by today"),
    "telephone": marked("Ring those who are left"),
}
SHARES = (0, 20, 40, 60, 80)
HEIGHT, STEP = 120, 10  # of the chart, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart: where it stands, how high it is, and whether letters rest."""

    x: int
    height: int
    quiet: bool
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One day of the table: what happens, how many letters of what kind, to whom, or why nothing goes."""

    day: date
    events: list[str]
    letters: list[tuple[str, int]]
    total: int
    rest: str
    to: list[tuple[str, str]]
    gone: bool


@get("/runde/{campaign:int}/kalender", opt=may(Verb.LOOK))
async def calendar(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Show the rest of a round before it happens."""
    found, at = await here(request, campaign)
    query, settings, now = read_query(request), exchange(request).settings, exchange(request).clock()
    answering = query.whole("svarer", None, range(101))
    problem, begin = _begin(request, found, query)
    try:
        seen = await forecast(campaign, settings, now, answering=answering, begin=begin)
    except Refused:
        flash(request, _("The round is over: nothing more will be sent."), "info")
        return see_other(request, f"{TAB}/{campaign}")
    rows = _rows(seen, settings.timezone)
    return page(
        request,
        at,
        "round_calendar.html",
        tab=TAB,
        name="desk-calendar",
        round=found,
        base=f"{TAB}/{campaign}",
        rows=rows,
        busy=[row for row in rows if row.total or row.events],
        bars=_bars(seen.days),
        width=max(1, len(seen.days)) * STEP,
        height=HEIGHT,
        most=max((one.total for one in seen.days), default=0),
        months=_months(seen.days),
        assumed=_(ASSUMED[seen.assumed]) % {"percent": seen.answering},
        shares=[(str(share), f"{share} %") for share in SHARES],
        answering="" if answering is None else str(answering),
        totals=[(_(WAVES[wave]), number) for wave, number in seen.totals.items() if wave in WAVES],
        telephone=len(seen.outlook.telephone),
        expired=len(seen.outlook.expired),
        starts=begin.date().isoformat() if begin else "",
        problem=problem,
    )


def _begin(request: AnyRequest, found: Found, query: Form) -> tuple[str, datetime | None]:
    """Return when a round that has no time yet is to be thought to start, and what is wrong with the day asked for."""
    if found.opened_at is not None or found.state != "draft":
        return "", None
    settings, now = exchange(request).settings, exchange(request).clock()
    zone, problem = ZoneInfo(settings.timezone), ""
    usual = datetime.combine(proposed_day(request, found), MORNING, zone)
    try:
        wanted = read_date(query, "starter")
    except Invalid as wrong:
        wanted, problem = None, wrong.problems["starter"]
    begin = datetime.combine(wanted, MORNING, zone) if wanted else usual
    if begin <= now or (wanted and wanted >= found.deadline):
        return _("Choose a day that has not been yet, before the day they are to answer by."), usual
    return problem, begin


def _rows(seen: Forecast, timezone: str) -> list[Row]:
    to: dict[date, list[tuple[str, str]]] = {}
    for one in seen.outlook.letters:
        to.setdefault(local(one.at, timezone).date(), []).append((", ".join(one.names), one.address))
    return [
        Row(
            one.day,
            [_(EVENTS[event]) for event in one.events if event in EVENTS],
            [(_(WAVES.get(wave, wave)), number) for wave, number in one.letters.items()],
            one.total,
            _(one.rest) if one.rest else "",
            to.get(one.day, []),
            one.done,
        )
        for one in seen.days
    ]


def _bars(days: Sequence[Day]) -> list[Bar]:
    most = max((one.total for one in days), default=0) or 1
    return [
        Bar(
            number * STEP,
            max(2, round(one.total * (HEIGHT - 20) / most)) if one.total else 0,
            bool(one.rest),
            str(one.total) if one.total else "",
        )
        for number, one in enumerate(days)
    ]


def _months(days: Sequence[Day]) -> list[dict[str, Any]]:
    """Return where each Monday stands, so that the chart can be read without counting."""
    return [{"x": number * STEP, "day": one.day} for number, one in enumerate(days) if one.day.weekday() == 0]
