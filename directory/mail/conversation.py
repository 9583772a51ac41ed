"""A line to a mail server that has been opened and greeted: commands out, replies in (RFC 5321 section 4.2).

Each reply belongs to a command, in their order, so that several commands may be said at once (RFC 2920). A reply
that nobody asked for is a server that has lost its way, or that says goodbye: such a line is not used any more.
"""

import asyncio
import re
from collections import deque
from dataclasses import dataclass

CODE = re.compile("[0-9]{3}")
DOT = re.compile(rb"\r\n\.")
LONGEST_REPLY = 65536  # bytes; RFC 5321 section 4.5.3.1.5 has 512 for a line


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said: its code (RFC 5321) and text."""

    code: int
    text: str


class Broken(Exception):
    """The line was cut, the server lost its way, or it has not answered in time."""


class Conversation(asyncio.Protocol):
    """Our end of a line; it takes the place of the protocol that opened it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._heard = bytearray()
        self._replies: deque[Reply] = deque()
        self._unanswered = 0
        self._waiting: asyncio.Future[None] | None = None
        self._broken = ""
        transport.set_protocol(self)

    def say(self, data: bytes, replies: int = 1) -> None:
        """Send one command, or as many as `replies`. Raises Broken, with nothing sent, on a line that is broken."""
        if self._transport.is_closing():
            self._break("the line was cut")
        if self._broken:
            raise Broken(self._broken)
        self._unanswered += replies
        self._transport.write(data)

    async def reply(self, seconds: float) -> Reply:
        """Return the reply to the first command that has none yet. Raises Broken, also after so many seconds."""
        if not self._replies and not self._broken:
            loop = asyncio.get_running_loop()
            self._waiting = loop.create_future()
            too_late = loop.call_later(seconds, self._break, "the server did not answer in time")
            try:
                await self._waiting
            except asyncio.CancelledError:
                self._break("nobody waits for the answer any more")  # it would be taken for another one's
                raise
            finally:
                too_late.cancel()
                self._waiting = None
        if not self._replies:
            raise Broken(self._broken)
        return self._replies.popleft()

    def close(self) -> None:
        """Close at once, without waiting for the server."""
        self._break("the line was closed")
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Take in what the server says; asyncio calls this."""
        self._heard += data
        if len(self._heard) > LONGEST_REPLY:
            self._break("the server said too much at once")
        while not self._broken and (said := _first_of(self._heard)):
            self._take(said)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the line is cut; asyncio calls this."""
        self._break(f"the line was cut: {exc}" if exc else "the line was cut")

    def _take(self, said: bytes) -> None:
        del self._heard[: len(said)]
        lines = said.decode("utf-8", "surrogateescape").rstrip("\r\n").split("\n")
        if not all(map(CODE.match, lines)):
            return self._break(f"the server said something else than a reply: {lines[-1][:200]}")
        if not self._unanswered:
            return self._break(f"the server said, unasked: {lines[-1][:200]}")
        self._unanswered -= 1
        self._replies.append(Reply(int(lines[-1][:3]), "\n".join(line[4:].strip() for line in lines)))
        return self._wake()

    def _break(self, why: str) -> None:
        self._broken = self._broken or why
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


def _first_of(heard: bytearray) -> bytes:
    """Return the first whole reply, its lines with their ends; nothing while its last line is still to come."""
    end = 0
    while (found := heard.find(b"\n", end)) >= 0:
        last = heard[end + 3 : end + 4] != b"-"
        end = found + 1
        if last:
            return bytes(heard[:end])
    return b""


def as_data(message: bytes) -> bytes:
    """Return a letter as it travels: a line that begins with a dot gets another one (RFC 5321 section 4.5.2).

    Raises ValueError when a line does not end in CR LF: it could end the letter in its midst (section 2.3.8).
    """
    # As it ought to be: each CR with a LF after it, and no other LF. Cheaper than to look for either that stands alone.
    if message.replace(b"\n", b"").replace(b"\r", b"\r\n") != message:
        raise ValueError("a line of the letter does not end as lines of mail do")
    lines = message if message.endswith(b"\r\n") else message + b"\r\n"
    dotted = DOT.sub(b"\r\n..", lines)  # half the time of `replace`
    return (b"." if lines.startswith(b".") else b"") + dotted + b".\r\n"
