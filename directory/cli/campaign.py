"""`directory campaign`: the year's round."""

import argparse
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

from directory.campaigns import actions, reads
from directory.campaigns.preflight import Preflight, preflight
from directory.cli.context import OPERATOR, Context, add, add_group, add_json, print_json, run, say

Step = Callable[[int, str, datetime], Awaitable[None]]
STEPS: dict[str, tuple[str, Step, str]] = {
    "resume": ("Go on after a pause.", actions.resume, "goes on"),
    "close": ("End the round: what waits is skipped, its links end.", actions.close, "is closed"),
    "cancel": ("Call the round off: what waits is cancelled.", actions.cancel, "is cancelled"),
}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of the noun."""
    group = add_group(commands, "campaign", "The year's round of letters.")
    create = add(group, "create", "Make a draft and print its id.", _create)
    create.add_argument("--centre", required=True, metavar="CODE")
    create.add_argument("--year", required=True, type=int)
    create.add_argument("--deadline", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    create.add_argument(
        "--reminders", type=_days, default=(14, 28), metavar="14,28", help="days after the first letter"
    )
    create.add_argument(
        "--after-deadline", type=int, default=7, metavar="7", help="days after it; 0 for no such letter"
    )
    add_json(create)
    _add(group, "preflight", "Show who will get what, who will not, and why.", _preflight)
    start = _add(group, "start", "Start sending.", _start)
    start.add_argument("--now", action="store_true", help="ignore quiet hours")
    pause = _add(group, "pause", "Stop sending for now.", _pause)
    pause.add_argument("--reason", default="", help="shown on the campaign's page")
    for name, (text, _step, _done) in STEPS.items():
        _add(group, name, text, _step_of)
    _add(group, "status", "Show how far it has come.", _status)


def _add(
    group: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str, work: Callable[..., Any]
) -> argparse.ArgumentParser:
    parser = add(group, name, text, work)
    parser.add_argument("campaign", type=int, metavar="ID")
    add_json(parser)
    return parser


def _days(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part.strip())


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


def _preflight(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> Preflight:
        return await preflight(chosen.campaign, context.settings, context.clock())

    found = run(work)
    if chosen.json:
        print_json(found.as_json())
        return
    say(f"{len(found.recipients)} organisations get a letter:")
    for recipient in found.recipients:
        say(f"  {recipient.name} <{recipient.address}> {recipient.language}")
    if found.left_out:
        say(f"{len(found.left_out)} do not:")
    for one in found.left_out:
        say(f"  {one.name}: {one.words}")
    _say_troubles(found)
    say("It can start." if found.may_start else "It cannot start yet.")


def _say_troubles(found: Preflight) -> None:
    for trouble in found.troubles:
        say(f"{'STOPS THE START' if trouble.blocks else 'look at this'}: {trouble.text} ({trouble.mend})")


def _start(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> Preflight:
        return await actions.start(chosen.campaign, context.settings, OPERATOR, context.clock(), now=chosen.now)

    found = run(work)
    if chosen.json:
        print_json({"id": chosen.campaign, "state": "running", "letters": len(found.recipients)})
        return
    _say_troubles(found)
    say(f"campaign {chosen.campaign} has started: {len(found.recipients)} letters are planned")


def _pause(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> None:
        await actions.pause(chosen.campaign, chosen.reason, OPERATOR, context.clock())

    run(work)
    _answer(chosen, "is paused")


def _step_of(chosen: argparse.Namespace) -> None:
    _text, step, done = STEPS[chosen.campaign_command]

    async def work(context: Context) -> None:
        await step(chosen.campaign, OPERATOR, context.clock())

    run(work)
    _answer(chosen, done)


def _answer(chosen: argparse.Namespace, done: str) -> None:
    if chosen.json:
        print_json({"id": chosen.campaign, "done": chosen.campaign_command})
    else:
        say(f"campaign {chosen.campaign} {done}")


def _status(chosen: argparse.Namespace) -> None:
    async def work(_context: Context) -> dict[str, Any]:
        return await reads.status(chosen.campaign)

    found = run(work)
    if chosen.json:
        print_json(found)
        return
    for name, value in found.items():
        say(f"{name.replace('_', ' '):<18} {value}")
