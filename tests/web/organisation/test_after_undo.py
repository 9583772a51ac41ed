"""After an undo: what stands is said, nothing is promised, and the way to answer again is one press."""

import re
from collections.abc import Callable

import httpx
import pytest

from directory.app import Service
from directory.campaigns import reads
from directory.campaigns.recipients import recipients
from directory.review import suggestions
from directory.review.actions import Verdict, decide
from directory.settings import Settings
from directory.tables.campaigns import Campaign
from directory.tables.visits import VisitRow
from directory.tokens import Keys, link_token
from tests.builders import STAFF
from tests.conftest import NOW
from tests.web.organisation.conftest import Invite, Invited, Visitor, page_name

Browser = Callable[[Service], httpx.AsyncClient]


async def undo_path(settings: Settings) -> str:
    visit = await VisitRow.select(VisitRow.id).order_by(VisitRow.began_at, ascending=False).first()
    return f"/nn/angre/{link_token(Keys(settings.secret_keys), 'undo', visit['id'].hex, 1)}"


@pytest.fixture
async def answered(invited: Invite, visitor: Visitor) -> Invited:
    """One that has corrected its telephone and said that the rest is right."""
    fjord: Invited = await invited(phone="+4755000001")
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"/nn{fjord.path}/kontakt")
    await visitor.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 12")
    page = await visitor.browser.get(f"/nn{fjord.path}")
    assert (await visitor.sends(page, f"{fjord.path}/bekreftelse")).status_code == 303
    return fjord


async def undone(visitor: Visitor, settings: Settings) -> httpx.Response:
    path = await undo_path(settings)
    return await visitor.sends(await visitor.browser.get(path), path)


async def test_who_has_undone_reads_that_it_is_not_confirmed_and_answers_anew_with_one_press(
    answered: Invited, visitor: Visitor, settings: Settings
) -> None:
    done = await undone(visitor, settings)
    assert (done.status_code, page_name(done)) == (200, "undo-done")
    assert "I oversikta står det no at de ikkje har stadfesta" in done.text
    assert "Difor kan de få ei påminning" in done.text
    assert "De treng ikkje gjere meir" not in done.text
    assert f'href="/nn{answered.path}"' in done.text
    page = await visitor.browser.get(f"/nn{answered.path}")
    assert "De svarte" not in page.text
    await visitor.sends(page, f"{answered.path}/bekreftelse")
    assert (await answered.now()).confirmed_at


async def test_elsewhere_the_way_to_answer_anew_is_the_letter_or_a_new_link(
    answered: Invited, app: Service, browser: Browser, settings: Settings
) -> None:
    async with browser(app) as elsewhere:
        done = await undone(Visitor(elsewhere), settings)
        assert "Få ny lenke på e-post" in done.text
        assert answered.path not in done.text
        again = await elsewhere.get(await undo_path(settings))
        assert (again.status_code, "Få ny lenke på e-post" in again.text) == (410, True)
        assert "I oversikta står det no at de ikkje har stadfesta" in again.text


async def test_the_thanks_page_of_an_undone_answer_promises_nothing_and_shows_nothing_that_is_gone(
    answered: Invited, visitor: Visitor, settings: Settings
) -> None:
    await undone(visitor, settings)
    page = await visitor.browser.get(f"/nn{answered.path}/takk")
    assert "Svaret er angra" in page.text
    for gone in ("55 00 00 12", "kvittering", "angre til", "om eit år", "stadfesta av organisasjonen", "Takk for"):
        assert gone not in page.text, gone
    assert f'href="/nn{answered.path}"' in page.text


async def test_staff_count_an_undone_answer_as_none(answered: Invited, visitor: Visitor, settings: Settings) -> None:
    campaign = (await Campaign.select(Campaign.id).first())["id"]
    assert (await reads.status(campaign))["changed"] == 1
    await undone(visitor, settings)
    status = await reads.status(campaign)
    assert (status["changed"], status["confirmed"], status["unanswered"]) == (0, 0, 1)
    assert [one.answer for one in await recipients(campaign)] == ["unanswered"]


async def test_the_undo_page_names_what_staff_have_approved_and_what_stays_so(
    invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    fjord = await invited(language="nb", phone="+4755000001")
    page = await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/om")
    await visitor.sends(form, f"{fjord.path}/om", name="Fjordglimt", description="Kort om oss.")
    page = await visitor.browser.get(fjord.path)
    await visitor.sends(page, f"{fjord.path}/bekreftelse")
    [waiting] = await suggestions.queue(fjord.stored.centre)
    version = (await fjord.now()).version
    await decide(waiting.id, Verdict(frozenset({"name"}), version), STAFF, settings.base_url, NOW)
    undo = await undo_path(settings)
    asked = await visitor.browser.get(undo)
    assert re.search(r"Godkjent av oss, og blir ståande</h2>\s*<ul><li>Namn: Fjordglimt</li></ul>", asked.text)
    done = await visitor.sends(asked, undo)
    assert "Resten står no som før svaret" in done.text
    assert "Namn: Fjordglimt" in done.text
    assert ((await fjord.now()).entry.name, (await fjord.now()).entry.description) == ("Fjordglimt", "")


async def test_the_list_of_several_asks_for_an_answer_again_when_it_has_been_undone(
    answered: Invited, invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    await visitor.opens(await invited("Kinn brukarlag"))
    before = await visitor.browser.get("/nn/rediger")
    await undone(visitor, settings)
    after = await visitor.browser.get("/nn/rediger")
    assert "(2)" in after.text
    assert "De retta noko" not in after.text
    assert "De retta noko" in before.text
