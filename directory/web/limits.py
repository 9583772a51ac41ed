"""How much one address may ask for: a flood stops here, before it costs anything."""

from datetime import datetime, timedelta

from litestar.handlers import BaseRouteHandler

from directory import limits
from directory.web.clients import neighbourhood
from directory.web.exchange import Connection, exchange

WORKBOOK, WORKBOOKS = "/eksport.xlsx", 10  # the dearest file to make, and how many of it an address gets in a window
FREE = ("/assets/", "/healthz", "/readyz")


async def not_too_many(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Count every request to a page, and those for a workbook on their own (a guard of every page).

    Raises LimitReached.
    """
    here = exchange(connection)
    if not here.path.startswith(FREE):
        here.ground.requests.take(neighbourhood(here.client), here.settings.limit_requests)
    if here.path == WORKBOOK:
        here.ground.workbooks.take(neighbourhood(here.client), WORKBOOKS)


async def take(request: Connection, scope: str, amount: int, window: timedelta, thing: str = "") -> datetime:
    """Count one act of `scope` (a word) by this address, or about `thing` (an address, an id) when it is given.

    Shared by all processes through the database. Returns the instant of the act; raises LimitReached.
    """
    here = exchange(request)
    at = here.clock()
    who = thing or neighbourhood(here.client)
    await limits.take(f"{scope}:{here.keys.digest('limit', who)[:40]}", amount, window, at)
    return at
