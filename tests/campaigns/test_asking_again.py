"""An organisation that wants to be asked after its annual meeting is asked then, by itself, and not before."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from directory.campaigns import actions_ask_again
from directory.campaigns.links import Opened, Revoked, open_invitation
from directory.errors import NotFound, Refused
from directory.organisations import actions
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_other_answers import wrong_contact
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored, find
from directory.organisations.said import LATER, RightPerson, months_ahead
from directory.review import suggestions
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.centres import Centre
from directory.tables.mail import Letter
from directory.tables.review import Suggestion
from tests.builders import STAFF, centre, organisation
from tests.conftest import NOW

MARCH = date(2027, 3, 1)
SUNDAY = datetime(2027, 2, 28, 11, 0, tzinfo=UTC)
MONDAY_NIGHT, MONDAY = datetime(2027, 3, 1, 4, 0, tzinfo=UTC), datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def with_quiet_hours(settings: Settings) -> Settings:
    return replace(settings, quiet_hours="20-07", sending="on")


async def wants_march(**more: object) -> Stored:
    """An organisation with a link that has asked to be asked again in March."""
    stored = await organisation(centre=await centre(), **more)
    await Invitation(
        organisation=stored.id, random_id="r" * 22, code="K7RM4XPT", created_at=NOW, expires_at=NOW.replace(year=2028)
    ).save()
    said = RightPerson(LATER, "Spør igjen: mars 2027", "", MARCH)
    await wrong_contact(str(stored.id), said, Visit(), NOW)
    return stored


async def asked() -> list[dict[str, object]]:
    return list(await Letter.select().where(Letter.template == "ask_again").output(load_json=True))


async def test_the_letter_goes_by_itself_on_a_working_day_in_the_month_with_a_fresh_link(
    db: None, with_quiet_hours: Settings
) -> None:
    stored = await wants_march()
    assert await suggestions.queue(stored.centre) == []
    assert [later.ask_on for later in await suggestions.asked_later(stored.centre)] == [MARCH]
    for too_early in (NOW, SUNDAY, MONDAY_NIGHT):
        assert await actions_ask_again.ask_due(with_quiet_hours, too_early) == 0
    assert await actions_ask_again.ask_due(with_quiet_hours, MONDAY) == 1
    assert await actions_ask_again.ask_due(with_quiet_hours, MONDAY) == 0
    [letter] = await asked()
    assert letter["address"] == stored.entry.update_address
    assert letter["context"]["month"] == "mars 2027"  # type: ignore[index]
    assert await open_invitation("r" * 22, 1, MONDAY) == Revoked(stored.id)
    assert isinstance(await open_invitation("r" * 22, 2, MONDAY), Opened)
    assert await suggestions.asked_later(stored.centre) == []


async def test_after_the_round_the_letter_brings_a_link_that_works(db: None, with_quiet_hours: Settings) -> None:
    stored = await wants_march()
    await Invitation.update({Invitation.expires_at: NOW}).where(Invitation.organisation == stored.id)
    assert await actions_ask_again.ask_due(with_quiet_hours, MONDAY) == 1
    new = await Invitation.select().where(Invitation.random_id != "r" * 22).first()
    assert new
    assert isinstance(await open_invitation(new["random_id"], 1, MONDAY), Opened)


async def test_where_sending_is_off_it_waits_for_a_press(db: None, with_quiet_hours: Settings) -> None:
    stored = await wants_march()
    await Centre.update({Centre.sending: False}).where(Centre.id == stored.centre)
    assert await actions_ask_again.ask_due(with_quiet_hours, MONDAY) == 0
    [later] = await suggestions.asked_later(stored.centre)
    await actions_ask_again.ask_now(later.id, with_quiet_hours, STAFF.name, MONDAY)
    assert len(await asked()) == 1
    with pytest.raises(NotFound):
        await actions_ask_again.ask_now(later.id, with_quiet_hours, STAFF.name, MONDAY)


async def test_staff_may_ask_before_the_month(db: None, with_quiet_hours: Settings) -> None:
    stored = await wants_march()
    [later] = await suggestions.asked_later(stored.centre)
    await actions_ask_again.ask_now(later.id, with_quiet_hours, STAFF.name, NOW)
    assert len(await asked()) == 1


async def test_who_has_answered_or_is_off_the_list_is_not_asked(db: None, with_quiet_hours: Settings) -> None:
    stored = await wants_march()
    await confirm(str(stored.id), (await find(stored.id)).version, Visit(), SUNDAY)
    other = await organisation("Havgapsenteret", centre=stored.centre)
    await wrong_contact(str(other.id), RightPerson(LATER, "", "", MARCH), Visit(), NOW)
    await actions.unpublish(str(other.id), STAFF, SUNDAY)
    assert await actions_ask_again.ask_due(with_quiet_hours, MONDAY) == 0
    assert await asked() == []
    assert {row["state"] for row in await Suggestion.select(Suggestion.state)} == {"withdrawn"}


async def test_without_an_address_it_becomes_work_for_a_person(db: None, with_quiet_hours: Settings) -> None:
    stored = await wants_march(email="", update_email="")
    assert await actions_ask_again.ask_due(with_quiet_hours, MONDAY) == 0
    [waiting] = await suggestions.queue(stored.centre)
    with pytest.raises(Refused):
        await actions_ask_again.ask_now(waiting.id, with_quiet_hours, STAFF.name, MONDAY)


def test_the_months_to_choose_from_are_the_next_twelve() -> None:
    months = months_ahead(date(2026, 11, 30))
    assert (months[0], months[1], months[-1], len(months)) == (
        date(2026, 12, 1), date(2027, 1, 1), date(2027, 11, 1), 12,
    )  # fmt: skip
