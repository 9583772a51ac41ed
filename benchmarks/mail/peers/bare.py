"""Bare aiosmtplib: ready bytes over several connections on uvloop, and nothing else.

Run as `python -m benchmarks.mail.peers.bare PORT CONNECTIONS FILE`; prints the seconds it took.
"""

import asyncio
import json
import sys
from collections import deque
from pathlib import Path

import aiosmtplib
import uvloop

from directory.clock import stopwatch

Ready = tuple[str, str, bytes]


def read(path: Path) -> deque[Ready]:
    """Return sender, recipient and bytes of every letter in the file."""
    with path.open(encoding="ascii") as file:
        lines = (json.loads(line) for line in file)
        return deque((line["sender"], line["recipient"], line["content"].encode("ascii")) for line in lines)


async def send(port: int, letters: deque[Ready]) -> None:
    """Send over one connection as long as there are letters."""
    smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False)
    await smtp.connect()
    await smtp.ehlo()
    while letters:
        sender, recipient, content = letters.popleft()
        await smtp.mail(sender)
        await smtp.rcpt(recipient)
        await smtp.data(content)
    await smtp.quit()


async def run(port: int, connections: int, letters: deque[Ready]) -> float:
    """Send all letters; return the seconds it took."""
    began = stopwatch()
    await asyncio.gather(*(send(port, letters) for _ in range(connections)))
    return stopwatch() - began


if __name__ == "__main__":
    print(uvloop.run(run(int(sys.argv[1]), int(sys.argv[2]), read(Path(sys.argv[3])))))
