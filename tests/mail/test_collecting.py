"""Mail is fetched from a real mailbox: stored first, marked second, whatever breaks in between."""

import asyncio
import logging
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from directory.errors import Refused
from directory.mail.returns import intake
from directory.mail.returns.collecting import Collected, collect, keep_collecting, peek
from directory.settings import Settings
from directory.tables.mail import DeliveryFact, IncomingMessage
from tests.conftest import MovableClock
from tests.mail.certificates import server_as
from tests.mail.imap_server import PASSWORD, USER, Mailbox, serving
from tests.mail.returns import reply, report


def pointed(
    settings: Settings, box: Mailbox, *, scheme: str = "imap", password: str = PASSWORD, folder: str = ""
) -> Settings:
    url = f"{scheme}://{quote(USER, safe='')}:{quote(password)}@127.0.0.1:{box.port}/{folder}"
    return replace(settings, imap_url=url)


def three() -> Mailbox:
    texts = ("Alt stemmer.", "Stopp.", "Telefonen er feil.")
    return Mailbox({at + 4: reply(text) for at, text in enumerate(texts)})


async def test_everything_unread_is_stored_as_it_came_and_then_marked(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    box = three()
    box.seen.add(4)
    with serving(box):
        assert await collect(pointed(settings, box), clock) == Collected(stored=2)
        assert await collect(pointed(settings, box), clock) == Collected()
    rows = await IncomingMessage.select(IncomingMessage.content).order_by(IncomingMessage.id)
    assert [bytes(row["content"]) for row in rows] == [box.mails[5], box.mails[6]]
    assert box.seen == {4, 5, 6}


async def test_a_mail_nobody_can_read_is_stored_and_marked(db: None, settings: Settings, clock: MovableClock) -> None:
    box = Mailbox({1: b"\x00\xff" * 500, 2: b"", 3: report("5.1.1", "550 no such user")})
    with serving(box):
        assert (await collect(pointed(settings, box), clock)).stored == 3
    assert box.seen == {1, 2, 3}
    kinds = await IncomingMessage.select(IncomingMessage.kind).order_by(IncomingMessage.id)
    assert [row["kind"] for row in kinds] == ["unknown", "unknown", "hard"]


async def test_one_mail_the_server_cannot_give_does_not_stop_the_others(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    box = three()
    box.refuses.add(5)
    with serving(box):
        assert await collect(pointed(settings, box), clock) == Collected(stored=2, left=1)
    assert box.seen == {4, 6}


async def test_a_connection_lost_in_the_middle_keeps_what_was_stored_and_says_so(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    box = three()
    box.drops_after = 1
    with serving(box):
        with pytest.raises(Refused, match=r"DIRECTORY_IMAP_URL: the connection was lost .*; 1 stored"):
            await collect(pointed(settings, box), clock)
        assert box.seen == {4}
        box.drops_after = None
        assert (await collect(pointed(settings, box), clock)).stored == 2
    assert await IncomingMessage.count() == 3


async def test_nothing_is_marked_when_it_could_not_be_stored(db: None, settings: Settings, clock: MovableClock) -> None:
    box = three()
    await IncomingMessage.raw("ALTER TABLE incoming_message RENAME TO away")
    try:
        with serving(box), pytest.raises(Exception, match="incoming_message"):
            await collect(pointed(settings, box), clock)
    finally:
        await IncomingMessage.raw("ALTER TABLE away RENAME TO incoming_message")
    assert box.seen == set()


async def test_two_that_fetch_at_once_store_and_read_each_mail_once(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    box = Mailbox({uid: report("5.1.1", f"550 no such user {uid}") for uid in range(1, 9)})
    with serving(box):
        await asyncio.gather(*(collect(pointed(settings, box), clock) for _ in range(2)))
    assert box.seen == set(box.mails)
    assert await IncomingMessage.count() == 8
    assert await DeliveryFact.count() == 8


async def test_the_same_mail_taken_at_once_is_read_once(db: None, clock: MovableClock) -> None:
    raw = report("5.1.1", "550 no such user")
    found = await asyncio.gather(*(intake.take(raw, clock()) for _ in range(4)))
    assert await DeliveryFact.count() == 1
    assert found[0]["class"] == "hard"


async def test_a_huge_mail_is_kept_up_to_its_limit(db: None, settings: Settings, clock: MovableClock) -> None:
    box = Mailbox({1: reply("Alt stemmer.") + b"x" * (intake.MOST_BYTES + 5)})
    with serving(box):
        assert (await collect(pointed(settings, box), clock)).stored == 1
    row = await IncomingMessage.select(IncomingMessage.size, IncomingMessage.text).first()
    assert row is not None
    assert row["size"] == intake.MOST_BYTES
    assert len(row["text"]) < 1000


@pytest.mark.parametrize(
    ("password", "folder", "words"),
    [("feil", "", "does not let retur@korus.example in"), (PASSWORD, "Borte", "there is no folder Borte")],
)
async def test_what_is_wrong_with_the_mailbox_is_told_without_the_password(
    settings: Settings, clock: MovableClock, password: str, folder: str, words: str
) -> None:
    box = three()
    with serving(box), pytest.raises(Refused, match=rf"DIRECTORY_IMAP_URL: .*{words}") as problem:
        await collect(pointed(settings, box, password=password, folder=folder), clock)
    assert password not in str(problem.value)


async def test_the_doctor_looks_without_touching(settings: Settings) -> None:
    box = three()
    with serving(box):
        assert await peek(pointed(settings, box)) == 3
        with pytest.raises(Refused, match="DIRECTORY_IMAP_URL"):
            await peek(pointed(settings, box, password="feil"))
    assert (box.seen, box.fetched) == (set(), [])


async def test_nobody_at_home_and_no_mailbox_set_are_one_clear_line(settings: Settings, clock: MovableClock) -> None:
    box = three()
    with serving(box):
        pass
    with pytest.raises(Refused, match=r"DIRECTORY_IMAP_URL: .* does not answer"):
        await collect(pointed(settings, box), clock)
    with pytest.raises(Refused, match="DIRECTORY_IMAP_URL is missing"):
        await collect(settings, clock)


async def test_with_tls_the_certificate_is_checked(
    db: None, settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    trusted, file = server_as("127.0.0.1", tmp_path)
    box = three()
    with serving(box, trusted):
        with pytest.raises(
            Refused, match=r"DIRECTORY_IMAP_URL: the certificate of 127\.0\.0\.1:\d+ is not to be trusted"
        ):
            await collect(pointed(settings, box, scheme="imaps"), clock)
        assert box.fetched == []
        ours = replace(pointed(settings, box, scheme="imaps"), smtp_ca_file=str(file))
        assert (await collect(ours, clock)).stored == 3


async def test_the_scheduler_stops_between_two_mails_when_told(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    box, stop = three(), asyncio.Event()
    box.before_fetch = threading.Event()
    with serving(box):
        fetching = asyncio.create_task(keep_collecting(pointed(settings, box), clock, stop))
        assert await asyncio.to_thread(box.asked.wait, 10)
        stop.set()
        box.before_fetch.set()
        await asyncio.wait_for(fetching, 10)
    assert box.seen == {4}


async def test_the_scheduler_waits_longer_when_the_mailbox_fails_and_logs_no_password(
    settings: Settings, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    box, stop, logged = three(), asyncio.Event(), asyncio.Event()
    with serving(box):
        pass
    listener = logging.Handler()
    listener.emit = lambda _record: logged.set()  # type: ignore[method-assign]
    logger = logging.getLogger("directory.mail.returns.collecting")
    logger.addHandler(listener)
    try:
        failing = asyncio.create_task(keep_collecting(pointed(settings, box), clock, stop))
        await asyncio.wait_for(logged.wait(), 10)
        stop.set()
        await asyncio.wait_for(failing, 10)
    finally:
        logger.removeHandler(listener)
    assert "next try in 240 seconds" in caplog.text
    assert PASSWORD not in caplog.text
