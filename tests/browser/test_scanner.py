"""A mail scanner with a real browser, scripts and all, opens every kind of link first; then comes the human."""

import re
from datetime import UTC, datetime

import asyncpg
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.site import Site, link_in, text_of
from tests.browser.test_story import meta_page

KINDS = ("o", "angre", "adresse", "samtykke", "logg-inn")
LINK = re.compile(rf"http\S+/(?:{'|'.join(KINDS)})/\S+")
CODE = re.compile(r"\b([2-9A-HJKMNP-Z]{4})-([2-9A-HJKMNP-Z]{4})\b")
NEW_ADDRESS, PERSON = "ny@havgap.example", "kari@havgap.example"
ONE_MAILBOX = "begge@sunnfjord.example"


async def everything(site: Site) -> dict[str, str]:
    """Return a digest of every table."""
    database = await asyncpg.connect(site.environment["DATABASE_URL"])
    tables = await database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    digests = {
        table: await database.fetchval(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')  # noqa: S608
        for (table,) in tables
    }
    await database.close()
    return digests


async def do(site: Site, statement: str, *values: object) -> None:
    database = await asyncpg.connect(site.environment["DATABASE_URL"])
    await database.execute(statement, *values)
    await database.close()


async def looks_around(page: Page, link: str) -> None:
    """Do what a scanner does: ask twice without a browser, open, wait until all is quiet, hover and scroll."""
    assert (await page.request.head(link)).ok, link
    assert (await page.request.get(link)).ok, link
    await page.goto(link, wait_until="networkidle")
    await page.mouse.wheel(0, 4000)
    for button in await page.locator("main button, main a").all():
        await button.hover(trial=True, force=True)
    await page.reload(wait_until="networkidle")


async def a_round(site: Site) -> None:
    """Begin a round among four organisations, two of which share a mailbox."""
    await site.run("seed", "--organisations", "4", "--seed", "5")
    await site.run("centre", "sending", "demo", "on")
    await site.run("staff", "add", "anne@korus.example", "--role", "admin", "--centre", "demo")
    await do(
        site,
        "UPDATE organisation SET update_email = $1 WHERE id IN (SELECT id FROM organisation ORDER BY sort_key LIMIT 2)",
        ONE_MAILBOX,
    )
    year = datetime.now(UTC).year + 1
    await site.run("campaign", "create", "--centre", "demo", "--year", str(year), "--deadline", f"{year}-10-01")
    await site.run("campaign", "start", "1", "--now")
    await site.run("worker", "--drain")


async def unfolded(page: Page, address: str) -> None:
    await page.goto(address)
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


async def answer_with_all_that_is_followed_by_letters(site: Site, page: Page, link: str) -> None:
    """Name a new address and a contact person, and say that the rest is right."""
    await page.goto(link)
    own = page.url
    await unfolded(page, f"{own}/kontakt")
    await page.fill('input[name="update_email"]', NEW_ADDRESS)
    await page.locator(".send-bar button:not([formaction])").click()
    await unfolded(page, f"{own}/personer")
    spare = page.locator('input[name$="-email"]').last
    number = re.findall(r"\d+", str(await spare.get_attribute("name")))[0]
    await page.fill(f'input[name="contacts-{number}-name"]', "Kari Havgap")
    await spare.fill(PERSON)
    await page.locator(".send-bar button:not([formaction])").click()
    await page.goto(own)
    await page.locator('form[action$="/bekreftelse"].send-bar button').click()
    assert await meta_page(page) in ("saved", "receipt")
    await do(site, "UPDATE letter SET due_at = now() WHERE state IN ('planned', 'ready')")
    await site.run("worker", "--drain")


async def test_a_browser_that_only_looks_answers_nothing_and_the_human_then_succeeds(
    site: Site, desktop: BrowserContext, phone: BrowserContext
) -> None:
    await a_round(site)
    alone = [letter for letter in site.inbox if letter["To"] != ONE_MAILBOX]
    await answer_with_all_that_is_followed_by_letters(site, await phone.new_page(), link_in(alone[0]))
    links = {link for letter in site.inbox for link in LINK.findall(text_of(letter))}
    links.add((await site.run("staff", "link", "anne@korus.example")).split()[-1])
    assert {kind for kind in KINDS for link in links if f"/{kind}/" in link} == set(KINDS)
    code = "".join(CODE.findall(text_of(alone[1]))[0])
    public = await phone.new_page()
    await public.goto(site.base_url)
    slug = str(await public.locator("ul.cards h3 a").first.get_attribute("href")).rpartition("/")[2]
    asking = [f"{site.base_url}/kode?kode={code}", f"{site.base_url}/ny-lenke?organisasjon={slug}"]
    before = await everything(site)
    scanner = await desktop.new_page()
    for link in [*links, *asking] * 3:
        await looks_around(scanner, link)
    assert await everything(site) == before
    await the_human_succeeds(site, phone, links, code)


async def the_human_succeeds(site: Site, phone: BrowserContext, links: set[str], code: str) -> None:
    """Use every kind of link as it is meant."""
    of = {kind: next(link for link in links if f"/{kind}/" in link) for kind in KINDS}
    human = await phone.new_page()
    await human.goto(of["adresse"])
    await human.locator('main form[action*="/adresse/"] button').click()
    await expect(human.locator("main .ds-alert[data-color=success]")).to_be_visible()
    await human.goto(of["samtykke"])
    await expect(human.locator("main form").first).to_be_visible()
    await human.goto(of["logg-inn"])
    await human.locator("main form button").click()
    assert "/intern" in human.url
    await human.goto(f"{site.base_url}/kode?kode={code[:4].lower()} {code[4:].lower()}")
    await human.locator('form[action$="/kode"] button').click()
    assert await meta_page(human) == "edit"
    await human.locator('form[action$="/bekreftelse"].send-bar button').click()
    assert await meta_page(human) in ("saved", "receipt")
    (bundle,) = site.letters_to(ONE_MAILBOX)
    await human.goto(link_in(bundle))
    assert await human.locator('main a[href*="/rediger/"]').count() >= 2
    await human.goto(of["angre"])
    await human.locator('main form[action*="/angre/"] button').click()
    assert await meta_page(human) == "undo-done"
    await human.goto(of["angre"])
    assert await meta_page(human) == "undo-done"  # and says so the second time
