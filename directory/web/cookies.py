"""The few cookies there are: all necessary, none readable by script (MDN, Set-Cookie: __Host- prefix)."""

from litestar.datastructures import Cookie

from directory.settings import Settings
from directory.web.exchange import Connection, exchange

SESSION = "session"  # a member of staff who is signed in
LINKS = "links"  # the entries somebody opened by their link; begins with a random id, then `~`
PERSONS = "persons"  # the own pages somebody opened by their link, as in LINKS
FLASH = "flash"  # what the next page says
LINKS_SECONDS = 24 * 60 * 60  # how long a browser keeps LINKS; the link in the letter opens the entry again
CODE = "code"  # a short code that another site's form brought along, for some minutes


def cookie_name(settings: Settings, name: str) -> str:
    """Return the name of a cookie: over https bound to this host alone, in development plain."""
    return f"__Host-directory-{name}" if settings.secure else f"directory-{name}"


def cookie(settings: Settings, name: str, value: str, seconds: int | None = None) -> Cookie:
    """Return a cookie to set on an answer; without `seconds` it ends with the browser, 0 removes it."""
    return Cookie(
        key=cookie_name(settings, name),
        value=value,
        path="/",
        max_age=seconds,
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def read_cookie(request: Connection, name: str) -> str:
    """Return the value of a cookie, empty when there is none; nothing in it is to be trusted."""
    return request.cookies.get(cookie_name(exchange(request).settings, name), "")
