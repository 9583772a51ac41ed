"""A mail scanner with a real browser, scripts and all, opens every link first; then comes the human."""

from datetime import UTC, datetime
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.browser.site import Site, link_in


async def status_of(site: Site, campaign: str) -> dict[str, Any]:
    found: dict[str, Any] = await site.run_json("campaign", "status", campaign)
    return found


async def looks_around(page: Page, link: str) -> None:
    """Do what a scanner does: ask twice without a browser, open, wait until all is quiet, hover and scroll."""
    assert (await page.request.head(link)).ok
    assert (await page.request.get(link)).ok
    await page.goto(link, wait_until="networkidle")
    await page.mouse.wheel(0, 4000)
    for button in await page.locator("main button, main a").all():
        await button.scroll_into_view_if_needed()
        await button.hover(trial=True, force=True)
    await page.reload(wait_until="networkidle")


async def test_a_browser_that_only_looks_answers_nothing_and_the_human_then_succeeds(
    site: Site, desktop: BrowserContext, phone: BrowserContext
) -> None:
    await site.run("seed", "--organisations", "3", "--seed", "5")
    await site.run("centre", "sending", "demo", "on")
    deadline = f"{datetime.now(UTC).year + 1}-10-01"
    year = str(datetime.now(UTC).year + 1)
    campaign = (
        await site.run("campaign", "create", "--centre", "demo", "--year", year, "--deadline", deadline)
    ).strip()
    await site.run("campaign", "start", campaign, "--now")
    await site.run("worker", "--drain")
    links = [link_in(letter) for letter in site.inbox]
    before = await status_of(site, campaign)
    assert before["unanswered"] == 3
    scanner = await desktop.new_page()
    for link in links:
        await looks_around(scanner, link)
    assert await status_of(site, campaign) == before
    human = await phone.new_page()
    await human.goto(links[0])
    await human.locator('form[action$="/bekreftelse"] button').first.click()
    after = await status_of(site, campaign)
    assert (after["confirmed"], after["unanswered"]) == (1, 2)
