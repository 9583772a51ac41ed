"""The commands (CONTRACT.md): one file a noun, each a thin call into a room.

Exit 0 done, 1 refused or failed with one clear line on stderr, 2 usage. They speak English: they
are for whoever runs the service.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from directory.cli import campaign, centre, doctor, imports, link, mail, publishing, server, staff
from directory.cli.processes import follow_parent
from directory.errors import Refused

NOUNS = (server, doctor, centre, staff, imports, publishing, campaign, mail, link)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="directory", description="Keeps a region's user organisations true.")
    parser.add_argument("--attached", action="store_true", help=argparse.SUPPRESS)  # ends with the one who started it
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for noun in NOUNS:
        noun.register(commands)
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _end)
    if chosen.attached:
        follow_parent()
    try:
        return int(chosen.run(chosen) or 0)
    except Refused as problem:
        print(f"directory: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


def _end(number: int, frame: FrameType | None) -> None:
    """Leave in order when told to (SIGTERM), so that the last user of the embedded database stops it."""
    del frame
    sys.exit(128 + number)
