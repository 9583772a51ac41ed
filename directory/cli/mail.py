"""`directory worker`, `scheduler` and `bounce`: mail out, the clockwork, mail in."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from directory.campaigns import schedule
from directory.cli.context import Context, add, add_json, opened, print_json, run, say
from directory.errors import Refused
from directory.mail import intake, worker
from directory.settings import from_environment, require_for_service

Loop = Callable[[Context, asyncio.Event], Coroutine[Any, Any, object]]


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of the noun."""
    work = add(commands, "worker", "Send letters until told to stop.", _worker)
    work.add_argument("--drain", action="store_true", help="stop when nothing that may go now is left")
    plan = add(commands, "scheduler", "Plan letters as they fall due.", _scheduler)
    plan.add_argument("--once", action="store_true", help="do what is due now, then stop")
    bounce = add(commands, "bounce", "Store one returned or answered mail (RFC 5322) from standard input.", _bounce)
    add_json(bounce)


def _worker(chosen: argparse.Namespace) -> None:
    async def loop(context: Context, stop: asyncio.Event) -> None:
        if not context.settings.smtp_url:
            raise Refused("DIRECTORY_SMTP_URL is missing: nobody to hand the letters to")
        await worker.run(context.settings, context.clock, stop, drain=chosen.drain)

    _serve(loop)


def _scheduler(chosen: argparse.Namespace) -> None:
    async def loop(context: Context, stop: asyncio.Event) -> None:
        planned = await schedule.run(context.settings, context.clock, stop, once=chosen.once)
        if chosen.once:
            say(f"{planned} letters planned")

    _serve(loop)


def _serve(loop: Loop) -> None:
    """Run a service of ours until SIGTERM or Ctrl-C, which let it finish what it has in hand."""
    settings = from_environment()
    require_for_service(settings)

    async def work() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        async with opened(settings, connections=max(5, settings.send_concurrency + 3)) as context:
            await loop(context, stop)

    asyncio.run(work())


def _bounce(chosen: argparse.Namespace) -> None:
    raw = sys.stdin.buffer.read(intake.MOST_BYTES + 1)
    if not raw.strip():
        raise Refused("there is no message on standard input")

    async def work(context: Context) -> dict[str, Any]:
        return await intake.take(raw, context.clock())

    found = run(work)
    if chosen.json:
        print_json(found)
    else:
        say(f"stored as {found['class']}" + (f": {found['proposal']}" if found["proposal"] else ""))
