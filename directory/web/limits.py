"""How much one address may ask for: a flood stops here, before it costs anything."""

from collections import OrderedDict
from datetime import datetime, timedelta

from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from directory import limits
from directory.clock import stopwatch
from directory.errors import LimitReached
from directory.web.clients import neighbourhood
from directory.web.exchange import Connection, exchange

WINDOW = 60.0  # seconds
MOST_ADDRESSES = 20_000  # the oldest are forgotten first, so that a flood of addresses costs no memory
WORKBOOK, WORKBOOKS = "/eksport.xlsx", 10  # the dearest file to make, and how many of it an address gets in a window
FREE = ("/assets/", "/healthz", "/readyz")


class Requests:
    """Counts requests per address in this process (`DIRECTORY_LIMIT_REQUESTS` a minute; 0 is no limit).

    In memory, because a look at a page must not write to the database; several processes each allow as much.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, address: str, amount: int) -> None:
        """Count one request; raises LimitReached when there were more than `amount` within a minute."""
        now = stopwatch()
        began, count = self._seen.pop(address, (now, 0))
        if now - began >= WINDOW:
            began, count = now, 0
        self._seen[address] = (began, count + 1)
        if len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)
        if count + 1 > amount > 0:
            raise LimitReached(max(1, round(began + WINDOW - now)))


def guard_of(requests: Requests) -> Guard:
    """Return the guard that counts every request to a page, and those for a workbook on their own."""
    workbooks = Requests()

    async def not_too_many(connection: Connection, _handler: BaseRouteHandler) -> None:
        here = exchange(connection)
        if not here.path.startswith(FREE):
            requests.take(neighbourhood(here.client), here.settings.limit_requests)
        if here.path == WORKBOOK:
            workbooks.take(neighbourhood(here.client), WORKBOOKS)

    return not_too_many


async def take(request: Connection, scope: str, amount: int, window: timedelta, thing: str = "") -> datetime:
    """Count one act of `scope` (a word) by this address, or about `thing` (an address, an id) when it is given.

    Shared by all processes through the database. Returns the instant of the act; raises LimitReached.
    """
    here = exchange(request)
    at = here.clock()
    who = thing or neighbourhood(here.client)
    await limits.take(f"{scope}:{here.keys.digest('limit', who)[:40]}", amount, window, at)
    return at
