"""`directory campaign`: the year's round, made, started, stopped and ended."""

import argparse
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from directory.campaigns import actions
from directory.campaigns.actions_rehearsal import MOST, USUAL, Rehearsed, rehearse
from directory.campaigns.preflight import Preflight
from directory.campaigns.reads import find, status
from directory.cli import campaign_files, campaign_looks
from directory.cli.arguments import day, moment, number, numbers_of_days
from directory.cli.campaign_looks import add_one, how_many, say_troubles
from directory.cli.context import OPERATOR, Context, add, add_group, add_json, print_json, run, say
from directory.clock import local
from directory.mail.states import WAITING

Step = Callable[[int, str, datetime], Awaitable[None]]
STEPS: dict[str, tuple[str, Step, str]] = {
    "unschedule": ("Make a scheduled campaign a draft again.", actions.unschedule, "is a draft again"),
    "resume": ("Go on after a pause.", actions.resume, "goes on"),
    "close": ("End the round: what waits is skipped, its links end.", actions.close, "is closed"),
    "cancel": ("Call the round off: what waits is cancelled.", actions.cancel, "is cancelled"),
}

RESTORED = (
    "warning: the database was restored from a backup, or moved: letters sent after the backup was made are not in it "
    "and may go once more (letters waiting: {}); `directory campaign pause` stops them"
)


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of the noun."""
    group = add_group(commands, "campaign", "The year's round of letters.")
    create = add(group, "create", "Make a draft and print its id.", _create)
    create.add_argument("--centre", required=True, metavar="CODE")
    create.add_argument("--year", required=True, type=number)
    create.add_argument("--deadline", required=True, type=day, metavar="YYYY-MM-DD")
    create.add_argument(
        "--reminders", type=numbers_of_days, default=(14, 28), metavar="14,28", help="days after the first letter"
    )
    create.add_argument(
        "--after-deadline", type=number, default=7, metavar="7", help="days after it; 0 for no such letter"
    )
    add_json(create)
    campaign_looks.register(group)
    start = add_one(group, "start", "Start sending, now or at a time.", _start)
    when = start.add_mutually_exclusive_group()
    when.add_argument("--now", action="store_true", help="ignore quiet hours")
    when.add_argument("--at", type=moment, metavar="ISO", help="start by itself then")
    _add_rehearse(group)
    pause = add_one(group, "pause", "Stop sending for now.", _pause)
    pause.add_argument("--reason", default="", help="shown on the campaign's page")
    for name, (text, _step, _done) in STEPS.items():
        add_one(group, name, text, _step_of)
    campaign_files.register(group)


def _add_rehearse(group: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = add_one(group, "rehearse", "Send the round's letters to an address of your own.", _rehearse)
    parser.add_argument("--to", required=True, metavar="ADDRESS")
    parser.add_argument(
        "--most", type=number, default=USUAL, metavar="N", help=f"at most so many letters (1 to {MOST})"
    )


def _create(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> int:
        return await actions.create(
            chosen.centre,
            chosen.year,
            chosen.deadline,
            OPERATOR,
            context.clock(),
            reminders=chosen.reminders,
            after_deadline=chosen.after_deadline or None,
        )

    campaign = run(work)
    if chosen.json:
        print_json({"id": campaign})
    else:
        say(str(campaign))


def _start(chosen: argparse.Namespace) -> None:
    if chosen.at is not None:
        _schedule(chosen)
        return

    async def work(context: Context) -> Preflight:
        return await actions.start(chosen.campaign, context.settings, OPERATOR, context.clock(), now=chosen.now)

    found = run(work)
    if chosen.json:
        print_json({"id": chosen.campaign, "state": "running", "letters": len(found.recipients)})
        return
    say_troubles(found.troubles)
    say(f"campaign {chosen.campaign} has started: {how_many(found)} are written to")


def _schedule(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> tuple[datetime, datetime, str]:
        zone = context.settings.timezone
        opens_at = chosen.at if chosen.at.tzinfo else chosen.at.replace(tzinfo=ZoneInfo(zone))
        first_at = await actions.schedule(chosen.campaign, opens_at, context.settings, OPERATOR, context.clock())
        return local(opens_at, zone), local(first_at, zone), zone

    opens_at, first_at, zone = run(work)
    if chosen.json:
        print_json({"id": chosen.campaign, "state": "scheduled", "opens_at": opens_at, "first_letter_at": first_at})
        return
    say(f"campaign {chosen.campaign} starts by itself at {opens_at:%Y-%m-%d %H:%M} ({zone})")
    if first_at > opens_at:
        say(f"it is quiet then: the first letter goes at {first_at:%Y-%m-%d %H:%M}")


def _rehearse(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> list[Rehearsed]:
        return await rehearse(chosen.campaign, chosen.to, context.settings, OPERATOR, context.clock(), most=chosen.most)

    found = run(work)
    if chosen.json:
        letters = [
            {"id": str(one.id), "wave": one.wave, "template": one.template, "language": one.language,
             "address": one.address, "names": list(one.names)}
            for one in found
        ]  # fmt: skip
        print_json({"id": chosen.campaign, "to": chosen.to, "letters": letters})
        return
    for one in found:
        say(f"  {one.wave:<15} {one.language}  stands for the one to {one.address} ({', '.join(one.names)})")
    say(f"{len(found)} letters to {chosen.to} are planned; the worker sends them now")


def _pause(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> None:
        await actions.pause(chosen.campaign, chosen.reason, OPERATOR, context.clock())

    run(work)
    _answer(chosen, "is paused")


def _step_of(chosen: argparse.Namespace) -> None:
    _text, step, done = STEPS[chosen.campaign_command]

    async def work(context: Context) -> None:
        found = await find(chosen.campaign)
        waiting = await _waiting(chosen.campaign) if found.restored and found.state == "paused" else None
        await step(chosen.campaign, OPERATOR, context.clock())
        if waiting is not None and chosen.campaign_command == "resume":
            print(RESTORED.format(waiting), file=sys.stderr)

    run(work)
    _answer(chosen, done)


async def _waiting(campaign: int) -> int:
    numbers = await status(campaign)
    return sum(int(numbers[state]) for state in (*WAITING, "sending"))


def _answer(chosen: argparse.Namespace, done: str) -> None:
    if chosen.json:
        print_json({"id": chosen.campaign, "done": chosen.campaign_command})
    else:
        say(f"campaign {chosen.campaign} {done}")
