"""The year's main job, from the spreadsheet to the confirmed list, as its users do it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import BrowserContext, Page

from directory.i18n import month, speaking
from tests.browser.site import Site, link_in, text_of

SAMPLE = Path(__file__).parents[1] / "data" / "oversikt-eksempel.xlsx"
FIRST, SECOND, THIRD = "Nyhuset Sauda", "Havgapsenteret Time", "Kvitklokkegruppa Sogndal"
ADDRESS = {
    FIRST: "post@nyhusetsauda.example",
    SECOND: "post@havgapsenterettime.example",
    THIRD: "post@kvitklokkegruppasogndal.example",
}


async def meta_page(page: Page) -> str | None:
    """Return what a page calls itself (CONTRACT.md, Addresses)."""
    return await page.locator('meta[name="page"]').get_attribute("content")


async def test_from_a_messy_spreadsheet_to_a_list_the_organisations_have_confirmed(
    site: Site, phone: BrowserContext, desktop: BrowserContext
) -> None:
    await _import_and_send(site)
    await _correct_the_telephone_and_confirm(site, await phone.new_page())
    await _say_not_the_right_person(site, await phone.new_page())
    await _change_the_name(site, await phone.new_page())
    await _accept_the_name(site, await desktop.new_page())
    await _see_it_in_the_list(site, await desktop.new_page())
    await _take_it_all_out(site)


async def _import_and_send(site: Site) -> None:
    await site.run("centre", "add", "korus", "KORUS Eksempel")
    await site.run("staff", "add", "anne@korus.example", "--role", "admin", "--centre", "korus")
    report = await site.run_json("import", str(SAMPLE))
    assert (report["new"], report["organisations"]) == (48, 50)
    await site.run("centre", "sending", "korus", "on")
    deadline = f"{datetime.now(UTC).year + 1}-10-01"
    campaign = (
        await site.run("campaign", "create", "--centre", "korus", "--year", "2027", "--deadline", deadline)
    ).strip()
    await site.run("campaign", "start", campaign, "--now")
    await site.run("worker", "--drain")
    status = await site.run_json("campaign", "status", campaign)
    assert (status["state"], status["total"], status["accepted"]) == ("running", 48, 48)
    assert sorted(str(letter["To"]) for letter in site.inbox) == sorted({str(letter["To"]) for letter in site.inbox})


async def _open_link(site: Site, page: Page, name: str) -> None:
    (letter,) = site.letters_to(ADDRESS[name])
    await page.goto(link_in(letter))
    assert await meta_page(page) == "edit"
    assert "/o/" not in page.url
    assert name in await page.locator("h1").inner_text()


async def _correct_the_telephone_and_confirm(site: Site, page: Page) -> None:
    await _open_link(site, page, FIRST)
    await page.locator('a[href$="/kontakt"]').click()
    await page.fill('input[name="phone"]', "52 00 00 77")
    await page.locator(".send-bar button:not([formaction])").click()
    assert "52 00 00 77" in await page.locator("#kontakt").inner_text()
    await page.locator(".send-bar button").click()
    assert await meta_page(page) == "saved"
    await site.run("worker", "--drain")
    receipt = site.letters_to(ADDRESS[FIRST])[-1]
    assert "52 00 00 77" in text_of(receipt)
    assert receipt["Auto-Submitted"] == "auto-generated"
    assert "/angre/" in link_in(receipt, "/angre/")


async def _say_not_the_right_person(site: Site, page: Page) -> None:
    await _open_link(site, page, SECOND)
    await page.locator('a[href$="/ikke-rett-person"]').click()
    await page.locator('input[name="who"][value="ny"]').check()
    await page.fill('input[type="email"]', "ny.leder@havgapsenterettime.example")
    await page.locator("main form button[type=submit]").first.click()
    assert await meta_page(page) == "receipt"


async def _change_the_name(site: Site, page: Page) -> None:
    await _open_link(site, page, THIRD)
    await page.locator('a[href$="/om"]').click()
    await page.fill('input[name="name"]', "Kvitklokkegruppa Sogn")
    await page.locator(".send-bar button:not([formaction])").click()
    await page.locator(".send-bar button").click()
    assert await meta_page(page) == "saved"


async def _accept_the_name(site: Site, page: Page) -> None:
    link = (await site.run("staff", "link", "anne@korus.example")).split()[-1]
    await page.goto(link)
    await page.locator("main form button[type=submit]").click()
    await page.goto(f"{site.base_url}/intern/gjennomsyn")
    await page.get_by_role("link", name=re.compile("Kvitklokkegruppa")).first.click()
    assert "Kvitklokkegruppa Sogn" in await page.locator("main").inner_text()
    await page.get_by_role("button", name="Godkjenn").first.click()
    await page.goto(f"{site.base_url}/intern/gjennomsyn")
    assert "Havgapsenteret Time" in await page.locator("main").inner_text()
    assert "Kvitklokkegruppa" not in await page.locator("main").inner_text()


async def _see_it_in_the_list(site: Site, page: Page) -> None:
    with speaking("nb"):
        confirmed = month(datetime.now(UTC))
    await page.goto(f"{site.base_url}/?q=Nyhuset")
    card = page.locator("article, li").filter(has_text=FIRST).first
    assert confirmed in await card.inner_text()
    await page.get_by_role("link", name=FIRST).click()
    assert "52 00 00 77" in await page.locator("main").inner_text()
    assert "Ragnhild" not in await page.content()
    await page.goto(f"{site.base_url}/?q=Kvitklokkegruppa Sogn")
    assert await page.get_by_role("link", name="Kvitklokkegruppa Sogn", exact=True).count() == 1


async def _take_it_all_out(site: Site) -> None:
    whole = {entry["name"]: entry for entry in json.loads(await site.run("export", "--format", "json"))}
    assert len(whole) == 48
    assert whole[FIRST]["phone"] == "+4752000077"
    assert whole[FIRST]["confirmed_at"]
    assert whole[SECOND]["confirmed_at"] is None
    assert "Kvitklokkegruppa Sogn" in whole
    assert THIRD in whole["Kvitklokkegruppa Sogn"]["aliases"]
    public = {entry["name"]: entry for entry in json.loads(await site.run("export", "--format", "json", "--public"))}
    people = [person for entry in public.values() for person in entry["contacts"]]
    assert not any(person[part] for person in people for part in ("name", "phone", "email"))
    assert "update_email" not in public[FIRST]
    assert public[FIRST]["phone"] == "+4752000077"
