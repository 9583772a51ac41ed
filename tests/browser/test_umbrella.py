"""Somebody who looks after three branches answers for each by itself, and their umbrella sees it."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.site import Site, installed, link_in, text_of
from tests.browser.test_pages import seen

UMBRELLA = "post@samanslutninga.example"
SHARED = "felles@fjordlag.example"
BRANCHES = ("Fjordlaget Askvoll", "Fjordlaget Kinn", "Fjordlaget Solund")
LIST = """Organisasjon;Type;Kommune;E-post;Paraply
Samanslutninga Fjord;Paraplyorganisasjon;Bergen;post@samanslutninga.example;
Fjordlaget Kinn;Brukerorganisasjon;Kinn;felles@fjordlag.example;Samanslutninga Fjord
Fjordlaget Askvoll;Brukerorganisasjon;Askvoll;felles@fjordlag.example;Samanslutninga Fjord
Fjordlaget Solund;Brukerorganisasjon;Solund;felles@fjordlag.example;Samanslutninga Fjord
Fjordlaget Bremanger;Brukerorganisasjon;Bremanger;;Samanslutninga Fjord
"""


@pytest.fixture
async def asked(database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """A round that has asked an umbrella, and its branches at the one mailbox that three of them share."""
    async with installed(database_url, tmp_path, "umbrella_test") as site:
        listed = tmp_path / "lag.csv"
        listed.write_text(LIST, encoding="utf-8")
        await site.run("centre", "add", "korus", "KORUS Eksempel")
        await site.run("staff", "add", "anne@korus.example", "--role", "admin", "--centre", "korus")
        await site.run("import", str(listed), "--centre", "korus")
        await site.run("centre", "sending", "korus", "on")
        deadline = f"{datetime.now(UTC).year + 1}-10-01"
        await site.run("campaign", "create", "--centre", "korus", "--year", "2027", "--deadline", deadline)
        await site.run("campaign", "start", "1", "--now")
        await site.run("worker", "--drain")
        yield site


async def test_three_branches_are_answered_one_by_one_and_the_umbrella_sees_it(
    asked: Site, phone: BrowserContext, desktop: BrowserContext
) -> None:
    someone = await phone.new_page()
    (letter,) = asked.letters_to(SHARED)
    await someone.goto(link_in(letter))
    await someone.goto(f"{asked.base_url}/rediger")  # in bokmål, whatever the letter was in
    await expect(someone.locator("ul.answers strong")).to_have_text(list(BRANCHES))
    assert not await seen(someone)
    places = await _answer_two(someone)
    await someone.goto(f"{asked.base_url}/rediger")
    await expect(someone.locator("main")).to_contain_text("1 av 5 deler stemmer")
    await expect(someone.get_by_role("progressbar")).to_have_attribute("value", "2")

    umbrella = await desktop.new_page()
    (letter,) = asked.letters_to(UMBRELLA)
    await umbrella.goto(link_in(letter))
    own = umbrella.url.partition("/rediger/")[2]
    await umbrella.goto(f"{asked.base_url}/rediger/{own}")
    await expect(umbrella.locator("#lokallag")).to_contain_text("2 av 4 lag har svart i år.")
    await umbrella.get_by_role("link", name=re.compile("Vi mangler adresse til 1 av dem")).click()
    await _branches_are_told(umbrella)
    await umbrella.goto(f"{asked.base_url}/rediger/{own}/paraply?q=fjord")
    assert not await seen(umbrella)
    for place in places:
        answer = await umbrella.goto(place)
        assert answer is not None
        assert answer.status == 404
    await _staff_take_the_address_in(asked, umbrella)


async def _answer_two(page: Page) -> list[str]:
    """Answer for the first two, each in one press after the one that leads there; begin on the third."""
    places = []
    for name in BRANCHES[:2]:
        await page.get_by_role("link", name=f"Neste: {name}").click()
        await expect(page.locator("h1")).to_contain_text(name)
        places.append(page.url)
        await page.locator(".send-bar button").click()
        await page.wait_for_url("**/takk")
    assert not await seen(page)
    await page.get_by_role("link", name=f"Neste: {BRANCHES[2]}").click()
    places.append(page.url)
    await page.locator('#om form[action$="/bekreftelse"] button').click()
    await expect(page.locator("#om")).to_contain_text("Stemmer")
    return places


async def _branches_are_told(page: Page) -> None:
    rows = page.locator("main li", has_text="Fjordlaget")
    told = [(BRANCHES[0], "Har svart"), ("Fjordlaget Bremanger", "Vi mangler adresse"), (BRANCHES[1], "Har svart"),
            (BRANCHES[2], "Har ikke svart ennå")]  # fmt: skip
    for number, (name, state) in enumerate(told):
        await expect(rows.nth(number)).to_contain_text(name)
        await expect(rows.nth(number)).to_contain_text(state)
    assert SHARED not in await page.content()
    assert await page.locator("main").get_by_role("link", name=re.compile("Fjordlaget")).count() == 0
    assert not await seen(page)
    await page.get_by_label("Fjordlaget Bremanger").fill("bremanger(at)lag")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("group", name=re.compile("rette"))).to_be_focused()
    await page.get_by_label("Fjordlaget Bremanger").fill("post@bremanger.example")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("main")).to_contain_text("Vi ser på adressen")


async def _staff_take_the_address_in(site: Site, page: Page) -> None:
    await page.goto((await site.run("staff", "link", "anne@korus.example")).split()[-1])
    await page.locator("main form button[type=submit]").first.click()
    await page.goto(f"{site.base_url}/intern/gjennomsyn")
    await page.get_by_role("link", name=re.compile("Fjordlaget Bremanger")).first.click()
    await expect(page.locator("main")).to_contain_text("Gitt av paraplyen Samanslutninga Fjord.")
    await page.get_by_role("button", name="Godkjenn").first.click()
    await site.run("worker", "--drain")
    (letter,) = site.letters_to("post@bremanger.example")
    assert "Samanslutninga Fjord" in text_of(letter)
    await page.goto(link_in(letter))
    await expect(page.locator("h1")).to_contain_text("Fjordlaget Bremanger")
    await page.goto(f"{site.base_url}/intern/organisasjoner?q=Bremanger")
    await page.locator("main tbody a").first.click()
    await page.get_by_role("link", name=re.compile("Endre")).last.click()
    await page.wait_for_url("**/paraply")
    assert not await seen(page)
