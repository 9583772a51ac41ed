"""A contact person's own letter, link and page: yes to the name alone, then taken back, as the public sees it."""

import json
from datetime import UTC, datetime

from playwright.async_api import BrowserContext, Page

from tests.browser.site import Site, link_in
from tests.browser.test_pages import seen
from tests.browser.test_scanner import looks_around

KARI, ADDRESS, NUMBER = "Kari Dømesen", "kari@fjordglimt.example", "90 00 00 01"


async def test_a_person_says_yes_to_the_name_alone_and_takes_it_back(
    site: Site, desktop: BrowserContext, phone: BrowserContext
) -> None:
    staff, person, stranger = await desktop.new_page(), await phone.new_page(), await desktop.new_page()
    await _enter_the_person(site, staff)
    await site.run("worker", "--drain")
    (letter,) = site.letters_to(ADDRESS)
    link = link_in(letter, "/samtykke/")
    assert letter["Auto-Submitted"] == "auto-generated"
    await looks_around(stranger, link)
    assert await _public(site, stranger) == set()

    await person.goto(link)
    assert "/samtykke/svar/" in person.url
    assert link.rpartition("/")[2] not in person.url
    assert await person.locator("input:checked").count() == 0
    wrong = await seen(person)
    await person.locator("#answer-name").check()
    await person.locator("#answer-phone-2").check()
    await person.get_by_role("button", name="Lagre svaret mitt").click()
    assert "Det du sa ja til, vises nå" in await person.locator("body").inner_text()
    wrong += await seen(person)
    assert await _public(site, stranger) == {KARI}

    await site.run("worker", "--drain")
    await person.goto(link)
    await person.locator("#answer-name-2").check()
    await person.get_by_role("button", name="Lagre svaret mitt").click()
    assert await _public(site, stranger) == set()
    await person.goto(f"{site.base_url}/samtykke/noe")
    wrong += await seen(person)
    await _ask_for_the_link(site, person)
    wrong += await seen(person)
    assert not wrong, wrong


async def test_whose_letter_came_to_the_own_address_is_asked_in_the_same_visit(
    site: Site, desktop: BrowserContext, phone: BrowserContext
) -> None:
    person = await phone.new_page()
    await _enter_the_person(site, await desktop.new_page(), update_email=ADDRESS)
    deadline = f"{datetime.now(UTC).year + 1}-10-01"
    year = str(datetime.now(UTC).year + 1)
    campaign = await site.run("campaign", "create", "--centre", "korus", "--year", year, "--deadline", deadline)
    await site.run("campaign", "start", campaign.strip(), "--now")
    await site.run("worker", "--drain")
    (letter,) = [one for one in site.letters_to(ADDRESS) if one["X-Directory-Campaign"]]
    await person.goto(link_in(letter))
    await person.goto(f"{person.url}/personer")
    assert not await seen(person)
    await person.locator("#answer-email").check()
    await person.get_by_role("button", name="Lagre hva vi kan vise").click()
    assert "Det du sa ja til, vises nå" in await person.locator("body").inner_text()
    assert await _public(site, await desktop.new_page()) == {ADDRESS}


async def _enter_the_person(site: Site, page: Page, **more: str) -> None:
    """Let an employee add an organisation with a contact person."""
    await site.run("centre", "add", "korus", "KORUS Eksempel")
    await site.run("centre", "sending", "korus", "on")
    await site.run("staff", "add", "anne@korus.example", "--role", "admin", "--centre", "korus")
    await page.goto((await site.run("staff", "link", "anne@korus.example")).split()[-1])
    await page.locator("main form button[type=submit]").first.click()
    await page.goto(f"{site.base_url}/intern/organisasjoner/ny")
    await page.fill("#name", "Fjordglimt pårørendelag")
    await page.fill("#email", "post@fjordglimt.example")
    for field, value in (("name", KARI), ("role", "leder"), ("phone", NUMBER), ("email", ADDRESS)):
        if not await page.locator(f"#contacts-0-{field}").is_visible():
            await page.locator("details:has(#contacts-0-name) > summary").first.click()
        await page.fill(f"#contacts-0-{field}", value)
    for field, value in more.items():
        await page.fill(f"#{field}", value)
    await page.locator("main form button[type=submit]").last.click()
    assert "ikke svart, vises ikke" in await page.locator("main").inner_text()


async def _public(site: Site, page: Page) -> set[str]:
    """Return which of the person's name, number and address a stranger finds: on pages, in files and in exports."""
    found = []
    await page.goto(f"{site.base_url}/?q=Fjordglimt")
    found.append(await page.content())
    await page.locator('main a[href*="/organisasjon/"]').first.click()
    await page.wait_for_url("**/organisasjon/**")  # else its content may be what has come of it so far
    found.append(await page.content())
    assert "leder" in found[-1]
    for name in ("csv", "json"):
        answer = await page.request.get(f"{site.base_url}/eksport.{name}")
        found.append((await answer.body()).decode())
    exported = json.loads(await site.run("export", "--format", "json", "--public"))
    text = "\n".join([*found, json.dumps(exported, ensure_ascii=False)]).replace("\xa0", " ")
    return {word for word in (KARI, NUMBER, "+4790000001", ADDRESS) if word in text}


async def _ask_for_the_link(site: Site, page: Page) -> None:
    """Ask for the link once more, from the page that letters name."""
    before = len(site.letters_to(ADDRESS))
    await page.goto(f"{site.base_url}/samtykke")
    await page.fill("#email", ADDRESS.upper())
    await page.locator("main form button[type=submit]").click()
    assert page.url.endswith("/samtykke/sendt")
    for _try in range(20):  # the mailing follows the answer
        await site.run("worker", "--drain")
        if len(site.letters_to(ADDRESS)) > before:
            return
    raise AssertionError("no letter came")
