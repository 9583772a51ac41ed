"""Who may do this: forms must come from our own pages, addresses must be our own."""

from collections.abc import Mapping

from litestar.connection import Request
from litestar.handlers import BaseRouteHandler

from directory import tokens
from directory.errors import Invalid, NotAllowed, NotFound
from directory.web.cookies import LINKS, PERSONS, SESSION, read_cookie
from directory.web.exchange import Connection, exchange
from directory.web.forms import read_form, storable

FIELD = "_csrf_token"
PURPOSE = "csrf"
SHOWS_AGAIN = {"shows_again": True}  # a route's `opt`: its handler looks at the form's problems itself
LARGEST = 2**31 - 1  # PostgreSQL's integer, which our numbered rows go by
SAFE = ("GET", "HEAD", "OPTIONS")  # RFC 9110 section 9.2.1


class ForeignForm(NotAllowed):
    """A form that did not come from a page of ours, or from one that is too old; loading it again helps.

    `ours` tells that the browser says it came from one of ours. `sender` is who can be asked, None when nobody knows.
    """

    def __init__(self, text: str, *, ours: bool = False) -> None:
        super().__init__(text)
        self.ours = ours
        self.sender: Mapping[str, str] | None = None


def csrf_token(request: Connection) -> str:
    """Return the token that a form on the page at hand must carry.

    It is bound to the session, else to the visit by a link, else to nothing; it is another one on each page, so
    that compression tells nothing about it.
    """
    return exchange(request).keys.sign(PURPOSE, f"{tokens.random_id()}.{_binding(request)}")


async def own_form(connection: Connection, handler: BaseRouteHandler) -> None:
    """Refuse every request that could change something unless it comes from a form of ours.

    The one guard of the whole service against forged requests: the token, and what the browser says about where
    the form was (Origin, Sec-Fetch-Site); when it says nothing, the token alone. Raises ForeignForm, and Invalid
    for text that cannot be stored, except where a handler with `SHOWS_AGAIN` shows what was typed itself.
    """
    if exchange(connection).method in SAFE:
        return
    assert isinstance(connection, Request)  # noqa: S101  # there are no other connections here
    if not _from_our_site(connection):
        raise ForeignForm("the form comes from another site")
    form = await read_form(connection)
    payload = exchange(connection).keys.read(PURPOSE, form.typed(FIELD))
    if payload is None or payload.rpartition(".")[2] != _binding(connection):
        raise ForeignForm("the token of the form is missing, old or another visit's", ours=_said(connection))
    if form.problems and not handler.opt.get("shows_again"):
        raise Invalid(dict(form.problems))


async def clean_path(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Refuse addresses with characters that no address of ours has, and numbers that no row has. Raises NotFound."""
    path = exchange(connection).path
    numbers = [value for value in connection.path_params.values() if isinstance(value, int)]
    if not storable(path) or not path.isprintable() or not all(0 <= number <= LARGEST for number in numbers):
        raise NotFound("no such page")


def own_path(text: str, default: str = "/") -> str:
    """Return a path to go back to when it is one of ours, else the default: never another site's address."""
    foreign = text.startswith(("//", "/\\")) or "\\" in text or not text.isprintable()
    return text if text.startswith("/") and not foreign and len(text) <= 2000 else default


def _from_our_site(request: Connection) -> bool:
    silent = request.headers.get("origin") is None and request.headers.get("sec-fetch-site") is None
    return silent or _said(request)


def _said(request: Connection) -> bool:
    """Tell whether the browser says that the form is on a page of ours."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    return origin == exchange(request).settings.base_url or site == "same-origin"


def _binding(request: Connection) -> str:
    opened = exchange(request).begun or read_cookie(request, LINKS)
    visits = (visit.partition("~")[0] for visit in (opened, read_cookie(request, PERSONS)))
    secret = read_cookie(request, SESSION) or next(filter(None, visits), "")
    return exchange(request).keys.digest("csrf-binding", secret)[:32] if secret else ""
