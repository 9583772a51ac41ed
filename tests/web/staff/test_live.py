"""A round followed on an open page."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from directory.app import Service
from directory.settings import Settings
from directory.web.live import MOST_EACH, Live, Viewer, as_event, events, shared
from tests.browser.site import installed
from tests.campaigns.rounds import region, running
from tests.web.staff.conftest import SignIn


async def always() -> bool:
    return True


def showing(*pages: str) -> Viewer:
    """A viewer whose pages come one after the other; the last stays."""
    left = list(pages)

    async def show() -> str:
        return left.pop(0) if len(left) > 1 else left[0]

    return Viewer(person=1, show=show, may_look=always, tick=0.01)


async def all_of(stream: AsyncIterator[str]) -> list[str]:
    async with asyncio.timeout(10):
        return [event async for event in stream if event.startswith("data")]


async def test_only_what_changed_is_sent_and_a_finished_round_ends_it() -> None:
    live = Live()
    done = "<p>2</p>\n<span data-live-done></span>"
    assert await all_of(events(live, showing("<p>1</p>", "<p>1</p>", done))) == [as_event("<p>1</p>"), as_event(done)]
    assert not live.viewers.total()


async def test_a_stream_ends_when_the_process_is_told_to_stop() -> None:
    live = Live()
    reader = asyncio.create_task(all_of(events(live, showing("<p>1</p>"))))
    while not live.viewers:  # noqa: ASYNC110
        await asyncio.sleep(0)
    live.stopping.set()
    assert await reader == [as_event("<p>1</p>")]
    assert not live.has_room_for(1)


async def test_it_ends_for_who_may_not_look_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.web.live.CHECKED", 0.0)

    async def never() -> bool:
        return False

    viewer = Viewer(person=1, show=showing("<p>secret</p>").show, may_look=never, tick=0.01)
    assert await all_of(events(Live(), viewer)) == []


async def test_many_who_look_are_one_read() -> None:
    live, reads = Live(), 0

    async def read() -> int:
        nonlocal reads
        reads += 1
        await asyncio.sleep(0)
        return reads

    assert await asyncio.gather(*(shared(live, 7, read, tick=60) for _ in range(20))) == [1] * 20
    assert await shared(live, 7, read, tick=0) == 2


async def test_one_person_opens_only_so_many(sign_in: SignIn, app: Service, settings: Settings) -> None:
    campaign, organisations = await running(settings)
    anne = await sign_in(organisations[0].centre)
    path = f"/intern/runde/{campaign}/strom"
    head = await anne.browser.head(path)
    assert (head.status_code, head.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    app.ground.live.viewers[1] = MOST_EACH
    assert (await anne.get(path)).status_code == 429


async def test_another_centres_round_is_not_streamed(sign_in: SignIn, settings: Settings) -> None:
    campaign, _organisations = await running(settings)
    other, _theirs = await region(0, code="rvts")
    per = await sign_in(other)
    assert (await per.get(f"/intern/runde/{campaign}/strom")).status_code == 404


async def test_open_streams_do_not_hold_the_end_of_the_process_up(database_url: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as outlives, AsyncExitStack() as ends:
        site = await ends.enter_async_context(installed(database_url, tmp_path, "live_test"))
        client = await outlives.enter_async_context(httpx.AsyncClient(base_url=site.base_url, timeout=30))
        await site.run("seed", "--organisations", "2")
        await site.run("staff", "add", "anne@korus.example", "--role", "reader", "--centre", "demo")
        link = (await site.run("staff", "link", "anne@korus.example")).strip().rpartition(site.base_url)[2]
        await site.run("campaign", "create", "--centre", "demo", "--year", "2090", "--deadline", "2090-10-01")
        await site.run("campaign", "start", "1", "--now")
        token = re.findall(r'name="_csrf_token" value="([^"]+)"', (await client.get(link)).text)[0]
        await client.post(link, data={"_csrf_token": token})
        answer = await outlives.enter_async_context(client.stream("GET", "/intern/runde/1/strom"))
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in answer.headers
        lines = answer.aiter_lines()  # kept: without it the stream would be closed from this end
        assert "<progress" in await first(lines, "<progress")
        began = asyncio.get_running_loop().time()
        await ends.aclose()  # the server is told to stop while this page is still open
        assert asyncio.get_running_loop().time() - began < 6
        assert lines


async def first(lines: AsyncIterator[str], wanted: str) -> str:
    """Return the first line with some text; the line is there before the round has come any further."""
    async with asyncio.timeout(20):
        async for line in lines:
            if wanted in line:
                return line
    raise AssertionError("the stream ended")
