"""Requests counted per address: a flood stops before it costs anything."""

from collections import OrderedDict

from directory.clock import stopwatch
from directory.errors import LimitReached

WINDOW = 60.0  # seconds
MOST_ADDRESSES = 20_000  # the oldest are forgotten first, so that a flood of addresses costs no memory


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
