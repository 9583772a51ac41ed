"""Pages that are followed while they are open: events pushed to the browser (HTML Living Standard, 9.2).

What is shown is read once for everybody who looks, and a stream that is open never holds the end of the process up.
"""

import asyncio
import contextlib
import signal
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from directory.clock import stopwatch
from directory.database import AWAY

TICK = 2.0  # seconds between two looks
HEARTBEAT = 15.0  # so that proxies keep a silent stream open
LONGEST = 300.0  # then the browser asks anew, through every guard
CHECKED = 20.0  # seconds until it is asked again whether the visitor may still look
MOST, MOST_EACH = 200, 6  # streams of one process, and of one person
DONE = "data-live-done"


@dataclass(slots=True)
class Live:
    """Who looks at what in this process; `stopping` ends every stream."""

    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    viewers: Counter[int] = field(default_factory=Counter)
    reads: dict[object, tuple[float, asyncio.Task[Any]]] = field(default_factory=dict)

    def has_room_for(self, person: int) -> bool:
        """Return whether one more stream of a person may be opened."""
        return self.viewers[person] < MOST_EACH and self.viewers.total() < MOST and not self.stopping.is_set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """One open page: `show` makes what it shows, `may_look` says whether it still may."""

    person: int
    show: Callable[[], Awaitable[str]]
    may_look: Callable[[], Awaitable[bool]]
    tick: float = TICK


async def shared(live: Live, key: object, read: Callable[[], Coroutine[Any, Any, Any]], tick: float = TICK) -> Any:  # noqa: ANN401
    """Return what `read` returns, read at most once a tick however many ask for the same `key`."""
    began, task = live.reads.get(key, (0.0, None))
    if task is None or stopwatch() - began >= tick:
        # In a task of its own: a lost connection poisons the task that had it, and a visitor may leave meanwhile.
        task = asyncio.create_task(read())
        live.reads[key] = (stopwatch(), task)
    return await asyncio.shield(task)


async def events(live: Live, viewer: Viewer) -> AsyncIterator[str]:
    """Yield what a viewer sees whenever it has changed, until it is done, the time is over or the process ends."""
    live.viewers[viewer.person] += 1
    try:
        yield "retry: 3000\n\n"
        async for event in _while_it_lasts(live, viewer):
            yield event
    finally:
        live.viewers -= Counter({viewer.person: 1})
        if not live.viewers:
            live.reads.clear()


async def _while_it_lasts(live: Live, viewer: Viewer) -> AsyncIterator[str]:
    began = spoke = checked = stopwatch()
    before = ""
    while stopwatch() - began < LONGEST and not live.stopping.is_set():
        try:
            if stopwatch() - checked >= CHECKED:
                checked = stopwatch()
                if not await viewer.may_look():
                    return
            seen = await viewer.show()
        except AWAY:
            return  # the browser asks again by itself
        if seen != before or stopwatch() - spoke >= HEARTBEAT:
            yield as_event(seen) if seen != before else ": still here\n\n"
            before, spoke = seen, stopwatch()
        if DONE in seen:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(live.stopping.wait(), viewer.tick)


def as_event(text: str) -> str:
    """Return a text as one event; each of its lines is a line of data."""
    return "".join(f"data: {line}\n" for line in text.splitlines()) + "\n"


@asynccontextmanager
async def ended_by_signals(live: Live) -> AsyncIterator[None]:
    """End every stream when the process is told to stop: the server waits for open answers before it tells us.

    What was set to happen on the signal happens too. Only the main thread can listen.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(live.stopping.set)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    followed = [number for number, handler in before.items() if callable(handler)]
    for number in followed:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in followed:
            if signal.getsignal(number) is stop:
                signal.signal(number, before[number])
