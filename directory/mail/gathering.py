"""Many small requests as few large statements: who asks while one runs waits, and goes with the next.

The first one waits a moment for company: a statement and its commit then serve as many letters as there are desks,
and these keep step with each other. One whose mail server is slow keeps the others waiting no longer than that.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from directory.database import AWAY

PATIENCE = 0.003  # seconds; nothing beside what a mail server takes for a letter

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Part = list[tuple[Asked, asyncio.Future[Answer]]]


@dataclass(slots=True)
class Gathering(Generic[Asked, Answer]):
    """Answers requests together, `wanted` at a time if so many come.

    `together` returns one answer for each, or raises for them all. When it raises, each is asked alone, so that one
    bad request spoils nobody else's; not when the database is away.
    """

    together: Callable[[list[Asked]], Awaitable[list[Answer]]]
    wanted: int = 1
    _waiting: Part[Asked, Answer] = field(default_factory=list)
    _enough: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    async def ask(self, request: Asked) -> Answer:
        """Return the answer; raises what `together` raised."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        if len(self._waiting) >= self.wanted:
            self._enough.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._go())
        return await future

    async def _go(self) -> None:
        while self._waiting:
            await self._company()
            part, self._waiting = self._waiting, []
            try:
                await self._answer(part)
            except Exception as problem:  # noqa: BLE001  # whatever it was, those who asked deal with it
                if len(part) > 1 and not isinstance(problem, AWAY):
                    await self._answer_each(part)
                else:
                    _fail(part, problem)

    async def _company(self) -> None:
        if len(self._waiting) < self.wanted:
            self._enough.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), timeout=PATIENCE)

    async def _answer(self, part: Part[Asked, Answer]) -> None:
        # A task of its own: a lost database connection poisons the task that had it.
        answers = await asyncio.create_task(self._ask_together([request for request, _ in part]))
        for (_, future), answer in zip(part, answers, strict=True):
            if not future.done():
                future.set_result(answer)

    async def _answer_each(self, part: Part[Asked, Answer]) -> None:
        for one in part:
            try:
                await self._answer([one])
            except Exception as problem:  # noqa: BLE001  # as above, but the others' letters go on
                _fail([one], problem)

    async def _ask_together(self, requests: list[Asked]) -> list[Answer]:
        return await self.together(requests)


def _fail(part: Part[Asked, Answer], problem: Exception) -> None:
    for _, future in part:
        if not future.done():
            future.set_exception(problem)
