"""Every page on a phone and a desk: no fault axe can see, no sideways scroll, nothing in the console."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from importlib import resources

import asyncpg
import pytest
from playwright.async_api import BrowserContext, Page

from tests.browser.site import Site, installed, link_in

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = (
    "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found => found.violations.map("
    "v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))"
)
ALL_OPEN = "document.querySelectorAll('details').forEach(details => details.open = true)"
TOO_WIDE = (
    "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 391"
    " && !e.closest('.tabs, .table-scroll')).slice(0, 6).map(e => e.tagName + '.' + e.className + ' ' +"
    " Math.round(e.getBoundingClientRect().right) + ' ' + e.textContent.trim().slice(0, 30))"
)
PUBLIC = ("/", "/?q=lag&fylke=46", "/?q=finnesikke", "/?q=lag%00&kommune=9", "/kart", "/kommune/4647", "/om",
          "/personvern", "/universell-utforming", "/meld-feil", "/kode", "/ny-lenke", "/logg-inn",
          "/o/unknown", "/ny-lenke/sendt", "/kode?kode=k7rm+4xpt", "/no-such-page", "/demo/post",
          "/samtykke", "/samtykke/sendt", "/samtykke/unknown")  # fmt: skip
ANSWERS = ("", "/om", "/kontakt?steg=1", "/personer", "/kompetanse", "/dekning", "/visning", "/ikke-rett-person",
           "/pause", "/ikke-vises")  # fmt: skip
STAFF = ("/intern", "/intern/organisasjoner", "/intern/organisasjoner/ny", "/intern/gjennomsyn",
         "/intern/gjennomsyn/tema", "/intern/svar", "/intern/import", "/intern/runde", "/intern/runde/ny",
         "/intern/runde/1",
         "/intern/runde/1/mottakere", "/intern/runde/1/brev", "/intern/runde/1/kalender",
         "/intern/runde/1/telefonliste", "/intern/runde/1/nettside", "/intern/uavklart", "/intern/runde/2",
         "/intern/runde/2/kalender",
         "/intern/runde/2/navn", "/intern/runde/1/avslutning", "/intern/runde/1/avlysing", "/intern/senter",
         "/intern/senter/utsending", "/intern/ansatte")  # fmt: skip


@pytest.fixture(scope="module")
async def filled(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """A small region in the middle of its round."""
    async with installed(database_url, tmp_path_factory.mktemp("pages"), "pages_test") as site:
        await site.run("seed", "--organisations", "25")
        await site.run("staff", "add", "anne@korus.example", "--role", "admin", "--centre", "demo")
        deadline = f"{datetime.now(UTC).year + 1}-10-01"
        await site.run("campaign", "create", "--centre", "demo", "--year", "2027", "--deadline", deadline)
        await site.run("campaign", "start", "1", "--now")
        await site.run("worker", "--drain")
        later = f"{datetime.now(UTC).year + 2}-10-01"
        await site.run("campaign", "create", "--centre", "demo", "--year", "2028", "--deadline", later)
        await leave_in_doubt(site)
        yield site


async def leave_in_doubt(site: Site) -> None:
    """Make one letter as a worker that died leaves it."""
    database = await asyncpg.connect(site.environment["DATABASE_URL"])
    one = "SELECT id FROM letter WHERE campaign = 1 ORDER BY due_at, id DESC LIMIT 1"
    await database.execute(f"UPDATE letter SET state = 'unknown', crossed_at = now() WHERE id = ({one})")  # noqa: S608
    await database.execute(f"DELETE FROM attempt WHERE letter = ({one})")  # noqa: S608
    await database.close()


async def faults(page: Page, address: str) -> list[str]:
    """Return what is wrong with a page: on a narrow phone by day, and on a desk by night."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    answer = await page.goto(address)
    assert answer is not None
    if answer.status >= 400:
        said.clear()  # the browser's own word for our 404
    found = [f"status {answer.status}"] if answer.status >= 500 else []
    return found + await seen(page) + said


async def seen(page: Page) -> list[str]:
    """Return what axe sees on the page that is open, and whether it scrolls sideways, at both widths."""
    await page.evaluate(AXE)
    found = [f"{await page.locator('h1').count()} main headings"] if await page.locator("h1").count() != 1 else []
    for width, scheme in ((320, "light"), (1280, "dark")):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        if await page.evaluate("document.documentElement.scrollWidth") > width:  # not innerWidth: see below
            found.append(f"{width}: sideways scroll")
        await see_all(page, width)
        found += [f"{width} {scheme}: {violation}" for violation in await page.evaluate(RUN, RULES)]
    return found


async def see_all(page: Page, width: int) -> None:
    """Make the window as tall as the page: what the bar at its foot lies over while one scrolls is not too small."""
    tall = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": width, "height": max(800, tall)})


async def test_every_page_is_sound(filled: Site, desktop: BrowserContext) -> None:
    page = await desktop.new_page()
    wrong: dict[str, list[str]] = {}
    for address in await _addresses(filled, page):
        visited = await desktop.new_page()
        if found := await faults(visited, address):
            wrong[address.removeprefix(filled.base_url)] = found
        await visited.close()
    assert not wrong, "\n".join(f"{address}: {found}" for address, found in wrong.items())


async def test_no_page_scrolls_sideways_on_a_phone_with_letters_twice_as_large(
    filled: Site, phone: BrowserContext
) -> None:
    page = await phone.new_page()
    wrong: dict[str, object] = {}
    for address in await _addresses(filled, page):
        await page.goto(address)
        await page.evaluate(ALL_OPEN)
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        # not innerWidth: a phone's grows with what is too wide
        if await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong[address.removeprefix(filled.base_url)] = await page.evaluate(TOO_WIDE)
    assert not wrong, "\n".join(f"{address}: {found}" for address, found in wrong.items())


async def test_what_is_folded_on_the_own_pages_is_sound_too(filled: Site, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await page.goto(link_in(filled.inbox[0]))
    own = page.url.replace("/nn/", "/").replace("/rediger", "/nn/rediger")
    wrong: dict[str, list[str]] = {}
    for path in ANSWERS:
        await page.goto(own + path)
        await page.evaluate(ALL_OPEN)
        await see_all(page, 390)
        await page.evaluate(AXE)
        if found := await page.evaluate(RUN, RULES):
            wrong[path] = found
    assert not wrong, wrong


async def test_every_page_after_a_press_is_sound(filled: Site, desktop: BrowserContext, phone: BrowserContext) -> None:
    letter = filled.inbox[1]
    page, old = await desktop.new_page(), await phone.new_page()
    wrong: dict[str, list[str]] = {}

    async def look(at: Page, expected: str) -> None:
        assert await at.locator('meta[name="page"]').get_attribute("content") == expected
        wrong.setdefault(expected, []).extend(await seen(at))

    async def correct(number: str, then: str = ".send-bar button") -> None:
        await page.fill('input[name="phone"]', number)
        await page.locator(f"form.edit {then}").click()

    await old.goto(link_in(letter))
    await page.goto(link_in(letter))
    await page.locator('a[href$="/kontakt"]').click()
    await correct("12")
    await look(page, "edit")
    await correct("55 00 00 77", 'button[formaction$="/visning"]')
    await look(page, "preview")
    await page.locator('a[href$="/kontakt"]').click()
    await look(page, "edit")  # with what was begun
    await page.locator(".send-bar button:not([formaction])").click()
    await look(page, "edit")  # the overview, with a part that is corrected
    await page.locator(".send-bar button").click()
    await look(page, "saved")
    await old.locator('form[action$="/kontakt/bekreftelse"] button').click()
    await look(old, "conflict")
    await filled.run("worker", "--drain")
    undo = link_in(filled.letters_to(str(letter["To"]))[-1], "/angre/")
    await page.goto(undo)
    await look(page, "undo-asked")
    await page.locator("main form button[type=submit]").click()
    await look(page, "undo-done")
    await page.goto(undo)
    await look(page, "undo-done")
    found = {name: faults for name, faults in wrong.items() if faults}
    assert not found, "\n".join(f"{name}: {faults}" for name, faults in found.items())


async def _addresses(site: Site, page: Page) -> list[str]:
    """Sign in, open a letter's link, and return the address of every page."""
    await page.goto((await site.run("staff", "link", "anne@korus.example")).split()[-1])
    await page.locator("main form button[type=submit]").first.click()
    await page.goto(link_in(site.inbox[0]))
    own = page.url
    await page.goto(f"{site.base_url}/")
    one = await page.locator('main a[href*="/organisasjon/"]').first.get_attribute("href")
    public = [*PUBLIC, "/nn/", "/en/", "/nn/om"]
    await page.goto(f"{site.base_url}/intern/organisasjoner")
    entry = await page.locator('main tbody a[href*="/organisasjoner/"]').first.get_attribute("href")
    await page.goto(f"{site.base_url}/intern/runde/1/brev")
    letter = await page.locator('main tbody a[href*="/brev/"]').first.get_attribute("href")
    await page.goto(f"{site.base_url}/intern/uavklart")
    doubt = await page.locator('main a[href*="/brev/"]').first.get_attribute("href")
    asking = f"/ny-lenke?organisasjon={str(one).rpartition('/')[2]}"
    details = [asking, str(doubt), str(one), f"{one}/melding", str(entry), f"{entry}/rediger", str(letter)]
    return [*(f"{site.base_url}{path}" for path in (*public, *details, *STAFF)), *(own + answer for answer in ANSWERS)]
