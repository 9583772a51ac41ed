"""All that is written behind one link within a while has one receipt and one undo."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from directory.database import transaction
from directory.errors import NotFound
from directory.organisations import actions, actions_undo
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_other_answers import withdraw
from directory.organisations.actions_sections import confirm_section
from directory.organisations.actions_visits import end_visits
from directory.organisations.answer_rows import Visit
from directory.organisations.closed_links import close_others
from directory.organisations.reads import find, sections_confirmed, waiting_changes
from directory.organisations.reads_answer import last_answer
from directory.tables.audit import AuditEvent
from directory.tables.campaigns import Answer
from directory.tables.mail import Letter
from directory.tables.revisions import Revision
from directory.tables.visits import VisitRow
from tests import builders
from tests.conftest import NOW, MovableClock
from tests.organisations.visits import HERE, THERE, changed_in, invited, receipts, save


async def test_a_visit_that_was_left_gets_its_receipt_after_an_hour_and_says_what_is_left(
    db: None, clock: MovableClock
) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000008")
    clock.forward(minutes=50)
    await confirm_section(str(stored.id), "about", (await find(stored.id)).version, visit, clock())
    clock.forward(minutes=59)
    assert await end_visits(clock()) == 0
    clock.forward(minutes=1)
    assert await end_visits(clock()) == 1
    (receipt,) = await receipts()
    assert (receipt["answer"], receipt["confirmed"], receipt["parts"]) == ("begun", 2, 5)
    assert receipt["left"] == ["Kontaktpersoner", "Erfaring", "Hvor dere er aktive"]
    assert changed_in(receipt) == [("Telefon", "55 00 00 01", "55 00 00 08")]
    assert await end_visits(clock()) == 0
    assert len(await receipts()) == 1


async def test_a_visit_that_was_left_neither_stops_reminders_nor_moves_the_date(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    letter = Letter(
        template="campaign_reminder_1", language="nb", address="post@fjordglimt.example", state="planned",
        centre=stored.centre, due_at=NOW, created_at=NOW, message_id="<a@b.example>", envelope_tag="tag",
        address_norm="post@fjordglimt.example",
    )  # fmt: skip
    await letter.save()
    await save(stored, visit, clock(), "contact", phone="+4755000008")
    clock.forward(hours=2)
    await end_visits(clock())
    assert await Answer.count() == 0
    assert (await find(stored.id)).confirmed_at is None
    assert [row["state"] for row in await Letter.select().where(Letter.id == letter.id)] == ["planned"]


async def test_a_field_changed_twice_shows_first_before_and_last_after_and_one_changed_back_not_at_all(
    db: None, clock: MovableClock
) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000008", postal_address="Boks 1")
    await save(stored, visit, clock(), "contact", phone="+4755000009", postal_address="")
    await confirm(str(stored.id), (await find(stored.id)).version, visit, clock())
    (receipt,) = await receipts()
    assert changed_in(receipt) == [("Telefon", "55 00 00 01", "55 00 00 09")]
    assert (receipt["answer"], receipt["rest"]) == ("changed", True)


async def test_writing_again_after_an_hour_is_another_visit_also_when_the_scheduler_was_away(
    db: None, clock: MovableClock
) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000008")
    clock.forward(hours=3)
    await save(stored, visit, clock(), "about", description="Kort.")
    (first,) = await receipts()
    assert changed_in(first) == [("Telefon", "55 00 00 01", "55 00 00 08")]
    assert first["rest"] is False
    assert await VisitRow.count() == 2


async def test_another_answer_joins_the_visit_and_one_receipt_says_both(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000008")
    clock.forward(minutes=5)
    await withdraw(str(stored.id), visit, clock())
    (receipt,) = await receipts()
    assert receipt["answer"] == "withdrawn"
    assert changed_in(receipt) == [("Telefon", "55 00 00 01", "55 00 00 08")]
    assert await end_visits(clock() + timedelta(days=1)) == 0
    await actions_undo.undo(UUID(receipt["undo"]), clock())
    now = await find(stored.id)
    assert (now.published, now.entry) == (True, stored.entry)


async def test_an_answer_by_telephone_is_finished_at_once_beside_a_visit_that_goes_on(
    db: None, clock: MovableClock
) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000008")
    said = Visit("phone", visit.invitation, by="anne@korus.example")
    outcome = await confirm(str(stored.id), (await find(stored.id)).version, said, clock())
    assert outcome.finished
    (receipt,) = await receipts()
    assert (receipt["answer"], receipt["channel"], receipt["changes"]) == ("confirmed", "telephone", [])
    clock.forward(hours=1)
    assert await end_visits(clock()) == 1
    assert [len(letter["changes"]) for letter in await receipts()] == [0, 1]


async def test_the_undo_link_takes_back_the_whole_visit(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    last_year = Visit("phone", by="anne@korus.example")
    await confirm_section(str(stored.id), "contact", stored.version, last_year, NOW - timedelta(days=300))
    await save(stored, visit, clock(), "contact", phone="+4755000008")
    await save(stored, visit, clock(), "about", description="Kort.", name="Nytt")
    await confirm(str(stored.id), (await find(stored.id)).version, visit, clock())
    receipt = (await receipts())[-1]
    clock.forward(days=13)
    found = await actions_undo.undo_of(UUID(receipt["undo"]), clock())
    assert (set(found.fields), set(found.waiting), len(found.sections)) == ({"phone", "description"}, {"name"}, 5)
    await actions_undo.undo(UUID(receipt["undo"]), clock())
    now = await find(stored.id)
    assert (now.entry, now.confirmed_at, await waiting_changes(stored.id)) == (stored.entry, None, [])
    assert await sections_confirmed(stored.id) == {"contact": NOW - timedelta(days=300)}
    assert (await actions_undo.undo(UUID(receipt["undo"]), clock())).done
    assert await last_answer(stored.id) is None
    assert (await last_answer(stored.id, with_undone=True)).undone  # type: ignore[union-attr]  # there is one


async def test_undoing_leaves_what_others_have_changed_or_confirmed_since(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000008", postal_address="Boks 1")
    await confirm(str(stored.id), (await find(stored.id)).version, visit, clock())
    undo_id = UUID((await receipts())[0]["undo"])
    now = await find(stored.id)
    newer = replace(now.entry, phone="+4755000007")
    await actions.edit(str(stored.id), now.version, newer, builders.STAFF, clock())
    clock.forward(minutes=30)
    said = Visit("phone", by="anne@korus.example")
    await confirm_section(str(stored.id), "about", (await find(stored.id)).version, said, clock())
    await actions_undo.undo(undo_id, clock())
    entry = (await find(stored.id)).entry
    assert (entry.phone, entry.postal_address) == ("+4755000007", "")
    assert await sections_confirmed(stored.id) == {"about": clock()}


async def test_the_mark_of_a_browser_is_forgotten_when_it_has_served(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000008")
    await end_visits(clock() + timedelta(days=1))
    marks = Revision.select(Revision.visitor).where(Revision.by_kind == "organisation").output(as_list=True)
    assert await marks == [HERE]
    await end_visits(clock() + timedelta(days=2))
    assert await marks == [""]


async def test_that_a_section_is_right_stands_in_the_audit(db: None) -> None:
    stored, visit = await invited()
    await confirm_section(str(stored.id), "about", stored.version, visit, NOW)
    events = await AuditEvent.select().where(AuditEvent.verb == "organisation.section-confirmed")
    assert [event["subject"] for event in events] == [f"organisation:{stored.id}"]


async def test_an_undo_link_works_for_fourteen_days_from_the_receipt(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000008")
    clock.forward(hours=1)
    await end_visits(clock())
    undo_id = UUID((await receipts())[0]["undo"])
    clock.forward(days=14)
    assert not (await actions_undo.undo_of(undo_id, clock())).done
    clock.forward(seconds=1)
    with pytest.raises(NotFound):
        await actions_undo.undo(undo_id, clock())


async def test_what_was_written_behind_a_link_taken_back_is_not_joined_by_who_has_the_new_one(
    db: None, clock: MovableClock
) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000008")
    clock.forward(minutes=1)
    async with transaction():
        await close_others(stored.id, clock())
    clock.forward(minutes=1)
    await save(stored, replace(visit, visitor=THERE), clock(), "about", description="Kort.")
    (receipt,) = await receipts()
    assert changed_in(receipt) == [("Telefon", "55 00 00 01", "55 00 00 08")]
    assert not (await actions_undo.undo_of(UUID(receipt["undo"]), clock())).done
