"""`directory campaign export|telephone`: the round as a file, and whom to ring."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from directory.campaigns.export import FORMATS, export_rows, written
from directory.campaigns.telephone import Call, telephone_list
from directory.cli.arguments import numbered
from directory.cli.campaign_looks import add_one
from directory.cli.context import Context, add, add_json, as_json, deliver, print_json, run, say
from directory.errors import Refused
from directory.i18n import speaking


def register(group: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands that give a list."""
    parser = add(group, "export", "Write every organisation of the round with letters and answer to a file.", _export)
    parser.add_argument("campaign", type=numbered("campaign"), metavar="ID")
    parser.add_argument("--format", choices=FORMATS, default="json")
    parser.add_argument("--lang", choices=("nb", "nn", "en"), default="nb", help="of the words in it")
    parser.add_argument("--out", type=Path, metavar="F")
    add_json(parser)
    add_one(group, "telephone", "Show who has not answered and whom to ring.", _telephone)


def _export(chosen: argparse.Namespace) -> None:
    if chosen.format == "xlsx" and not chosen.json and chosen.out is None and sys.stdout.isatty():
        raise Refused("an Excel file is not for the screen: add --out FILE")

    async def work(context: Context) -> bytes:
        rows = await export_rows(chosen.campaign, context.settings, context.clock(), chosen.lang)
        if chosen.json:
            return as_json({"campaign": chosen.campaign, "organisations": rows}).encode() + b"\n"
        return written(rows, chosen.format, chosen.lang)

    content = run(work)
    deliver(content, chosen.out)


def _telephone(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> Sequence[Call]:
        with speaking("en"):
            return await telephone_list(chosen.campaign, context.settings, context.clock())

    calls = run(work)
    if chosen.json:
        print_json({"id": chosen.campaign, "calls": [asdict(call) for call in calls]})
        return
    for call in calls:
        say(f"{call.name} ({call.municipality})" if call.municipality else call.name)
        say(f"  {call.next_step}")
        for number, whose in call.phones:
            say(f"  {number} {whose}".rstrip())
        for line in call.tried:
            say(f"  {line}")
    rings = sum(call.rings for call in calls)
    say(f"{len(calls)} have not answered; {rings} to ring")
