"""A newer answer takes back a pause or the end that waits for staff, and nobody answers for what no longer exists."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from directory.errors import Refused
from directory.organisations import actions
from directory.organisations.actions_answers import confirm, correct
from directory.organisations.actions_other_answers import close, withdraw, wrong_contact
from directory.organisations.actions_undo import undo
from directory.organisations.entry import SECTIONS, Visit
from directory.organisations.reads import Stored, find, waiting_changes
from directory.organisations.said import DISSOLVED, PAUSED, UNKNOWN, Closing, RightPerson
from directory.review import suggestions
from directory.tables.review import Suggestion
from directory.tables.visits import VisitRow
from tests import builders
from tests.conftest import NOW
from tests.organisations.visits import invited, receipts, save

LATER = NOW + timedelta(minutes=2)
CLOSED = Closing(DISSOLVED, date(2026, 3, 1))
Answering = Callable[[Stored, Visit], Awaitable[object]]


async def all_correct(stored: Stored, visit: Visit) -> None:
    await confirm(str(stored.id), stored.version, visit, LATER)


async def corrected(stored: Stored, visit: Visit) -> None:
    await correct(str(stored.id), stored.version, replace(stored.entry, phone="+4755000002"), visit, LATER)


async def part_by_part(stored: Stored, visit: Visit) -> None:
    for section in SECTIONS:
        await save(stored, visit, LATER, section)


async def not_listed(stored: Stored, visit: Visit) -> None:
    await withdraw(str(stored.id), visit, LATER)


async def another_person(stored: Stored, visit: Visit) -> None:
    await wrong_contact(str(stored.id), RightPerson(UNKNOWN), visit, LATER)


@pytest.mark.parametrize("answer", [all_correct, corrected, part_by_part, not_listed, another_person])
@pytest.mark.parametrize("said", [CLOSED, Closing(PAUSED)])
async def test_any_newer_answer_takes_back_the_pause_or_the_end_that_waits(
    db: None, answer: Answering, said: Closing
) -> None:
    stored, visit = await invited()
    await close(str(stored.id), said, visit, NOW)
    [case] = await suggestions.queue(stored.centre)
    await answer(stored, visit)
    assert said.kind not in [waits.kind for waits in await suggestions.queue(stored.centre)]
    assert (await suggestions.case(case.id)).state == "withdrawn"


async def test_all_correct_just_after_the_end_is_no_second_press_of_the_all_correct_before_it(db: None) -> None:
    stored, visit = await invited()
    await confirm(str(stored.id), stored.version, visit, NOW)
    await close(str(stored.id), CLOSED, visit, NOW + timedelta(minutes=1))
    await confirm(str(stored.id), stored.version + 1, visit, LATER)
    assert await waiting_changes(stored.id) == []


async def test_what_staff_write_down_by_telephone_takes_it_back_too(db: None) -> None:
    stored, visit = await invited()
    await close(str(stored.id), CLOSED, visit, NOW)
    await confirm(str(stored.id), stored.version, Visit("phone", by="anne@korus.example"), LATER)
    assert await waiting_changes(stored.id) == []


async def test_one_corrected_part_is_no_answer_and_leaves_what_waits(db: None) -> None:
    stored, visit = await invited()
    await close(str(stored.id), Closing(PAUSED), visit, NOW)
    await save(stored, visit, LATER, "contact", phone="+4755000002")
    assert [waits["kind"] for waits in await waiting_changes(stored.id)] == [PAUSED]


@pytest.mark.parametrize("said_anew", [False, True])
async def test_whoever_undoes_the_newer_answer_lets_it_wait_again_unless_it_has_been_said_anew(
    db: None, *, said_anew: bool
) -> None:
    stored, visit = await invited()
    await close(str(stored.id), CLOSED, visit, NOW)
    await all_correct(stored, visit)
    [newer] = await VisitRow.select().where(VisitRow.began_at == LATER)
    if said_anew:
        await close(str(stored.id), Closing(PAUSED), visit, LATER)
    await undo(newer["id"], LATER)
    [waits] = await waiting_changes(stored.id)
    assert (waits["kind"], waits["details"]) == (
        (PAUSED, {"since": "", "successor": ""}) if said_anew else (DISSOLVED, CLOSED.as_json())
    )


@pytest.mark.parametrize("answer", [all_correct, corrected, part_by_part, another_person])
async def test_nobody_answers_for_what_no_longer_exists(db: None, answer: Answering) -> None:
    stored, visit = await invited()
    await actions.set_status(str(stored.id), "dissolved", None, builders.STAFF, NOW)
    now = await find(stored.id)
    with pytest.raises(Refused):
        await answer(now, visit)
    with pytest.raises(Refused):
        await close(str(stored.id), Closing(PAUSED), visit, LATER)
    assert (await find(stored.id)).confirmed_at is None
    assert await Suggestion.count() == 0
    assert await receipts() == []
