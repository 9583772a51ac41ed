"""The way in and out of the desk."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from directory.app import Service, create_app
from directory.settings import Settings
from directory.staff import actions
from directory.tables.mail import Letter
from directory.tokens import Keys
from directory.web import following
from tests.builders import centre
from tests.conftest import MovableClock
from tests.web.staff.conftest import SignIn

TokenIn = Callable[[httpx.Response], str]
Browser = Callable[[Service], httpx.AsyncClient]
ANNE = "anne@korus.example"


async def link(settings: Settings, clock: MovableClock) -> str:
    await actions.add(ANNE, "editor", await centre(), "test", clock())
    return "/logg-inn/" + await actions.sign_in_link(ANNE, Keys(settings.secret_keys), "test", clock())


async def test_looking_at_a_link_spends_nothing(
    client: httpx.AsyncClient, token_in: TokenIn, settings: Settings, clock: MovableClock
) -> None:
    path = await link(settings, clock)
    for _ in range(3):
        page = await client.get(path)
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
    entered = await client.post(path, data={"_csrf_token": token_in(page)})
    assert (entered.status_code, entered.headers["location"]) == (303, "/intern")
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert (await client.get("/intern")).status_code == 200


async def test_a_link_enters_once_and_says_how_to_get_another(
    client: httpx.AsyncClient,
    browser: Browser,
    app: Service,
    token_in: TokenIn,
    settings: Settings,
    clock: MovableClock,
) -> None:
    path = await link(settings, clock)
    page = await client.get(path)
    await client.post(path, data={"_csrf_token": token_in(page)})
    async with browser(app) as other:
        again = await other.get(path)
        assert again.status_code == 410
        assert 'name="email"' in again.text
        assert (await other.post(path, data={"_csrf_token": token_in(again)})).status_code == 410
        assert (await other.get("/intern")).status_code == 303


async def test_an_unknown_link_is_not_found(client: httpx.AsyncClient, token_in: TokenIn) -> None:
    answer = await client.get("/logg-inn/" + "a" * 60)
    assert answer.status_code == 404
    assert (await client.post("/logg-inn/abc", data={"_csrf_token": token_in(answer)})).status_code == 404


async def test_the_answer_is_the_same_for_staff_and_strangers(
    db: None, settings: Settings, clock: MovableClock, token_in: TokenIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "SPREAD", 1)  # nobody waits for a letter here
    await link(settings, clock)
    quiet = replace(settings, environment="production", base_url="https://directory.example", limit_requests=0)
    transport = httpx.ASGITransport(app=create_app(quiet, clock), raise_app_exceptions=False)
    texts = []
    async with httpx.AsyncClient(transport=transport, base_url="https://directory.example") as client:
        for email in (ANNE, "nemo@korus.example"):
            token = token_in(await client.get("/logg-inn"))
            answer = await client.post("/logg-inn", data={"_csrf_token": token, "email": email})
            assert answer.headers["connection"] == "close"  # the sending follows it, and nobody can wait for that
            texts.append((answer.status_code, re.sub(r'value="[^"]{30,}"', "", answer.text.replace(email, ""))))
    assert texts[0] == texts[1]
    assert "/logg-inn/" not in texts[0][1]
    assert [row["address"] for row in await Letter.select(Letter.address)] == [ANNE]


async def test_a_wrong_address_is_said_and_nothing_is_sent(client: httpx.AsyncClient, token_in: TokenIn) -> None:
    token = token_in(await client.get("/logg-inn"))
    answer = await client.post("/logg-inn", data={"_csrf_token": token, "email": "anne"})
    assert answer.status_code == 422
    assert "ds-error-summary" in answer.text
    assert await Letter.count() == 0


async def test_many_links_to_one_address_are_not_mailed_and_many_from_one_place_are_stopped(
    browser: Browser, token_in: TokenIn, settings: Settings, clock: MovableClock, db: None
) -> None:
    await link(settings, clock)
    async with browser(create_app(replace(settings, limit_sign_in=1), clock)) as client:
        typed = {"_csrf_token": token_in(await client.get("/logg-inn")), "email": ANNE}
        codes = [(await client.post("/logg-inn", data=typed)).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert await Letter.count() == 1


async def test_one_comes_back_to_where_one_wanted_to_go_and_never_to_another_site(
    client: httpx.AsyncClient, token_in: TokenIn, settings: Settings, clock: MovableClock
) -> None:
    path = await link(settings, clock)
    sent = await client.get("/intern/organisasjoner?q=fjord")
    assert sent.headers["location"] == "/logg-inn?next=%2Fintern%2Forganisasjoner%3Fq%3Dfjord"
    for wanted, arrived in (
        ("/intern/organisasjoner?q=fjord", "/intern/organisasjoner?q=fjord"),
        ("https://evil.example/", "/intern"),
        ("//evil.example/intern/", "/intern"),
        ("/internett", "/intern"),
        ("/intern/€", "/intern/%E2%82%AC"),
    ):
        form = await client.get("/logg-inn", params={"next": wanted})
        back = re.search(r'name="next" value="([^"]*)"', form.text)
        await client.post("/logg-inn", data={"_csrf_token": token_in(form), "email": ANNE, "next": back and back[1]})
        token = await actions.sign_in_link(ANNE, Keys(settings.secret_keys), "test", clock())
        path = f"/logg-inn/{token}"
        entered = await client.post(path, data={"_csrf_token": token_in(await client.get(path))})
        assert entered.headers["location"] == arrived
        client.cookies.clear()


async def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(sign_in: SignIn, clock: MovableClock) -> None:
    anne = await sign_in(await centre())
    kept = dict(anne.browser.cookies)
    out = await anne.post("/logg-ut")
    assert (out.status_code, out.headers["location"]) == (303, "/logg-inn")
    anne.browser.cookies.update(kept)
    assert (await anne.get("/intern")).status_code == 303


async def test_the_session_of_somebody_disabled_ends_at_once(sign_in: SignIn, clock: MovableClock) -> None:
    anne = await sign_in(await centre(), email=ANNE)
    assert (await anne.get("/intern")).status_code == 200
    await actions.disable(ANNE, "test", clock())
    assert (await anne.get("/intern")).status_code == 303


async def test_an_idle_session_ends(sign_in: SignIn, clock: MovableClock, settings: Settings) -> None:
    anne = await sign_in(await centre())
    clock.now += timedelta(seconds=settings.session_idle + 1)
    assert (await anne.get("/intern")).status_code == 303
