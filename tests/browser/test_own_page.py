"""The organisation's own page as volunteers use it: few presses, a telephone that closes, two at once, no script."""

from collections.abc import AsyncIterator
from email.message import EmailMessage

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.conftest import PHONE
from tests.browser.site import Site, installed, link_in

SAVE = ".send-bar button:not([formaction])"


@pytest.fixture(scope="module")
async def asked(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """A round whose letters have come; each test takes one that nobody has opened."""
    async with installed(database_url, tmp_path_factory.mktemp("own_page"), "own_page_test") as site:
        await site.run("seed", "--organisations", "14", "--seed", "7")
        await site.run("campaign", "create", "--centre", "demo", "--year", "2090", "--deadline", "2090-10-01")
        await site.run("campaign", "start", "1", "--now")
        await site.run("worker", "--drain")
        yield site


@pytest.fixture
def letter(asked: Site) -> EmailMessage:
    return asked.inbox.pop(0)  # receipts come after the letters


class Presses:
    """A telephone whose presses are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    async def opens(self, letter: EmailMessage) -> None:
        self.count += 1
        await self.page.goto(link_in(letter))

    async def on(self, what: str) -> None:
        self.count += 1
        await self.page.locator(what).first.click()


async def called(page: Page) -> str | None:
    return await page.locator('meta[name="page"]').get_attribute("content")


async def test_everything_is_right_in_two_presses(asked: Site, letter: EmailMessage, phone: BrowserContext) -> None:
    thumb = Presses(await phone.new_page())
    await thumb.opens(letter)
    await thumb.on(".send-bar button")
    assert (await called(thumb.page), thumb.count) == ("receipt", 2)


async def test_a_telephone_is_corrected_in_at_most_five_presses(
    asked: Site, letter: EmailMessage, phone: BrowserContext
) -> None:
    thumb = Presses(await phone.new_page())
    await thumb.opens(letter)
    await thumb.on('a[href$="/kontakt"]')
    await thumb.page.fill("#phone", "52 00 00 77")
    await thumb.on(SAVE)
    assert await thumb.page.evaluate("document.activeElement.id") == "kontakt"
    await expect(thumb.page.locator("#kontakt")).to_contain_text("52 00 00 77")
    await thumb.on(".send-bar button")
    assert await called(thumb.page) == "saved"
    assert thumb.count <= 5


async def test_a_telephone_that_closes_loses_nothing_and_another_device_goes_on(
    asked: Site, letter: EmailMessage, browser: Browser
) -> None:
    telephone = await browser.new_context(**PHONE, locale="nb-NO")
    page = await telephone.new_page()
    await page.goto(link_in(letter))
    await page.locator('a[href$="/kontakt"]').click()
    async with page.expect_response(lambda answer: answer.url.endswith("/kontakt/utkast")) as kept:
        await page.fill("#phone", "")
        await page.locator("#phone").press_sequentially("52 00 00")
    assert (await kept.value).status == 204
    await expect(page.locator("[data-draft-says]")).not_to_be_empty()
    await telephone.close()
    other = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="nb-NO")
    page = await other.new_page()
    await page.goto(link_in(letter))
    await page.locator('a[href$="/kontakt"]').click()
    await expect(page.locator("#phone")).to_have_value("52 00 00")
    await page.fill("#phone", "52 00 00 78")
    await page.locator(SAVE).click()
    await expect(page.locator("#kontakt")).to_contain_text("52 00 00 78")
    await other.close()


async def test_back_after_a_save_is_no_conflict_with_oneself(
    asked: Site, letter: EmailMessage, phone: BrowserContext
) -> None:
    page = await phone.new_page()
    await page.goto(link_in(letter))
    await page.locator('a[href$="/kontakt"]').click()
    for number in ("52 00 00 71", "52 00 00 72"):
        await page.fill("#phone", number)
        await page.locator(SAVE).click()
        await expect(page.locator("#kontakt")).to_contain_text(number)
        if number.endswith("1"):
            await page.go_back()
    await page.go_back()
    await page.go_back()  # to the overview as it was at first
    await page.locator(".send-bar button").click()
    assert await called(page) == "saved"


async def test_a_double_press_is_one_answer(asked: Site, letter: EmailMessage, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await page.goto(link_in(letter))
    await page.locator(".send-bar button").evaluate("button => { button.click(); button.click(); }")
    await page.wait_for_url("**/takk")
    assert await called(page) == "receipt"
    await asked.run("worker", "--drain")
    assert len(asked.letters_to(str(letter["To"]))) == 1  # its receipt: the first letter has been taken out


async def two(browser: Browser, letter: EmailMessage, *paths: str) -> tuple[Page, Page]:
    """Open the same link in two browsers, each at one part."""
    pages = []
    for path in paths:
        context = await browser.new_context(**PHONE, locale="nb-NO")
        page = await context.new_page()
        await page.goto(link_in(letter))
        await page.locator(f'a[href$="{path}"]').click()
        pages.append(page)
    return pages[0], pages[1]


async def test_two_people_in_the_same_part_see_both_versions(
    asked: Site, letter: EmailMessage, browser: Browser
) -> None:
    one, other = await two(browser, letter, "/kontakt", "/kontakt")
    await one.fill("#phone", "52 00 00 81")
    await one.locator(SAVE).click()
    await other.fill("#phone", "52 00 00 82")
    await other.locator(SAVE).click()
    assert await called(other) == "conflict"
    for number in ("52 00 00 81", "52 00 00 82"):
        await expect(other.locator("main table")).to_contain_text(number)
    await other.locator("main form button:not([formaction])").click()
    await expect(other.locator("#kontakt")).to_contain_text("52 00 00 82")
    await one.context.close()
    await other.context.close()


async def test_two_people_in_different_parts_do_not_meet(asked: Site, letter: EmailMessage, browser: Browser) -> None:
    one, other = await two(browser, letter, "/kontakt", "/om")
    await one.fill("#phone", "52 00 00 83")
    await other.fill("#description", "Vi møtes torsdager.")
    for page in (one, other):
        await page.locator(SAVE).click()
    await expect(other.locator("#om")).to_contain_text("Vi møtes torsdager.")
    await expect(other.locator("#kontakt")).to_contain_text("52 00 00 83")
    await one.context.close()
    await other.context.close()


async def test_all_of_it_works_without_script_and_by_keyboard(
    asked: Site, letter: EmailMessage, browser: Browser
) -> None:
    plain = await browser.new_context(**PHONE, java_script_enabled=False, locale="nb-NO")
    page = await plain.new_page()
    await page.goto(link_in(letter))
    await page.locator('a[href$="?steg=1"]').press("Enter")
    await page.fill("#description", "Vi møtes torsdager.")
    await page.locator('button[name="etter"]').press("Enter")  # later
    await page.locator('a[href$="?steg=1"]').press("Enter")
    await expect(page.locator("#description")).to_have_value("Vi møtes torsdager.")
    await page.locator('button[formaction$="/visning"]').press("Enter")
    assert await called(page) == "preview"
    await page.locator("main form button").press("Enter")
    await page.fill("#phone", "12")
    await page.locator("#phone").press("Enter")
    assert "error-summary" in str(await page.locator(":focus").get_attribute("class"))
    await page.fill("#phone", "52 00 00 84")
    for _part in ("kontakt", "personer", "kompetanse", "dekning"):
        await page.locator(SAVE).press("Enter")
    assert await called(page) == "saved"
    await plain.close()


COVERED = """() => [...document.querySelectorAll('main :is(a, button, input, select, textarea, summary)')]
.filter(each => {
    each.focus();
    const bar = document.querySelector('.send-bar'), field = each.getBoundingClientRect();
    if (document.activeElement !== each || bar.contains(each)) return false;
    return field.bottom > bar.getBoundingClientRect().top + 1 && field.top < bar.getBoundingClientRect().bottom
        || field.top >= innerHeight || field.bottom <= 0;
}).map(each => each.outerHTML.slice(0, 80))"""


async def test_the_bar_at_the_foot_never_covers_what_has_the_focus(
    asked: Site, letter: EmailMessage, phone: BrowserContext
) -> None:
    page = await phone.new_page()
    await page.goto(link_in(letter))
    own = page.url
    for path in ("", "/om", "/kontakt", "/personer", "/kompetanse", "/dekning"):
        await page.goto(own + path)
        await page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        for width, height in ((320, 256), (320, 500), (390, 844)):  # the first is a desk's window at 400 %
            await page.set_viewport_size({"width": width, "height": height})
            assert await page.evaluate(COVERED) == [], (path, width, height)  # WCAG 2.2, 2.4.11


PARTLY = """() => [...document.querySelectorAll('main textarea')].flatMap(field => [...Array(40).keys()].map(step => {
    document.activeElement.blur();
    scrollTo(0, step * 20);
    field.focus();
    const bar = document.querySelector(".send-bar").getBoundingClientRect();
    const { top, bottom } = field.getBoundingClientRect();
    return top < 0 || bottom > bar.top + 1 && top < bar.bottom ? `${field.name} at ${step * 20}` : '';
})).filter(Boolean)"""


async def test_a_big_field_of_which_a_part_is_seen_comes_wholly_into_sight_with_the_focus(
    asked: Site, letter: EmailMessage, desktop: BrowserContext
) -> None:
    page = await desktop.new_page()
    await page.goto(link_in(letter))
    await page.goto(f"{page.url}/om")
    await page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    for width, height in ((1280, 600), (390, 600)):
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.evaluate(PARTLY) == [], (width, height)  # WCAG 2.2, 2.4.12


async def weight(requests: list[Request]) -> int:
    """Return how many bytes some requests brought, as they came over the line."""
    sizes = [await request.sizes() for request in requests]
    return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


@pytest.mark.parametrize("language", ["nn", "en"])
async def test_the_page_weighs_little_and_nothing_scrolls_sideways(
    asked: Site, letter: EmailMessage, phone: BrowserContext, language: str
) -> None:
    page = await phone.new_page()
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108  # playwright marks it
    await page.goto(link_in(letter), wait_until="networkidle")
    own = page.url.replace("/nn/", "/").replace("/rediger", f"/{language}/rediger")
    weights = [await weight(finished)]
    for path in ("", "/om", "/kontakt", "/personer", "/kompetanse", "/dekning", "/visning"):
        finished.clear()
        await page.goto(own + path, wait_until="networkidle")
        weights.append(await weight(finished))
        for width, text in ((320, 100), (640, 200)):  # 400 % zoom of a desk's window, and letters twice as large
            await page.set_viewport_size({"width": width, "height": 800})
            await page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
            # the width that was asked for: a phone's own innerWidth grows with what is too wide
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, (path, width, text)
    assert 50_000 < weights[0] + max(weights[1:]) < 120_000, weights  # style, script and font came with the first


@pytest.mark.parametrize("script", [True, False])
async def test_what_was_typed_when_the_visit_had_ended_is_sent_with_one_press(
    asked: Site, letter: EmailMessage, browser: Browser, script: bool
) -> None:
    telephone = await browser.new_context(**PHONE, locale="nb-NO", java_script_enabled=script)
    page = await telephone.new_page()
    await page.goto(link_in(letter))
    await page.locator('a[href$="/om"]').first.click()
    await page.fill("#description", "Vi møtes hver torsdag")
    await telephone.clear_cookies()
    await page.locator(SAVE).first.click()
    assert await called(page) == "error"
    again = await telephone.new_page()
    await again.goto(link_in(letter))
    await again.close()
    await page.locator('form[action$="/om"] button').click()
    assert await called(page) == "edit"
    await expect(page.locator("#om")).to_contain_text("Vi møtes hver torsdag")
    await telephone.close()
