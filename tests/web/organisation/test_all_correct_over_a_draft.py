"""All correct, or one part, over what is typed and not saved: asked about first, never confirmed over in silence."""

from datetime import timedelta

import httpx
import pytest

from directory.app import Service
from directory.organisations.reads import sections_confirmed
from directory.organisations.reads_sections import drafts_of
from directory.tables.campaigns import Answer
from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Invited, Visitor, page_name
from tests.web.organisation.test_kept import Browser

ASKED = "men dere har ikke lagret det"


async def types(visitor: Visitor, fjord: Invited, part: str = "kontakt", **typed: str) -> None:
    form = await visitor.browser.get(f"{fjord.path}/{part}")
    typed = typed or {"phone": "55 00 00 02"}
    assert (await visitor.sends(form, f"{fjord.path}/{part}/utkast", **typed)).status_code == 204


async def presses(visitor: Visitor, fjord: Invited, **typed: str) -> httpx.Response:
    page = await visitor.browser.get(fjord.path)
    return await visitor.sends(page, f"{fjord.path}/bekreftelse", **typed)


async def test_the_press_asks_about_what_is_not_saved_before_it_confirms_the_old(
    invited: Invite, visitor: Visitor, app: Service, browser: Browser
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    await types(visitor, fjord)
    async with browser(app) as other:
        telephone = Visitor(other)
        await telephone.opens(fjord)
        asked = await presses(telephone, fjord)
        assert (asked.status_code, page_name(asked)) == (422, "edit")
        assert "Dere har begynt å rette Kontakt, men dere har ikke lagret det" in asked.text
        assert "Vi har ikke notert noe svar ennå." in asked.text
        assert f'href="{fjord.path}/kontakt"' in asked.text.partition(ASKED)[2].partition("</form>")[0]
        assert (await Answer.count(), (await fjord.now())) == (0, fjord.stored)
        assert set(await drafts_of(fjord.stored.id)) == {"contact"}
        form = await other.get(f"{fjord.path}/kontakt")
        assert (await telephone.sends(form, f"{fjord.path}/kontakt")).status_code == 303
        done = await presses(telephone, fjord)
    assert (done.status_code, done.headers["location"]) == (303, f"{fjord.path}/takk")
    assert (await fjord.now()).entry.phone == "+4755000002"


async def test_one_more_press_throws_it_away_and_confirms(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    await types(visitor, fjord)
    asked = await presses(visitor, fjord)
    done = await visitor.sends(asked, f"{fjord.path}/bekreftelse")  # the page's own form, with what it throws away
    assert (done.status_code, done.headers["location"]) == (303, f"{fjord.path}/takk")
    assert await drafts_of(fjord.stored.id) == {}
    assert [row["kind"] for row in await Answer.select()] == ["confirmed"]
    assert (await fjord.now()).entry == fjord.stored.entry


async def test_only_what_was_asked_about_is_thrown_away(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    await types(visitor, fjord)
    asked = await presses(visitor, fjord)
    await types(visitor, fjord, "om", description="Vi møtes torsdager.")
    again = await visitor.sends(asked, f"{fjord.path}/bekreftelse")
    assert again.status_code == 422
    assert "Dere har begynt å rette Om dere og Kontakt" in again.text
    assert set(await drafts_of(fjord.stored.id)) == {"about", "contact"}
    assert await Answer.count() == 0
    assert (await visitor.sends(again, f"{fjord.path}/bekreftelse")).status_code == 303
    assert await drafts_of(fjord.stored.id) == {}


async def test_this_is_right_asks_about_what_is_not_saved_of_that_part_and_of_no_other(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    await types(visitor, fjord)
    await types(visitor, fjord, "om", description="Vi møtes torsdager.")
    asked = await visitor.sends(page, f"{fjord.path}/kontakt/bekreftelse")
    assert (asked.status_code, page_name(asked)) == (422, "edit")
    assert "Dere har begynt å rette Kontakt, men dere har ikke lagret det" in asked.text
    assert await sections_confirmed(fjord.stored.id) == {}
    assert set(await drafts_of(fjord.stored.id)) == {"about", "contact"}
    assert (await visitor.sends(page, f"{fjord.path}/dekning/bekreftelse")).status_code == 303
    done = await visitor.sends(asked, f"{fjord.path}/kontakt/bekreftelse")
    assert (done.status_code, done.headers["location"]) == (303, f"{fjord.path}#kontakt")
    assert set(await sections_confirmed(fjord.stored.id)) == {"contact", "coverage"}
    assert set(await drafts_of(fjord.stored.id)) == {"about"}
    assert (await fjord.now()).entry == fjord.stored.entry


async def test_the_question_about_one_part_leads_to_that_parts_own_press(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    await types(visitor, fjord)
    asked = await visitor.sends(page, f"{fjord.path}/kontakt/bekreftelse")
    question = asked.text.partition(ASKED)[2].partition("</form>")[0]
    assert f'href="{fjord.path}/kontakt"' in question
    assert f'action="{fjord.path}/kontakt/bekreftelse"' in question
    assert "Nei, kast det. Dette stemmer" in question


@pytest.mark.parametrize("later", [False, True])
async def test_a_part_whose_text_was_thrown_away_is_asked_about_only_when_typed_in_again(
    invited: Invite, visitor: Visitor, clock: MovableClock, later: bool
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    await types(visitor, fjord)
    assert (await visitor.sends(page, f"{fjord.path}/kontakt/bekreftelse", forkast="kontakt")).status_code == 303
    if later:
        clock.now += timedelta(minutes=1)
        await types(visitor, fjord, phone="55 00 00 03")
    assert (await presses(visitor, fjord)).status_code == (422 if later else 303)


async def test_what_another_browser_saved_meanwhile_is_not_taken_for_what_was_typed_here(
    invited: Invite, visitor: Visitor, app: Service, browser: Browser, clock: MovableClock
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    async with browser(app) as other:
        telephone = Visitor(other)
        await telephone.opens(fjord)
        form = await other.get(f"{fjord.path}/kontakt")
        await types(visitor, fjord)
        clock.now += timedelta(minutes=1)
        assert (await telephone.sends(form, f"{fjord.path}/kontakt", website="fjord.example")).status_code == 303
    assert (await presses(visitor, fjord)).status_code == 422


async def test_throwing_away_a_part_that_is_none_says_nothing(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    assert (await presses(visitor, fjord, forkast="kontakt ukjent \U0001f642")).status_code == 303
    assert await Answer.count() == 1
