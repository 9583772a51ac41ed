"""What an organisation answers, and what follows."""

from dataclasses import replace

import pytest

from directory.errors import Conflict
from directory.organisations import actions, actions_undo
from directory.organisations.actions_answers import confirm, correct
from directory.organisations.actions_other_answers import close, withdraw, wrong_contact
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import find, history, sections_confirmed, waiting_changes
from directory.organisations.said import NAMED, Closing, RightPerson
from directory.tables.campaigns import Answer
from directory.tables.mail import Letter
from directory.tables.organisations import Alias
from directory.tables.revisions import Revision
from tests import builders
from tests.conftest import NOW, MovableClock

VISIT = Visit("link")


async def test_all_correct_dates_every_section_and_sends_a_receipt(db: None) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    outcome = await confirm(str(stored.id), stored.version, VISIT, NOW)
    assert outcome.stored.confirmed_at == NOW
    assert outcome.stored.edited_at == stored.edited_at
    assert set((await sections_confirmed(stored.id)).values()) == {NOW}
    letters = await Letter.select().where(Letter.template == "receipt")
    assert [(letter["address"], letter["language"]) for letter in letters] == [("post@fjordglimt.example", "nn")]
    assert await Answer.select(Answer.kind, Answer.channel) == [{"kind": "confirmed", "channel": "link"}]


async def test_pressing_twice_is_one_answer(db: None) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    await confirm(str(stored.id), stored.version, VISIT, NOW)
    await confirm(str(stored.id), stored.version, VISIT, NOW)
    assert await Answer.count() == 1
    assert await Letter.count() == 1


@pytest.mark.parametrize("corrected", [False, True])
async def test_an_answer_to_what_the_same_link_has_changed_since_is_no_second_press(
    db: None, *, corrected: bool
) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    await correct(str(stored.id), 1, replace(stored.entry, phone="+4755000002"), VISIT, NOW)
    with pytest.raises(Conflict):
        await correct(str(stored.id), 1, stored.entry if corrected else None, VISIT, NOW)
    assert await Answer.count() == 1


async def test_sending_the_same_correction_twice_is_one_answer_and_another_one_is_a_conflict(db: None) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    asked = replace(stored.entry, phone="+4755000002", name="Fjordglimt")
    first = await correct(str(stored.id), 1, asked, VISIT, NOW)
    again = await correct(str(stored.id), 1, asked, VISIT, NOW)
    assert (again.applied, again.waiting) == (first.applied, first.waiting)
    with pytest.raises(Conflict):
        await correct(str(stored.id), 1, replace(asked, phone="+4755000003"), VISIT, NOW)
    assert await Answer.count() == 1
    assert len(await waiting_changes(stored.id)) == 1


async def test_all_correct_after_the_entry_was_taken_off_the_list_is_no_second_press(db: None) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    await withdraw(str(stored.id), VISIT, NOW)
    with pytest.raises(Conflict):
        await confirm(str(stored.id), 1, VISIT, NOW)


async def test_a_correction_applies_and_what_is_risky_waits(db: None) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    after = replace(stored.entry, phone="+4755000002", name="Fjordglimt")
    outcome = await correct(str(stored.id), stored.version, after, VISIT, NOW)
    assert outcome.stored.entry.phone == "+4755000002"
    assert outcome.stored.entry.name == stored.entry.name
    assert [set(change["fields"]) for change in await waiting_changes(stored.id)] == [{"name"}]
    assert (await history(stored.id))[0]["difference"] == {"phone": ("", "+4755000002")}


async def test_a_stale_page_never_overwrites_newer_data(db: None) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    await actions.edit(str(stored.id), stored.version, replace(stored.entry, description="Ny."), builders.STAFF, NOW)
    with pytest.raises(Conflict):
        await correct(str(stored.id), stored.version, replace(stored.entry, phone="+4755000002"), VISIT, NOW)
    assert (await find(stored.id)).entry.description == "Ny."


async def test_withdrawing_takes_the_entry_off_the_list_at_once_and_deletes_nothing(db: None) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    outcome = await withdraw(str(stored.id), VISIT, NOW)
    assert outcome.stored.published is False
    assert outcome.stored.entry == stored.entry


@pytest.mark.parametrize("kind", ["paused", "dissolved"])
async def test_closing_waits_for_staff(db: None, kind: str) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    outcome = await close(str(stored.id), Closing(kind, note="Vi tar pause til mai."), VISIT, NOW)
    assert outcome.stored.status == "active"
    assert [change["kind"] for change in await waiting_changes(stored.id)] == [kind]


async def test_another_persons_address_waits_for_staff(db: None) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    await wrong_contact(str(stored.id), RightPerson(NAMED, "Ola er ny leder", "ny@fjordglimt.example"), VISIT, NOW)
    assert (await find(stored.id)).entry.update_email == ""
    (change,) = await waiting_changes(stored.id)
    assert change["fields"] == {"update_email": ("", "ny@fjordglimt.example")}
    assert change["note"] == "Ola er ny leder"


async def test_another_person_named_anew_takes_the_place_of_the_one_who_waited(db: None) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    for name in ("Ola", "Kari"):
        said = RightPerson(NAMED, name, f"{name.lower()}@fjordglimt.example")
        await wrong_contact(str(stored.id), said, VISIT, NOW)
    assert [change["note"] for change in await waiting_changes(stored.id)] == ["Kari"]


async def test_undo_takes_back_the_change_the_date_and_what_waits(db: None, clock: MovableClock) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    await correct(
        str(stored.id), stored.version, replace(stored.entry, phone="+4755000002", name="Nytt"), VISIT, clock()
    )
    undo_id = (await Revision.select(Revision.undo_id).where(Revision.version == 2).first())["undo_id"]
    clock.forward(days=13)
    await actions_undo.undo(undo_id, clock())
    now = await find(stored.id)
    assert now.entry == stored.entry
    assert now.confirmed_at is None
    assert await waiting_changes(stored.id) == []
    assert (await actions_undo.undo(undo_id, clock())).done


async def test_undo_leaves_alone_what_was_changed_again_since(db: None) -> None:
    stored = await builders.organisation(centre=await builders.centre())
    outcome = await correct(str(stored.id), stored.version, replace(stored.entry, phone="+4755000002"), VISIT, NOW)
    newer = replace(outcome.stored.entry, phone="+4755000003")
    await actions.edit(str(stored.id), outcome.stored.version, newer, builders.STAFF, NOW)
    undo_id = (await Revision.select(Revision.undo_id).where(Revision.version == 2).first())["undo_id"]
    await actions_undo.undo(undo_id, NOW)
    assert (await find(stored.id)).entry.phone == "+4755000003"


async def test_a_former_name_is_marked_as_such(db: None) -> None:
    stored = await builders.organisation("Fjordglimt", centre=await builders.centre(), aliases=("FG",))
    await actions.edit(str(stored.id), stored.version, replace(stored.entry, name="Nyglimt"), builders.STAFF, NOW)
    assert (await find(stored.id)).entry.aliases == ("FG", "Fjordglimt")
    kinds = await Alias.select(Alias.name, Alias.kind).order_by(Alias.name)
    assert kinds == [{"name": "FG", "kind": "variant"}, {"name": "Fjordglimt", "kind": "former"}]
