"""The door of /intern: who is signed in, for which centre they work now, and what they may do here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.response import Response

from directory.errors import NotAllowed
from directory.i18n import _
from directory.review import desk as waiting
from directory.review.desk import Counts
from directory.staff import actions, centres
from directory.staff.centres import Row
from directory.staff.policy import Member, Verb, allowed, anywhere, require
from directory.web.cookies import SESSION, read_cookie
from directory.web.exchange import Connection, exchange
from directory.web.forms import AnyRequest
from directory.web.pages import Page, render, see_other

CENTRE = "centre"  # the cookie that says for which of one's centres one works now
SIGN_IN = "/logg-inn"


class NotSignedIn(Exception):
    """Nobody is signed in."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works, for which centre, and what waits there."""

    member: Member
    centre: Row
    centres: Sequence[Row]
    counts: Counts

    def may(self, verb: str) -> bool:
        """Return whether the member may do something at this centre (for templates)."""
        return allowed(self.member, Verb(verb), self.centre["id"])


def may(verb: Verb) -> dict[str, Any]:
    """Return the option that every handler under /intern carries: what one must be allowed to do there."""
    return {"verb": verb}


async def signed_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let in who is signed in and may do this at some centre of theirs; each handler then asks for its own.

    Raises NotSignedIn and NotAllowed.
    """
    if isinstance(connection.scope.get("user"), Member):
        return
    here = exchange(connection)
    idle, longest = timedelta(seconds=here.settings.session_idle), timedelta(seconds=here.settings.session_max)
    found = await actions.session(read_cookie(connection, SESSION), idle, longest, here.clock())
    if found is None:
        raise NotSignedIn
    if not anywhere(found.member, handler.opt["verb"]):
        raise NotAllowed(_("Your role at the centre does not include this. Ask an administrator at the centre."))
    connection.scope["user"] = found.member


async def signed_in_for_more(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let only who is signed in send more than a common form holds: this guard stands before any body is read.

    Raises NotSignedIn and NotAllowed.
    """
    most = handler.resolve_request_max_body_size() if isinstance(handler, HTTPRouteHandler) else 0
    if most is None or most > exchange(connection).settings.limit_form_bytes:
        await signed_in(connection, handler)


def to_sign_in(request: AnyRequest, _problem: NotSignedIn) -> Response[Any]:
    """Answer 303 to the sign-in page, which leads back here; 401 to machines."""
    here = exchange(request)
    if here.path.startswith("/api/"):
        return Response({"error": "sign in"}, status_code=401, headers={"www-authenticate": "Cookie"})
    query = request.scope["query_string"].decode("ascii", "ignore")
    back = f"{here.path}?{query}" if query else here.path
    wanted = {"next": back if here.method in ("GET", "HEAD") else "/intern"}
    return see_other(request, f"{SIGN_IN}?{urlencode(wanted)}")


def member_of(request: AnyRequest) -> Member:
    """Return who is signed in."""
    member = request.scope["user"]
    assert isinstance(member, Member)  # noqa: S101  # put there by the guard of every route under /intern
    return member


async def desk(request: AnyRequest, centre: int | None = None) -> Desk:
    """Return the desk at the centre of the thing at hand, else at the one worked for now.

    Raises NotFound for another centre's things, NotAllowed where the handler's act is beyond one's role.
    """
    member = member_of(request)
    own = await centres.several(member.roles)
    if centre is None:
        code = read_cookie(request, CENTRE)
        centre = next((row["id"] for row in own if row["code"] == code), own[0]["id"])
    require(member, request.route_handler.opt["verb"], centre)
    row = next(row for row in own if row["id"] == centre)
    return Desk(member, row, own, await waiting.counts(centre))


def page(
    request: AnyRequest,
    at: Desk,
    template: str,
    *,
    tab: str = "",
    status: int = 200,
    name: str = "page",
    **context: object,
) -> Page:
    """Return a page of the desk; `tab` is the path of the menu's link it belongs to."""
    links = _menu(request, at, tab)
    more: dict[str, Any] = {"desk": at, "desk_links": links} | context
    return render(request, f"staff/{template}", page=name, status=status, **more)


def _menu(request: AnyRequest, at: Desk, tab: str) -> list[dict[str, object]]:
    language = exchange(request).language
    links = [
        ("/intern", _("What to do now"), 0, Verb.LOOK),
        ("/intern/organisasjoner", _("Organisations"), 0, Verb.LOOK),
        ("/intern/gjennomsyn", _("To look at"), at.counts.suggestions, Verb.LOOK),
        ("/intern/svar", _("Replies"), at.counts.replies + at.counts.bounces, Verb.LOOK),
        ("/intern/runde", _("The year's round"), 0, Verb.LOOK),
        ("/intern/import", _("Import"), 0, Verb.IMPORT),
        ("/intern/senter", _("The centre"), 0, Verb.LOOK),
        ("/intern/ansatte", _("Staff"), 0, Verb.STAFF),
    ]
    return [
        {
            "label": label,
            "href": path if language == "nb" else f"/{language}{path}",
            "count": count,
            "current": path == tab,
        }
        for path, label, count, verb in links
        if at.may(verb)
    ]
