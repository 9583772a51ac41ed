"""The ways in as people use them: a code with typos on a phone, and a link asked for in the middle of the year."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.site import Site, link_in, text_of
from tests.browser.test_scanner import CODE
from tests.browser.test_story import meta_page

LOOKS_LIKE = {"8": "B", "B": "8", "5": "S", "S": "5", "2": "Z", "Z": "2", "6": "G", "G": "6", "U": "V", "V": "U",
              "Q": "0", "D": "o", "J": "l", "7": "1"}  # fmt: skip


def misread(code: str) -> str:
    """Return a code as somebody types it who takes one sign for another, in small letters and groups of two."""
    place = next((number for number, sign in enumerate(code) if sign in LOOKS_LIKE), None)
    typed = code if place is None else code[:place] + LOOKS_LIKE[code[place]] + code[place + 1 :]
    return " ".join(re.findall("..", typed.lower()))


async def test_a_code_with_typos_is_put_right_where_it_was_typed(site: Site, phone: BrowserContext) -> None:
    await site.run("seed", "--organisations", "3", "--seed", "5")
    await site.run("campaign", "create", "--centre", "demo", "--year", "2090", "--deadline", "2090-10-01")
    await site.run("campaign", "start", "1", "--now")
    await site.run("worker", "--drain")
    letter = text_of(site.inbox[0])
    code = "".join(CODE.findall(letter)[0])
    page = await phone.new_page()
    await page.goto(site.base_url)
    await page.locator(".announcement a").first.click()  # the front page tells of the round
    field = page.locator('input[name="code"]')
    await field.fill(code[:7].lower())
    await page.locator("main form button").click()
    await expect(field).to_have_value(code[:7].lower())  # one sign is missing, and the rest stays
    await expect(page.locator(".ds-error-summary")).to_be_focused()
    await field.fill(misread(code))
    await field.press("Enter")
    await page.wait_for_url("**/rediger/*")
    assert await meta_page(page) == "edit"


@pytest.mark.parametrize("script", [True, False])
async def test_in_the_middle_of_the_year_a_link_comes_from_the_public_page(
    site: Site, browser: Browser, script: bool
) -> None:
    await site.run("seed", "--organisations", "1", "--seed", "5")
    context = await browser.new_context(**PHONE, locale="nb-NO", java_script_enabled=script)
    page = await context.new_page()
    (own,) = await exported(site)
    await page.goto(f"{site.base_url}/nn/")
    await page.locator("ul.cards h3 a").click()
    await page.locator('a[href*="/ny-lenke?"]').click()
    await page.wait_for_url("**/ny-lenke?*")
    stored = own["update_email"] or own["email"]
    assert stored not in await page.content()
    await press_and_expect(page, "Send lenka", "new-link-sent")
    await site.run("worker", "--drain")
    (letter,) = site.letters_to(stored)
    await page.goto(link_in(letter))
    assert await meta_page(page) == "edit"
    await page.locator('form[action$="/bekreftelse"].send-bar button').click()
    assert await meta_page(page) in ("saved", "receipt")
    await context.close()


async def exported(site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(await site.run("export", "--format", "json"))
    return found


async def press_and_expect(page: Page, label: str, name: str) -> None:
    await page.get_by_role("button", name=label).click()
    assert await meta_page(page) == name
