"""A newer answer takes back a pause or the end that waits for staff, and nobody answers for what no longer exists."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from directory.errors import Refused
from directory.organisations import actions
from directory.organisations.actions_answers import confirm, correct
from directory.organisations.actions_other_answers import active_again, close, withdraw, wrong_contact
from directory.organisations.actions_undo import undo
from directory.organisations.actions_visits import end_visits
from directory.organisations.entry import SECTIONS, Visit
from directory.organisations.reads import Stored, find, waiting_changes
from directory.organisations.reads_answer import last_answer
from directory.organisations.said import DISSOLVED, PAUSED, UNKNOWN, Closing, RightPerson
from directory.review import suggestions
from directory.tables.review import Suggestion
from directory.tables.visits import VisitRow
from tests import builders
from tests.conftest import NOW
from tests.organisations.test_closing_receipt import rendered
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


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nb", "Dere har også svart at organisasjonen ikke finnes lenger. Det svaret er trukket tilbake"),
        ("nn", "De har òg svart at organisasjonen ikkje finst lenger. Det svaret er trekt tilbake"),
        ("en", "You have also answered that the organisation no longer exists. That answer has been taken back"),
    ],
)
async def test_the_receipt_of_the_newer_answer_says_that_the_other_was_taken_back(
    db: None, language: str, told: str
) -> None:
    stored, visit = await invited(language=language)
    await close(str(stored.id), CLOSED, visit, NOW)
    await all_correct(stored, visit)
    first, second = [rendered(receipt, language) for receipt in await receipts()]
    for text in (second.text, second.html):
        assert told in " ".join(text.split())
    assert told not in " ".join(first.text.split())


@pytest.mark.parametrize(
    ("said", "language", "unless"),
    [
        (Closing(PAUSED), "nb", "så lenge vi ikke har sett på det"),
        (CLOSED, "nb", "så lenge vi ikke har sett på det"),
        (CLOSED, "nn", "så lenge vi ikkje har sett på det"),
        (CLOSED, "en", "as long as we have not looked at it"),
    ],
)
async def test_the_receipt_promises_an_undo_without_a_condition_only_where_it_works_after_staffs_yes(
    db: None, said: Closing, language: str, unless: str
) -> None:
    stored, visit = await invited(language=language)
    await close(str(stored.id), said, visit, NOW)
    [receipt] = await receipts()
    made = rendered(receipt, language)
    assert [unless in " ".join(text.split()) for text in (made.text, made.html)] == [said is CLOSED, said is CLOSED]


async def test_who_is_active_again_has_given_the_rounds_newest_answer_and_is_told_so(db: None) -> None:
    stored, visit = await invited()
    await close(str(stored.id), Closing(PAUSED), visit, NOW)
    await actions.set_status(str(stored.id), "paused", None, builders.STAFF, NOW)
    await active_again(str(stored.id), visit, LATER)
    last = await last_answer(stored.id)
    assert last
    assert (last.kind, last.back, last.closing) == ("changed", True, None)
    await end_visits(LATER + timedelta(hours=2))
    made = rendered((await receipts())[-1], "nb")
    assert "Dere er aktive igjen. Vi skriver ikke lenger at dere tar pause." in " ".join(made.text.split())
    assert "Noe måtte rettes" not in made.text


async def test_the_end_of_a_pause_that_was_no_answer_is_none_either(db: None) -> None:
    stored, visit = await invited()
    await actions.set_status(str(stored.id), "paused", None, builders.STAFF, NOW)
    await active_again(str(stored.id), visit, LATER)
    assert await last_answer(stored.id) is None
