"""What happens while a receipt for several waits, or at the same instant: links closed, answers undone, others."""

import asyncio
import re
import secrets
from dataclasses import replace
from uuid import UUID

import pytest

from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.actions_links import revoke
from directory.database import transaction
from directory.errors import Conflict
from directory.mail import claims
from directory.mail.claims import Terms
from directory.organisations import actions_undo
from directory.organisations.actions import edit
from directory.organisations.actions_undo import LinkClosed
from directory.organisations.actions_visits import end_visits
from directory.organisations.reads import find
from directory.settings import Settings
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation
from directory.tables.visits import VisitRow
from tests import builders
from tests.campaigns.behind_one_letter import SOON, UNDO, Bundle, begun, text, told, visits_in, waiting
from tests.campaigns.rounds import BY
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server


async def test_an_answer_while_the_receipt_is_being_handed_over_is_in_the_next_one(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    alfa, beta, gamma = bundle.members
    await bundle.confirms(alfa, clock())
    clock.forward(minutes=15)
    await Letter.update({Letter.state: "ready"}).where(Letter.state == "planned")  # as the sweep does
    taken = await claims.take(Terms(lease=900), clock())
    assert taken is not None
    await bundle.confirms(beta, clock())
    assert await claims.cross(taken, "", 900) == ""
    assert [told(one) for one in await waiting("sending", "planned")] == [["Alfa"], ["Beta"]]
    await bundle.confirms(gamma, clock())
    assert [(told(one), one["state"]) for one in await waiting()] == [(["Beta", "Gamma"], "ready")]


async def test_closed_links_are_taken_out_of_a_receipt_that_waits_and_it_says_so(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    alfa, beta, _gamma = bundle.members
    await bundle.corrects(alfa, clock(), phone="+4755000009")
    await bundle.confirms(beta, clock())
    await revoke(alfa.id, BY, clock())
    clock.forward(minutes=15)
    await drain(sending, clock)
    first, second = re.split(r"\n(?=ALFA|BETA)", text(mail_server))[1:]
    assert "Nå: 55 00 00 09" in first  # they are told of what somebody said in their name
    assert "Lenkene til Alfa er stengt eller byttet ut siden" in " ".join(first.split())
    assert visits_in(first, sending) == []
    (visit,) = visits_in(second, sending)
    assert (await actions_undo.undo_of(visit, clock())).stored.id == beta.id


async def test_links_closed_while_a_worker_has_the_receipt_are_not_in_what_it_hands_over(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await bundle.confirms(bundle.members[0], clock())
    clock.forward(minutes=15)
    await Letter.update({Letter.state: "ready"}).where(Letter.state == "planned")
    taken = await claims.take(Terms(lease=900), clock())
    assert taken is not None
    await revoke(bundle.members[0].id, BY, clock())
    assert await claims.cross(taken, "", 900) == "lost"
    await drain(sending, clock)
    assert UNDO.findall(text(mail_server)) == []


async def test_a_changed_address_closes_the_undo_link_that_waits_with_the_links(bundle: Bundle) -> None:
    alfa, beta, _gamma = bundle.members
    await bundle.confirms(alfa, NOW)
    await bundle.confirms(beta, NOW)
    (one,) = await waiting()
    visit = UUID(one["context"]["entries"][0]["visit"])
    now = await find(alfa.id)
    moved = replace(now.entry, update_email="ny@lag.example")
    await edit(str(alfa.id), now.version, moved, builders.STAFF, NOW + SOON)
    with pytest.raises(LinkClosed):
        await actions_undo.undo_of(visit, NOW + SOON)
    (one,) = [letter for letter in await waiting() if letter["template"] == "receipts"]
    assert [(entry["name"], entry["over"]) for entry in one["context"]["entries"]] == [("Alfa", "closed"), ("Beta", "")]


async def test_what_is_undone_before_its_receipt_has_gone_is_told_as_undone(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    alfa, beta, _gamma = bundle.members
    await bundle.confirms(alfa, clock())
    await bundle.confirms(beta, clock())
    (one,) = await waiting()
    await actions_undo.undo(UUID(one["context"]["entries"][1]["visit"]), clock())
    clock.forward(minutes=15)
    await drain(sending, clock)
    first, second = re.split(r"\n(?=ALFA|BETA)", text(mail_server))[1:]
    assert (len(UNDO.findall(first)), len(UNDO.findall(second))) == (1, 0)
    assert "Dette svaret er angret siden." in second


async def test_one_that_is_deleted_before_the_receipt_has_gone_is_not_in_it(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    alfa, beta, _gamma = bundle.members
    await bundle.confirms(alfa, clock())
    await bundle.confirms(beta, clock())
    await Organisation.raw("DELETE FROM organisation WHERE id = {}", alfa.id)
    clock.forward(minutes=15)
    await drain(sending, clock)
    said = text(mail_server)
    assert mail_server.messages()[-1]["Subject"].endswith("Kvittering for svaret om Beta")
    assert "Alfa" not in said
    assert len(UNDO.findall(said)) == 1


async def test_a_receipt_whose_every_organisation_is_deleted_does_not_go(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await bundle.confirms(bundle.members[0], clock())
    await Organisation.raw("DELETE FROM organisation WHERE id = {}", bundle.members[0].id)
    clock.forward(minutes=15)
    await drain(sending, clock)
    assert len(mail_server.messages()) == 1


async def test_two_who_answer_at_once_are_told_in_one_receipt(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    bundle = await begun(sending, clock, [f"Lag {number}" for number in range(8)])
    await asyncio.gather(
        *(bundle.confirms(one, NOW, visitor=f"{place:022}") for place, one in enumerate(bundle.members))
    )
    (one,) = await waiting()
    assert sorted(told(one)) == [f"Lag {number}" for number in range(8)]
    assert (one["state"], one["context"]["number"]) == ("ready", 8)


async def test_who_answers_anew_holds_no_receipt_while_another_wants_the_reminder_and_then_the_receipt(
    bundle: Bundle, sending: Settings, clock: MovableClock
) -> None:
    alfa, beta, gamma = bundle.members
    clock.forward(days=14)
    assert await enqueue_due(sending, clock()) == 1
    (reminder,) = await Letter.select(Letter.id).where(Letter.template == "reminder")
    await bundle.confirms(gamma, clock())
    while (await waiting())[0]["id"] > reminder["id"]:  # else the order of their ids would be the right one by luck
        await Letter.delete().where(Letter.link_purpose == "receipts")
        await bundle.corrects(gamma, clock(), phone=f"+475500{secrets.randbelow(10000):04}")
    held, free = asyncio.Event(), asyncio.Event()

    async def holding() -> None:
        async with transaction():
            await Letter.raw("SELECT FROM letter WHERE id = {} FOR UPDATE", reminder["id"])
            held.set()
            await free.wait()

    holds = asyncio.create_task(holding())
    await held.wait()
    tasks = []
    for one in (alfa, gamma):
        tasks.append(asyncio.create_task(bundle.corrects(one, clock(), phone="+4755000077")))
        while await somebody_waits() < len(tasks):
            assert not tasks[-1].done()
            await asyncio.sleep(0)
    free.set()
    await asyncio.gather(holds, *tasks)
    (receipt,) = await waiting()
    assert told(receipt)[-2:] == ["Alfa", "Gamma"]
    assert beta.entry.name not in told(receipt)


async def somebody_waits() -> int:
    rows = await Letter.raw(
        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    return len(rows)


async def test_answers_closed_links_reminders_and_undoing_at_once_never_wait_in_a_ring(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    bundle = await begun(sending, clock, [f"Lag {number}" for number in range(6)])
    clock.forward(days=14)
    assert await enqueue_due(sending, clock()) == 1  # a reminder that waits, about them all
    strange: list[object] = []
    for number in range(6):
        at = clock() + number * SOON
        waits = await waiting()
        undone = [UUID(entry["visit"]) for one in waits for entry in one["context"]["entries"]]
        four = enumerate(bundle.members[:4])
        done = await asyncio.gather(
            *(bundle.corrects(one, at, phone=f"+47550000{number}{place}") for place, one in four),
            *(actions_undo.undo(visit, at) for visit in undone[-2:]),
            revoke(bundle.members[4].id, BY, at),
            revoke(bundle.members[number % 4].id, BY, at),
            end_visits(at),
            return_exceptions=True,
        )
        strange += [one for one in done if isinstance(one, Exception) and not isinstance(one, Conflict | LinkClosed)]
    assert strange == []
    ended = await VisitRow.select(VisitRow.id).where(VisitRow.ended_at.is_not_null()).output(as_list=True)
    said = [entry["visit"] for one in await waiting() for entry in one["context"]["entries"]]
    assert len(said) > 6
    assert sorted(said) == sorted(visit.hex for visit in ended)
