"""A letter's link opens in the language of the letter, and who wants another one chooses it on the page."""

from playwright.async_api import BrowserContext, Page

from tests.browser.rounds import Round
from tests.browser.site import link_in


async def _speaks(page: Page) -> str | None:
    return await page.locator("html").get_attribute("lang")


async def test_who_chooses_bokmaal_on_a_page_of_a_nynorsk_letter_gets_it(round_: Round, phone: BrowserContext) -> None:
    page = await phone.new_page()
    for number in range(len(round_.entries)):
        await page.goto(link_in(round_.first_letter(number)))
        if await _speaks(page) == "nn":
            break
    await page.locator('form[action$="/bekreftelse"].send-bar button').click()
    await round_.send()
    undo = link_in(round_.site.letters_to(round_.address(number))[-1], "/angre/")
    await page.goto(undo)
    assert await _speaks(page) == "nn"
    await page.locator('.site-languages a[lang="nb"]').click()
    assert (await _speaks(page), page.url) == ("nb", undo)
    await page.locator('.site-languages a[lang="nn"]').click()
    assert await _speaks(page) == "nn"
