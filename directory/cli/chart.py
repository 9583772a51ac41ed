"""Rounds drawn in a terminal: a calendar with bars, and progress that is drawn again each second."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from directory.campaigns.forecast import Forecast
from directory.campaigns.progress import RESTS, Progress
from directory.campaigns.simulation import Day, Posted
from directory.clock import local

EVERY_SECONDS = 1.0
WIDTH = 100  # columns where the output is no terminal
BAR, PROGRESS = 24, 40
EVENTS = {"start": "start", "deadline": "deadline", "telephone": "telephone list"}
ASSUMED = {"given": "as asked", "last-round": "as in the last round", "nobody": "nobody answers"}
LOUD = {"refused": "red", "unknown": "yellow", "deferred": "yellow", "accepted": "green"}


def calendar(seen: Forecast, timezone: str, *, who: bool) -> None:
    """Print what is foreseen: a line a day with its letters as a bar, quiet days with why."""
    console = _console()
    console.print(
        f"Campaign {seen.campaign} ({seen.year}, {seen.state}), {seen.answering} % answer ({ASSUMED[seen.assumed]})"
    )
    most = max((one.total for one in seen.days), default=0)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("day", "letters", "", "from–to", "what"):
        table.add_column(heading, justify="right" if heading == "letters" else "left", no_wrap=heading != "what")
    for one in seen.days:
        table.add_row(*_line(one, most, timezone), style="dim" if one.rest else "")
        if who:
            _name(table, [letter for letter in seen.outlook.letters if _day(letter, timezone) == one.day])
    console.print(table)
    told = ", ".join(f"{wave} {number}" for wave, number in seen.totals.items())
    console.print(f"In all {sum(seen.totals.values())} letters: {told or 'none'}.")
    if seen.outlook.expired:
        console.print(f"{len(seen.outlook.expired)} letters would not be sent before they run out.", style="yellow")
    console.print(f"{len(seen.outlook.telephone)} organisations are left for the telephone list.")
    if who:
        for standing in seen.outlook.telephone:
            console.print(f"  {standing.candidate.name}", markup=False)


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH)


def _line(one: Day, most: int, timezone: str) -> tuple[str, str, Text, str, str]:
    bar = "█" * max(1, round(BAR * one.total / most)) if one.total else ""
    span = ""
    if one.first_at and one.last_at:
        first, last = (f"{local(moment, timezone):%H:%M}" for moment in (one.first_at, one.last_at))
        span = first if first == last else f"{first}–{last}"
    waves = ", ".join(f"{wave} {number}" if len(one.letters) > 1 else wave for wave, number in one.letters.items())
    what = "; ".join(part for part in (waves, *(EVENTS[event] for event in one.events), one.rest) if part)
    color = "green" if one.done else "cyan"
    return f"{one.day:%a %Y-%m-%d}", str(one.total or ""), Text(bar, style=color), span, what


def _day(letter: Posted, timezone: str) -> object:
    return local(letter.at, timezone).date()


def _name(table: Table, letters: list[Posted]) -> None:
    for one in letters:
        table.add_row("", "", "", one.language, Text(f"{one.wave}: {one.address} – {', '.join(one.names)}"))


def snapshot(seen: Progress, timezone: str) -> None:
    """Print how far a round has come, once."""
    _console().print(_drawn(seen, timezone))


async def watch(look: Callable[[], Awaitable[Progress]], timezone: str) -> None:
    """Draw a round again each second, until nothing is left or Ctrl-C; where there is no terminal, print it once."""
    console = _console()
    seen = await look()
    if not console.is_terminal:
        console.print(_drawn(seen, timezone))
        return
    with (
        contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError),
        Live(console=console, auto_refresh=False) as live,
    ):
        while True:
            live.update(_drawn(seen, timezone), refresh=True)
            if _nothing_left(seen):
                return
            await asyncio.sleep(EVERY_SECONDS)
            seen = await look()


def _nothing_left(seen: Progress) -> bool:
    return seen.over or (seen.state == "running" and seen.total > 0 and not seen.waiting)


def _drawn(seen: Progress, timezone: str) -> RenderableType:
    head = Text(f"Campaign {seen.id} ({seen.year}) is {seen.state}", style="bold")
    full = int(PROGRESS * seen.share)
    bar = Text("█" * full, style="green") + Text("░" * (PROGRESS - full), style="dim")
    bar.append(f" {seen.done} of {seen.total} letters ({seen.share:.0%})", style="default")
    parts: list[RenderableType] = [head, bar, Text(_pace(seen, timezone))]
    if seen.rests:
        said = f" {seen.reason}" if seen.reason else ""
        parts.append(Text(f"{RESTS[seen.rests]}{said}", style="yellow"))
    if seen.overdue:
        parts.append(Text(f"It was to start at {_when(seen.opens_at, timezone)}. directory campaign start {seen.id}"))
    parts.append(_figures(seen))
    if seen.troubles:
        parts.append(_troubles(seen, timezone))
    return Group(*parts)


def _pace(seen: Progress, timezone: str) -> str:
    if not seen.waiting:
        return "No letter waits."
    known = [f"{seen.waiting} wait", f"{seen.per_minute:.0f} a minute over the last minutes"]
    if seen.next_at is not None:
        known.append(f"next {_when(seen.next_at, timezone)}")
    if seen.expected_end is not None:
        known.append(f"expected end {_when(seen.expected_end, timezone)}")
    return ", ".join(known)


def _when(moment: datetime | None, timezone: str) -> str:
    return f"{local(moment, timezone):%a %Y-%m-%d %H:%M}" if moment else "never"


def _figures(seen: Progress) -> Table:
    """The figures of `campaign status --json`, letters on the left and answers on the right."""
    names = list(seen.numbers)
    letters, answers = names[names.index("total") : names.index("expired") + 1], names[names.index("expired") + 1 :]
    table = Table(box=None, pad_edge=False, show_header=False)
    for row in range(max(len(letters), len(answers))):
        cells: list[Text] = []
        for part in (letters, answers):
            name = part[row] if row < len(part) else ""
            number = seen.numbers[name] if name else ""
            style = LOUD.get(name, "") if number else "dim"
            cells += [Text(name.replace("_", " "), style=style), Text(str(number), style=style, justify="right")]
        table.add_row(*cells)
    return table


def _troubles(seen: Progress, timezone: str) -> Table:
    table = Table(title="What did not get through", title_justify="left", box=None, pad_edge=False)
    for heading in ("letters", "state", "last", "what it means", "the server's words"):
        table.add_column(heading, no_wrap=heading in ("letters", "state", "last"))
    for one in seen.troubles:
        last = f"{local(one.last_at, timezone):%m-%d %H:%M}"
        table.add_row(str(one.letters), one.state, last, Text(one.words), Text(one.answer[:200]))
    return table
