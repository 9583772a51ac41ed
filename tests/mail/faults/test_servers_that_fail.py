"""What a mail server can do to us at each stage, and what becomes of the letter; the others go on."""

from dataclasses import replace

import pytest

from directory.mail import claims, smtp
from directory.settings import Settings
from directory.tables.campaigns import Campaign
from directory.tables.mail import Letter, SendingGate
from tests.conftest import NOW
from tests.mail.faults.case import Case
from tests.mail.faults.scripted import Line

TROUBLED = "lag0@lag.example"
ONE_BY_ONE = "250-mx.example\r\n250 8BITMIME"
TOGETHER = "250-mx.example\r\n250-PIPELINING\r\n250 8BITMIME"  # RFC 2920


def only_for_one(answer: str, otherwise: str) -> Line:
    return lambda address: answer if address == TROUBLED else otherwise


async def of_the_troubled() -> dict[str, object]:
    found = await Letter.select().where(Letter.address == TROUBLED).first()
    assert found is not None
    return found


@pytest.mark.parametrize("greeted", [ONE_BY_ONE, TOGETHER], ids=["one by one", "together"])
@pytest.mark.parametrize(
    ("stage", "answer", "state", "why"),
    [
        ("rcpt", "drop", "deferred", ""),
        ("rcpt", "450 4.2.1 busy", "deferred", ""),
        ("rcpt", "451 4.7.1 greylisted", "deferred", ""),
        ("rcpt", "452 4.2.2 full", "deferred", ""),
        ("rcpt", "550 5.1.1 no such user", "refused", "address"),
        ("rcpt", "550 5.7.1 not wanted", "refused", "policy"),
        ("data", "drop", "unknown", ""),
        ("data", "451 4.3.0 not now", "deferred", ""),
        ("data", "554 5.7.1 no", "refused", "policy"),
        ("body", "drop", "unknown", ""),
        ("dot", "drop", "unknown", ""),
        ("dot", "take and drop", "unknown", ""),
        ("dot", "450 4.2.0 busy", "deferred", ""),
        ("dot", "451 4.3.0 later", "deferred", ""),
        ("dot", "452 4.3.1 full", "deferred", ""),
        ("dot", "550 5.7.1 looks like spam", "refused", "policy"),
        ("dot", "552 5.3.4 too big then silence", "refused", "content"),
        ("dot", "552 5.3.4 too big then drop", "refused", "content"),
        ("dot", "250 2.0.0 queued then drop", "accepted", ""),
    ],
)
async def test_trouble_with_one_letter_leaves_it_in_a_named_state_and_the_others_go(
    case: Case, stage: str, answer: str, state: str, why: str, greeted: str
) -> None:
    await case.round()
    case.server.says(ehlo=greeted)
    usual = {"rcpt": "250 OK", "data": "354 go on", "body": "", "dot": "250 queued"}[stage]
    case.server.says(**{stage: only_for_one(answer, usual)})
    await case.drain()
    found = await of_the_troubled()
    assert (found["state"], found["why"]) == (state, why)
    states = await case.hold()
    assert states == ({"accepted": 3} if state == "accepted" else {"accepted": 2, state: 1})
    case.server.script.clear()
    await case.drain()
    assert await case.hold() == states  # nothing doubtful or refused goes again by itself
    assert bool(found["last_text"])


async def test_a_line_that_was_cut_before_data_was_said_leaves_no_doubt(case: Case) -> None:
    await case.round(1)
    case.server.says(rcpt="250 OK then drop")
    await case.drain()
    assert await case.hold() == {"deferred": 1}
    await gates_open()
    case.server.script.clear()
    await case.drain()
    assert await case.hold() == {"accepted": 1}


@pytest.mark.parametrize("greeted", [ONE_BY_ONE, TOGETHER], ids=["one by one", "together"])
@pytest.mark.parametrize("stage", ["mail", "rcpt"])
async def test_a_yes_that_was_said_twice_is_not_taken_for_the_yes_to_the_letter(
    case: Case, stage: str, greeted: str
) -> None:
    await case.round(1)
    case.server.says(ehlo=greeted, **{stage: "250 2.1.5 OK\r\n250 2.1.5 OK"})
    await case.drain()
    assert await case.hold() in ({"ready": 1}, {"deferred": 1})  # by whether anything had been said of the letter
    assert case.server.to() == []
    await gates_open()
    case.server.script.clear()
    await case.drain()
    assert await case.hold() == {"accepted": 1}


@pytest.mark.parametrize("stage", ["greeting", "mail", "data", "dot"])
@pytest.mark.parametrize("then", ["", " then silence"])
async def test_421_stops_everything_for_a_while_and_uses_up_no_attempt(case: Case, stage: str, then: str) -> None:
    await case.round()
    case.server.says(**{stage: f"421 4.3.2 closing{then}"})
    await case.drain()
    assert case.server.sessions == 1
    assert {row["attempts"] for row in await Letter.select(Letter.attempts)} == {0}
    await case.hold()
    await gates_open()
    case.server.script.clear()
    await case.drain()
    await case.drain()
    assert await case.hold() == {"accepted": 3}


@pytest.mark.parametrize(
    ("stage", "answer"),
    [("mail", "550 5.7.1 not you"), ("greeting", "554 5.7.1 your address is on a list"), ("mail", "535 5.7.8 sign in")],
)
async def test_a_server_that_does_not_want_us_pauses_the_round_which_a_person_lets_go_on(
    case: Case, stage: str, answer: str
) -> None:
    campaign, _organisations = await case.round()
    case.server.says(**{stage: answer})
    await case.drain()
    row = await Campaign.select(Campaign.state, Campaign.paused_code).where(Campaign.id == campaign).first()
    assert row == {"state": "paused", "paused_code": "rejected"}
    assert await case.hold() == {"ready": 3}


async def test_454_at_the_start_is_the_servers_trouble_and_pauses_nothing(case: Case) -> None:
    campaign, _organisations = await case.round()
    case.server.says(mail="454 4.7.0 cannot check who you are")
    await case.drain()
    row = await Campaign.select(Campaign.state).where(Campaign.id == campaign).first()
    assert row == {"state": "running"}
    assert await case.hold() == {"ready": 3}


async def gates_open() -> None:
    await SendingGate.update({SendingGate.closed_until: NOW.replace(year=2000)}, force=True)


async def test_a_server_that_never_answers_the_dot_leaves_the_letter_in_doubt_when_the_time_set_is_over(
    case: Case,
) -> None:
    await case.round()
    case.sending = replace(case.sending, send_data_timeout=1)
    case.server.says(dot=only_for_one("take and silence", "250 queued"))
    await case.drain()
    assert await case.hold() == {"accepted": 2, "unknown": 1}
    assert len(case.server.taken) == 3


async def test_a_server_that_never_answers_data_is_waited_for_two_minutes_and_within_the_lease(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert smtp.DATA_SECONDS == 120
    assert claims.MARGIN >= smtp.DATA_SECONDS + 60
    monkeypatch.setattr(smtp, "DATA_SECONDS", 0.2)
    await case.round()
    case.server.says(data=only_for_one("silence", "354 go on"))
    await case.drain()
    assert await case.hold() == {"accepted": 2, "unknown": 1}
    assert len(case.server.taken) == 2


async def test_the_wire_waits_as_long_as_the_setting_says_and_not_a_minute(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 5321 section 4.5.3.2.6 wants ten minutes; 60 s, the library's own, would make doubt of slow servers."""
    assert Settings().send_data_timeout == 600
    waits: list[float] = []
    real = smtp.hand_over

    async def noted(connection: smtp.Connection, message: bytes, seconds: float) -> smtp.Reply:
        waits.append(seconds)
        return await real(connection, message, seconds)

    monkeypatch.setattr(smtp, "hand_over", noted)
    await case.round(1)
    await case.drain()
    assert waits == [600]


async def test_one_byte_a_second_is_an_answer_like_any_other(case: Case) -> None:
    await case.round()
    case.server.slowly = 0.005
    await case.drain()
    assert await case.hold() == {"accepted": 3}


@pytest.mark.parametrize(
    "answer",
    [
        "250 2.0.0 ok \x00\x01\x1b[31m",
        "250 2.0.0 blåbær \udce5".encode("utf-8", "surrogateescape").decode("latin-1"),
        "250-2.0.0 first\r\n250 2.0.0 " + "x" * 5000,
        "999 what",
        "250",
        "",
        "hello there",
        "354 go on and on",
        "220 welcome again",
    ],
    ids=["control signs", "not ASCII", "long", "999", "bare", "nothing", "no code", "354", "220"],
)
async def test_a_server_that_lies_at_the_dot_leaves_a_named_state_and_the_others_go(case: Case, answer: str) -> None:
    await case.round()
    case.sending = replace(case.sending, send_data_timeout=2)
    case.server.says(dot=only_for_one(answer, "250 queued"))
    await case.drain()
    found = await of_the_troubled()
    assert found["state"] in ("accepted", "unknown")
    states = await case.hold()
    assert states["accepted"] >= 2


@pytest.mark.parametrize("answer", ["250 OK \x00", "999 what", "", "hello there", "550 \x00 no"])
async def test_a_server_that_lies_at_rcpt_leaves_a_named_state_and_the_others_go(case: Case, answer: str) -> None:
    await case.round()
    case.server.says(rcpt=only_for_one(answer, "250 OK"))
    await case.drain()
    found = await of_the_troubled()
    assert found["state"] in ("accepted", "deferred", "refused")
    states = await case.hold()
    assert states["accepted"] >= 2
