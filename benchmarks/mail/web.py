"""Does a slow mail server slow the web pages? The same requests with the mail at rest, and while every line hangs."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median

import asyncpg
import httpx

from benchmarks.mail.ground import Ground, child_settings, clear, directory_command, free_port, running, wait_for
from benchmarks.mail.ours import start_campaign, until
from directory.clock import read_clock, stopwatch
from directory.staff import actions
from directory.tables.centres import Centre

TIMES = 60
CONNECTIONS = 16
STAFF = "anne.eksempel@korus.example"
TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


async def figures(ground: Ground) -> list[dict[str, object]]:
    """Return the median milliseconds of a page, and of a form that writes a letter, idle and while mail is slow."""
    await clear(ground.url)
    centre = await Centre.select(Centre.id).first()
    if centre is None:
        raise RuntimeError("there is no centre")
    await actions.add(STAFF, "editor", centre["id"], "benchmark", read_clock("")())
    port = free_port()
    environment = child_settings(ground, limit_sign_in="100000", limit_requests="1000000")
    with running(directory_command("serve", "--port", str(port)), **environment):
        wait_for(port)
        idle = await _times(port)
        async with _slow_server() as mail:
            slow = {"smtp_url": f"smtp://127.0.0.1:{mail}?tls=none", "send_concurrency": str(CONNECTIONS)}
            await start_campaign(ground)
            with running(directory_command("worker"), **environment | slow):
                await _until_all_lines_hang(ground)
                busy = await _times(port)
    return [
        {"bench": f"web-while-smtp-slow-{name}", "ours": while_slow, "peer": idle_, "peer_name": "the same, mail idle",
         "ratio": round(idle_ / while_slow, 2), "unit": "ms"}
        for (name, idle_), (_, while_slow) in zip(idle.items(), busy.items(), strict=True)
    ]  # fmt: skip


async def _times(port: int) -> dict[str, float]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers={"host": "directory.example"}) as client:
        form = await client.get("/logg-inn")
        found = TOKEN.search(form.text)
        if found is None:
            raise RuntimeError("the sign-in page has no form")
        typed = {"_csrf_token": found[1], "email": STAFF}
        page = [await _took(client, client.build_request("GET", "/")) for _ in range(TIMES)]
        post = [await _took(client, client.build_request("POST", "/logg-inn", data=typed)) for _ in range(TIMES)]
    return {"get": round(median(page), 2), "post": round(median(post), 2)}


async def _took(client: httpx.AsyncClient, request: httpx.Request) -> float:
    began = stopwatch()
    answer = await client.send(request)
    taken = 1000 * (stopwatch() - began)
    answer.raise_for_status()
    return taken


@asynccontextmanager
async def _slow_server() -> AsyncIterator[int]:
    """Run a mail server that says one byte a second."""

    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for byte in b"220 slow.example ESMTP, take your time\r\n" * 100:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
        except (OSError, asyncio.CancelledError):  # the worker hung up, or the measuring is over
            return
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


async def _until_all_lines_hang(ground: Ground) -> None:
    database = await asyncpg.connect(ground.url)
    try:
        await until(database, "SELECT count(*) FROM letter WHERE state = 'sending'", more_than=CONNECTIONS - 1)
    finally:
        await database.close()
