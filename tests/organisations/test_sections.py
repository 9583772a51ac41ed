"""Each section is corrected or confirmed by itself, at once; five of them are the answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from directory.database import transaction
from directory.errors import Conflict, NotFound
from directory.organisations import actions, changes
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_sections import confirm_section, save_section
from directory.organisations.entry import SECTIONS, Actor
from directory.organisations.reads import find, history, sections_confirmed, waiting_changes
from directory.organisations.reads_sections import progress, visit_changes
from directory.organisations.writing import locked, update
from directory.tables.campaigns import Answer
from directory.tables.visits import VisitRow
from tests import builders
from tests.conftest import NOW, MovableClock
from tests.organisations.visits import THERE, changed_in, invited, receipts, save

HOUR = timedelta(hours=1)


async def test_a_corrected_section_stands_at_once_and_is_confirmed_by_itself(db: None) -> None:
    stored, visit = await invited()
    outcome = await save(stored, visit, NOW, "contact", phone="+4755000009")
    assert (await find(stored.id)).entry.phone == "+4755000009"
    assert await sections_confirmed(stored.id) == {"contact": NOW}
    assert outcome.applied == {"phone": ("+4755000001", "+4755000009")}
    assert not outcome.finished
    assert (await find(stored.id)).confirmed_at is None
    assert await Answer.count() == 0
    assert await receipts() == []


async def test_what_is_risky_in_a_section_waits_and_the_rest_of_it_does_not(db: None) -> None:
    stored, visit = await invited()
    outcome = await save(stored, visit, NOW, "about", name="Fjordglimt", description="Vi er et lag.")
    assert set(outcome.applied) == {"description"}
    assert set(outcome.waiting) == {"name"}
    state = {one.section: one.state for one in (await progress(stored.id, visit, NOW)).sections}
    assert state == dict.fromkeys(SECTIONS, "untouched") | {"about": "waiting"}


async def test_the_fifth_section_is_the_answer_and_sends_the_one_receipt(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    for section in ("about", "persons", "competence", "coverage"):
        await confirm_section(str(stored.id), section, stored.version, visit, clock())
        clock.forward(minutes=5)
    outcome = await save(stored, visit, clock(), "contact", phone="+4755000009")
    assert outcome.finished
    assert outcome.stored.confirmed_at == clock()
    assert await Answer.select(Answer.kind, Answer.at) == [{"kind": "changed", "at": clock()}]
    (receipt,) = await receipts()
    assert receipt["answer"] == "changed"
    assert changed_in(receipt) == [("Telefon", "55 00 00 01", "55 00 00 09")]
    assert len(set((await sections_confirmed(stored.id)).values())) == len(SECTIONS)


async def test_sections_confirmed_last_week_count_in_the_same_round(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    visit = replace(visit, since=NOW)
    clock.forward(days=1)
    await confirm_section(str(stored.id), "about", stored.version, visit, clock())
    clock.forward(days=7)
    assert (await progress(stored.id, visit, clock())).done == 1
    for section in ("contact", "persons", "competence"):
        assert not (await confirm_section(str(stored.id), section, stored.version, visit, clock())).finished
    assert (await confirm_section(str(stored.id), "coverage", stored.version, visit, clock())).finished
    assert await Answer.select(Answer.kind) == [{"kind": "confirmed"}]


async def test_sections_confirmed_before_the_round_opened_do_not_count(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    await confirm(str(stored.id), stored.version, visit, NOW)
    clock.forward(days=300)
    this_year = replace(visit, since=clock())
    clock.forward(days=1)
    assert (await progress(stored.id, this_year, clock())).done == 0
    now = await find(stored.id)
    assert not (await confirm_section(str(stored.id), "about", now.version, this_year, clock())).finished


async def test_the_rest_is_right_dates_only_what_is_left(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000009")
    clock.forward(minutes=10)
    outcome = await confirm(str(stored.id), (await find(stored.id)).version, visit, clock())
    assert outcome.finished
    dates = await sections_confirmed(stored.id)
    assert dates.pop("contact") == NOW
    assert set(dates.values()) == {clock()}
    assert [answer["kind"] for answer in await Answer.select()] == ["changed"]
    assert len(await receipts()) == 1


async def test_pressing_twice_is_one_save(db: None) -> None:
    stored, visit = await invited()
    typed = replace(stored.entry, description="Kort.", name="Fjordglimt")
    first = await save_section(str(stored.id), "about", stored.version, typed, visit, NOW)
    again = await save_section(str(stored.id), "about", stored.version, typed, visit, NOW)
    assert (again.applied, again.waiting) == (first.applied, first.waiting)
    assert len(await history(stored.id)) == 2
    assert len(await waiting_changes(stored.id)) == 1


async def test_pressing_the_last_button_twice_is_one_answer(db: None) -> None:
    stored, visit = await invited()
    for section in ("about", "persons", "competence", "coverage"):
        await confirm_section(str(stored.id), section, stored.version, visit, NOW)
    typed = replace(stored.entry, phone="+4755000009")
    for _press in range(2):
        outcome = await save_section(str(stored.id), "contact", stored.version, typed, visit, NOW)
        assert outcome.finished
    assert await Answer.count() == 1
    assert await VisitRow.count() == 1
    assert len(await receipts()) == 1


async def test_a_correction_after_the_answer_waits_for_its_receipt_and_moves_no_date(
    db: None, clock: MovableClock
) -> None:
    stored, visit = await invited()
    visit = replace(visit, since=NOW)
    await confirm(str(stored.id), stored.version, visit, clock())
    clock.forward(days=3)
    outcome = await save(stored, visit, clock(), "contact", phone="+4755000009")
    assert not outcome.finished
    assert outcome.stored.confirmed_at == NOW
    assert len(await receipts()) == 1
    assert await Answer.count() == 1


@pytest.mark.parametrize("who", ["staff", "import", "another browser"])
async def test_what_somebody_else_changed_in_the_section_is_a_conflict(db: None, who: str) -> None:
    stored, visit = await invited()
    theirs = replace(stored.entry, email="ny@fjordglimt.example" if who != "another browser" else stored.entry.email)
    if who == "staff":
        await actions.edit(str(stored.id), stored.version, theirs, builders.STAFF, NOW)
    elif who == "import":
        async with transaction():
            await update(await locked(stored.id), theirs, Actor("import", "run"), NOW)
    else:
        await save(stored, replace(visit, visitor=THERE), NOW, "contact", phone="+4755000007")
    before = await find(stored.id)
    mine = replace(stored.entry, phone="+4755000009")
    with pytest.raises(Conflict):
        await save_section(str(stored.id), "contact", stored.version, mine, visit, NOW)
    with pytest.raises(Conflict):
        await confirm_section(str(stored.id), "contact", stored.version, visit, NOW)
    assert await find(stored.id) == before


async def test_what_somebody_else_changed_in_another_section_stands_in_nobodys_way(db: None) -> None:
    stored, visit = await invited()
    await actions.edit(str(stored.id), stored.version, replace(stored.entry, description="Ny."), builders.STAFF, NOW)
    typed = replace(stored.entry, phone="+4755000009")
    await save_section(str(stored.id), "contact", stored.version, typed, visit, NOW)
    now = (await find(stored.id)).entry
    assert (now.phone, now.description) == ("+4755000009", "Ny.")


async def test_the_same_browser_corrects_its_own_correction_from_an_old_page(db: None) -> None:
    stored, visit = await invited()
    for phone in ("+4755000008", "+4755000009"):
        typed = replace(stored.entry, phone=phone)
        await save_section(str(stored.id), "contact", stored.version, typed, visit, NOW)
    assert (await find(stored.id)).entry.phone == "+4755000009"


async def test_two_who_write_the_same_do_not_stand_in_each_others_way(db: None) -> None:
    stored, visit = await invited()
    typed = replace(stored.entry, phone="+4755000009")
    await save_section(str(stored.id), "contact", stored.version, typed, replace(visit, visitor=THERE), NOW)
    await save_section(str(stored.id), "contact", stored.version, typed, visit, NOW + timedelta(minutes=20))
    assert len(await history(stored.id)) == 2


async def test_five_small_saves_do_not_walk_around_the_rule_for_much_at_once(db: None) -> None:
    stored, visit = await invited()
    await save(stored, visit, NOW, "about", description="Noe helt annet.")
    await save(stored, visit, NOW, "competence", areas=(("rus", "paarorende"),), forms=(), accepts_requests=False)
    await save(stored, visit, NOW, "coverage", municipality="4640")
    outcome = await save(stored, visit, NOW, "contact", phone="+4755000009", website="")
    assert set(outcome.waiting) == {"phone", "website"}
    assert (await find(stored.id)).entry.phone == stored.entry.phone
    assert not changes.split(stored.entry, replace(stored.entry, phone="+4755000009", website="")).risky


async def test_visits_that_are_ended_early_do_not_walk_around_it_either(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "about", description="Noe helt annet.")
    await save(stored, visit, clock(), "competence", areas=(("rus", "paarorende"),), forms=(), accepts_requests=False)
    await save(stored, visit, clock(), "coverage", municipality="4640")
    assert (await confirm(str(stored.id), (await find(stored.id)).version, visit, clock())).finished
    clock.forward(hours=20)
    outcome = await save(stored, visit, clock(), "contact", phone="+4755000009", website="")
    assert set(outcome.waiting) == {"phone", "website"}
    clock.forward(days=2)
    assert set((await save(stored, visit, clock(), "contact", postal_address="Boks 1")).applied) == {"postal_address"}


async def test_county_by_county_is_still_a_new_county(db: None) -> None:
    stored, visit = await invited()
    outcome = await save(stored, visit, NOW, "coverage", coverage=("4647", "1103"))
    assert set(outcome.waiting) == {"coverage"}
    again = await save(stored, visit, NOW, "coverage", coverage=("4647", "4640"))
    assert set(again.applied) == {"coverage"}
    assert await waiting_changes(stored.id) == []
    assert (await find(stored.id)).entry.coverage == ("4640", "4647")


async def test_what_waits_in_a_visit_is_one_case_in_which_the_last_word_counts(db: None) -> None:
    stored, visit = await invited()
    await save(stored, visit, NOW, "about", name="Fjordglimt")
    await save(stored, visit, NOW, "contact", phone="+4790000009")
    await save(stored, visit, NOW, "about", name="Nyglimt")
    (case,) = await waiting_changes(stored.id)
    assert {name: becomes for name, (_was, becomes) in case["fields"].items()} == {
        "name": "Nyglimt",
        "phone": "+4790000009",
    }
    assert set(case["reasons"]) == {"name", "phone"}
    applied, waiting = await visit_changes(stored.id, visit, NOW)
    assert (applied, set(waiting)) == ({}, {"name", "phone"})


async def test_a_section_or_a_version_that_there_is_none_of_changes_nothing(db: None) -> None:
    stored, visit = await invited()
    with pytest.raises(NotFound):
        await confirm_section(str(stored.id), "secrets", stored.version, visit, NOW)
    with pytest.raises(Conflict):
        await confirm_section(str(stored.id), "about", 99, visit, NOW)
    assert await VisitRow.count() == 0
