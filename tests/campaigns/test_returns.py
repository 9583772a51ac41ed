"""Mail that comes back to a round: stored once, tied to its letter, and holding what should wait."""

from datetime import timedelta

from directory.campaigns import reads
from directory.campaigns.actions_due import enqueue_due
from directory.mail.returns import intake
from directory.settings import Settings
from directory.tables.audit import AuditEvent
from directory.tables.campaigns import Answer, Invitation
from directory.tables.mail import DeliveryFact, IncomingMessage, Letter
from tests.campaigns.rounds import running, sums_up
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.returns import reply, report
from tests.mail.smtp_server import Server, always


async def test_the_same_mail_twice_is_stored_once_and_understood_the_same(db: None) -> None:
    raw = report("5.1.1", "550 5.1.1 no such user")
    first = await intake.take(raw, NOW)
    again = await intake.take(raw, NOW + timedelta(hours=1))
    assert first == again
    assert list(first) == ["class", "address", "status", "letter", "organisation", "proposal"]
    assert first["class"] == "hard"
    assert (await IncomingMessage.count(), await DeliveryFact.count()) == (1, 1)


async def test_a_bounce_finds_its_letter_by_the_tag_or_by_the_message_id(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, (one, two) = await running(sending, 2)
    await drain(sending, clock)
    letters = {row["address"]: row for row in await Letter.select()}
    by_tag = await intake.take(report("5.1.1", "550 no", tag=letters["lag0@lag.example"]["envelope_tag"]), NOW)
    by_id = await intake.take(report("5.1.1", "550 no", message_id=letters["lag1@lag.example"]["message_id"]), NOW)
    assert (by_tag["organisation"], by_id["organisation"]) == (str(one.id), str(two.id))
    assert by_tag["letter"] == str(letters["lag0@lag.example"]["id"])
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 2  # «post@lag.example» bounced; these two are other addresses
    assert {row["state"] for row in await Letter.select(Letter.state).where(Letter.wave == "first")} == {"accepted"}


async def test_an_address_that_bounced_hard_is_not_reminded(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending, 1)
    await drain(sending, clock)
    sent = mail_server.taken[0]["id"]
    await intake.take(report("5.1.1", "550 no such user", address="lag0@lag.example", message_id=sent), NOW)
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 0


async def test_a_forged_return_kills_no_address(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, (organisation,) = await running(sending, 1)
    await drain(sending, clock)
    found = await intake.take(report("5.1.1", "550 no such user", address="lag0@lag.example"), NOW)
    assert (found["class"], found["letter"], found["organisation"]) == ("hard", None, str(organisation.id))
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 1


async def test_the_address_behind_a_forwarding_is_not_the_one_we_write_to(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending, 1)
    await drain(sending, clock)
    sent = mail_server.taken[0]["id"]
    inner = report("5.1.1", "550 no such user", address="ola@private.example", message_id=sent)
    found = await intake.take(inner, NOW)
    assert (found["class"], found["address"]) == ("hard", "ola@private.example")
    assert found["letter"] is not None
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 1


async def test_of_several_addresses_in_a_report_ours_counts(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending, 1)
    await drain(sending, clock)
    raw = report("4.2.2", "452 mailbox full", address="lag0@lag.example", message_id=mail_server.taken[0]["id"])
    other = b"\r\nFinal-Recipient: rfc822; other@lag.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    copy = b"\r\n--b\r\nContent-Type: text/rfc822-headers"
    raw = raw.replace(copy, other + copy)
    found = await intake.take(raw, NOW)
    assert (found["class"], found["address"], found["status"]) == ("soft", "lag0@lag.example", "4.2.2")


async def test_a_reply_holds_all_reminders_and_confirms_nothing_by_itself(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, (organisation,) = await running(sending, 1)
    await drain(sending, clock)
    sent = mail_server.taken[0]["id"]
    clock.now = NOW + timedelta(days=14)
    await enqueue_due(sending, clock())
    assert (await sums_up(campaign))["ready"] == 1
    found = await intake.take(reply("Alt stemmer.", message_id=sent, sender="marit@private.example"), clock())
    assert (found["class"], found["proposal"], found["organisation"]) == ("reply", "confirm", str(organisation.id))
    await drain(sending, clock)
    assert len(mail_server.taken) == 1
    status = await sums_up(campaign)
    assert (status["skipped"], status["replied"], status["confirmed"], status["unanswered"]) == (1, 1, 0, 0)
    assert await Answer.count() == 0
    clock.forward(days=14)
    assert await enqueue_due(sending, clock()) == 0


async def test_a_reply_without_any_reference_is_known_by_its_sender(db: None, settings: Settings) -> None:
    _campaign, (organisation,) = await running(settings, 1)
    found = await intake.take(reply("Stopp", sender="LAG0@lag.example"), NOW)
    assert (found["organisation"], found["proposal"], found["letter"]) == (str(organisation.id), "stop", None)
    assert await Invitation.count().where(Invitation.held_at.is_not_null()) == 1


async def test_an_absence_notice_holds_nothing(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending, 1)
    await drain(sending, clock)
    sent = mail_server.taken[0]["id"]
    found = await intake.take(reply("Jeg er på ferie.", message_id=sent, Auto_Submitted="auto-replied"), NOW)
    assert found["class"] == "auto-reply"
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 1


async def test_a_mail_about_a_doubtful_letter_shows_that_it_was_handed_over(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    mail_server.script.data = always("take and drop")
    campaign, _organisations = await running(sending, 1)
    await drain(sending, clock)
    assert (await sums_up(campaign))["unknown"] == 1
    await intake.take(reply("Hei, hva er dette?", message_id=mail_server.taken[0]["id"]), NOW)
    assert (await reads.status(campaign))["accepted"] == 1
    assert await AuditEvent.exists().where(AuditEvent.verb == "letter.settled")


async def test_nothing_in_a_mail_can_break_the_table(db: None) -> None:
    long = "x" * 600
    raw = reply(
        "Alt\x00 stemmer \ud800".encode("utf-8", "replace").decode(), subject=long, sender=f"{'a' * 250}@lag.example"
    )
    assert (await intake.take(raw.replace(b"Alt", b"Alt\x00"), NOW))["class"] == "reply"
    assert (await intake.take(b"\x00\x01\x02", NOW))["class"] in ("unknown", "reply")
    big = b"Subject: big\r\n\r\n" + b"a" * 10_000_000
    assert (await intake.take(big, NOW))["class"] == "unknown"  # from nobody


async def test_what_nobody_wrote_is_no_reply(db: None) -> None:
    for raw in (b"\x00\xff\x93" * 1000, b"From: \xff\xfe\xfd\nSubject: hei\n\nhei\n"):
        said = await intake.take(raw, NOW)
        assert (said["class"], said["address"]) == ("unknown", None)
