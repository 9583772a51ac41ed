"""`directory bounce` and `bounces fetch`: mail that came back, through a pipe or from a mailbox."""

import argparse
import sys
from dataclasses import asdict
from typing import Any

from directory.cli.context import Context, add, add_group, add_json, print_json, run, say
from directory.errors import Refused
from directory.mail.returns import intake
from directory.mail.returns.collecting import Collected, collect

PIECE = 1_000_000


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of the noun."""
    bounce = add(commands, "bounce", "Store one returned or answered mail (RFC 5322) from standard input.", _bounce)
    add_json(bounce)
    group = add_group(commands, "bounces", "The mailbox that bounces and replies come to.")
    add_json(add(group, "fetch", "Store what nobody has read there, and mark it as seen.", _fetch))


def _bounce(chosen: argparse.Namespace) -> None:
    raw = sys.stdin.buffer.read(intake.MOST_BYTES)
    while sys.stdin.buffer.read(PIECE):
        pass  # whoever hands over more must not see the pipe break
    if not raw:
        raise Refused("there is no message on standard input")

    async def work(context: Context) -> dict[str, Any]:
        return await intake.take(raw, context.clock())

    found = run(work)
    if chosen.json:
        print_json(found)
    else:
        say(f"stored as {found['class']}" + (f": {found['proposal']}" if found["proposal"] else ""))


def _fetch(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> Collected:
        return await collect(context.settings, context.clock)

    done = run(work)
    if chosen.json:
        print_json(asdict(done))
    else:
        say(f"{done.stored} stored" + (f", {done.left} that the server could not give" if done.left else ""))
