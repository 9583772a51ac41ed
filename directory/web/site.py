"""Whose service this is: the name that stands at the top of every page."""

from litestar.handlers import BaseRouteHandler

from directory.clock import stopwatch
from directory.database import AWAY
from directory.search.centres import centres
from directory.web.exchange import Connection, exchange

SECONDS = 60.0
FREE = ("/assets/", "/healthz", "/readyz")


async def known_site(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Look once a minute whose service this is (a guard of every page); be content when the database is away.

    Several centres share the list without a name on top.
    """
    here, now = exchange(connection), stopwatch()
    site = here.ground.site
    fresh = site.read_at is not None and now - site.read_at < SECONDS
    if fresh or here.path.startswith(FREE):
        return
    try:
        found = await centres()
    except AWAY:
        return
    site.owner = found[0].name if len(found) == 1 else ""
    site.read_at = now
