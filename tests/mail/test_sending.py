"""Letters over a real SMTP line: the happy way, and each way it can fail."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from directory.mail import journal, sweeps, worker
from directory.mail.addresses import FOREIGN_LETTERS
from directory.mail.claims import Outcome, Report, Terms, cross, settle, take
from directory.settings import Settings
from directory.tables.mail import Attempt, Letter, SendingGate
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain, has_state, one, sign_in_letter, states, until
from tests.mail.smtp_server import Server, always


async def test_a_letter_that_is_due_is_handed_over_once(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    letter = await sign_in_letter()
    await drain(sending, clock)
    await drain(sending, clock)
    assert mail_server.to() == ["anne@korus.example"]
    found = await one(letter)
    assert (found["state"], found["last_code"], found["attempts"]) == ("accepted", 250, 1)
    assert mail_server.taken[0]["id"] == found["message_id"]
    assert [row["outcome"] for row in await Attempt.select(Attempt.outcome)] == ["accepted"]


async def test_a_letter_of_tomorrow_waits(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await sign_in_letter(due_at=NOW + timedelta(hours=1), expires_at=NOW + timedelta(days=1))
    await drain(sending, clock)
    assert mail_server.taken == []
    clock.forward(hours=1)
    await drain(sending, clock)
    assert len(mail_server.taken) == 1


async def test_two_workers_at_once_send_nothing_twice(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    for number in range(30):
        await sign_in_letter(f"p{number}@korus.example")
    await asyncio.gather(drain(sending, clock), drain(sending, clock))
    assert sorted(mail_server.to()) == sorted(f"p{number}@korus.example" for number in range(30))
    assert await states() == {"accepted": 30}


@pytest.mark.parametrize(
    ("answer", "state", "why"),
    [
        ("550 5.1.1 no such user", "refused", "address"),
        ("550 no such user", "refused", "address"),
        ("550 5.7.1 not from you", "refused", "policy"),
        ("451 4.7.1 try again", "deferred", ""),
        ("452 4.2.2 mailbox full", "deferred", ""),
        ("552 mailbox full", "deferred", ""),
    ],
)
async def test_what_the_server_says_of_the_recipient_decides(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, answer: str, state: str, why: str
) -> None:
    mail_server.script.rcpt = lambda address: answer if address.startswith("bad") else "250 OK"
    letter = await sign_in_letter("bad@korus.example")
    other = await sign_in_letter("good@korus.example")
    await drain(sending, clock)
    found = await one(letter)
    assert (found["state"], found["why"]) == (state, why)
    assert found["last_code"] == int(answer[:3])
    assert (await one(other))["state"] == "accepted"


@pytest.mark.parametrize(
    ("answer", "state", "why"),
    [
        ("552 5.3.4 too big", "refused", "content"),
        ("554 5.7.1 spam", "refused", "policy"),
        ("451 later", "deferred", ""),
        ("drop", "unknown", ""),
        ("take and drop", "unknown", ""),
    ],
)
async def test_what_happens_at_the_dot_decides(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, answer: str, state: str, why: str
) -> None:
    mail_server.script.data = always(answer)
    letter = await sign_in_letter()
    await drain(sending, clock)
    found = await one(letter)
    assert (found["state"], found["why"]) == (state, why)
    mail_server.script.data = always("250 OK")
    await drain(sending, clock)
    assert (await one(letter))["state"] == state  # nothing doubtful or refused is sent again by itself


async def test_a_deferred_letter_is_tried_again_later_and_later_and_at_last_runs_out(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    mail_server.script.rcpt = always("450 4.2.0 busy")
    letter = await sign_in_letter(expires_at=None)
    waits = []
    for _ in range(5):
        await drain(sending, clock)
        found = await one(letter)
        waits.append((found["due_at"] - clock()).total_seconds())
        clock.now = found["due_at"]
    assert waits == [1800, 3600, 7200, 10800, 10800]
    clock.now = NOW + timedelta(days=4)
    await sweeps.sweep(clock())
    assert (await one(letter))["state"] == "expired"


async def test_trouble_with_the_server_stops_everything_and_uses_up_nobodys_attempt(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    mail_server.script.mail = always("421 4.3.2 closing")
    letters = [await sign_in_letter(f"p{number}@korus.example") for number in range(5)]
    await drain(sending, clock)
    found = [await one(letter) for letter in letters]
    assert {(item["state"], item["attempts"]) for item in found} == {("ready", 0)}
    assert mail_server.sessions <= sending.send_concurrency
    assert await sweeps.is_closed()
    mail_server.script.mail = always("250 OK")
    await SendingGate.update({SendingGate.closed_until: NOW - timedelta(days=999)}, force=True)
    await drain(sending, clock)
    assert await states() == {"accepted": 5}
    assert (await SendingGate.select().where(SendingGate.name == "server"))[0]["tokens"] == 0


async def test_a_server_that_is_not_there_costs_nothing(
    db: None, sending: Settings, clock: MovableClock, unused_port: int
) -> None:
    letter = await sign_in_letter()
    await drain(replace(sending, smtp_url=f"smtp://127.0.0.1:{unused_port}?tls=none"), clock)
    found = await one(letter)
    assert (found["state"], found["attempts"]) == ("ready", 0)
    assert found["last_text"]


async def test_a_server_that_should_speak_tls_and_does_not_gets_no_letter(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    letter = await sign_in_letter()
    await drain(replace(sending, smtp_url=mail_server.url.replace("none", "starttls")), clock)
    assert mail_server.taken == []
    assert (await one(letter))["state"] == "ready"


async def test_only_addresses_on_the_list_get_letters_when_there_is_a_list(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    listed = replace(sending, sending="allowlist", sending_allow=("Anne@korus.example", "other.example"))
    for address in ("anne@korus.example", "per@other.example", "kari@korus.example", "x@sub.other.example"):
        await sign_in_letter(address)
    await drain(listed, clock)
    assert sorted(mail_server.to()) == ["anne@korus.example", "per@other.example"]
    skipped = await Letter.select(Letter.address).where((Letter.state == "skipped") & (Letter.why == "not_allowed"))
    assert {row["address"] for row in skipped} == {"kari@korus.example", "x@sub.other.example"}


async def test_nothing_at_all_is_sent_when_sending_is_off(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await sign_in_letter()
    await drain(replace(sending, sending="off"), clock)
    assert mail_server.taken == []
    assert await states() == {"ready": 1}


async def test_a_letter_that_cannot_be_written_says_so_and_the_others_go(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    broken = await sign_in_letter("a@korus.example", context={"minutes": 15})
    strange = await sign_in_letter("æøå@korus.example")
    fine = await sign_in_letter("b@korus.example")
    await drain(sending, clock)
    for letter, why, text in (
        (broken, "content", "the letter could not be written"),
        (strange, "address", FOREIGN_LETTERS),
    ):
        found = await one(letter)
        assert (found["state"], found["why"]) == ("refused", why)
        assert found["last_text"].startswith(text)
    assert (await one(fine))["state"] == "accepted"


async def test_a_lease_that_ran_out_before_the_point_of_no_return_brings_the_letter_back(db: None) -> None:
    letter = await sign_in_letter()
    taken = await take(Terms(lease=900), NOW)
    assert taken is not None
    assert await take(Terms(lease=900), NOW) is None
    await _let_leases_end()
    await sweeps.sweep(NOW)
    assert (await one(letter))["state"] == "ready"
    assert await cross(taken, "", 900) == "lost"
    assert not await settle(taken.id, taken.lease_token, Outcome(state="accepted", stage="data"), "late", NOW)


async def test_a_lease_that_ran_out_after_it_leaves_the_letter_in_doubt_until_the_late_worker_reports(db: None) -> None:
    letter = await sign_in_letter()
    taken = await take(Terms(lease=900), NOW)
    assert taken is not None
    assert await cross(taken, "", 900) == ""
    await _let_leases_end()
    await sweeps.sweep(NOW)
    assert (await one(letter))["state"] == "unknown"
    assert await settle(taken.id, taken.lease_token, Outcome(state="accepted", stage="data"), "late", NOW)
    assert (await one(letter))["state"] == "accepted"


async def test_a_zombie_cannot_cross_when_its_lease_is_over(db: None) -> None:
    await sign_in_letter()
    taken = await take(Terms(lease=900), NOW)
    assert taken is not None
    await _let_leases_end()
    assert await cross(taken, "", 900) == "lost"


async def test_an_outcome_that_could_not_be_written_is_written_at_the_next_start(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    letter = await sign_in_letter()
    taken = await take(Terms(lease=900), NOW)
    assert taken is not None
    assert await cross(taken, "", 900) == ""
    outcome = Outcome(state="accepted", stage="data", code=250, text="queued")
    entry = Report(letter_id=letter, lease_token=taken.lease_token, outcome=outcome, worker="w", at=NOW)
    journal.append(sending.data_dir, entry)
    with (sending.data_dir / journal.NAME).open("ab") as file:
        file.write(b'{"letter_id": "cut sh')
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(sending, clock, stop, poll=0.02))
    await until(lambda: has_state(letter, "accepted"))
    stop.set()
    await running
    assert (sending.data_dir / journal.NAME).read_bytes() == b""
    assert mail_server.taken == []


async def test_told_to_stop_it_finishes_what_is_on_the_wire_and_takes_no_more(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    answer_now: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    mail_server.script.before_answer = always(answer_now)
    for number in range(3):
        await sign_in_letter(f"p{number}@korus.example")
    stop = asyncio.Event()
    alone = replace(sending, send_concurrency=1)
    running = asyncio.create_task(worker.run(alone, clock, stop, poll=0.02))
    await mail_server.arrived.wait()
    stop.set()
    answer_now.set_result(None)
    await running
    assert await states() == {"accepted": 1, "ready": 2}


async def test_what_the_server_has_not_answered_when_time_is_up_becomes_doubtful(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "DRAIN_SECONDS", 0.1)
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    mail_server.script.before_answer = always(never)
    letter = await sign_in_letter()
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(sending, clock, stop, poll=0.02))
    await mail_server.arrived.wait()
    stop.set()
    await running
    assert (await one(letter))["state"] == "unknown"
    never.cancel()


async def _let_leases_end() -> None:
    await Letter.raw("UPDATE letter SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'sending'")


async def test_the_database_going_away_while_the_server_answers_loses_nothing(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    async def cut_every_line() -> None:
        outside = await asyncpg.connect(sending.database_url)
        await outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND usename = current_user"
        )
        await outside.close()

    mail_server.script.before_answer = lambda _address: asyncio.ensure_future(cut_every_line())
    letter = await sign_in_letter()
    await drain(sending, clock)
    assert (await one(letter))["state"] == "accepted"
    assert len(mail_server.taken) == 1
