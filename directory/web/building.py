"""Files that take long to make: beside the answers to others, and one at a time."""

import asyncio
from collections.abc import Callable

from directory.web.exchange import Connection, exchange


async def built(request: Connection, build: Callable[[], bytes]) -> bytes:
    """Return what `build` makes, in a thread of its own and in the language at hand; the next one waits its turn.

    So everybody else is answered meanwhile, and many who ask at once take no more memory than one.
    """
    async with exchange(request).ground.building:
        return await asyncio.to_thread(build)
