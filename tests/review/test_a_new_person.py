"""To a new right person their organisation has not answered: they are asked, reminded, and counted so."""

from datetime import timedelta

from directory.campaigns import reads
from directory.campaigns.actions import close as end_round
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.asked import asked
from directory.campaigns.links import Opened, live_invitation
from directory.campaigns.looked_after import looked_after
from directory.campaigns.recipients import recipients
from directory.organisations.actions_branches import set_umbrella
from directory.organisations.actions_other_answers import wrong_contact
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored
from directory.organisations.reads_branches import branches_of
from directory.organisations.said import NAMED, UNKNOWN, RightPerson
from directory.review import suggestions
from directory.review.actions import Verdict, decide
from directory.review.history import events
from directory.settings import Settings
from directory.tables.mail import Letter
from tests.builders import STAFF
from tests.campaigns.conftest import mail_server, sending, unused_port
from tests.campaigns.rounds import BY, running, sums_up
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server

BASE = "https://directory.example"
OLA = RightPerson(NAMED, "Ola Nord", "ola@nord.example")
__all__ = ["mail_server", "sending", "unused_port"]


async def accepted(stored: Stored, right: RightPerson, clock: MovableClock) -> None:
    """Somebody says that they are not the right one, and an hour later staff accept who is."""
    await wrong_contact(str(stored.id), right, Visit(), clock())
    clock.forward(minutes=60)
    case = await suggestions.case((await suggestions.queue(stored.centre))[0].id)
    await decide(case.id, Verdict(frozenset(), case.stored.version, address=right.address), STAFF, BASE, clock())


async def test_a_new_right_person_is_counted_as_asked_and_not_answered(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    campaign, (first, umbrella, _third) = await running(settings)
    await set_umbrella(str(first.id), umbrella.id, STAFF, clock())
    await accepted(first, OLA, clock)
    status = await sums_up(campaign)
    assert (status["wrong_contact"], status["unanswered"]) == (0, 3)
    assert {one.answer for one in await recipients(campaign)} == {"unanswered"}
    assert {(one.answer, one.answered_at, one.channel) for one in await asked(campaign)} == {("unanswered", None, "")}
    assert [branch.answered for branch in await branches_of(umbrella.id)] == [False]
    opened = await live_invitation(first.id, clock())
    assert isinstance(opened, Opened)
    assert [one.answer for one in await looked_after([opened], clock())] == [None]
    assert "wrong_contact" in [event.details.get("answer") for event in await events(first.id)]


async def test_a_new_right_person_gets_the_reminders_first_as_a_letter_that_tells_all_and_not_at_once(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, (first,) = await running(sending, 1)
    await drain(sending, clock)
    clock.now = NOW + timedelta(days=13)
    await accepted(first, OLA, clock)
    await drain(sending, clock)
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 0  # the letter with their link has come yesterday
    clock.now = NOW + timedelta(days=16, hours=2)
    assert await enqueue_due(sending, clock()) == 1
    await drain(sending, clock)
    clock.now = NOW + timedelta(days=28)
    assert await enqueue_due(sending, clock()) == 1  # not to the mailbox that has said that it is not the right one
    await drain(sending, clock)
    letters = await Letter.select().where(Letter.address == "ola@nord.example").order_by(Letter.accepted_at)
    assert [letter["template"] for letter in letters] == ["named_contact", "first", "reminder"]
    assert mail_server.to().count("ola@nord.example") == 3


async def test_who_is_not_known_stays_not_the_right_person_as_work_for_staff(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    campaign, (first, _second, _third) = await running(settings)
    await accepted(first, RightPerson(UNKNOWN), clock)
    status = await sums_up(campaign)
    assert (status["wrong_contact"], status["unanswered"]) == (1, 2)


async def test_the_figures_of_a_round_that_is_over_stay_as_they_were(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    campaign, (first, _second, _third) = await running(settings)
    await wrong_contact(str(first.id), OLA, Visit(), clock())
    clock.forward(minutes=60)
    await end_round(campaign, BY, clock())
    clock.forward(minutes=60)
    case = await suggestions.case((await suggestions.queue(first.centre))[0].id)
    await decide(case.id, Verdict(frozenset(), case.stored.version, address=OLA.address), STAFF, BASE, clock())
    assert (await reads.status(campaign))["wrong_contact"] == 1
