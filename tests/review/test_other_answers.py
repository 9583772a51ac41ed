"""What staff make of the answers that are not about the entry."""

import json
from datetime import date
from typing import Any

import pytest

from directory.campaigns.links import Opened, Revoked, open_invitation
from directory.errors import Invalid
from directory.organisations import actions
from directory.organisations.actions_other_answers import active_again, close, wrong_contact
from directory.organisations.actions_undo import undo
from directory.organisations.answer_rows import Visit
from directory.organisations.entry import Person
from directory.organisations.reads import Stored, find, waiting_changes
from directory.organisations.said import DISSOLVED, NAMED, PAUSED, UNKNOWN, Closing, RightPerson
from directory.review import suggestions
from directory.review.actions import Verdict, decide
from directory.review.right_person import ways
from directory.review.successors import candidates
from directory.tables.mail import Letter
from directory.tables.visits import VisitRow
from tests.builders import STAFF, centre, organisation
from tests.conftest import MovableClock
from tests.review.test_deciding import BASE, invited


async def said(stored: Stored, right: RightPerson, clock: MovableClock) -> suggestions.Case:
    await wrong_contact(str(stored.id), right, Visit(), clock())
    return await suggestions.case((await suggestions.queue(stored.centre))[0].id)


async def letters() -> list[tuple[str, str]]:
    rows = await Letter.select().where(Letter.template.not_in(["receipt", "consent"])).order_by(Letter.template)
    return [(row["template"], row["address"]) for row in rows]


@pytest.mark.parametrize("address", ["ola@nord.example", "kari@nord.example", "post@fjordglimt.example"])
async def test_whoever_staff_choose_gets_the_only_link_that_works(db: None, clock: MovableClock, address: str) -> None:
    people = (Person(name="Kari Nord", email="kari@nord.example"),)
    stored = await organisation(centre=await centre(), contacts=people)
    await invited(stored, clock)
    case = await said(stored, RightPerson(NAMED, "Ola Nord", "ola@nord.example"), clock)
    assert [way.value for way in ways(case)] == ["ola@nord.example", "post@fjordglimt.example", "kari@nord.example"]
    await decide(case.id, Verdict(frozenset(), case.stored.version, address=address), STAFF, BASE, clock())
    assert (await find(stored.id)).entry.update_address == address
    told = [("address_changed", "post@fjordglimt.example")] if address != "post@fjordglimt.example" else []
    assert await letters() == [*told, ("named_contact", address)]
    assert await open_invitation("r" * 22, 1, clock()) == Revoked(stored.id)
    assert isinstance(await open_invitation("r" * 22, 2, clock()), Opened)


async def test_a_letter_to_who_was_named_says_who_named_them_and_who_is_responsible(
    db: None, clock: MovableClock
) -> None:
    stored = await organisation(centre=await centre())
    case = await said(stored, RightPerson(NAMED, "Ola Nord", "ola@nord.example"), clock)
    await decide(case.id, Verdict(frozenset({"update_email"}), case.stored.version), STAFF, BASE, clock())
    row = await Letter.select().where(Letter.template == "named_contact").first()
    facts: dict[str, Any] = json.loads(row["context"]) if row else {}
    assert facts["named_by"] == "p…@fjordglimt.example"
    assert (facts["owner"], facts["privacy_url"]) == ("Eksempel kommune", "/nn/personvern")


async def test_nobody_knows_and_nobody_is_chosen_and_the_old_link_is_dead(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    await invited(stored, clock)
    case = await said(stored, RightPerson(UNKNOWN), clock)
    await decide(case.id, Verdict(frozenset(), case.stored.version, address=""), STAFF, BASE, clock())
    assert await open_invitation("r" * 22, 1, clock()) == Revoked(stored.id)
    assert await letters() == []
    assert (await find(stored.id)).entry.update_address == stored.entry.update_address


async def test_a_refused_name_is_told_to_who_answered_with_the_reason(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    await invited(stored, clock)
    case = await said(stored, RightPerson(NAMED, "", "ola@nord.example"), clock)
    verdict = Verdict(frozenset(), case.stored.version, accept=False, reason="Ola kjenner ikke til dere.")
    await decide(case.id, verdict, STAFF, BASE, clock())
    assert await letters() == [("suggestion_refused", "post@fjordglimt.example")]
    assert isinstance(await open_invitation("r" * 22, 1, clock()), Opened)
    assert (await find(stored.id)).entry.update_address == "post@fjordglimt.example"


async def test_the_end_points_to_who_carries_on_and_staff_can_take_it_back(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    heir = await organisation("Kinn pårørendelag", centre=stored.centre)
    await close(str(stored.id), Closing(DISSOLVED, date(2026, 3, 1), "kinn pårørandelag"), Visit(), clock())
    case = await suggestions.case((await suggestions.queue(stored.centre))[0].id)
    [found] = await candidates("Kinn", stored.id)
    assert [one.id for one in await candidates(case.details["successor"], stored.id)] == [heir.id]
    for wrong in (stored.id, case.stored.id):
        with pytest.raises(Invalid):
            await decide(case.id, Verdict(frozenset(), 1, successor=wrong), STAFF, BASE, clock())
    await decide(case.id, Verdict(frozenset(), case.stored.version, successor=found.id), STAFF, BASE, clock())
    after = await find(stored.id)
    assert (after.status, after.status_since, after.replaced_by) == ("dissolved", date(2026, 3, 1), heir.id)
    await actions.set_status(str(stored.id), "active", None, STAFF, clock())
    after = await find(stored.id)
    assert (after.status, after.status_since, after.replaced_by) == ("active", None, None)


async def test_the_end_of_a_pause_can_be_undone_with_its_date(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    await actions.set_status(str(stored.id), "paused", date(2026, 3, 1), STAFF, clock())
    await active_again(str(stored.id), Visit(), clock())
    assert (await find(stored.id)).status == "active"
    [visit] = await VisitRow.select()
    await undo(visit["id"], clock())
    after = await find(stored.id)
    assert (after.status, after.status_since) == ("paused", date(2026, 3, 1))


@pytest.mark.parametrize("what", [RightPerson(UNKNOWN), Closing(PAUSED)])
async def test_an_answer_without_a_field_can_be_undone_while_it_waits(
    db: None, clock: MovableClock, what: RightPerson | Closing
) -> None:
    stored = await organisation(centre=await centre())
    if isinstance(what, Closing):
        await close(str(stored.id), what, Visit(), clock())
    else:
        await wrong_contact(str(stored.id), what, Visit(), clock())
    [visit] = await VisitRow.select()
    assert not (await undo(visit["id"], clock())).done
    assert await waiting_changes(stored.id) == []
