"""Reading of a stranger's file in a process of its own, with limits on time and memory.

The child gets what was asked, the limits and the bytes on its standard input and answers with JSON,
so nothing that a crafted file makes it do reaches further than a wrong list. It also keeps the
work out of the web's own process.
"""

import asyncio
import contextlib
import dataclasses
import json
import subprocess
import sys

from directory.imports.cells import Limits
from directory.imports.entry import Reading
from directory.imports.packing import packed, unpacked
from directory.imports.reader import Options, read_book
from directory.imports.unreadable import BROKEN, TOO_BIG, TOO_HEAVY, TOO_SLOW, Unreadable
from directory.imports.workbook import read
from directory.settings import Settings

if sys.platform != "win32":  # there the size limits alone have to do
    import resource

STARTING = 10  # seconds beyond the limit on processor time, for a machine that is busy


async def read_list(content: bytes, settings: Settings, options: Options) -> Reading:
    """Return what a file holds, without holding up anything else. Raises Refused with one clear line."""
    return await asyncio.to_thread(read_isolated, content, limits_of(settings), options)


def limits_of(settings: Settings) -> Limits:
    """Return what the settings allow a file to be."""
    return Limits(
        max_bytes=settings.import_max_bytes,
        max_rows=settings.import_max_rows,
        max_unpacked=settings.import_max_unpacked,
    )


def read_isolated(content: bytes, limits: Limits, options: Options | None = None) -> Reading:
    """Return what a file holds; raises Refused when it is no list, not a spreadsheet, too big, too slow or damaged."""
    if len(content) > limits.max_bytes:
        raise Unreadable(TOO_BIG, size=len(content), limit=limits.max_bytes)
    asked = {"limits": dataclasses.asdict(limits), "options": dataclasses.asdict(options or Options())}
    try:
        done = subprocess.run(  # our own module, no shell, nothing of the file in the arguments
            [sys.executable, "-m", "directory.imports.isolated"],
            input=json.dumps(asked).encode() + b"\n" + content,
            capture_output=True,
            timeout=limits.seconds * 2 + STARTING,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_SLOW) from error
    return _answer(done)


def _answer(done: "subprocess.CompletedProcess[bytes]") -> Reading:
    if done.returncode < 0:
        raise Unreadable(TOO_SLOW)
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise Unreadable(TOO_HEAVY if b"MemoryError" in done.stderr else BROKEN) from error
    if "refused" in answer:
        raise Unreadable(str(answer["refused"]), **answer["params"])
    return unpacked(answer)


def _limit(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    for kind, amount in ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CPU, limits.seconds)):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(kind, (amount, amount))


def main() -> None:
    """Read the question and the file from standard input, write the reading or the refusal to standard output."""
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    options = Options(**asked["options"] | {"counties": tuple(asked["options"]["counties"])})
    _limit(limits)
    try:
        answer = packed(read_book(read(sys.stdin.buffer.read(), limits), options))
    except Unreadable as refusal:
        answer = {"refused": refusal.reason, "params": refusal.params}
    except MemoryError:
        answer = {"refused": TOO_HEAVY, "params": {}}
    except RecursionError:
        answer = {"refused": BROKEN, "params": {}}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
