"""What every part of the web needs to know of the one request at hand."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from litestar.connection import ASGIConnection
from litestar.types import Scope

from directory.clock import Clock
from directory.settings import Settings
from directory.tokens import Keys
from directory.web.floods import Requests
from directory.web.live import Live

KEY = "directory"
Connection = ASGIConnection[Any, Any, Any, Any]


@dataclass(slots=True)
class Site:
    """Whose service this is: the centre's name when there is one alone, as `site.known_site` last read it."""

    owner: str = ""
    read_at: float | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What the service stands on; the same for every request.

    Whoever builds a file holds `building`; `live` knows the pages that are followed; `requests` and `workbooks`
    count what each address asks for.
    """

    settings: Settings
    clock: Clock
    keys: Keys
    site: Site = field(default_factory=Site)
    building: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    live: Live = field(default_factory=Live)
    requests: Requests = field(default_factory=Requests)
    workbooks: Requests = field(default_factory=Requests)


def ground_of(settings: Settings, clock: Clock) -> Ground:
    """Return what a service with these settings stands on, with nothing counted yet."""
    return Ground(settings, clock, Keys(settings.secret_keys))


@dataclass(slots=True)
class Exchange:
    """One request and what is collected for its answer.

    `path` is without the language prefix, `method` as it was sent (HEAD is handled as GET), `client` the address
    of the person, also behind trusted proxies. `said` holds (kind, text) for the next page, see `flashes`. `begun` is
    the visit that the answer begins, see `kept.begin_visit`, empty when it begins none.
    """

    ground: Ground
    language: str
    path: str
    method: str
    client: str
    said: list[tuple[str, str]] = field(default_factory=list)
    shown: bool = False
    form: object | None = None
    begun: str = ""

    @property
    def settings(self) -> Settings:
        """The settings of the process."""
        return self.ground.settings

    @property
    def clock(self) -> Clock:
        """The application clock."""
        return self.ground.clock

    @property
    def keys(self) -> Keys:
        """The signing keys."""
        return self.ground.keys


def exchange(request: Connection) -> Exchange:
    """Return what is known of this request."""
    return of_scope(request.scope)


def of_scope(scope: Scope) -> Exchange:
    """Return what is known of the request with this scope."""
    found = scope[KEY]  # type: ignore[literal-required]  # ASGI lets applications add keys of their own
    assert isinstance(found, Exchange)  # noqa: S101  # set by the outermost layer, before anything else runs
    return found
