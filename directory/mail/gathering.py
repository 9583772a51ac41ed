"""Many small requests as few large statements: who asks while one runs waits, and goes with the next.

The first one waits a moment for company: a statement and its commit then serve as many letters as there are desks,
and these keep step with each other. One whose mail server is slow keeps the others waiting no longer than that.
A company asks one thing at a time: else it would part into halves that each wait for the other's answer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from directory.clock import stopwatch
from directory.database import AWAY

PATIENCE = 0.005  # seconds since somebody came; nothing beside what a mail server takes for a letter

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Part = list[tuple[Asked, asyncio.Future[Answer]]]


@dataclass(slots=True)
class Company:
    """Those who ask, so many of them: once each waits for some answer, nobody else can come.

    Who has the `turn` asks for those who wait for the same.
    """

    size: int
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: int = 0
    _came_at: float = 0.0
    _enough: asyncio.Future[None] | None = None

    def came(self) -> None:
        """Count somebody as waiting, until `left`."""
        self._waiting += 1
        self._came_at = stopwatch()
        if self._waiting >= self.size:
            self._go_on()

    def left(self) -> None:
        """Count somebody as waiting no more."""
        self._waiting -= 1

    async def complete(self) -> None:
        """Wait until everybody waits, or patience ends; whoever comes meanwhile wakes nobody but the last."""
        loop = asyncio.get_running_loop()
        while self._waiting < self.size and (rest := self._came_at + PATIENCE - stopwatch()) > 0:
            self._enough = loop.create_future()
            impatient = loop.call_later(rest, self._go_on)
            try:
                await self._enough
            finally:
                impatient.cancel()
                self._enough = None

    def _go_on(self) -> None:
        if self._enough is not None and not self._enough.done():
            self._enough.set_result(None)


@dataclass(slots=True)
class Gathering(Generic[Asked, Answer]):
    """Answers the requests of a company together.

    `together` returns one answer for each, or raises for them all. When it raises, each is asked alone, so that one
    bad request spoils nobody else's; not when the database is away.
    """

    together: Callable[[list[Asked]], Awaitable[list[Answer]]]
    company: Company = field(default_factory=lambda: Company(1))
    _waiting: Part[Asked, Answer] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    async def ask(self, request: Asked) -> Answer:
        """Return the answer; raises what `together` raised."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._go())
        self.company.came()
        try:
            return await future
        finally:
            self.company.left()

    def give_up(self) -> None:
        """Wait for no answer any more; who still waits for one is to be cancelled too."""
        if self._task is not None:
            self._task.cancel()

    async def _go(self) -> None:
        while self._waiting:
            async with self.company.turn:
                await self.company.complete()
                part, self._waiting = self._waiting, []
                await self._answer_all(part)

    async def _answer_all(self, part: Part[Asked, Answer]) -> None:
        try:
            await self._answer(part)
        except Exception as problem:  # noqa: BLE001  # whatever it was, those who asked deal with it
            if len(part) > 1 and not isinstance(problem, AWAY):
                await self._answer_each(part)
            else:
                _fail(part, problem)

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
