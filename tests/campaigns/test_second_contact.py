"""Who else is asked when nobody answers: the next contact, told where we have the address from."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from directory.campaigns import actions
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.plan import Candidate, Wave, address_of, addresses_in, next_address_of
from directory.mail.returns.intake import take
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.organisations.entry import Person
from directory.organisations.reads import Stored, find
from directory.settings import Settings
from directory.tables.contacts import Contact
from directory.tables.mail import DeliveryFact, Letter
from tests import builders
from tests.campaigns.rounds import BY, draft
from tests.campaigns.test_plan import candidate
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server

KARI = Person(name="Kari Dømesen", role="leiar", email="kari@lag.example")
PER = Person(name="Per Prøvesen", email="per@lag.example")
REMINDERS = [Wave(name=f"reminder-{n}", template="reminder", due_at=NOW) for n in (1, 2)]
LAST = Wave(name="after-deadline", template="after_deadline", due_at=NOW)


def test_a_dead_address_is_passed_over_for_the_next_one() -> None:
    lag = candidate(update_email="U@x", email="e@x", contact_emails=("k@x", "p@x"))
    assert address_of(lag) == "U@x"
    assert address_of(lag, {"u@x"}) == "e@x"
    assert address_of(lag, {"u@x", "e@x"}) == "k@x"
    assert address_of(lag, {"u@x", "e@x", "k@x", "p@x"}) == ""


@pytest.mark.parametrize(
    ("known", "dead", "following"),
    [
        ({"email": "e@x", "contact_emails": ("k@x", "p@x")}, set(), "k@x"),
        ({"email": "e@x", "contact_emails": ("E@X", "p@x")}, set(), "p@x"),
        ({"email": "e@x", "contact_emails": ("k@x", "p@x")}, {"k@x"}, "p@x"),
        ({"email": "e@x", "contact_emails": ("k@x", "p@x")}, {"e@x"}, "p@x"),
        ({"update_email": "u@x", "email": "e@x"}, set(), "e@x"),
        ({"email": "e@x"}, set(), ""),
        ({}, set(), ""),
        ({"email": "e@x", "contact_emails": ("k@x",), "youth": True}, set(), ""),
    ],
)
def test_the_next_to_ask_is_a_contact_person_else_the_shared_mailbox(
    known: dict[str, Any], dead: set[str], following: str
) -> None:
    assert next_address_of(candidate(**known), dead) == following


def test_only_the_last_reminder_goes_to_the_next_one_too() -> None:
    lag: Candidate = candidate(email="e@x", contact_emails=("k@x",))
    planned = [*REMINDERS, LAST]
    assert [addresses_in(wave, planned, lag) for wave in planned] == [["e@x"], ["e@x", "k@x"], ["e@x"]]
    assert addresses_in(REMINDERS[0], [REMINDERS[0], LAST], lag) == ["e@x", "k@x"]


async def running(settings: Settings, people: tuple[Person, ...] = (KARI, PER)) -> tuple[int, Stored]:
    centre = await builders.centre()
    one = await builders.organisation("Alfa", centre=centre, email="post@lag.example", contacts=people)
    await Letter.delete(force=True)  # those that ask each of them what may be shown are another matter
    campaign = await draft()
    await actions.start(campaign, settings, BY, NOW)
    return campaign, one


async def round_at(settings: Settings, clock: MovableClock, days: int) -> None:
    clock.now = NOW + timedelta(days=days)
    await enqueue_due(settings, clock())
    await drain(settings, clock)


def written_to(server: Server, name: str) -> list[str]:
    """The text parts that were handed over for one address, each on one line."""
    found = [message for message in server.messages() if message["To"] == f"{name}@lag.example"]
    return [" ".join(message.get_body(("plain",)).get_content().split()) for message in found]  # type: ignore[union-attr]


async def notified() -> dict[str, datetime | None]:
    rows = await Contact.select(Contact.email, Contact.notified_at)
    return {row["email"]: row["notified_at"] for row in rows}


async def test_the_last_reminder_tells_the_second_contact_everything_the_first_letter_tells(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending)
    for days in (0, 14, 28):
        await round_at(sending, clock, days)
    assert sorted(mail_server.to()) == ["kari@lag.example"] + ["post@lag.example"] * 3
    (second,) = written_to(mail_server, "kari")
    assert "Vi skreiv til organisasjonen 2. september 2026, men har ikkje sett noko svar." in second
    assert "Namn og e-postadresser har vi frå" in second
    assert "minner vi om det éin gong. Så ringer vi." in second
    assert "Vi skreiv til dykk 2. september 2026" in written_to(mail_server, "post")[-1]
    assert await notified() == {"kari@lag.example": None, "per@lag.example": None}
    await enqueue_due(sending, clock())
    assert await notified() == {"kari@lag.example": clock(), "per@lag.example": None}
    await round_at(sending, clock, 37)
    assert mail_server.to()[4:] == ["post@lag.example"]


async def test_a_contact_the_organisation_named_is_told_that_it_did(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending)
    await Contact.update({Contact.source: "organisation"}, force=True)
    for days in (0, 28):
        await round_at(sending, clock, days)
    assert "e-postadresser har vi frå organisasjonen sjølv." in written_to(mail_server, "kari")[-1]


@pytest.mark.parametrize("who", ["post", "kari"])
async def test_any_contacts_answer_stops_the_others_reminders(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, who: str
) -> None:
    campaign, one = await running(sending)
    await round_at(sending, clock, 0)
    clock.now = NOW + timedelta(days=28)
    assert await enqueue_due(sending, clock()) == 2
    (letter,) = await Letter.select().where((Letter.wave == "reminder-2") & (Letter.address == f"{who}@lag.example"))
    reply = (
        f"From: {who}@lag.example\r\nTo: oversikt@korus.example\r\nSubject: Re: spørsmål\r\n"
        f"In-Reply-To: {letter['message_id']}\r\n\r\nVi ser på det i morgen.\r\n"
    )
    await take(reply.encode(), clock())
    await drain(sending, clock)
    assert mail_server.to() == ["post@lag.example"]
    rows = await Letter.select(Letter.state, Letter.why).where(Letter.campaign == campaign)
    assert [(row["state"], row["why"]) for row in rows].count(("skipped", "replied")) == 2
    await confirm(str(one.id), (await find(one.id)).version, Visit(), clock())
    clock.now = NOW + timedelta(days=45)
    assert await enqueue_due(sending, clock()) == 0


async def test_when_the_first_address_is_dead_the_next_contact_gets_the_next_letter_instead(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, one = await running(sending)
    await round_at(sending, clock, 0)
    (letter,) = await Letter.select(Letter.id)
    fact = DeliveryFact(letter=letter["id"], organisation=one.id, kind="hard", at=NOW, address_norm="post@lag.example")
    await fact.save()
    await round_at(sending, clock, 14)
    assert mail_server.to() == ["post@lag.example", "kari@lag.example"]
    assert "DETTE VISER VI I DAG" in written_to(mail_server, "kari")[-1]
    await round_at(sending, clock, 28)
    assert sorted(mail_server.to()[2:]) == ["kari@lag.example", "per@lag.example"]
    assert "DETTE VISER VI I DAG" not in written_to(mail_server, "kari")[-1]
    assert "DETTE VISER VI I DAG" in written_to(mail_server, "per")[-1]


async def test_nobody_gets_two_letters_of_a_round_within_three_days(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await running(sending, ())
    clock.now = NOW + timedelta(days=13)
    await drain(sending, clock)  # the sending had stood still
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 0
    clock.now = NOW + timedelta(days=16)
    assert await enqueue_due(sending, clock()) == 1


async def test_one_who_is_first_contact_here_and_second_there_gets_one_letter(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, _one = await running(sending, (KARI,))
    centre = (await find(_one.id)).centre
    await builders.organisation("Beta", centre=centre, email="kari@lag.example")
    await actions.cancel(1, BY, NOW)
    again = await draft()
    await actions.start(again, sending, BY, NOW)
    await round_at(sending, clock, 0)
    await round_at(sending, clock, 28)
    alone, both = written_to(mail_server, "kari")
    assert " Alfa, pårørande" not in alone
    assert " Alfa, pårørande" in both
    assert " Beta, pårørande" in both
