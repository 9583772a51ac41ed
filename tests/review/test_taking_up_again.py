"""What was refused is taken up again when the organisation does not agree; nothing is lost or taken in by that."""

import pytest

from directory.audit import Verb
from directory.errors import NotFound, Refused
from directory.organisations.actions_notes import write_to_staff
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored, find
from directory.review import actions_replies, replies, suggestions
from directory.review.actions import Verdict, decide, take_up_again
from directory.tables.audit import AuditEvent
from directory.tables.mail import IncomingMessage, Letter
from directory.tables.review import Suggestion
from tests.builders import STAFF, centre, organisation
from tests.conftest import MovableClock
from tests.review.test_deciding import BASE, proposed

BY = "anne@korus.example"
WHY = "Navnet i registeret er et annet."


async def refused(stored: Stored, clock: MovableClock, **changed: object) -> suggestions.Case:
    waiting = await proposed(stored, clock, **changed)
    version = waiting.stored.version
    await decide(waiting.id, Verdict(frozenset(), version, accept=False, reason=WHY), STAFF, BASE, clock())
    return await suggestions.case(waiting.id)


async def answer(stored: Stored, clock: MovableClock) -> int:
    clock.forward(minutes=60)
    await write_to_staff(str(stored.id), "Årsmøtet vedtok det.", Visit(), clock())
    [message] = await replies.waiting(stored.centre)
    return message.id


async def test_an_answer_on_the_own_page_is_known_for_what_it_answers(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    first = await refused(stored, clock, name="Noe annet")
    message = await answer(stored, clock)
    assert {at: case.id for at, case in (await suggestions.refusals_answered([message])).items()} == {message: first.id}
    clock.forward(minutes=60)
    await refused(await find(stored.id), clock, name="Noe tredje")
    assert (await suggestions.refusals_answered([message]))[message].id == first.id


async def test_a_mail_answers_a_refusal_only_when_it_answers_its_letter(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    case = await refused(stored, clock, name="Noe annet")
    message = await answer(stored, clock)
    [letter] = await Letter.select(Letter.id).where(Letter.template == "suggestion_refused")
    await IncomingMessage.update({IncomingMessage.letter: letter["id"]}, force=True)
    assert (await suggestions.refusals_answered([message]))[message].id == case.id
    await Letter.update({Letter.template: "first"}).where(Letter.id == letter["id"])
    assert await suggestions.refusals_answered([message]) == {}


async def test_what_was_refused_waits_again_and_can_be_accepted_after_all(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    case = await refused(stored, clock, name="Fjordglimt")
    message = await answer(stored, clock)
    await actions_replies.take_up_again(message, BY, clock())
    assert (await find(stored.id)).entry.name == stored.entry.name
    assert (await replies.message(message)).handled_at is not None
    [waiting] = await suggestions.queue(stored.centre)
    assert waiting.id == case.id
    [event] = await AuditEvent.select().where(AuditEvent.verb == Verb.SUGGESTION_REOPENED).output(load_json=True)
    assert (event["details"]["suggestion"], event["details"]["why"]) == (case.id, WHY)
    version = (await find(stored.id)).version
    await decide(case.id, Verdict(frozenset({"name"}), version), STAFF, BASE, clock())
    assert (await find(stored.id)).entry.name == "Fjordglimt"


async def test_only_what_was_refused_and_has_not_been_replaced_is_taken_up_again(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    case = await refused(stored, clock, name="Fjordglimt")
    await proposed(await find(stored.id), clock, name="Fjordglimt lag")
    with pytest.raises(Refused):
        await take_up_again(case.id, BY, clock())
    await Suggestion.update({Suggestion.state: "withdrawn"}).where(Suggestion.id != case.id)
    await take_up_again(case.id, BY, clock())
    with pytest.raises(NotFound):
        await take_up_again(case.id, BY, clock())
