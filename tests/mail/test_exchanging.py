"""The outcome of one letter and the claim of the next are one commit; what goes over the line is a letter's lines."""

import asyncio
from dataclasses import replace

import pytest

from directory.mail import smtp, worker
from directory.mail.claims import Outcome, Report, Taken, Terms, cross, exchange_many, settle, take
from directory.settings import Settings
from directory.tables.mail import Attempt, Letter
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain, one, sign_in_letter, states
from tests.mail.smtp_server import Server

TERMS = Terms(lease=900)
ACCEPTED = Outcome(state="accepted", stage="data", code=250, text="2.0.0 queued")


def report(letter: Taken, outcome: Outcome = ACCEPTED) -> Report:
    return Report(letter_id=letter.id, lease_token=letter.lease_token, outcome=outcome, worker="w", at=NOW)


async def written_in() -> list[str]:
    """Return the transactions that wrote the letters' rows last."""
    return [row["xmin"] for row in await Letter.raw("SELECT xmin::text FROM letter ORDER BY address")]


async def past_the_point(address: str) -> Taken:
    await sign_in_letter(address)
    letter = await take(TERMS, NOW)
    assert letter is not None
    assert await cross(letter, "x" * 64, 900) == ""
    return letter


async def test_one_commit_writes_the_outcome_and_takes_the_next(db: None) -> None:
    first = await past_the_point("a@korus.example")
    await sign_in_letter("b@korus.example")
    (following,) = await exchange_many([report(first)], 1, TERMS, NOW)
    assert following.address == "b@korus.example"
    assert await states() == {"accepted": 1, "sending": 1}
    settled, taken = await written_in()
    assert settled == taken


async def test_an_outcome_is_written_when_there_is_nothing_to_take(db: None) -> None:
    first = await past_the_point("a@korus.example")
    assert await exchange_many([report(first)], 1, TERMS, NOW) == []
    assert await states() == {"accepted": 1}
    assert [row["outcome"] for row in await Attempt.select(Attempt.outcome)] == ["accepted"]


async def test_a_letter_that_goes_back_is_not_taken_again_in_the_same_commit(db: None) -> None:
    await sign_in_letter("a@korus.example")
    first = await take(TERMS, NOW)
    assert first is not None
    back = report(first, Outcome(state="ready", stage="cross", counts=False))
    assert await exchange_many([back], 1, TERMS, NOW) == []
    assert await states() == {"ready": 1}


async def test_who_comes_too_late_writes_nothing_and_still_gets_the_next(db: None) -> None:
    first = await past_the_point("a@korus.example")
    await settle(first.id, first.lease_token, replace(ACCEPTED, text="2.0.0 the first"), "w", NOW)
    await sign_in_letter("b@korus.example")
    (following,) = await exchange_many([report(first)], 1, TERMS, NOW)
    assert following.address == "b@korus.example"
    assert (await one(first.id))["last_text"] == "2.0.0 the first"
    assert await Attempt.count() == 1


async def test_a_rate_holds_no_letter_back_that_somebody_asked_for(db: None) -> None:
    first = await past_the_point("a@korus.example")
    await sign_in_letter("b@korus.example")
    await sign_in_letter("c@korus.example")
    taken = await exchange_many([report(first)], 2, Terms(lease=900, per_second=0.001), NOW)
    assert {letter.address for letter in taken} == {"b@korus.example", "c@korus.example"}


async def test_a_worker_told_to_stop_takes_no_letter_after_the_one_it_has(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    for number in range(6):
        await sign_in_letter(f"p{number}@korus.example")
    stop = asyncio.Event()

    def told_to_stop(_address: str) -> str:
        stop.set()
        return "250 2.0.0 queued"

    mail_server.script = replace(mail_server.script, data=told_to_stop)
    await worker.run(replace(sending, send_concurrency=1), clock, stop, poll=0.02)
    assert await states() == {"accepted": 1, "ready": 5}


@pytest.mark.parametrize("content", [b"a\nb\r\n", b"a\rb\r\n", b"a\r\n.\n\r\n"])
async def test_a_line_that_ends_otherwise_than_lines_of_mail_is_not_given_to_the_server(
    content: bytes, mail_server: Server
) -> None:
    connection = await smtp.connect(smtp.read_server(mail_server.url), "desk.example")
    await smtp.offer(connection, "from@korus.example", "to@korus.example")
    with pytest.raises(smtp.NotTaken):
        await smtp.hand_over(connection, content, 5)
    await smtp.leave(connection)
    assert mail_server.taken == []


@pytest.mark.parametrize("content", [b".\r\n..\r\nb\r\n.c\r\n", b"no end", b"", b"\r\n.\r\n"])
async def test_lines_that_begin_with_a_dot_arrive_as_they_were(content: bytes, mail_server: Server) -> None:
    connection = await smtp.connect(smtp.read_server(mail_server.url), "desk.example")
    await smtp.offer(connection, "from@korus.example", "to@korus.example")
    await smtp.hand_over(connection, content, 5)
    await smtp.leave(connection)
    (letter,) = mail_server.taken
    assert letter["raw"].encode().rstrip(b"\r\n") == content.rstrip(b"\r\n")


async def test_every_letter_goes_once_when_desks_take_the_next_as_they_write_the_last(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    for number in range(25):
        await sign_in_letter(f"p{number}@korus.example")
    await drain(replace(sending, send_concurrency=4), clock)
    assert sorted(mail_server.to()) == sorted(f"p{number}@korus.example" for number in range(25))
    assert await states() == {"accepted": 25}
