"""A round of four organisations that has begun, and what its browser tests do again and again."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.browser.site import Site, text_of


@dataclass
class Round:
    """A round that has begun, with its organisations as the export has them."""

    site: Site
    entries: list[dict[str, Any]]

    def address(self, number: int) -> str:
        return str(self.entries[number]["update_email"] or self.entries[number]["email"])

    def first_letter(self, number: int) -> EmailMessage:
        name = self.entries[number]["name"]
        (letter,) = [one for one in self.site.letters_to(self.address(number)) if name in said_in(one)]
        return letter

    async def send(self) -> None:
        await self.site.run("worker", "--drain")

    async def as_exported(self, number: int, *more: str) -> dict[str, Any] | None:
        found = json.loads(await self.site.run("export", "--format", "json", *more))
        return next((one for one in found if one["id"] == self.entries[number]["id"]), None)


async def begun(site: Site) -> Round:
    """Begin a round for four organisations, and send its letters."""
    await site.run("seed", "--organisations", "4", "--seed", "7")
    await site.run("centre", "sending", "demo", "on")
    await site.run("staff", "add", "anne@korus.example", "--role", "admin", "--centre", "demo")
    deadline = f"{datetime.now(UTC).year + 1}-10-01"
    campaign = ("campaign", "create", "--centre", "demo", "--year", "2027", "--deadline", deadline)
    await site.run("campaign", "start", (await site.run(*campaign)).strip(), "--now")
    await site.run("worker", "--drain")
    return Round(site, json.loads(await site.run("export", "--format", "json")))


def said_in(letter: EmailMessage) -> str:
    """Return a letter's text on one line: a name may be folded."""
    return " ".join(text_of(letter).split())


async def staff(site: Site, context: BrowserContext) -> Page:
    """Sign in as an employee."""
    page = await context.new_page()
    await page.goto((await site.run("staff", "link", "anne@korus.example")).split()[-1])
    await page.locator("main form button[type=submit]").click()
    return page


async def the_case(site: Site, page: Page, name: str) -> None:
    """Open what waits about one organisation."""
    await page.goto(f"{site.base_url}/intern/gjennomsyn")
    await page.get_by_role("link", name=name, exact=True).first.click()


async def status_of(page: Page, address: str) -> int:
    """Open an address and return its status."""
    answer = await page.goto(address)
    assert answer
    return answer.status
