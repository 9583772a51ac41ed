"""Our letters: stopped with one press, and taken up again with one; nobody who has answered is offered to stop them."""

import re

import pytest

from directory.audit import Verb
from directory.campaigns.recipients import recipients
from directory.organisations.actions_answers import confirm
from directory.organisations.entry import Visit
from directory.tables.audit import AuditEvent
from directory.tables.campaigns import Campaign
from tests.conftest import NOW
from tests.web.organisation.conftest import Invite, Invited, Visitor

NOT_CONFIRMED = "vi skriv «ikkje stadfesta» til de svarer"


async def stopped() -> set[str]:
    campaign = (await Campaign.select(Campaign.id).first())["id"]
    return {one.name for one in await recipients(campaign) if one.stopped}


def acts(text: str) -> set[str]:
    """Where the page's forms lead that stop letters or take them up again."""
    return set(re.findall(r'action="(?:/nn|/en)?([^"]*/brev/(?:stopp|igjen))"', text))


async def test_no_more_letters_is_taken_back_on_the_same_page_with_one_press_and_recorded(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    path = f"/nn{fjord.path}/brev"
    page = await visitor.browser.get(path)
    await visitor.sends(page, f"{path}/stopp")
    assert await stopped() == {fjord.stored.entry.name}
    page = await visitor.browser.get(f"{path}?lagret=stopp")
    assert acts(page.text) == {f"{fjord.path}/brev/igjen"}
    answer = await visitor.sends(page, f"{path}/igjen")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?lagret=igjen")
    assert await stopped() == set()
    back = await visitor.browser.get(answer.headers["location"])
    assert "De får brev frå oss igjen" in back.text
    assert acts(back.text) == {f"{fjord.path}/brev/stopp"}
    await visitor.sends(page, f"{path}/igjen")
    assert await AuditEvent.count().where(AuditEvent.verb == Verb.LETTERS_RESUMED.value) == 1


async def test_who_has_answered_is_told_that_no_reminders_come(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    assert NOT_CONFIRMED in (await visitor.browser.get(f"/nn{fjord.path}/brev")).text
    await confirm(str(fjord.stored.id), fjord.stored.version, Visit("link"), NOW)
    page = await visitor.browser.get(f"/nn{fjord.path}/brev")
    assert "De har svart, og får ikkje fleire påminningar i år" in page.text
    assert NOT_CONFIRMED not in page.text
    assert acts(page.text) == set()


@pytest.fixture
async def three(invited: Invite, visitor: Visitor) -> list[Invited]:
    found = [await invited(name, contacts=()) for name in ("Alfa", "Beta", "Gamma")]
    for one in found:
        await visitor.opens(one)
    await confirm(str(found[0].stored.id), found[0].stored.version, Visit("link"), NOW)
    return found


async def test_each_of_several_is_stopped_and_taken_up_again_by_itself(three: list[Invited], visitor: Visitor) -> None:
    alfa, beta, gamma = three
    page = await visitor.browser.get("/nn/rediger/brev")
    assert page.text.count("De har svart, og får ikkje fleire påminningar i år") == 1
    assert acts(page.text) == {f"{beta.path}/brev/stopp", f"{gamma.path}/brev/stopp", "/rediger/brev/stopp"}
    answer = await visitor.sends(page, f"/nn{beta.path}/brev/stopp")
    assert answer.headers["location"] == "/nn/rediger/brev?lagret=stopp"
    assert await stopped() == {"Beta"}
    page = await visitor.browser.get(answer.headers["location"])
    assert "De får ikkje fleire brev om Beta i år" in page.text
    assert acts(page.text) == {f"{beta.path}/brev/igjen", f"{gamma.path}/brev/stopp"}
    answer = await visitor.sends(page, f"/nn{beta.path}/brev/igjen")
    assert answer.headers["location"] == "/nn/rediger/brev?lagret=igjen"
    assert await stopped() == set()
    assert f"{alfa.path}/brev" not in page.text


async def test_what_was_stopped_for_all_is_taken_up_again_for_all(three: list[Invited], visitor: Visitor) -> None:
    page = await visitor.browser.get("/rediger/brev")
    await visitor.sends(page, "/rediger/brev/stopp")
    page = await visitor.browser.get("/rediger/brev")
    assert len(await stopped()) > 1
    assert "/rediger/brev/igjen" in acts(page.text)
    await visitor.sends(page, "/rediger/brev/igjen")
    assert await stopped() == set()
