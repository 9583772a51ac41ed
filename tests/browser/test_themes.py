"""Themes by search in a browser: with script as one types, by keyboard alone, without script, without network."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.site import Site, installed, link_in
from tests.browser.test_pages import seen

LAR = "Legemiddelassistert rehabilitering (LAR)"
HIDE = """
Object.defineProperty(document, "visibilityState", { value: "hidden" });
document.dispatchEvent(new Event("visibilitychange"));
"""  # as a telephone does when another page or program comes in front


@pytest.fixture(scope="module")
async def asked(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """A round that has asked a few organisations, each test's own."""
    async with installed(database_url, tmp_path_factory.mktemp("themes"), "themes_test") as site:
        await site.run("seed", "--organisations", "6")
        deadline = f"{datetime.now(UTC).year + 1}-10-01"
        await site.run("campaign", "create", "--centre", "demo", "--year", "2027", "--deadline", deadline)
        await site.run("campaign", "start", "1", "--now")
        await site.run("worker", "--drain")
        yield site


async def opened(site: Site, context: BrowserContext, number: int) -> Page:
    """Open the part of the page about experience, with every theme taken away first."""
    page = await context.new_page()
    await page.goto(link_in(site.inbox[number]))
    entry = page.url.partition("/rediger/")[2].partition("#")[0]
    await page.goto(f"{site.base_url}/rediger/{entry}/kompetanse")  # in bokmål, whatever the letter was in
    for tick in await page.locator("[data-themes-chosen] input").all():
        await tick.uncheck()
    return page


async def saved(page: Page) -> list[str]:
    """Save, open the part again, and return what is chosen there."""
    part = page.url.split("?")[0].removesuffix("/skjema")
    await page.get_by_role("button", name="Lagre", exact=True).click()
    await page.wait_for_url(lambda url: "/kompetanse" not in url)
    await page.goto(part)
    return await page.locator("[data-themes-chosen] label").all_inner_texts()


async def test_themes_are_fetched_while_one_types_and_what_is_ticked_stays(asked: Site, phone: BrowserContext) -> None:
    page = await opened(asked, phone, 0)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    field, found = page.locator("#find_theme"), page.locator("[data-themes-found]")
    await field.press_sequentially("metadn")  # a letter is missing
    await expect(found.locator("legend")).to_have_text(LAR)
    await expect(found.get_by_role("status")).to_contain_text("1 tema passer til «metadn».")
    await found.locator("label").first.click()
    await field.fill("gamling")
    await expect(found.locator("legend").first).to_have_text("Spilleavhengighet")
    chosen = page.locator("[data-themes-chosen] label", has_text=LAR)
    await expect(chosen.locator("input")).to_be_checked()
    await expect(field).to_be_focused()
    await found.locator("label").first.click()
    assert "/skjema" not in page.url
    assert not await seen(page)
    chips = await saved(page)
    assert [words.split(" – ")[0] for words in chips] == [LAR, "Spilleavhengighet"]
    assert not said


async def test_the_keyboard_alone_finds_ticks_and_saves(asked: Site, desktop: BrowserContext) -> None:
    page = await opened(asked, desktop, 1)
    found = page.locator("[data-themes-found]")
    await page.locator("#find_theme").focus()
    await page.keyboard.type("fengsel")
    await page.keyboard.press("Enter")
    await expect(found.locator("legend")).to_have_text("Soning og straff")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Finn", exact=True)).to_be_focused()
    async with page.expect_response("**/tema?*"):
        await page.keyboard.press("Enter")
    await expect(page.locator("#find_theme")).to_have_value("fengsel")
    await page.keyboard.press("Tab")
    await expect(found.locator("input").first).to_be_focused()
    await page.keyboard.press("Space")
    for _stop in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent.trim()") == "Lagre":
            break
    part = page.url
    await page.keyboard.press("Enter")
    await page.wait_for_url(lambda url: "/kompetanse" not in url)
    await page.goto(part)
    [chip] = await page.locator("[data-themes-chosen] label").all_inner_texts()
    assert chip.startswith("Soning og straff")


async def test_a_subject_shows_its_themes_and_a_search_in_vain_asks_what_is_missing(
    asked: Site, desktop: BrowserContext
) -> None:
    page = await opened(asked, desktop, 2)
    found, missing = page.locator("[data-themes-found]"), page.locator("#suggested_theme")
    await page.get_by_text("Se temaene gruppe for gruppe").click()
    await page.get_by_role("button", name="Levekår").click()
    await expect(found.locator("legend")).to_have_count(4)
    await expect(page.locator("#find_theme")).to_have_value("Levekår")
    await expect(missing).to_be_hidden()
    await page.fill("#find_theme", "kreft")
    await expect(found.get_by_role("status")).to_contain_text("Ingen temaer passer")
    await missing.fill("Kreft og psyke")
    assert not await seen(page)
    part = page.url
    await missing.press("Enter")  # sends the form, though the first button of the form is the search's
    await page.wait_for_url(lambda url: "/kompetanse" not in url)
    await page.goto(part)
    await expect(page.get_by_text("Dere har foreslått «Kreft og psyke»")).to_be_attached()
    await _decided(asked, await desktop.new_page())


async def _decided(site: Site, page: Page) -> None:
    """An employee finds the wish, sees that no theme fits, and takes another one."""
    await site.run("staff", "add", "anne@korus.example", "--role", "admin", "--centre", "demo")
    await page.goto((await site.run("staff", "link", "anne@korus.example")).split()[-1])
    await page.locator("main form button[type=submit]").first.click()
    await page.goto(f"{site.base_url}/intern/gjennomsyn/tema")
    assert not await seen(page)
    await page.get_by_role("link", name="Kreft og psyke").click()
    await page.fill("#find_theme", "kronisk sykdom")
    found = page.locator("[data-themes-found]")
    await expect(found.locator("legend").first).to_have_text("Funksjonsnedsettelse og kronisk sykdom")
    await found.locator("label").first.click()
    assert not await seen(page)
    await page.get_by_role("button", name="Legg til det som er krysset av").click()
    await page.wait_for_url("**/intern/gjennomsyn")
    await page.goto(f"{site.base_url}/intern/gjennomsyn/tema")
    await expect(page.locator("tbody tr")).to_contain_text("kronisk sykdom")


async def test_the_search_works_without_script(asked: Site, browser: Browser) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = await opened(asked, context, 3)
    await page.fill("#find_theme", "voldtekt")
    await page.get_by_role("button", name="Finn", exact=True).click()
    found = page.locator("[data-themes-found]")
    await expect(found.locator("legend").first).to_have_text("Seksuelle overgrep")
    await found.locator("label").first.click()
    chips = await saved(page)
    assert [words.split(" – ")[0] for words in chips] == ["Seksuelle overgrep"]
    await context.close()


async def test_when_the_search_cannot_be_fetched_the_button_sends_the_form(
    asked: Site, desktop: BrowserContext
) -> None:
    page = await opened(asked, desktop, 4)
    await page.route("**/tema?*", lambda route: route.abort())
    await page.fill("#find_theme", "angst")
    await page.get_by_role("button", name="Finn", exact=True).click()
    await page.wait_for_url("**/skjema")
    await expect(page.locator("[data-themes-found] legend").first).to_have_text("Angst")


async def test_leaving_the_page_with_nothing_typed_keeps_no_draft(asked: Site, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await page.goto(link_in(asked.inbox[3]))
    entry = page.url.partition("/rediger/")[2].partition("#")[0]
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    for part in ("om", "kontakt", "personer", "kompetanse", "dekning"):
        await page.goto(f"{asked.base_url}/rediger/{entry}/{part}", wait_until="networkidle")
        await page.evaluate(HIDE)
        await page.goto(f"{asked.base_url}/om", wait_until="networkidle")
    assert sent == []


async def test_with_big_letters_the_button_stands_below_a_field_that_has_room_for_words(
    asked: Site, phone: BrowserContext
) -> None:
    page = await opened(asked, phone, 4)
    field, button = page.locator("#find_theme"), page.locator(".search button")
    beside, of = await field.bounding_box(), await button.bounding_box()
    assert beside and of  # noqa: PT018
    assert beside["y"] == pytest.approx(of["y"], abs=8)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    below, of = await field.bounding_box(), await button.bounding_box()
    assert below and of  # noqa: PT018
    assert of["y"] >= below["y"] + below["height"]
    assert below["width"] > 300
