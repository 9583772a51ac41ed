"""No fault that axe can see on the pages of the other answers: with mistakes, after them, and where staff decide."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from playwright.async_api import BrowserContext, Page

from tests.browser.rounds import Round, the_case
from tests.browser.site import link_in
from tests.browser.test_pages import seen

Look = Callable[[str], Awaitable[None]]


async def answer_in_every_way(round_: Round, page: Page, look: Look) -> str:
    """Give each answer with a mistake on the way; return the first organisation's own page."""
    site = round_.site

    async def answer(number: int, path: str) -> str:
        await page.goto(link_in(round_.first_letter(number)))
        base = page.url
        await page.goto(base + path)
        return base

    base = await answer(0, "/ikke-rett-person")
    await page.locator("main form button[type=submit]").click()
    await look("wrong person, nothing chosen")
    await page.fill('input[name="right_email"]', "ola@nordfjord.example")
    await page.locator("main form button[type=submit]").click()
    await answer(1, "/pause")
    await page.locator('input[value="nedlagt"]').check()
    await page.select_option('select[name="since_month"]', "3")
    await page.locator("main form button[type=submit]").click()
    await look("half a date")
    await page.select_option('select[name="since_year"]', str(datetime.now(UTC).year - 1))
    await page.fill('input[name="successor"]', round_.entries[3]["name"])
    await page.locator("main form button[type=submit]").click()
    await answer(2, "/kontakt")
    await page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    await page.fill('input[name="update_email"]', "ny.leder@laget.example")
    await page.locator(".send-bar button:not([formaction])").click()
    await look("a new address waits")
    await answer(2, "/ikke-rett-person")
    await page.select_option('select[name="again"]', index=3)
    await page.locator("main form button[type=submit]").click()
    await look("asked again later")
    await round_.send()
    (question,) = site.letters_to("ny.leder@laget.example")
    await page.goto(link_in(question, "/adresse/"))
    await look("the question to a new address")
    await page.locator("main form button[type=submit]").click()
    await look("a confirmed address")
    return base


async def test_every_page_on_the_way_is_sound(round_: Round, desktop: BrowserContext) -> None:
    site = round_.site
    page, wrong = await desktop.new_page(), dict[str, list[str]]()

    async def look(name: str) -> None:
        wrong[name] = await seen(page)
        await page.set_viewport_size({"width": 1280, "height": 900})

    base = await answer_in_every_way(round_, page, look)
    await page.goto((await site.run("staff", "link", "anne@korus.example")).split()[-1])
    await page.locator("main form button[type=submit]").click()
    await page.goto(f"{site.base_url}/intern/gjennomsyn")
    await look("the queue")
    for number in range(3):
        await the_case(site, page, round_.entries[number]["name"])
        await look(f"case {number}")
    await the_case(site, page, round_.entries[0]["name"])
    await page.fill('textarea[name="reason"]', "Ola kjenner ikke til dere.")
    await page.locator('button[name="decision"][value="refuse"]').click()
    await page.goto(base)
    await look("a refusal on the own page")
    await page.goto(f"{base}/svar")
    await look("an answer to a refusal")
    found = {name: faults for name, faults in wrong.items() if faults}
    assert not found, "\n".join(f"{name}: {faults}" for name, faults in found.items())
