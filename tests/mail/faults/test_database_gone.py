"""The database goes away at each of the three commits and comes back: a real one, stopped and started."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from directory import embedded, migrate
from directory.mail.journal import NAME
from directory.tables.mail import Lineage
from tests.mail.faults.case import Case
from tests.mail.faults.nursery import Worker
from tests.mail.faults.outside import looking_at
from tests.mail.letters_in_the_outbox import states, until


@dataclass
class Road:
    """The only way to the database; a test may close it, and open it again."""

    target: str
    port: int = 0
    is_open: bool = True
    lines: set[asyncio.StreamWriter] = field(default_factory=set)

    def close(self) -> None:
        """Cut every line, and every new one at once."""
        self.is_open = False
        self.cut()

    def cut(self) -> None:
        """Cut every line; new ones are let through."""
        for line in self.lines:
            line.transport.abort()
        self.lines.clear()

    def url(self, database_url: str) -> str:
        address = urlsplit(database_url)
        return f"postgresql://{address.username}@127.0.0.1:{self.port}{address.path}"


@asynccontextmanager
async def road(database_url: str) -> AsyncIterator[Road]:
    query = parse_qs(urlsplit(database_url).query)
    made = Road(f"{query['host'][0]}/.s.PGSQL.{query['port'][0]}")
    tasks: set[asyncio.Task[None]] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    async def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not made.is_open:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_unix_connection(made.target)
        made.lines |= {writer, far_writer}
        for pair in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(carry(*pair))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    listening = await asyncio.start_server(come, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.close()
        listening.close()
        left = list(tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await listening.wait_closed()


@pytest.mark.parametrize(("stage", "rest"), [("greeting", 3), ("mail", 3), ("rcpt", 3), ("dot", 3)])
async def test_gone_while_a_letter_is_on_its_way_and_back_every_letter_goes_once(
    case: Case, stage: str, rest: int
) -> None:
    """Before C2 the lease brings the letter back; before C3 the outcome is kept until the database is back."""
    await case.round()
    async with road(case.sending.database_url) as way:

        def cut(_address: str) -> str:
            way.close()
            case.server.script.clear()
            return {"greeting": "220 mx", "mail": "250 OK", "rcpt": "250 OK", "dot": "250 queued"}[stage]

        case.server.says(**{stage: cut})
        through = replace(case, sending=replace(case.sending, database_url=way.url(case.sending.database_url)))
        process = await through.worker()
        await until(lambda: is_cut(way))
        if stage == "dot":
            await until(lambda: is_kept(case.folder))
        way.is_open = True
        await until(lambda: all_but_one_are_sent(rest))
        await end(process)
    await case.another_takes_over()
    assert await case.hold() == {"accepted": rest}


async def test_gone_before_any_letter_is_claimed_and_back_they_go(case: Case) -> None:
    async with road(case.sending.database_url) as way:
        through = replace(case, sending=replace(case.sending, database_url=way.url(case.sending.database_url)))
        process = await through.worker()
        await until(is_at_work)
        way.close()
        await case.round()
        way.is_open = True
        await until(lambda: all_but_one_are_sent(4))
        await end(process)
    assert await case.hold() == {"accepted": 3}


async def test_a_real_server_stopped_at_the_dot_and_started_again(case: Case, tmp_path: Path) -> None:
    answer_now, folder = asyncio.Event(), tmp_path / "database"

    async def wait(_address: str) -> str:
        await answer_now.wait()
        return "250 queued"

    with embedded.running(folder, durable=False) as url:
        async with looking_at(url):
            await migrate.migrate()
            case.sending = replace(case.sending, database_url=url)
            await case.round()
            case.server.says(dot=wait)
            process = await case.worker()
            await case.server.reached["dot"].wait()
    answer_now.set()
    await until(lambda: is_kept(case.folder))
    with embedded.running(folder, durable=False) as url:
        async with looking_at(url):
            await until(lambda: all_but_one_are_sent(4))
            await end(process)
            assert await case.hold() == {"accepted": 3}


async def is_at_work() -> bool:
    return await Lineage.exists()


async def is_cut(way: Road) -> bool:
    return not way.is_open


async def is_kept(folder: Path) -> bool:
    return (folder / NAME).exists() and (folder / NAME).stat().st_size > 0


async def all_but_one_are_sent(number: int) -> bool:
    return (await states()).get("accepted", 0) >= number - 1


async def end(process: Worker) -> None:
    process.signal(15)
    assert await process.gone() == 0


async def test_gone_at_the_dot_and_the_worker_killed_then_the_journal_knows(case: Case) -> None:
    await case.round(1)
    async with road(case.sending.database_url) as way:

        def cut(_address: str) -> str:
            way.close()
            return "250 queued"

        case.server.says(dot=cut)
        through = replace(case, sending=replace(case.sending, database_url=way.url(case.sending.database_url)))
        process = await through.worker()
        await until(lambda: is_kept(case.folder))
        process.kill()
        await process.gone()
    await case.another_takes_over()
    assert await case.hold() == {"accepted": 1}
    assert len(case.server.taken) == 1


async def test_every_line_to_the_database_cut_again_and_again_loses_nothing(case: Case) -> None:
    await case.round(12)
    async with road(case.sending.database_url) as way:
        turns = 0

        def cut(_address: str) -> str:
            nonlocal turns
            turns += 1
            if turns % 3 == 0:
                way.cut()
            return "250 OK"

        case.server.says(rcpt=cut, dot=cut)
        through = replace(case, sending=replace(case.sending, database_url=way.url(case.sending.database_url)))
        process = await through.worker()
        await until(lambda: all_but_one_are_sent(5))
        await end(process)
    await case.another_takes_over()
    assert await case.hold() == {"accepted": 12}
