"""What one answer leaves for the next page to say: `flash(request, _("Saved."))`, then a 303."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from directory.web.cookies import FLASH, cookie, read_cookie
from directory.web.exchange import Connection, exchange, of_scope

PURPOSE = "flash"
SECONDS = 120
MOST, LONGEST = 3, 600  # a cookie has room for 4096 bytes


@dataclass(frozen=True, slots=True)
class Flash:
    """One message; `kind` is `success`, `info`, `warning` or `danger`."""

    kind: str
    text: str


def flash(request: Connection, text: str, kind: str = "success") -> None:
    """Let the next page that is shown say `text`."""
    exchange(request).said.append((kind, text[:LONGEST]))


def take(request: Connection) -> list[Flash]:
    """Return what is to be said on the page made now; it is said once."""
    here = exchange(request)
    here.shown = True
    kept = _read(request)
    now, here.said = here.said, []
    return [Flash(kind, text) for kind, text in [*kept, *now]]


def with_flashes(app: ASGIApp) -> ASGIApp:
    """Return the application that carries messages over in a signed cookie, and drops it once they are shown."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        here = of_scope(scope)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = any(name == b"cookie" and b"directory-flash=" in value for name, value in scope["headers"])
                text = seconds = None
                if here.said:
                    text, seconds = _written(here.said), SECONDS
                elif here.shown and sent:
                    text, seconds = "", 0
                if text is not None:
                    value = here.keys.sign(PURPOSE, text) if text else ""
                    header = cookie(here.settings, FLASH, value, seconds).to_encoded_header()
                    message["headers"] = [*message["headers"], header]
            await send(message)

        await app(scope, receive, send_with_cookie)

    return answer


def _written(said: list[tuple[str, str]]) -> str:
    return urlsafe_b64encode(json.dumps(said[-MOST:]).encode()).decode("ascii").rstrip("=")


def _read(request: Connection) -> list[tuple[str, str]]:
    payload = exchange(request).keys.read(PURPOSE, read_cookie(request, FLASH))
    if not payload:
        return []
    decoded = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return [(kind, text) for kind, text in json.loads(decoded)]
