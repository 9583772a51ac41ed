"""The service as tests speak to it: in the same loop, over ASGI, without a socket."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from litestar import Litestar, get, post
from litestar.connection import Request
from litestar.params import FromPath
from litestar.response import Response
from litestar.types import ControllerRouterHandler

from directory.app import Service, create_app
from directory.clock import Clock, read_clock
from directory.errors import Conflict, LimitReached, NotAllowed
from directory.settings import Settings
from directory.tables.places import Place
from directory.web.exchange import ground_of
from directory.web.flashes import flash
from directory.web.forms import read_form
from directory.web.guards import csrf_token
from directory.web.pages import Page, see_other

BASE = "http://directory.example"


@get("/try/form")
async def form(request: Request[Any, Any, Any]) -> Response[str]:
    return Response(f'<input type="hidden" name="_csrf_token" value="{csrf_token(request)}">', media_type="text/html")


@post("/try/echo")
async def echo(request: Request[Any, Any, Any]) -> Response[str]:
    form = await read_form(request)
    return Response(form.text("said", 50), media_type="text/plain")


@post("/try/saved")
async def saved(request: Request[Any, Any, Any]) -> Page:
    flash(request, "Lagret & <klart>")
    return see_other(request, "/om")


@get("/try/mistake")
async def mistake() -> None:
    raise RuntimeError("SELECT secret FROM /root")


@get("/try/places")
async def read_places() -> Response[str]:
    return Response(str(await Place.count()), media_type="text/plain")


@get("/try/refusal/{kind:str}")
async def refusal(kind: FromPath[str]) -> None:
    raise {"conflict": Conflict("x"), "limit": LimitReached(90), "allowed": NotAllowed("Nei & nei")}[kind]


TRIES = [form, echo, saved, mistake, read_places, refusal]


@pytest.fixture
def tries() -> list[ControllerRouterHandler]:
    """Routes that do what no page does on purpose."""
    return [*TRIES]


@pytest.fixture(scope="session")
def router(settings: Settings) -> Litestar:
    """Every page, put together once: it takes a quarter of a second, and keeps nothing of a request."""
    return create_app(settings, read_clock(""), TRIES).litestar


@pytest.fixture
def app(db: None, settings: Settings, clock: Clock, router: Litestar) -> Service:
    return Service(router, ground_of(replace(settings, limit_requests=0), clock))


Browser = Callable[[Service], httpx.AsyncClient]


@pytest.fixture
def browser() -> Browser:
    """Makes a visitor with cookies of their own: `browser(app)`."""

    def begin(app: Service) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=BASE)

    return begin


@pytest.fixture
async def client(app: Service, browser: Browser) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as client:
        yield client


@pytest.fixture
def token_in() -> Callable[[httpx.Response], str]:
    """Reads the form token out of a page."""

    def find(answer: httpx.Response) -> str:
        found = re.search(r'name="_csrf_token" value="([^"]+)"', answer.text)
        assert found, "the page has no form"
        return found[1]

    return find
