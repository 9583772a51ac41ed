"""Staff decide what waits."""

import json
from datetime import date

import pytest

from directory.campaigns import actions_links
from directory.campaigns.links import Opened, Revoked, open_code, open_invitation
from directory.errors import Conflict, Invalid, NotFound
from directory.mail import claims
from directory.organisations import actions, actions_answers, actions_other_answers
from directory.organisations.actions_address import ask_once_more, confirm_address, drop_address
from directory.organisations.answer_rows import Visit
from directory.organisations.changes import apply
from directory.organisations.reads import Stored, find
from directory.organisations.reads_address import checks_at, checks_of
from directory.organisations.said import NAMED, Closing, RightPerson
from directory.review import replies, suggestions
from directory.review.actions import Verdict, decide
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.mail import DeliveryFact, IncomingMessage, Letter
from directory.tables.review import AddressCheck
from tests.builders import STAFF, centre, organisation
from tests.conftest import MovableClock

BASE = "https://directory.example"
VISIT = Visit()


async def proposed(stored: Stored, clock: MovableClock, **changed: object) -> suggestions.Case:
    """The organisation corrects something risky; return what waits."""
    await actions_answers.correct(str(stored.id), stored.version, apply(stored.entry, changed), VISIT, clock())
    return await suggestions.case((await suggestions.queue(stored.centre))[0].id)


async def invited(stored: Stored, clock: MovableClock) -> int:
    row = Invitation(
        organisation=stored.id,
        random_id="r" * 22,
        code="K7RM4XPT",
        created_at=clock(),
        expires_at=clock().replace(year=2027),
    )
    await row.save()
    return int(row.id)


async def letters(*templates: str) -> list[dict[str, object]]:
    rows = await Letter.select().where(Letter.template.is_in(list(templates))).order_by(Letter.created_at)
    return list(rows)


async def test_an_accepted_name_is_the_name_and_the_organisation_is_told(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Fjordglimt")
    await decide(waiting.id, Verdict(frozenset({"name"}), waiting.stored.version), STAFF, BASE, clock())
    assert (await find(stored.id)).entry.name == "Fjordglimt"
    told = await letters("suggestion_accepted")
    assert json.loads(str(told[0]["context"]))["changes"][0]["after"] == "Fjordglimt"
    assert await suggestions.queue(stored.centre) == []


async def test_a_refusal_changes_nothing_and_is_mailed_with_its_reason(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Noe annet")
    with pytest.raises(Invalid):
        await decide(waiting.id, Verdict(frozenset(), 2, accept=False), STAFF, BASE, clock())
    verdict = Verdict(frozenset(), 2, accept=False, reason="Navnet i registeret er et annet.")
    await decide(waiting.id, verdict, STAFF, BASE, clock())
    assert (await find(stored.id)).entry.name == stored.entry.name
    assert "registeret" in str((await letters("suggestion_refused"))[0]["context"])


async def test_some_fields_can_be_taken_and_others_left(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Fjordglimt", type="brukerorganisasjon")
    verdict = Verdict(frozenset({"name"}), waiting.stored.version, reason="Vi spør om typen.")
    await decide(waiting.id, verdict, STAFF, BASE, clock())
    after = (await find(stored.id)).entry
    assert (after.name, after.type) == ("Fjordglimt", stored.entry.type)
    assert len(await letters("suggestion_accepted", "suggestion_refused")) == 2


async def test_a_field_that_moved_after_it_was_shown_is_a_conflict(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Fjordglimt")
    shown = waiting.stored.version
    now = await find(stored.id)
    await actions.edit(str(stored.id), now.version, apply(now.entry, {"name": "Fjord"}), STAFF, clock())
    with pytest.raises(Conflict):
        await decide(waiting.id, Verdict(frozenset({"name"}), shown), STAFF, BASE, clock())
    assert (await find(stored.id)).entry.name == "Fjord"
    again = await suggestions.case(waiting.id)
    assert again.points[0].moved
    await decide(waiting.id, Verdict(frozenset({"name"}), again.stored.version), STAFF, BASE, clock())
    assert (await find(stored.id)).entry.name == "Fjordglimt"


async def test_another_field_that_moved_is_kept(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Fjordglimt")
    now = await find(stored.id)
    await actions.edit(str(stored.id), now.version, apply(now.entry, {"phone": "+4755000009"}), STAFF, clock())
    await decide(waiting.id, Verdict(frozenset({"name"}), waiting.stored.version), STAFF, BASE, clock())
    after = (await find(stored.id)).entry
    assert (after.name, after.phone) == ("Fjordglimt", "+4755000009")


async def test_a_decision_is_made_once(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Fjordglimt")
    await decide(waiting.id, Verdict(frozenset({"name"}), 2), STAFF, BASE, clock())
    with pytest.raises(NotFound):
        await decide(waiting.id, Verdict(frozenset({"name"}), 3), STAFF, BASE, clock())


async def asked_at(address: str) -> str:
    """Return what the link in the letter to a new address carries."""
    row = await AddressCheck.select(AddressCheck.random_id).where(AddressCheck.address == address).first()
    assert row
    return str(row["random_id"])


@pytest.mark.parametrize("staff_first", [True, False])
async def test_a_new_update_address_is_used_when_both_it_and_staff_have_said_yes(
    db: None, clock: MovableClock, *, staff_first: bool
) -> None:
    stored = await organisation(centre=await centre(), update_email="gammel@fjordglimt.example")
    await invited(stored, clock)
    waiting = await proposed(stored, clock, update_email="ny@fjordglimt.example")
    [question] = await letters("address_confirm")
    link = await asked_at("ny@fjordglimt.example")
    assert (question["address"], question["link_purpose"], question["link_id"]) == (
        "ny@fjordglimt.example", "address", link,
    )  # fmt: skip
    verdict = Verdict(frozenset({"update_email"}), waiting.stored.version)
    steps = [decide(waiting.id, verdict, STAFF, BASE, clock()), confirm_address(link, clock())]
    first, second = steps if staff_first else reversed(steps)
    await first
    assert (await find(stored.id)).entry.update_email == "gammel@fjordglimt.example"
    assert await letters("address_changed", "new_link") == []
    assert (await Invitation.select())[0]["generation"] == 1
    [check] = await checks_of(stored.id)
    assert check.state == ("approved" if staff_first else "confirmed")
    await second
    assert (await find(stored.id)).entry.update_email == "ny@fjordglimt.example"
    assert (await letters("address_changed"))[0]["address"] == "gammel@fjordglimt.example"
    assert (await letters("new_link"))[0]["address"] == "ny@fjordglimt.example"
    assert (await Invitation.select())[0]["generation"] == 2
    assert await checks_of(stored.id) == []
    assert (await confirm_address(link, clock())).state == "applied"
    assert len(await letters("address_changed", "new_link")) == 2


async def test_an_address_that_staff_refuse_can_no_longer_be_confirmed(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre(), update_email="gammel@fjordglimt.example")
    waiting = await proposed(stored, clock, update_email="ny@fjordglimt.example")
    link = await asked_at("ny@fjordglimt.example")
    verdict = Verdict(frozenset(), waiting.stored.version, accept=False, reason="Vi ringte, og det var feil.")
    await decide(waiting.id, verdict, STAFF, BASE, clock())
    with pytest.raises(NotFound):
        await confirm_address(link, clock())
    assert (await find(stored.id)).entry.update_email == "gammel@fjordglimt.example"


async def test_an_approved_address_can_be_dropped_and_asked_once_more(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre(), update_email="gammel@fjordglimt.example")
    waiting = await proposed(stored, clock, update_email="ny@fjordglimt.example")
    await decide(waiting.id, Verdict(frozenset({"update_email"}), waiting.stored.version), STAFF, BASE, clock())
    [check] = await checks_of(stored.id)
    await ask_once_more(check.id, STAFF.name, clock())
    assert [letter["link_id"] for letter in await letters("address_confirm")] == [check.random_id] * 2
    await drop_address(check.id, STAFF.name, clock())
    assert await checks_of(stored.id) == []
    with pytest.raises(NotFound):
        await confirm_address(check.random_id, clock())


async def test_a_question_that_came_back_is_seen_by_staff(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre(), update_email="gammel@fjordglimt.example")
    await proposed(stored, clock, update_email="ny@fjordglimt.example")
    assert await checks_at(stored.centre) == []
    [question] = await letters("address_confirm")
    await Letter.update({Letter.state: "accepted"}).where(Letter.id == question["id"])
    message = IncomingMessage(sha256="a" * 64, content=b"x", size=1, received_at=clock(), kind="hard", text="x",
                              sender="mailer@x.example", address="ny@fjordglimt.example", letter=question["id"],
                              organisation=stored.id)  # fmt: skip
    await message.save()
    await DeliveryFact(
        letter=question["id"], organisation=stored.id, message=message.id, kind="hard", at=clock()
    ).save()
    assert [check.returned for check in await checks_at(stored.centre)] == ["hard"]
    assert [found.kind for found in await replies.waiting(stored.centre)] == ["hard"]


async def test_the_shared_mailbox_is_asked_too_when_our_letters_go_there(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre(), email="post@fjordglimt.example", update_email="")
    waiting = await proposed(stored, clock, email="ny@fjordglimt.example", name="Fjordglimt")
    fields = frozenset({"email", "name"})
    await decide(waiting.id, Verdict(fields, waiting.stored.version), STAFF, BASE, clock())
    after = (await find(stored.id)).entry
    assert (after.name, after.email) == ("Fjordglimt", "post@fjordglimt.example")
    await confirm_address(await asked_at("ny@fjordglimt.example"), clock())
    assert (await find(stored.id)).entry.email == "ny@fjordglimt.example"


async def test_an_edit_by_staff_of_the_update_address_has_the_same_care(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre(), update_email="gammel@fjordglimt.example")
    await invited(stored, clock)
    after = apply(stored.entry, {"update_email": "ny@fjordglimt.example"})
    await actions.edit(str(stored.id), stored.version, after, STAFF, clock())
    assert len(await letters("address_changed", "new_link")) == 2


async def test_neither_the_old_link_nor_the_old_code_opens_the_entry_after_the_update_address_changed(
    db: None, clock: MovableClock
) -> None:
    stored = await organisation(centre=await centre(), update_email="gammel@fjordglimt.example")
    await invited(stored, clock)
    after = apply(stored.entry, {"update_email": "ny@fjordglimt.example"})
    await actions.edit(str(stored.id), stored.version, after, STAFF, clock())
    assert await open_invitation("r" * 22, 1, clock()) == Revoked(stored.id)
    assert await open_code("K7RM4XPT", clock()) == Revoked(stored.id)
    (row,) = await Invitation.select()
    assert isinstance(await open_invitation("r" * 22, row["generation"], clock()), Opened)
    assert isinstance(await open_code(row["code"], clock()), Opened)


@pytest.mark.parametrize("address", ["", "ny@fjordglimt.example"])
async def test_whoever_was_not_the_right_person_has_no_key_once_staff_have_agreed(
    db: None, clock: MovableClock, address: str
) -> None:
    stored = await organisation(centre=await centre())
    await invited(stored, clock)
    await actions_other_answers.wrong_contact(str(stored.id), RightPerson(NAMED, "Ola Rett", address), VISIT, clock())
    assert isinstance(await open_code("K7RM4XPT", clock()), Opened)
    waiting = await suggestions.case((await suggestions.queue(stored.centre))[0].id)
    fields = frozenset(point.field for point in waiting.points)
    await decide(waiting.id, Verdict(fields, waiting.stored.version), STAFF, BASE, clock())
    assert await open_invitation("r" * 22, 1, clock()) == Revoked(stored.id)
    assert await open_code("K7RM4XPT", clock()) == Revoked(stored.id)
    assert (await Invitation.select())[0]["generation"] == 2


async def test_a_letter_that_waits_for_the_old_address_never_carries_the_new_link(
    db: None, clock: MovableClock, settings: Settings
) -> None:
    stored = await organisation(centre=await centre(), update_email="gammel@fjordglimt.example")
    await actions_links.send_link("gammel@fjordglimt.example", settings, clock())
    after = apply(stored.entry, {"update_email": "ny@fjordglimt.example"})
    await actions.edit(str(stored.id), stored.version, after, STAFF, clock())
    links = [(row["address"], row["state"], row["why"]) for row in await letters("new_link")]
    assert sorted(links) == [
        ("gammel@fjordglimt.example", "skipped", "revoked"),
        ("ny@fjordglimt.example", "ready", ""),
    ]
    went = []
    while taken := await claims.take(claims.Terms(lease=900), clock()):
        assert await claims.cross(taken, "", 900) == ""
        went.append((taken.template, taken.address))
    assert sorted(went) == [
        ("address_changed", "gammel@fjordglimt.example"),
        ("new_link", "ny@fjordglimt.example"),
    ]


async def test_closing_down_is_accepted_with_a_date(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    await actions_other_answers.close(str(stored.id), Closing("dissolved", note="Vi er lagt ned"), VISIT, clock())
    waiting = (await suggestions.queue(stored.centre))[0]
    verdict = Verdict(frozenset(), stored.version, since=date(2026, 6, 1))
    await decide(waiting.id, verdict, STAFF, BASE, clock())
    after = await find(stored.id)
    assert (after.status, after.status_since) == ("dissolved", date(2026, 6, 1))
    told = json.loads(str((await letters("suggestion_accepted"))[0]["context"]))
    assert told["changes"][0]["after"] == "Finst ikkje lenger"


async def test_another_centres_queue_is_its_own(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    other = await centre("rvts")
    await proposed(stored, clock, name="Fjordglimt")
    assert await suggestions.queue(other) == []
