"""A round followed in a browser: the figures move by themselves, and without script there is a link."""

from playwright.async_api import Browser, BrowserContext, expect

from tests.browser.site import Site

ROUND = "/intern/runde/1"


async def a_round_that_waits(site: Site) -> str:
    """Start a round whose letters nobody has sent yet; return a sign-in link."""
    await site.run("seed", "--organisations", "6")
    await site.run("staff", "add", "anne@korus.example", "--role", "reader", "--centre", "demo")
    await site.run("campaign", "create", "--centre", "demo", "--year", "2090", "--deadline", "2090-10-01")
    await site.run("campaign", "start", "1", "--now")
    return (await site.run("staff", "link", "anne@korus.example")).split()[-1]


async def test_the_figures_move_by_themselves_and_nobody_asks_again_and_again(
    site: Site, desktop: BrowserContext
) -> None:
    page = await desktop.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site.base_url)))
    page.on("console", lambda message: said.append(message.text))
    await page.goto(await a_round_that_waits(site))
    await page.locator("main form button[type=submit]").first.click()
    await page.goto(f"{site.base_url}{ROUND}")
    figures = page.locator("[data-live-says]")
    await expect(figures).to_have_text("0 av 6")
    await site.run("worker", "--drain")
    await expect(figures).to_have_text("6 av 6", timeout=20_000)
    assert f"{ROUND}/strom" in asked
    assert f"{ROUND}/framdrift" not in asked
    assert not said


async def test_without_script_the_figures_are_there_and_a_link_loads_them_again(site: Site, browser: Browser) -> None:
    plain = await browser.new_context(java_script_enabled=False, locale="nb-NO")
    page = await plain.new_page()
    await page.goto(await a_round_that_waits(site))
    await page.locator("main form button[type=submit]").first.click()
    await page.goto(f"{site.base_url}{ROUND}")
    await site.run("worker", "--drain")
    await page.locator(f'main p a[href="{ROUND}"]').click()
    await expect(page.locator("[data-live-says]")).to_have_text("6 av 6")
    await plain.close()
