"""`directory campaign preflight|simulate|status`: what would happen, and what does."""

import argparse
from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

from directory.campaigns.findings import Preflight, Trouble
from directory.campaigns.forecast import Forecast, forecast
from directory.campaigns.preflight import preflight
from directory.campaigns.preflight_domains import preflight_domains
from directory.campaigns.progress import Progress, progress
from directory.campaigns.reads import find, status
from directory.cli.arguments import moment, number, numbered
from directory.cli.chart import calendar, snapshot, watch
from directory.cli.context import Context, add, add_json, print_json, run, say
from directory.i18n import speaking

MOST_NAMED = 12


def register(group: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands that only look."""
    look = add_one(group, "preflight", "Show who will get what, who will not, and what to mend.", _preflight)
    look.add_argument("--no-dns", action="store_true", help="look nothing up on the network")
    ahead = add_one(group, "simulate", "Show day by day what would be sent until the telephone list.", _simulate)
    ahead.add_argument(
        "--answering", type=number, metavar="0..100", help="percentage that answers in the end (else: as last round)"
    )
    ahead.add_argument("--start", type=moment, metavar="ISO", help="when a draft would start")
    ahead.add_argument("--who", action="store_true", help="name every letter")
    far = add_one(group, "status", "Show how far it has come.", _status)
    far.add_argument("--watch", action="store_true", help="draw it again each second until nothing is left")


def add_one(
    group: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str, work: Callable[..., Any]
) -> argparse.ArgumentParser:
    """Add a command about one campaign."""
    parser = add(group, name, text, work)
    parser.add_argument("campaign", type=numbered("campaign"), metavar="ID")
    add_json(parser)
    return parser


def _preflight(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> tuple[Preflight, list[Trouble]]:
        seen = await preflight(chosen.campaign, context.settings, context.clock())
        if chosen.no_dns:
            return seen, []
        return seen, await preflight_domains(seen.recipients, await find(chosen.campaign), context.settings)

    seen, more = run(work)
    if chosen.json:
        print_json(seen.with_troubles(more).as_json())
        return
    say(f"{how_many(seen)} get a letter:")
    for recipient in seen.recipients:
        say(f"  {recipient.name} <{recipient.address}> {recipient.language}")
    if seen.left_out:
        say(f"{len(seen.left_out)} do not:")
    for one in seen.left_out:
        say(f"  {one.name}: {one.words}")
    say_troubles([*seen.troubles, *more])
    say("It can start." if seen.may_start else "It cannot start yet.")


def how_many(seen: Preflight) -> str:
    """Return how many are written to, and of how many when a setting keeps letters from the others."""
    of = f" of {len(seen.recipients) + seen.barred}" if seen.barred else ""
    return f"{len(seen.recipients)}{of} organisations"


def say_troubles(troubles: Iterable[Trouble]) -> None:
    """Say what to mend, what stops the start first."""
    for trouble in sorted(troubles, key=lambda one: not one.blocks):
        say(f"{'STOPS THE START' if trouble.blocks else 'look at this'}: {trouble.text} ({trouble.mend})")
        for one in trouble.about[:MOST_NAMED]:
            told = f"  {one.name} <{one.address}>" if one.address else f"  {one.name}"
            say(f"{told} {one.detail}".rstrip())
        if len(trouble.about) > MOST_NAMED:
            say(f"  … and {len(trouble.about) - MOST_NAMED} more (all of them with --json)")


def _simulate(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> tuple[Forecast, str]:
        zone, begin = context.settings.timezone, chosen.start
        if begin is not None and begin.tzinfo is None:
            begin = begin.replace(tzinfo=ZoneInfo(zone))
        seen = await forecast(
            chosen.campaign, context.settings, context.clock(), answering=chosen.answering, begin=begin
        )
        return seen, zone

    seen, zone = run(work)
    if chosen.json:
        print_json(seen.as_json())
        return
    calendar(seen, zone, who=chosen.who)


def _status(chosen: argparse.Namespace) -> None:
    async def figures(_context: Context) -> dict[str, Any]:
        return await status(chosen.campaign)

    async def drawn(context: Context) -> None:
        async def look() -> Progress:
            with speaking("en"):
                return await progress(chosen.campaign, context.settings, context.clock())

        if chosen.watch:
            await watch(look, context.settings.timezone)
        else:
            snapshot(await look(), context.settings.timezone)

    if chosen.json:
        print_json(run(figures))
    else:
        run(drawn)
