"""A stop holds for the mailbox that said it: who is asked in its place gets the year's letters as anybody does."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from directory.audit import Verb
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.actions_links import issue
from directory.campaigns.telephone import telephone_list
from directory.organisations import actions, actions_letters
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored, find
from directory.organisations.reads_stop import stop_of
from directory.organisations.said import NAMED, RightPerson
from directory.review import actions_replies
from directory.settings import Settings
from directory.tables.audit import AuditEvent
from directory.tables.campaigns import Invitation
from directory.tables.mail import IncomingMessage, Letter, LetterInvitation
from tests.builders import STAFF
from tests.campaigns.conftest import mail_server, sending, unused_port
from tests.campaigns.rounds import running
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server
from tests.review.test_a_new_person import OLA, accepted

__all__ = ["mail_server", "sending", "unused_port"]
FORMER = "lag0@lag.example"
SECOND = "kasserar@lag.example"


@pytest.fixture
async def first(db: None, sending: Settings, mail_server: Server, clock: MovableClock) -> Stored:
    """One organisation of a round, whose first letter has come to its only mailbox; a day later."""
    _campaign, (stored,) = await running(sending, 1)
    await drain(sending, clock)
    clock.now = NOW + timedelta(days=1)
    return stored


async def pressed(stored: Stored, clock: MovableClock) -> None:
    """Somebody says stop behind the link."""
    await actions_letters.stop(stored.id, Visit(), clock())
    clock.forward(minutes=60)


async def mailed(stored: Stored, clock: MovableClock, sender: str) -> None:
    """Somebody answers the letter with "stopp", and staff take it so."""
    (letter,) = await Letter.select(Letter.id)
    row = IncomingMessage(
        sha256=f"{await IncomingMessage.count():064d}",
        content=b"",
        size=0,
        received_at=clock(),
        sender=sender,
        subject="Sv: Stemmer det?",
        text="stopp",
        kind="reply",
        letter=letter["id"],
        organisation=stored.id,
    )
    await row.save()
    await actions_replies.stop(int(row.id), STAFF.name, clock())
    clock.forward(minutes=60)


async def brought_to(stored: Stored, address: str, clock: MovableClock) -> None:
    """The link has come to another mailbox too, as with the last reminder."""
    (tie,) = await LetterInvitation.select().where(LetterInvitation.address_norm == FORMER)
    (letter,) = await Letter.select().where(Letter.id == tie["letter"])
    unique = {"address": address, "address_norm": address, "message_id": address, "envelope_tag": address[:40]}
    (made,) = await Letter.insert(Letter(**_new(letter) | unique | {"accepted_at": clock()}))
    await LetterInvitation.insert(LetterInvitation(**_new(tie) | {"letter": made["id"], "address_norm": address}))


def _new(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


async def is_stopped(stored: Stored) -> bool:
    rows = await Invitation.select(Invitation.opted_out_at).where(Invitation.organisation == stored.id)
    return any(row["opted_out_at"] for row in rows)


async def verbs(verb: Verb) -> int:
    return int(await AuditEvent.count().where(AuditEvent.verb == verb))


@pytest.mark.parametrize("by_mail", [False, True])
async def test_another_person_gets_the_letters_as_usual_and_who_said_stop_gets_none(
    first: Stored, sending: Settings, mail_server: Server, clock: MovableClock, by_mail: bool
) -> None:
    await (mailed(first, clock, FORMER.upper()) if by_mail else pressed(first, clock))
    await accepted(first, OLA, clock)
    assert not await is_stopped(first)
    (event,) = await AuditEvent.select().where(AuditEvent.verb == Verb.LETTERS_RESUMED)
    assert event["by"] == STAFF.name
    assert FORMER not in event["details"]
    await drain(sending, clock)
    for days in (14, 28):
        clock.now = NOW + timedelta(days=days)
        assert await enqueue_due(sending, clock()) == 1
        await drain(sending, clock)
    clock.now = NOW + timedelta(days=60)
    await enqueue_due(sending, clock())
    await drain(sending, clock)
    said = await Letter.select().where(Letter.address == OLA.address).order_by(Letter.accepted_at)
    assert [one["template"] for one in said] == ["named_contact", "first", "reminder", "after_deadline"]
    assert await Letter.count().where((Letter.address == FORMER) & (Letter.wave != "first") & (Letter.wave != "")) == 0


async def test_whoever_does_not_answer_either_comes_on_the_telephone_list(
    first: Stored, sending: Settings, clock: MovableClock
) -> None:
    await pressed(first, clock)
    campaign = (await Invitation.select(Invitation.campaign))[0]["campaign"]
    assert (await telephone_list(campaign, sending, clock()))[0].step == "leave"
    await accepted(first, OLA, clock)
    (call,) = await telephone_list(campaign, sending, NOW + timedelta(days=90))
    assert call.step != "leave"
    assert not call.stopped


async def test_who_said_stop_gets_nothing_where_the_new_address_is_gone_either(
    first: Stored, sending: Settings, clock: MovableClock
) -> None:
    await pressed(first, clock)
    await accepted(first, OLA, clock)
    await drain(sending, clock)
    await Letter.update({Letter.state: "refused", Letter.why: "address", Letter.campaign: await _campaign()}).where(
        Letter.address == OLA.address
    )
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 0


async def _campaign() -> int:
    return int((await Invitation.select(Invitation.campaign))[0]["campaign"])


async def test_a_stop_that_another_may_have_said_holds_for_the_organisation(
    first: Stored, sending: Settings, clock: MovableClock
) -> None:
    await brought_to(first, SECOND, clock)
    await pressed(first, clock)
    await accepted(first, OLA, clock)
    assert await is_stopped(first)
    assert await verbs(Verb.LETTERS_RESUMED) == 0
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 0


async def test_a_stop_by_mail_from_somebody_else_holds(first: Stored, clock: MovableClock) -> None:
    await mailed(first, clock, SECOND)
    await accepted(first, OLA, clock)
    assert await is_stopped(first)


async def test_a_stop_behind_a_link_that_staff_gave_out_by_hand_holds(
    first: Stored, sending: Settings, clock: MovableClock
) -> None:
    await issue(first.id, sending, STAFF.name, clock())
    await pressed(first, clock)
    await accepted(first, OLA, clock)
    assert await is_stopped(first)


async def test_a_stop_said_behind_an_older_link_holds(first: Stored, clock: MovableClock) -> None:
    await pressed(first, clock)
    await actions.edit(
        str(first.id), first.version, replace(first.entry, update_email="ny@lag.example"), STAFF, clock()
    )
    await accepted(await find(first.id), OLA, clock)
    assert await is_stopped(first)


async def test_the_same_mailbox_read_by_somebody_else_has_said_stop(first: Stored, clock: MovableClock) -> None:
    await pressed(first, clock)
    await accepted(first, RightPerson(NAMED, "Ola Nord", FORMER.replace("lag0", "Lag0")), clock)
    assert await is_stopped(first)


@pytest.mark.parametrize("by_staff", [False, True])
async def test_the_stop_holds_again_when_letters_go_back_to_who_said_it(
    first: Stored, sending: Settings, clock: MovableClock, by_staff: bool
) -> None:
    await pressed(first, clock)
    await accepted(first, OLA, clock)
    await drain(sending, clock)
    assert not await is_stopped(first)
    now = await find(first.id)
    if by_staff:
        entry = replace(now.entry, update_email=FORMER)
        await actions.edit(str(first.id), now.version, entry, STAFF, clock())
    else:
        await accepted(now, RightPerson(NAMED, "Kari Sør", FORMER), clock)
    assert await is_stopped(first)
    assert await verbs(Verb.LETTERS_STOPPED) == 2


async def test_nobody_has_said_stop(first: Stored, clock: MovableClock) -> None:
    assert await stop_of(first.id, clock()) is None
    await pressed(first, clock)
    found = await stop_of(first.id, clock())
    assert found
    assert (found.by, found.said_at) == (FORMER, NOW + timedelta(days=1))
    await accepted(first, OLA, clock)
    assert await stop_of(first.id, clock()) is None
    assert "stopped_by" in json.dumps([row["details"] for row in await AuditEvent.select()])
