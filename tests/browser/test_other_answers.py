"""The answers that are not about what the entry says, from the letter to what staff, the public and the next see."""

from datetime import UTC, date, datetime

from playwright.async_api import BrowserContext

from tests.browser.rounds import Round, said_in, staff, status_of, the_case
from tests.browser.site import link_in, text_of
from tests.browser.test_story import meta_page


async def test_somebody_else_is_named_and_gets_a_fresh_link_once_staff_say_yes(
    round_: Round, phone: BrowserContext, desktop: BrowserContext
) -> None:
    site, name = round_.site, round_.entries[0]["name"]
    old = link_in(round_.first_letter(0))
    page = await phone.new_page()
    await page.goto(old)
    await page.locator('a[href$="/ikke-rett-person"]').click()
    await page.fill('input[name="right_name"]', "Ola Nordfjord")
    await page.fill('input[name="right_email"]', "ola@nordfjord.example")
    await page.locator("main form button[type=submit]").click()
    assert await meta_page(page) == "receipt"

    anne = await staff(site, desktop)
    await the_case(site, anne, name)
    assert "Ola Nordfjord" in await anne.locator("main").inner_text()
    await anne.locator('button[name="decision"][value="accept"]').click()
    await round_.send()

    assert await status_of(page, old) == 410
    assert await meta_page(page) == "link-revoked"
    assert await page.locator("main a[href*=ny-lenke], main form[action*=ny-lenke]").count() == 1  # the next step
    (told,) = [one for one in site.letters_to(round_.address(0)) if "adress" in str(one["Subject"])]
    assert "o…@nordfjord.example" in text_of(told)
    (letter,) = site.letters_to("ola@nordfjord.example")
    local, _at, domain = round_.address(0).partition("@")
    assert f"{local[0]}…@{domain}" in text_of(letter)  # who named them
    ola = await phone.new_page()
    await ola.goto(link_in(letter))
    assert await meta_page(ola) == "edit"
    entry = await round_.as_exported(0)
    assert entry
    assert entry["update_email"] == "ola@nordfjord.example"


async def test_nobody_knows_who_is_right_and_staff_try_the_next_one(
    round_: Round, phone: BrowserContext, desktop: BrowserContext
) -> None:
    site, name = round_.site, round_.entries[1]["name"]
    old = link_in(round_.first_letter(1))
    page = await phone.new_page()
    await page.goto(old)
    await page.locator('a[href$="/ikke-rett-person"]').click()
    await page.locator('input[value="vet-ikke"]').check()
    await page.locator("main form button[type=submit]").click()
    assert await meta_page(page) == "receipt"
    anne = await staff(site, desktop)
    await the_case(site, anne, name)
    await anne.locator('button[name="decision"][value="accept"]').click()
    assert await anne.locator(".ds-error-summary").count() == 1  # who gets the link has to be chosen
    await anne.locator('label[for="address-other"]').click()
    await anne.fill('input[name="other_address"]', "nestleder@laget.example")
    await anne.locator('button[name="decision"][value="accept"]').click()
    await round_.send()
    assert await status_of(page, old) == 410
    (letter,) = site.letters_to("nestleder@laget.example")
    assert await status_of(page, link_in(letter)) == 200


async def test_ask_again_after_the_annual_meeting_goes_by_itself_in_its_month(
    round_: Round, phone: BrowserContext
) -> None:
    site = round_.site
    old = link_in(round_.first_letter(2))
    page = await phone.new_page()
    await page.goto(old)
    await page.locator('a[href$="/ikke-rett-person"]').click()
    options = page.locator('select[name="again"] option')
    assert await options.count() == 13
    month = str(await options.nth(3).get_attribute("value"))
    await page.select_option('select[name="again"]', month)
    await page.locator("main form button[type=submit]").click()
    assert await meta_page(page) == "receipt"
    await round_.send()
    before = len(site.letters_to(round_.address(2)))
    await site.run("scheduler", "--once")
    await round_.send()
    assert len(site.letters_to(round_.address(2))) == before
    days = (date.fromisoformat(f"{month}-01") - datetime.now(UTC).date()).days + 2
    site.environment["DIRECTORY_CLOCK"] = f"+{days}d"
    await site.run("scheduler", "--once")
    await round_.send()
    del site.environment["DIRECTORY_CLOCK"]
    asked = site.letters_to(round_.address(2))[before:]
    fresh = next(one for one in asked if round_.entries[2]["name"] in said_in(one) and "/o/" in said_in(one))
    assert await status_of(page, link_in(fresh)) == 200
    assert await meta_page(page) == "edit"
    assert await status_of(page, old) == 410


async def test_an_organisation_that_no_longer_exists_is_shown_with_a_pointer_and_never_deleted(
    round_: Round, phone: BrowserContext, desktop: BrowserContext
) -> None:
    site, name, heir = round_.site, round_.entries[0]["name"], round_.entries[3]["name"]
    page = await phone.new_page()
    await page.goto(link_in(round_.first_letter(0)))
    await page.locator('a[href$="/pause"]').click()
    await page.locator('input[value="nedlagt"]').check()
    await page.select_option('select[name="since_month"]', "3")
    await page.select_option('select[name="since_year"]', str(datetime.now(UTC).year - 1))
    await page.fill('input[name="successor"]', heir)
    await page.locator("main form button[type=submit]").click()
    assert await meta_page(page) == "receipt"
    anne = await staff(site, desktop)
    await the_case(site, anne, name)
    await anne.locator("label", has_text=heir).click()
    await anne.locator('button[name="decision"][value="accept"]').click()
    public = await desktop.new_page()
    await public.goto(f"{site.base_url}/?q={name}")
    assert await public.get_by_role("link", name=name, exact=True).count() == 0
    await anne.goto(f"{site.base_url}/intern/organisasjoner/{round_.entries[0]['id']}")
    await anne.locator('a[href*="/organisasjon/"]').first.click()
    said = await anne.locator("main").inner_text()
    assert "mars" in said
    assert heir in said
    entry = await round_.as_exported(0)
    assert entry
    assert entry["status"] == "dissolved"
    assert await round_.as_exported(0, "--public") is None
    await anne.goto(f"{site.base_url}/intern/organisasjoner/{round_.entries[0]['id']}")
    await anne.locator('form[action$="/status"] select').evaluate("element => element.closest('details').open = true")
    await anne.select_option('form[action$="/status"] select', "active")
    async with anne.expect_navigation():
        await anne.locator('form[action$="/status"] button').click()
    assert await round_.as_exported(0, "--public") is not None


async def test_a_pause_is_told_in_the_list_and_ends_with_one_press(
    round_: Round, phone: BrowserContext, desktop: BrowserContext
) -> None:
    site, name = round_.site, round_.entries[1]["name"]
    link = link_in(round_.first_letter(1))
    page = await phone.new_page()
    await page.goto(link)
    await page.locator('a[href$="/pause"]').click()
    await page.locator('input[name="kind"][value="pause"]').check()
    await page.locator("main form button[type=submit]").click()
    anne = await staff(site, desktop)
    await the_case(site, anne, name)
    await anne.locator('button[name="decision"][value="accept"]').click()
    public = await desktop.new_page()
    await public.goto(f"{site.base_url}/?q={name}")
    assert "Tar pause" in await public.locator("main").inner_text()
    await page.goto(link)
    await page.locator('form[action$="/aktiv-igjen"] button').click()
    entry = await round_.as_exported(1)
    assert entry
    assert entry["status"] == "active"


async def test_who_does_not_want_to_be_listed_is_gone_at_once_and_can_come_back(
    round_: Round, phone: BrowserContext, desktop: BrowserContext
) -> None:
    site, name = round_.site, round_.entries[2]["name"]
    link = link_in(round_.first_letter(2))
    public = await desktop.new_page()
    await public.goto(f"{site.base_url}/?q={name}")
    await public.get_by_role("link", name=name, exact=True).click()
    address = public.url
    page = await phone.new_page()
    await page.goto(link)
    await page.locator('a[href$="/ikke-vises"]').click()
    await page.locator("main form button[type=submit]").click()
    assert await meta_page(page) == "receipt"
    assert await status_of(public, address) == 404
    assert await round_.as_exported(2, "--public") is None
    for path in ("/", "/eksport.json", "/eksport.csv", "/sitemap.xml"):
        assert address.rpartition("/")[2] not in await (await public.request.get(f"{site.base_url}{path}")).text(), path
    await round_.send()
    receipt = [one for one in site.letters_to(round_.address(2)) if "/angre/" in text_of(one)][-1]
    await page.goto(link_in(receipt, "/angre/"))
    await page.locator("main form button[type=submit]").click()
    assert await status_of(public, address) == 200
    await page.goto(link)
    await page.locator('a[href$="/ikke-vises"]').click()
    await page.locator("main form button[type=submit]").click()
    assert await status_of(public, address) == 404
    await page.goto(link)
    await page.locator('form[action$="/vises-igjen"] button').click()
    assert await status_of(public, address) == 200
