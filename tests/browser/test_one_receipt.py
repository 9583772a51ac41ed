"""One mailbox that looks after three: answered one after the other on a phone, told of in one receipt, undone each."""

import json
import re
from email.message import EmailMessage

import pytest
from playwright.async_api import BrowserContext, Page

from tests.browser.site import Site, link_in, text_of
from tests.browser.test_scanner import ONE_MAILBOX, do
from tests.browser.test_story import meta_page

SAYS = {"nb": ("Neste:", "Angre", "senest 15 minutter etter"), "nn": ("Neste:", "Angre", "seinast 15 minutt etter")}


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_three_answers_on_a_phone_are_one_receipt_in_which_each_can_be_undone(
    site: Site, phone: BrowserContext, language: str
) -> None:
    names = await begun(site, language)
    (letter,) = site.letters_to(ONE_MAILBOX)
    page = await phone.new_page()
    await page.goto(link_in(letter))
    assert await meta_page(page) == "several"
    following, undo, waits = SAYS[language]
    await page.get_by_role("link", name=names[0]).first.click()
    await page.locator(".send-bar button").click()
    assert await meta_page(page) == "receipt"
    assert waits in await page.locator("main").inner_text()
    await page.get_by_role("link", name=re.compile(following)).click()
    await page.locator('a[href$="/kontakt"]').click()
    await page.fill('input[name="phone"]', "52 00 00 77")
    await page.locator(".send-bar button:not([formaction])").click()
    await page.locator(".send-bar button").click()
    assert await meta_page(page) == "saved"
    await site.run("worker", "--drain")
    assert len(site.letters_to(ONE_MAILBOX)) == 1  # they go on
    await page.get_by_role("link", name=re.compile(following)).click()
    await page.locator(".send-bar button").click()
    assert waits not in await page.locator("main").inner_text()
    await site.run("worker", "--drain")
    _first, receipt = site.letters_to(ONE_MAILBOX)
    await fits(phone, receipt)
    said = text_of(receipt)
    assert all(name in " ".join(said.split()) for name in names)
    assert said.count("52 00 00 77") == 1
    links = [word for word in said.split() if "/angre/" in word]
    assert len(set(links)) == 3
    for link, name in zip(links, names, strict=True):
        await undone(page, link, name, undo)
    exported = {one["name"]: one for one in json.loads(await site.run("export", "--format", "json"))}
    assert {exported[name]["confirmed_at"] for name in names} == {None}
    assert "+4752000077" not in {exported[name]["phone"] for name in names}


async def begun(site: Site, language: str) -> list[str]:
    """Begin a round in which one mailbox looks after all three; return their names as the letter has them."""
    await site.run("seed", "--organisations", "3", "--seed", "7")
    await do(site, "UPDATE organisation SET update_email = $1, language = $2", ONE_MAILBOX, language)
    await site.run("centre", "sending", "demo", "on")
    await site.run("campaign", "create", "--centre", "demo", "--year", "2090", "--deadline", "2090-10-01")
    await site.run("campaign", "start", "1", "--now")
    await site.run("worker", "--drain")
    return sorted(one["name"] for one in json.loads(await site.run("export", "--format", "json")))


async def undone(page: Page, link: str, name: str, press: str) -> None:
    await page.goto(link)
    assert name in await page.locator("main").inner_text()
    await page.get_by_role("button", name=press, exact=True).click()
    assert await meta_page(page) == "undo-done"


async def fits(phone: BrowserContext, letter: EmailMessage) -> None:
    """Read the letter itself: a button for each answer that a finger finds, and nothing beside the screen."""
    html = letter.get_body(("html",))
    assert html is not None
    page = await phone.new_page()
    await page.set_content(str(html.get_content()))
    for width in (390, 700):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        undo = await page.locator('a[href*="/angre/"]').all()
        boxes = [await one.bounding_box() for one in undo]
        assert [bool(box and box["height"] >= 44) for box in boxes] == [True] * 3
    await page.close()
