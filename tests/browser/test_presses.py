"""How many presses an answer costs, from the letter as it lies in the mailbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from statistics import median

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.conftest import PHONE
from tests.browser.site import Site, installed

MAILBOX = "http://mail.example/"
COUNTING = "addEventListener('pointerdown', (event) => event.isTrusted && window.pressed(), true)"


@pytest.fixture(scope="module")
async def asked(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """A round that has asked some organisations, each with a mailbox of its own."""
    async with installed(database_url, tmp_path_factory.mktemp("presses"), "presses_test") as site:
        await site.run("seed", "--organisations", "6")
        deadline = f"{datetime.now(UTC).year + 1}-10-01"
        await site.run("campaign", "create", "--centre", "demo", "--year", "2027", "--deadline", deadline)
        await site.run("campaign", "start", "1", "--now")
        await site.run("worker", "--drain")
        yield site


@dataclass
class Hand:
    """Somebody with a phone; `presses` counts what they touch, the link in the letter too."""

    context: BrowserContext
    page: Page
    presses: int = 0

    async def opens(self, letter: EmailMessage) -> None:
        """Press the button in the letter, which opens a window of its own."""
        body = letter.get_body(("html",))
        assert body is not None
        html = str(body.get_content())
        await self.context.route(MAILBOX, lambda route: route.fulfill(body=html, content_type="text/html"))
        await self.page.goto(MAILBOX)
        async with self.context.expect_page() as opened:
            await self.page.locator('a[href*="/o/"]').first.click()
        self.page = await opened.value
        await self.page.wait_for_url("**/rediger/**")

    async def ends_at(self, name: str) -> int:
        await self.page.wait_for_url("**/takk")
        assert await self.page.locator('meta[name="page"]').get_attribute("content") == name
        return self.presses


async def hand(context: BrowserContext) -> Hand:
    found = Hand(context, await context.new_page())

    def press() -> None:
        found.presses += 1

    await context.expose_function("pressed", press)
    await context.add_init_script(COUNTING)
    return found


async def test_all_correct_costs_two_presses_and_a_new_telephone_five(asked: Site, browser: Browser) -> None:
    all_correct, telephone = [], []
    for number, letter in enumerate(asked.inbox):
        context = await browser.new_context(**PHONE, locale="nb-NO")
        someone = await hand(context)
        await someone.opens(letter)
        if number % 2:
            all_correct.append(await says_all_correct(someone))
        else:
            telephone.append(await corrects_the_telephone(someone, f"57 00 01 {number:02}"))
        await context.close()
    assert len(all_correct) == len(telephone) == 3
    assert 1 < median(all_correct) <= 2
    assert 3 < median(telephone) <= 5


async def says_all_correct(someone: Hand) -> int:
    await someone.page.locator(".send-bar button").click()
    return await someone.ends_at("receipt")


async def corrects_the_telephone(someone: Hand, number: str) -> int:
    page = someone.page
    await page.locator('#kontakt a[href$="/kontakt"]').click()
    field = page.locator('input[name="phone"]')
    await field.click()
    await field.fill(number)
    await page.locator(".send-bar button:not([formaction])").click()
    await page.wait_for_url("**/rediger/*#kontakt")
    await page.locator(".send-bar button").click()
    return await someone.ends_at("saved")
