"""`directory worker`, `scheduler`, `bounce` and `mail`: mail out, the clockwork, mail in, and doubtful letters."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from directory import collector
from directory.campaigns import schedule
from directory.campaigns.reads import find
from directory.cli.arguments import letter_id, numbered
from directory.cli.context import OPERATOR, Context, add, add_group, add_json, opened, print_json, run, say
from directory.clock import local
from directory.errors import Refused
from directory.i18n import speaking
from directory.mail import doubt_words, worker
from directory.mail.actions_settling import VERDICTS, settle
from directory.mail.doubts import Doubt, doubts
from directory.mail.standstill import standstill
from directory.settings import from_environment, require_for_service

Loop = Callable[[Context, asyncio.Event], Coroutine[Any, Any, object]]


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of the noun."""
    work = add(commands, "worker", "Send letters until told to stop.", _worker)
    work.add_argument("--drain", action="store_true", help="stop when nothing that may go now is left")
    plan = add(commands, "scheduler", "Plan letters as they fall due.", _scheduler)
    plan.add_argument("--once", action="store_true", help="do what is due now, then stop")
    group = add_group(commands, "mail", "Letters that may or may not have arrived.")
    unknown = add(group, "unknown", "Show the letters nobody knows the fate of, with what is known.", _unknown)
    unknown.add_argument("--campaign", type=numbered("campaign"), metavar="ID", help="of one campaign only")
    decide = add(group, "settle", "Say what became of such a letter.", _decide)
    decide.add_argument("letter", type=letter_id, metavar="ID")
    decide.add_argument("verdict", choices=list(VERDICTS), help="it arrived, or it is to be sent once more")
    decide.add_argument("--why", required=True, metavar="TEXT", help="how you know; kept on record")
    decide.add_argument("--by", default=OPERATOR, metavar="NAME", help="who decides; kept on record")
    for parser in (unknown, decide):
        add_json(parser)


def _worker(chosen: argparse.Namespace) -> None:
    async def loop(context: Context, stop: asyncio.Event) -> None:
        if not context.settings.smtp_url:
            raise Refused("DIRECTORY_SMTP_URL is missing: nobody to hand the letters to")
        await worker.run(context.settings, context.clock, stop, drain=chosen.drain)
        left = await standstill(context.settings, context.clock()) if chosen.drain else ""
        if left:
            print(f"directory: {left}", file=sys.stderr)

    _serve(loop, lookups=True)


def _scheduler(chosen: argparse.Namespace) -> None:
    async def loop(context: Context, stop: asyncio.Event) -> None:
        planned = await schedule.run(context.settings, context.clock, stop, once=chosen.once)
        if chosen.once:
            say(f"{planned} letters planned")

    _serve(loop)


def _serve(loop: Loop, *, lookups: bool = False) -> None:
    """Run a service of ours until SIGTERM or Ctrl-C, which let it finish what it has in hand."""
    settings = from_environment()
    require_for_service(settings)

    async def work() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        async with opened(settings, lookups=lookups) as context:  # a worker's lines ask the database together
            collector.settle()
            await loop(context, stop)

    uvloop.run(work())


def _unknown(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> list[dict[str, Any]]:
        if chosen.campaign is not None:
            await find(chosen.campaign)
        return [_told(doubt, context) for doubt in await doubts(chosen.campaign)]

    with speaking("en"):
        found = run(work)
    if chosen.json:
        print_json({"letters": found})
        return
    for letter in found:
        say(f"{letter['id']}  {letter['address']}  since {letter['since']}")
        say(f"  about: {', '.join(one['name'] for one in letter['organisations']) or '-'}")
        for sign in letter["evidence"]:
            say(f"  {sign['at'] or '':25} {sign['text']}")
        say(f"  {letter['check']}")
    plural = "" if len(found) == 1 else "s"
    say(f"{len(found)} doubtful letter{plural}" if found else "No letter is in doubt.")


def _told(doubt: Doubt, context: Context) -> dict[str, Any]:
    """Return a doubtful letter as one object for machines; times with the offset of the place."""
    place = context.settings.timezone
    signs = [
        {
            "kind": sign.kind,
            "at": local(sign.at, place).isoformat(timespec="seconds") if sign.at else None,
            "who": sign.who or None,
            "text": doubt_words.sign(sign.kind, sign.who, sign.text),
        }
        for sign in doubt.signs
    ]
    return {
        "id": str(doubt.id),
        "campaign": doubt.campaign,
        "wave": doubt.wave or None,
        "organisations": [{"id": str(id_), "name": name} for id_, name in doubt.organisations],
        "address": doubt.address,
        "message_id": doubt.message_id,
        "since": local(doubt.since, place).isoformat(timespec="seconds"),
        "evidence": signs,
        "check": doubt_words.how_to_check(doubt.message_id),
    }


def _decide(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> None:
        await settle(chosen.letter, chosen.verdict, chosen.why, chosen.by, context.clock(), context.keys)

    with speaking("en"):
        run(work)
    state = VERDICTS[chosen.verdict]
    if chosen.json:
        print_json({"id": str(chosen.letter), "verdict": chosen.verdict, "state": state})
    else:
        say(f"letter {chosen.letter} is {state}" + (": it goes out again" if state == "ready" else ""))
