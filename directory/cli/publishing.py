"""Taking the directory out as a file, and filling one with made-up organisations."""

import argparse
import sys
from pathlib import Path

from directory.cli import context
from directory.cli.arguments import number
from directory.cli.context import Context
from directory.demo import actions as demo
from directory.errors import Refused
from directory.organisations import export as whole
from directory.search import export, find
from directory.search.criteria import Criteria


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `export` and `seed`."""
    taken = context.add(commands, "export", "write every entry to a file or to standard output", _export)
    taken.add_argument("--format", choices=("xlsx", "csv", "json"), default="json")
    taken.add_argument("--public", action="store_true", help="only what the public list shows")
    taken.add_argument("--out", type=Path, metavar="F")
    seed = context.add(commands, "seed", "add made-up organisations", _seed)
    seed.add_argument("--organisations", type=number, required=True, metavar="N")
    seed.add_argument(
        "--seed", type=number, default=1, metavar="S", help="the same number gives the same organisations"
    )
    context.add_json(seed)


def _export(arguments: argparse.Namespace) -> None:
    if arguments.format == "xlsx" and arguments.out is None and sys.stdout.isatty():
        raise Refused("an Excel file is not for the screen: add --out FILE")

    async def work(ground: Context) -> bytes:
        keys = export.KEYS if arguments.public else whole.KEYS
        if arguments.public:
            entries = await find.everything(Criteria(), ground.clock(), sys.maxsize)
            rows = [export.row(entry) for entry in entries]
        else:
            rows = await whole.rows()
        if arguments.format == "json":
            return export.as_json(rows) + b"\n"
        if arguments.format == "csv":
            return export.as_csv(rows, keys)
        return export.as_xlsx([keys, *([export.cell(row[key]) for key in keys] for row in rows)], "directory")

    content = context.run(work)
    context.deliver(content, arguments.out)


def _seed(arguments: argparse.Namespace) -> None:
    if not 0 < arguments.organisations <= 1_000_000:
        raise Refused("--organisations: a number from 1 to 1000000 is wanted")

    async def work(ground: Context) -> int:
        return await demo.seed(arguments.organisations, arguments.seed, ground.clock())

    added = context.run(work)
    if arguments.json:
        context.print_json({"added": added, "centre": demo.CENTRE})
    else:
        context.say(f"{added} made-up organisations added")
