"""A link that somebody asked for is sent after the answer: neither its time nor a request beside it tells whose."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

import asyncpg
from litestar.background_tasks import BackgroundTask

from directory.database import AWAY
from directory.errors import LimitReached, Refused
from directory.settings import Settings
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.pages import Page

LOG = logging.getLogger("directory.web")
SPREAD = 6_000  # milliseconds; less than a service that is told to stop waits for what it has begun


def followed(request: AnyRequest, answer: Page, send: Callable[[], Awaitable[None]]) -> Page:
    """Let an answer be followed by sending the link if there is one, in a way that tells nothing to who asked.

    Nobody waits on the same connection, as it is closed. A request beside it would wait for the sending, so that
    comes at a moment which cannot be foreseen.
    """
    answer.headers["connection"] = "close"
    answer.background = BackgroundTask(_send_unseen, send, seconds_after(exchange(request).settings))
    return answer


def seconds_after(settings: Settings) -> float:
    """Return how long after an answer its link is sent: any time in production, at once where nothing is secret."""
    return secrets.randbelow(SPREAD) / 1000 if settings.environment == "production" else 0.0


async def _send_unseen(send: Callable[[], Awaitable[None]], after: float) -> None:
    await asyncio.sleep(after)
    try:
        await send()
    except LimitReached:
        LOG.warning("a link that was asked for was not sent: too many have been")
    except (Refused, *AWAY, asyncpg.PostgresError):
        LOG.exception("a link that was asked for could not be planned")
