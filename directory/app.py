"""The only place where the web service is put together."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.enums import ScopeType
from litestar.types import ControllerRouterHandler, Message, Receive, Scope, Send

from directory import database
from directory.clock import Clock, read_clock
from directory.i18n import live_in, speaking
from directory.logs import configure
from directory.settings import Settings, from_environment, require_for_service
from directory.web import (
    access,
    api,
    clients,
    demo,
    failures,
    files,
    guards,
    language,
    limits,
    live,
    organisation,
    persons,
    public,
    staff,
)
from directory.web.exchange import KEY, Exchange, Ground, ground_of
from directory.web.flashes import with_flashes
from directory.web.headers import with_headers
from directory.web.known_forms import known_form
from directory.web.site import known_site
from directory.web.staff.entrance import signed_in_for_more

UNPACKED = [r"/strom$", r"\.(?:woff2|png)$"]  # packing would hold events back, and pack twice what is packed already
ONE_SLASH = re.compile("/{2,}")  # a second slash would hide what a path is, and make a link of it lead elsewhere


def create_app(settings: Settings, clock: Clock, more_routes: Sequence[ControllerRouterHandler] = ()) -> "Service":
    """Return the web service as an ASGI application; `more_routes` are the demo's own."""
    routes = [
        *public.ROUTES,
        *organisation.ROUTES,
        *persons.ROUTES,
        *staff.routes(settings),
        *api.ROUTES,
        files.built_file,
        *more_routes,
    ]
    live_in(settings.timezone)
    ground = ground_of(settings, clock)
    litestar = Litestar(
        routes,
        guards=[
            guards.clean_path,
            limits.not_too_many,
            signed_in_for_more,
            known_form,
            known_site,
        ],
        exception_handlers=failures.handlers(),
        request_max_body_size=settings.limit_form_bytes,
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=5, minimum_size=1000, exclude=UNPACKED
        ),
        openapi_config=None,
        logging_config=None,
        debug=False,
        lifespan=[lambda _app: _database_open(settings), lambda _app: live.ended_by_signals(ground.live)],
    )
    return Service(litestar, ground)


class Service:
    """The router with its layers around it; `litestar` is the router itself, whose routes tests walk."""

    def __init__(self, litestar: Litestar, ground: Ground) -> None:
        self.litestar = litestar
        self.ground = ground
        self._layered = access.logged(with_headers(with_flashes(self._known_hosts_only)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        if scope["type"] != ScopeType.HTTP:
            await self.litestar(scope, receive, send)
            return
        here = self._begin(scope)
        inner = dict(scope) | {KEY: here, "path": here.path, "raw_path": here.path.encode("utf-8", "replace")}
        if here.method == "HEAD":
            inner["method"] = "GET"
            send = _without_body(send)
        with speaking(here.language):
            await self._layered(inner, receive, send)  # type: ignore[arg-type]  # still an HTTP scope

    async def _known_hosts_only(self, scope: Scope, receive: Receive, send: Send) -> None:
        here: Exchange = scope[KEY]  # type: ignore[literal-required]
        if clients.known_host(_header(scope, b"host"), here.path, here.settings):
            await self.litestar(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        await send(
            {"type": "http.response.body", "body": b"This is not the address of this service.\n", "more_body": False}
        )

    def _begin(self, scope: Scope) -> Exchange:
        spoken, path = language.split(ONE_SLASH.sub("/", scope["path"]))
        peer = (scope.get("client") or ("", 0))[0]
        address = clients.client_address(peer, _header(scope, b"x-forwarded-for"), self.ground.settings)
        return Exchange(self.ground, spoken, path, str(scope["method"]), address)  # type: ignore[typeddict-item]


def _header(scope: Scope, wanted: bytes) -> str:
    return ",".join(value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted)


def _without_body(send: Send) -> Send:
    """Answer HEAD with the headers of GET alone (RFC 9110 section 9.3.2)."""

    async def send_headers(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return send_headers


@asynccontextmanager
async def _database_open(settings: Settings) -> AsyncIterator[None]:
    """Keep a pool while the service runs, unless somebody has opened one already."""
    if database.ENGINE.pool is not None:
        yield
        return
    async with database.opened(settings.database_url):
        yield


def service() -> Service:
    """Return the service that the environment's settings describe (what `directory serve` hands to uvicorn).

    Raises SettingError when a setting is missing or not safe.
    """
    settings = from_environment()
    require_for_service(settings)
    configure(settings.log_format or ("json" if settings.environment == "production" else "text"))
    more = demo.ROUTES if settings.shows_sign_in_links else ()
    return create_app(settings, read_clock(settings.clock), more)
