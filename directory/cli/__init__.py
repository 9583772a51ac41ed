"""The commands (CONTRACT.md): one file a noun, each a thin call into a room.

Exit 0 done, 1 refused or failed with one clear line on stderr, 2 usage. They speak English: they
are for whoever runs the service.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from types import FrameType

from directory.cli.processes import follow_parent
from directory.errors import Refused

# Which file a command is in. Only that one is loaded: `directory run` starts four processes at once, and
# loading everything in each would take longer than all the rest of the start.
FILES = {
    "run": "server", "demo": "server", "serve": "serving", "migrate": "serving", "doctor": "doctor",
    "centre": "centre", "staff": "staff", "template": "imports", "import": "imports", "export": "publishing",
    "seed": "publishing", "campaign": "campaign", "worker": "mail", "scheduler": "mail", "bounce": "bounces",
    "bounces": "bounces", "link": "link", "mail": "mail",
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    parser = argparse.ArgumentParser(prog="directory", description="Keeps a region's user organisations true.")
    parser.add_argument("--attached", action="store_true", help=argparse.SUPPRESS)  # ends with the one who started it
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for file in _files(given):
        import_module(f"directory.cli.{file}").register(commands)
    signal.signal(signal.SIGTERM, _end)
    try:
        chosen = parser.parse_args(given)
        if chosen.attached:
            follow_parent()
        return int(chosen.run(chosen) or 0)
    except Refused as problem:
        print(f"directory: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


def _files(given: Sequence[str]) -> list[str]:
    """Return the file of the command given, or all of them for the help and for a word that is no command."""
    wanted = next((word for word in given if not word.startswith("-")), "")
    return [FILES[wanted]] if wanted in FILES else list(dict.fromkeys(FILES.values()))


def _end(number: int, frame: FrameType | None) -> None:
    """Leave in order when told to (SIGTERM), so that the last user of the embedded database stops it."""
    del frame
    sys.exit(128 + number)
