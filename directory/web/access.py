"""Our own line for each request, with what must not be written down left out."""

import logging

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from directory.clock import stopwatch
from directory.web.exchange import of_scope

LOG = logging.getLogger("directory.access")
SECRET = ("o", "angre", "adresse", "logg-inn", "samtykke", "oppdrag", "kode")
QUIET = ("/healthz", "/readyz", "/assets/")


def masked(path: str) -> str:
    """Return a path (without language) as it may be logged: what follows /o/ and its like, wherever, is a key."""
    segments = path.split("/")
    for place, segment in enumerate(segments[:-1]):
        if segment.strip("\\ ").lower() in SECRET and any(segments[place + 1 :]):
            return "/".join([*segments[: place + 1], "…"])[:200]
    return path[:200]


def logged(app: ASGIApp) -> ASGIApp:
    """Return the application with one line per request: method, masked path, status, milliseconds.

    Queries and addresses of people are not logged: what somebody searched for is nobody's business.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        here, began, status = of_scope(scope), stopwatch(), 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, send_and_note)
        finally:
            if not here.path.startswith(QUIET) or status >= 500:
                facts = {
                    "method": here.method,
                    "path": masked(here.path),
                    "language": here.language,
                    "status": status,
                    "milliseconds": round((stopwatch() - began) * 1000, 1),
                }
                LOG.info("%(method)s %(path)s %(status)s", facts, extra={"facts": facts})

    return answer
