"""Every page of the desk is guarded: by sign-in, by role, by centre. Walks the routes, so that none is forgotten."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest

from directory.app import create_app
from directory.settings import Settings
from directory.staff import actions
from directory.staff.policy import Verb
from directory.tokens import Keys
from tests.builders import centre
from tests.conftest import MovableClock

BASE = "http://directory.example"
NOBODYS = {"int": "1", "str": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def routes() -> Iterator[tuple[str, str, Verb | None]]:
    """Return method, address and the right asked for, of everything under /intern."""
    settings = Settings(base_url=BASE, secret_keys=("x" * 40,), environment="development")
    app = create_app(settings, MovableClock())
    for route in app.litestar.routes:
        if not route.path.startswith("/intern"):
            continue
        path = re.sub(r"\{\w+:(\w+)\}", lambda found: NOBODYS[found[1]], route.path)
        for handler in getattr(route, "route_handlers", []):
            for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                yield method, path, handler.opt.get("verb")


ROUTES = sorted(routes(), key=lambda route: route[:2])  # Litestar keeps the handlers of one path in a set


def test_the_desk_has_pages() -> None:
    assert len(ROUTES) > 20


@pytest.mark.parametrize(("method", "path", "verb"), ROUTES)
def test_every_route_says_what_one_must_be_allowed_to_do(method: str, path: str, verb: Verb | None) -> None:
    assert isinstance(verb, Verb)
    if method != "GET":
        own_desk = path == "/intern/arbeidssted"
        assert own_desk or verb is not Verb.LOOK, "looking must not change anything"


@pytest.fixture
async def visitor(db: None, settings: Settings, clock: MovableClock) -> httpx.AsyncClient:
    app = create_app(replace(settings, limit_requests=0), clock)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=BASE)


Token = Callable[[httpx.Response], str]


def token_in(answer: httpx.Response) -> str:
    found = re.search(r'name="_csrf_token" value="([^"]+)"', answer.text)
    assert found
    return found[1]


async def entered(visitor: httpx.AsyncClient, role: str, settings: Settings, clock: MovableClock) -> None:
    """Sign a member of a centre in."""
    await actions.add("anne@korus.example", role, await centre(), "test", clock())
    token = await actions.sign_in_link("anne@korus.example", Keys(settings.secret_keys), "test", clock())
    form = await visitor.get(f"/logg-inn/{token}")
    await visitor.post(f"/logg-inn/{token}", data={"_csrf_token": token_in(form)})


async def test_an_anonymous_visitor_is_led_to_the_sign_in_everywhere(visitor: httpx.AsyncClient) -> None:
    token = token_in(await visitor.get("/logg-inn"))
    for method, path, _verb in ROUTES:
        answer = await visitor.request(method, path, data={"_csrf_token": token} if method != "GET" else None)
        assert (answer.status_code, answer.headers["location"][:9]) == (303, "/logg-inn"), (method, path)


async def test_nothing_is_changed_without_a_form_of_ours(
    visitor: httpx.AsyncClient, settings: Settings, clock: MovableClock
) -> None:
    await entered(visitor, "admin", settings, clock)
    for method, path, _verb in ROUTES:
        if method != "GET":
            assert (await visitor.request(method, path)).status_code == 403, (method, path)


async def test_a_reader_only_looks(visitor: httpx.AsyncClient, settings: Settings, clock: MovableClock) -> None:
    await entered(visitor, "reader", settings, clock)
    token = token_in(await visitor.get("/intern"))
    for method, path, verb in ROUTES:
        if verb is not Verb.LOOK:
            answer = await visitor.request(method, path, data={"_csrf_token": token} if method != "GET" else None)
            assert answer.status_code == 403, (method, path)


async def test_an_editor_does_not_run_the_centre(
    visitor: httpx.AsyncClient, settings: Settings, clock: MovableClock
) -> None:
    await entered(visitor, "editor", settings, clock)
    token = token_in(await visitor.get("/intern"))
    for method, path, verb in ROUTES:
        if verb in (Verb.CENTRE, Verb.SENDING, Verb.STAFF):
            answer = await visitor.request(method, path, data={"_csrf_token": token} if method != "GET" else None)
            assert answer.status_code == 403, (method, path)
