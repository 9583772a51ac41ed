"""The own page of an organisation that no longer exists: it says what stands, and asks for nothing."""

from datetime import date

import pytest

from directory.organisations import actions
from directory.organisations.actions_other_answers import close
from directory.organisations.answer_rows import Visit
from directory.organisations.said import DISSOLVED, Closing
from directory.review import replies, suggestions
from directory.review.actions import Verdict, decide
from directory.tables.campaigns import Answer
from tests import builders
from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Invited, Visitor, page_name

BASE = "https://directory.example"
TASKS = ("Alt stemmer", "Svar gjerne innen", "Ikke sett på ennå", "Dette stemmer", "/ikke-rett-person", 'href="/pause')


async def closed(fjord: Invited, clock: MovableClock) -> None:
    """The organisation says in the round that it is gone, and staff agree; it goes on in another one."""
    heir = await builders.organisation("Kinn pårørendelag", centre=fjord.stored.centre)
    await close(str(fjord.stored.id), Closing(DISSOLVED, date(2026, 3, 1)), Visit(), clock())
    [waits] = await suggestions.queue(fjord.stored.centre)
    verdict = Verdict(frozenset(), fjord.stored.version, since=date(2026, 3, 1), successor=heir.id)
    await decide(waits.id, verdict, builders.STAFF, BASE, clock())


async def test_it_says_what_stands_and_asks_for_nothing(invited: Invite, visitor: Visitor, clock: MovableClock) -> None:
    fjord = await invited(language="nb")
    await closed(fjord, clock)
    page = await visitor.opens(fjord)
    assert (page.status_code, page_name(page)) == (200, "closed")
    assert "Vi skriver at organisasjonen ble lagt ned i mars 2026." in page.text
    assert "Kinn pårørendelag" in page.text
    assert "post@fjordglimt.example" not in page.text
    assert [task for task in TASKS if task in page.text] == []


@pytest.mark.parametrize("part", ["", "/om", "/kontakt", "/pause", "/ikke-rett-person", "/takk"])
async def test_every_page_that_asks_something_is_that_one(
    invited: Invite, visitor: Visitor, clock: MovableClock, part: str
) -> None:
    fjord = await invited(language="nb")
    await visitor.opens(fjord)
    await closed(fjord, clock)
    assert page_name(await visitor.browser.get(f"{fjord.path}{part}")) == "closed"


async def test_an_answer_sent_from_a_page_that_was_open_is_answered_by_it_and_keeps_what_was_typed(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    page = await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    await closed(fjord, clock)
    answer = await visitor.sends(page, f"{fjord.path}/bekreftelse")
    assert (answer.status_code, page_name(answer)) == (409, "closed")
    assert "Vi har ikke tatt inn svaret" in answer.text
    answer = await visitor.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 17")
    assert (answer.status_code, "55 00 00 17" in answer.text) == (409, True)
    assert (await fjord.now()).confirmed_at is None
    assert await Answer.count() == 1


async def test_that_it_is_wrong_is_written_from_the_page_and_read_by_staff(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    await closed(fjord, clock)
    page = await visitor.opens(fjord)
    assert f'href="{fjord.path}/svar"' in page.text
    form = await visitor.browser.get(f"{fjord.path}/svar")
    sent = await visitor.sends(form, f"{fjord.path}/svar", message="Vi finnes fortsatt.")
    assert (sent.status_code, sent.headers["location"]) == (303, fjord.path)
    [message] = await replies.waiting(fjord.stored.centre)
    assert message.organisation == fjord.stored.id
    assert page_name(await visitor.browser.get(fjord.path)) == "closed"


async def test_the_public_page_does_not_say_closed_and_confirmed(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    page = await visitor.opens(fjord)
    await visitor.sends(page, f"{fjord.path}/bekreftelse")
    public = f"/organisasjon/{fjord.stored.slug}"
    assert "Bekreftet av organisasjonen" in (await visitor.browser.get(public)).text
    await closed(fjord, clock)
    text = (await visitor.browser.get(public)).text
    assert "lagt ned i mars 2026" in text
    assert "Bekreftet av organisasjonen" not in text


async def test_one_that_takes_itself_off_is_still_off_and_comes_back_with_one_press(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    await closed(fjord, clock)
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/ikke-vises")
    assert (await visitor.sends(form, f"{fjord.path}/ikke-vises")).status_code == 303
    page = await visitor.browser.get(fjord.path)
    assert f'action="{fjord.path}/vises-igjen"' in page.text
    assert (await visitor.sends(page, f"{fjord.path}/vises-igjen")).status_code == 303
    assert (await fjord.now()).published


async def test_among_several_it_is_done_with(invited: Invite, visitor: Visitor, clock: MovableClock) -> None:
    fjord, other = await invited(language="nb"), await invited("Kinn lag", language="nb")
    await visitor.opens(fjord)
    await visitor.opens(other)
    await actions.set_status(str(fjord.stored.id), "dissolved", None, builders.STAFF, clock())
    page = await visitor.browser.get("/rediger")
    assert "Neste: Kinn lag" in page.text
    assert [f"({number})" in page.text for number in (1, 2)] == [True, False]
    assert other.path in page.text
