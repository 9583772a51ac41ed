"""Links and codes: looking writes nothing, dead ones say so, one entry's key opens no other."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from directory.app import Service, create_app
from directory.campaigns.actions_links import revoke
from directory.piccolo_app import TABLES
from directory.settings import Settings
from directory.tables.campaigns import Answer
from directory.tables.mail import Letter
from directory.tables.revisions import Revision
from directory.tokens import Keys, link_token
from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Visitor, page_name

Browser = Callable[[Service], httpx.AsyncClient]


async def rows_of_every_table() -> dict[str, int]:
    return {table._meta.tablename: await table.count() for table in TABLES}


async def test_looking_writes_nothing_and_the_human_then_succeeds(
    invited: Invite, visitor: Visitor, app: Service, browser: Browser, settings: Settings
) -> None:
    fjord = await invited()
    await visitor.sends(await visitor.opens(fjord), f"{fjord.path}/bekreftelse")
    undo_id = (await Letter.select(Letter.link_id).first())["link_id"]
    undo = f"/angre/{link_token(Keys(settings.secret_keys), 'undo', undo_id, 1)}"
    pages = ("", "/om", "/kontakt?steg=1", "/personer", "/kompetanse", "/dekning", "/visning", "/takk", "/skjema")
    pages += ("/ikke-rett-person", "/pause", "/ikke-vises", "/kontakt/utkast")
    mine = f"organisasjon={fjord.stored.slug}"
    asking = ["/kode", f"/kode?kode={fjord.code}", "/ny-lenke", f"/ny-lenke?{mine}", f"/ny-lenke/sendt?{mine}"]
    addresses = [fjord.link, undo, *asking, *(fjord.path + page for page in pages)]
    before, stored = await rows_of_every_table(), await fjord.now()
    async with browser(app) as scanner:
        for method in ("GET", "HEAD") * 3:
            for address in addresses:
                answer = await scanner.request(method, address)
                assert answer.status_code in (200, 303), address
    assert await rows_of_every_table() == before
    assert await fjord.now() == stored
    await visitor.opens(fjord)
    page = await visitor.browser.get(f"{fjord.path}/om")
    assert (await visitor.sends(page, f"{fjord.path}/bekreftelse")).status_code == 303


async def test_an_unknown_link_is_404_and_offers_a_new_one(app: Service, visitor: Visitor) -> None:
    for token in ("x" * 40, f"{'a' * 22}-1.{'b' * 43}", "%C3%B8" * 30, "." * 300):
        answer = await visitor.browser.get(f"/o/{token}")
        assert (answer.status_code, page_name(answer)) == (404, "link-unknown")
        assert "/ny-lenke" in answer.text


async def test_an_expired_link_and_its_open_page_are_410(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    clock.forward(days=120)
    for answer in (
        await visitor.browser.get(fjord.link),
        await visitor.browser.get(fjord.path),
        await visitor.sends(page, f"{fjord.path}/bekreftelse"),
    ):
        assert (answer.status_code, page_name(answer)) == (410, "link-expired")
        assert "55 00 00 01" in answer.text
    assert await Answer.count() == 0


async def test_a_revoked_link_is_dead_also_for_those_who_have_it_open(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    await revoke(fjord.stored.id, "anne@korus.example", MovableClock()())
    for answer in (
        await visitor.browser.get(fjord.link),
        await visitor.browser.get(fjord.path),
        await visitor.sends(page, f"{fjord.path}/bekreftelse"),
    ):
        assert (answer.status_code, page_name(answer)) == (410, "link-revoked")
    assert await Answer.count() == 0


async def test_the_key_of_one_organisation_opens_no_other(invited: Invite, visitor: Visitor) -> None:
    fjord, other = await invited(), await invited("Kinn brukarlag")
    page = await visitor.opens(fjord)
    for path in ("", "/om", "/visning", "/takk", "/pause", "/skjema"):
        assert (await visitor.browser.get(other.path + path)).status_code == 404
    own = ("", "/bekreftelse", "/utkast", "/utkast/sletting", "/skjema", "/visning")
    for path in ("/bekreftelse", "/ikke-vises", "/pause", "/ikke-rett-person", *(f"/kontakt{one}" for one in own)):
        answer = await visitor.sends(page, other.path + path, kind="pause", who="vet-ikke")
        assert (answer.status_code, page_name(answer)) == (404, "link-unknown")
    assert (await other.now()) == other.stored


async def test_one_browser_may_open_several_entries(invited: Invite, visitor: Visitor) -> None:
    fjord, other = await invited(), await invited("Kinn brukarlag")
    page = await visitor.opens(fjord)
    await visitor.opens(other)
    assert (await visitor.sends(page, f"{fjord.path}/bekreftelse")).status_code == 303
    assert (await visitor.browser.get(other.path)).status_code == 200


async def test_a_forged_cookie_opens_nothing(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    forged = f"visit~{fjord.stored.id}.{'a' * 22}.1.link.{'x' * 43}"
    visitor.browser.cookies.set("directory-links", forged, domain="directory.example")
    assert (await visitor.browser.get(fjord.path)).status_code == 404


async def test_a_form_without_its_token_is_refused(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    refused = await visitor.browser.post(f"{fjord.path}/bekreftelse", data={"version": "1"})
    assert refused.status_code == 403
    foreign = await visitor.browser.post(
        f"{fjord.path}/bekreftelse",
        data={"version": "1", "_csrf_token": visitor.token(page)},
        headers={"origin": "https://evil.example"},
    )
    assert foreign.status_code == 403
    assert await Revision.count() == 1


async def test_over_https_the_cookie_is_bound_to_the_host(
    invited: Invite, settings: Settings, clock: MovableClock
) -> None:
    fjord = await invited()
    secure = create_app(replace(settings, base_url="https://directory.example"), clock)
    transport = httpx.ASGITransport(app=secure)
    async with httpx.AsyncClient(transport=transport, base_url="https://directory.example") as client:
        cookie = (await client.get(fjord.link)).headers["set-cookie"]
        assert cookie.startswith("__Host-directory-links=")
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
            assert part in cookie
        assert "Domain" not in cookie
        assert (await client.get(fjord.path)).status_code == 200


async def test_more_edits_than_the_limit_wait(
    invited: Invite, settings: Settings, clock: MovableClock, browser: Browser
) -> None:
    fjord = await invited()
    async with browser(create_app(replace(settings, limit_edits=2), clock)) as client:
        visitor = Visitor(client)
        page = await visitor.opens(fjord)
        statuses = [(await visitor.sends(page, f"{fjord.path}/bekreftelse")).status_code for _ in range(3)]
        assert statuses == [303, 303, 429]
        clock.forward(hours=1, minutes=1)
        assert (await visitor.sends(page, f"{fjord.path}/pause", kind="pause")).status_code == 303


@pytest.mark.parametrize("form", ["{code}", "{small}", " {spaced} "])
async def test_a_code_typed_by_hand_opens_the_entry(invited: Invite, visitor: Visitor, form: str) -> None:
    fjord = await invited()
    typed = form.format(code=fjord.code, small=fjord.code.lower(), spaced=f"{fjord.code[:4]} - {fjord.code[4:]}")
    page = await visitor.browser.get("/kode")
    answer = await visitor.sends(page, "/kode", code=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nn{fjord.path}")
    page = await visitor.browser.get(answer.headers["location"])
    await visitor.sends(page, f"{fjord.path}/bekreftelse")
    assert [row["channel"] for row in await Answer.select()] == ["code"]


async def test_codes_cannot_be_guessed(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.browser.get("/kode")
    statuses = [(await visitor.sends(page, "/kode", code=typed)).status_code for typed in ("", "x", "ÆØÅ", "K7R")]
    statuses += [(await visitor.sends(page, "/kode", code=f"C333333{n}")).status_code for n in "34579ACEFH"]
    assert statuses == [422] * 14  # what cannot be a code is no try
    answer = await visitor.sends(page, "/kode", code=fjord.code)
    assert (answer.status_code, page_name(answer), answer.headers["retry-after"]) == (429, "code", "3600")
    for other_way in ("/ny-lenke", "55 00 00 01", f'value="{fjord.code}"'):
        assert other_way in answer.text


async def test_a_new_link_goes_to_the_address_on_record_and_the_old_one_lives(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    page = await visitor.browser.get("/ny-lenke")
    answer = await visitor.sends(page, "/ny-lenke", email="POST@fjordglimt.example")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ny-lenke/sendt")
    assert page_name(await visitor.browser.get("/ny-lenke/sendt")) == "new-link-sent"
    [letter] = await Letter.select()
    assert (letter["template"], letter["address"]) == ("new_link", "post@fjordglimt.example")
    assert (await visitor.browser.get(fjord.link)).status_code == 303


async def test_a_new_link_answers_the_same_for_an_unknown_address(invited: Invite, visitor: Visitor) -> None:
    await invited()
    page = await visitor.browser.get("/ny-lenke")
    known = await visitor.sends(page, "/ny-lenke", email="post@fjordglimt.example")
    unknown = await visitor.sends(page, "/ny-lenke", email="ukjend@fjordglimt.example")
    assert (known.status_code, known.content, known.headers) == (unknown.status_code, unknown.content, unknown.headers)
    assert await Letter.count() == 1
    wrong = await visitor.sends(page, "/ny-lenke", email="post@")
    assert (wrong.status_code, 'value="post@"' in wrong.text) == (422, True)


async def test_nobody_is_bombed_with_links(invited: Invite, visitor: Visitor, settings: Settings) -> None:
    await invited()
    page = await visitor.browser.get("/ny-lenke")
    statuses = [
        (await visitor.sends(page, "/ny-lenke", email="post@fjordglimt.example")).status_code
        for _ in range(settings.limit_new_link + 1)
    ]
    assert statuses == [303] * settings.limit_new_link + [429]
    assert await Letter.count() == settings.limit_new_link


def from_address(app: Service, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://directory.example")


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
@pytest.mark.parametrize(
    ("path", "field", "typed", "kept"),
    [
        ("/kode", "code", "K7RM 4XPT " * 30, "K7RM 4XPT K7RM"),
        ("/kode", "code", "K7RM\x004XPT", "K7RM4XPT"),
        ("/kode", "code", "", ""),
        ("/kode", "code", "22222222", "22222222"),
        ("/ny-lenke", "email", f"{'x' * 400}@fjordglimt.example", "xxx@fjordglimt.example"),
        ("/ny-lenke", "email", "post@fjord\x07glimt.example", "post@fjordglimt.example"),
        ("/ny-lenke", "email", "post", 'value="post"'),
        ("/ny-lenke", "email", " ", ""),
    ],
)
async def test_what_cannot_be_taken_is_shown_again_on_its_own_page(
    visitor: Visitor, prefix: str, path: str, field: str, typed: str, kept: str
) -> None:
    page = await visitor.browser.get(prefix + path)
    answer = await visitor.browser.post(prefix + path, data={field: typed, "_csrf_token": visitor.token(page)})
    assert (answer.status_code, page_name(answer)) == (422, page_name(page))
    assert f'<html lang="{prefix[1:] or "nb"}"' in answer.text
    assert 'class="ds-error-summary" role="group"' in answer.text
    assert f'href="#{field}"' in answer.text
    assert kept in answer.text
    assert await Letter.count() == 0


async def test_one_address_cannot_use_up_the_tries_of_everybody(
    invited: Invite, settings: Settings, clock: MovableClock
) -> None:
    app = create_app(replace(settings, limit_requests=0, limit_code=3, limit_code_all=4), clock)
    fjord = await invited()
    async with from_address(app, "203.0.113.8") as browser:
        page = await browser.get("/kode")
        tries = [await Visitor(browser).sends(page, "/kode", code="22222222") for _ in range(8)]
    assert [answer.status_code for answer in tries] == [422] * 3 + [429] * 5
    async with from_address(app, "203.0.113.9") as browser:
        other = Visitor(browser)
        page = await browser.get("/kode")
        assert (await other.sends(page, "/kode", code=fjord.code)).status_code == 303
    async with from_address(app, "203.0.113.10") as browser:
        other = Visitor(browser)
        page = await browser.get("/kode")
        assert (await other.sends(page, "/kode", code=fjord.code)).status_code == 429  # all together is counted too


async def test_asking_for_links_to_made_up_addresses_shuts_nobody_out(
    invited: Invite, settings: Settings, clock: MovableClock
) -> None:
    app = create_app(replace(settings, limit_requests=0, limit_new_link_all=1), clock)
    await invited()
    async with from_address(app, "203.0.113.8") as browser:
        page = await browser.get("/ny-lenke")
        for number in range(4):
            await Visitor(browser).sends(page, "/ny-lenke", email=f"ukjend{number}@fjordglimt.example")
    for address, letters in (("203.0.113.9", 1), ("203.0.113.10", 1)):
        async with from_address(app, address) as browser:
            page = await browser.get("/ny-lenke")
            answer = await Visitor(browser).sends(page, "/ny-lenke", email="post@fjordglimt.example")
            assert (answer.status_code, answer.headers["location"]) == (303, "/ny-lenke/sendt")
        assert await Letter.count() == letters  # the second is over the limit of all, and is answered the same
