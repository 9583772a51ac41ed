"""Commands and replies on a line to a mail server, also when the server has lost its way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from directory.mail.conversation import LONGEST_REPLY, Broken, Conversation, Reply, as_data

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
SOON = 5.0


@asynccontextmanager
async def line_to(talk: Talk) -> AsyncIterator[Conversation]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, "127.0.0.1", port)
    line = Conversation(transport)
    try:
        yield line
    finally:
        line.close()
        server.close()


async def test_several_commands_are_said_at_once_and_each_has_its_own_reply() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert [await reader.readline(), await reader.readline()] == [b"MAIL\r\n", b"RCPT\r\n"]
        writer.write(b"250 first\r\n550 second\r\n")
        await reader.readline()
        writer.write(b"250 third\r\n")
        await reader.read()

    async with line_to(talk) as line:
        line.say(b"MAIL\r\nRCPT\r\n", replies=2)
        assert [await line.reply(SOON), await line.reply(SOON)] == [Reply(250, "first"), Reply(550, "second")]
        line.say(b"RSET\r\n")
        assert await line.reply(SOON) == Reply(250, "third")


async def test_a_reply_of_several_lines_is_one_however_it_arrives() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        for byte in b"452-4.3.1 full\r\n452-\r\n452 \xe6 try later\r\n":
            writer.write(bytes([byte]))
            await writer.drain()
        await reader.read()

    async with line_to(talk) as line:
        line.say(b"DATA\r\n")
        assert await line.reply(SOON) == Reply(452, "4.3.1 full\n\n\udce6 try later")


async def test_a_line_on_which_the_server_said_something_unasked_is_not_used_any_more() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"250 yes\r\n250 yes\r\n")
        assert await reader.read() == b""

    async with line_to(talk) as line:
        line.say(b"RCPT\r\n")
        assert await line.reply(SOON) == Reply(250, "yes")
        with pytest.raises(Broken, match="unasked: 250 yes"):
            line.say(b"DATA\r\n")


async def test_an_answer_that_was_given_before_the_line_was_cut_counts() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"250 taken\r\n")

    async with line_to(talk) as line:
        line.say(b"the letter\r\n.\r\n", replies=2)
        assert await line.reply(SOON) == Reply(250, "taken")
        with pytest.raises(Broken, match="cut"):
            await line.reply(SOON)
        with pytest.raises(Broken, match="cut"):
            line.say(b"QUIT\r\n")


@pytest.mark.parametrize(
    "said", [b"hello\r\n", b"\r\n", b"25\r\n", b"250-yes\r\nno\r\n", b"\xff\xfe\n", b"0" * (LONGEST_REPLY + 1)]
)
async def test_what_is_no_reply_breaks_the_line(said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(said)
        await reader.read()

    async with line_to(talk) as line:
        line.say(b"MAIL\r\n")
        with pytest.raises(Broken):
            await line.reply(SOON)


async def test_a_server_that_does_not_answer_in_time_is_not_listened_to_afterwards() -> None:
    async def talk(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with line_to(talk) as line:
        line.say(b"MAIL\r\n")
        with pytest.raises(Broken, match="in time"):
            await line.reply(0.01)
        with pytest.raises(Broken, match="in time"):
            line.say(b"MAIL\r\n")


async def test_an_answer_nobody_waits_for_any_more_is_not_taken_for_the_next_ones() -> None:
    begun = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        begun.set()
        await reader.read()
        writer.close()

    async with line_to(talk) as line:
        line.say(b"MAIL\r\n")
        waiting = asyncio.create_task(line.reply(SOON))
        await begun.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        with pytest.raises(Broken, match="nobody waits"):
            line.say(b"RSET\r\n")


@pytest.mark.parametrize(
    "body", [b"a\rb\nc\r\n", b"a\nb\r\n", b"a\rb\r\n", b"a\n\rb\r\n", b"a\r\n\n.\r\r\n", b"\n", b"\r"]
)
def test_a_letter_with_a_lone_carriage_return_or_line_feed_is_never_handed_over(body: bytes) -> None:
    """Some servers take either for the end of a line, and what follows for a letter of its own (SMTP smuggling)."""
    with pytest.raises(ValueError, match="does not end"):
        as_data(body)


def test_a_letter_travels_with_its_dots_doubled_and_ends_with_one() -> None:
    assert as_data(b".\r\na\r\n.b\r\n..\r\n") == b"..\r\na\r\n..b\r\n...\r\n.\r\n"
    assert as_data(b"no end") == b"no end\r\n.\r\n"
    assert as_data(b"") == b"\r\n.\r\n"
