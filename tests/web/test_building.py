"""Files that take long to make."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
import xlsxwriter
from litestar import get
from litestar.connection import Request
from litestar.response import Response

from directory.app import Service, create_app
from directory.clock import Clock
from directory.settings import Settings
from directory.web.building import built

Browser = Callable[[Service], httpx.AsyncClient]


def routed(settings: Settings, clock: Clock, build: Callable[[], bytes]) -> Service:
    """The service with a page more, which is a file that `build` makes."""

    @get("/try/built")
    async def file(request: Request[Any, Any, Any]) -> Response[bytes]:
        return Response(await built(request, build))

    return create_app(replace(settings, limit_requests=0), clock, [file])


async def test_others_are_answered_while_a_file_is_built(
    db: None, settings: Settings, clock: Clock, browser: Browser
) -> None:
    begun, answered = threading.Event(), threading.Event()

    def build() -> bytes:
        begun.set()
        return b"beside" if answered.wait(5) else b"alone"

    async with browser(routed(settings, clock, build)) as client:
        slow = asyncio.create_task(client.get("/try/built"))
        await asyncio.to_thread(begun.wait, 5)
        assert (await client.get("/healthz")).status_code == 200
        answered.set()
        assert (await slow).content == b"beside"


async def test_files_are_built_one_at_a_time(db: None, settings: Settings, clock: Clock, browser: Browser) -> None:
    meeting = threading.Barrier(2)

    def build() -> bytes:
        try:
            meeting.wait(0.3)
        except threading.BrokenBarrierError:
            return b"alone"
        return b"met"

    async with browser(routed(settings, clock, build)) as client:
        answers = await asyncio.gather(client.get("/try/built"), client.get("/try/built"))
        assert [answer.content for answer in answers] == [b"alone", b"alone"]


async def test_the_workbook_is_made_beside_the_answers_to_others(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[threading.Thread] = []
    real = xlsxwriter.Workbook

    def watched(*given: Any, **named: Any) -> Any:
        seen.append(threading.current_thread())
        return real(*given, **named)

    monkeypatch.setattr(xlsxwriter, "Workbook", watched)
    assert (await client.get("/eksport.xlsx")).status_code == 200
    assert len(seen) == 1
    assert threading.main_thread() not in seen


async def test_an_address_gets_ten_workbooks_a_minute(client: httpx.AsyncClient) -> None:
    statuses = [(await client.get("/eksport.xlsx")).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert (await client.get("/eksport.json")).status_code == 200
