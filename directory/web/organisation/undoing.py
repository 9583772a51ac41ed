"""The undo link of a receipt: looking shows what it would take back, a press takes it back."""

from datetime import timedelta
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from directory.errors import NotFound
from directory.i18n import DEFAULT
from directory.organisations import actions_undo
from directory.organisations.actions_undo import LinkClosed, Undo
from directory.organisations.receipts import UNDO_DAYS, speaks
from directory.tokens import read_link_token
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.organisation import shown
from directory.web.organisation.opened import sender_of
from directory.web.pages import Page, location, render

UNTOLD = {"referrer-policy": "no-referrer"}  # the address of a letter's link is a key


@get("/angre/{token:str}")
async def undo_page(request: AnyRequest, token: FromPath[str]) -> Page:
    """Show what the link would take back; nothing is written."""
    undo_id = _undo_id(request, token)
    if undo_id is None:
        return _dead(request, "unknown")
    if language := await _own_language(request, undo_id):
        return Response("", status_code=303, headers={"location": location(language, exchange(request).path), **UNTOLD})
    try:
        found = await actions_undo.undo_of(undo_id, exchange(request).clock())
    except NotFound as problem:
        return _dead(request, "revoked" if isinstance(problem, LinkClosed) else "expired")
    return await _used(request, found) if found.done else await _page(request, found, "asked")


@post("/angre/{token:str}", status_code=200)
async def undo(request: AnyRequest, token: FromPath[str]) -> Page:
    """Take back what one answer changed; a second press writes nothing and says what the first one did."""
    undo_id = _undo_id(request, token)
    if undo_id is None:
        return _dead(request, "unknown")
    most = exchange(request).settings.limit_edits
    at = await limits.take(request, "undo", most, timedelta(hours=1), thing=f"undo {undo_id}")
    try:
        found = await actions_undo.undo(undo_id, at)
    except NotFound as problem:
        return _dead(request, "revoked" if isinstance(problem, LinkClosed) else "expired")
    return await _used(request, found) if found.done else await _page(request, found, "done")


async def _own_language(request: AnyRequest, undo_id: UUID) -> str:
    """Return the language to show a link in that came from a letter; empty when it is shown as it is.

    An address with a language in it is obeyed, and so is somebody who chose bokmål on the page itself.
    """
    if exchange(request).language != DEFAULT or request.headers.get("sec-fetch-site") == "same-origin":
        return ""
    stored = await actions_undo.organisation_of(undo_id)
    language = speaks(stored) if stored else DEFAULT
    return "" if language == DEFAULT else language


def _undo_id(request: AnyRequest, token: str) -> UUID | None:
    payload = read_link_token(exchange(request).keys, "undo", token) if len(token) <= 200 else None
    try:
        return UUID(payload[0]) if payload else None
    except ValueError:
        return None


async def _used(request: AnyRequest, found: Undo) -> Page:
    """Say what became of an answer whose link has nothing left to take back (410), and what to do next."""
    return render(
        request,
        "organisation/used_undo.html",
        page="undo-done",
        status=410,
        name=found.stored.entry.name,
        at=found.at,
        undone_at=found.undone_at,
        sender=await sender_of(request, found.stored),
    )


def _dead(request: AnyRequest, why: str) -> Page:
    status = 404 if why == "unknown" else 410
    return render(request, "organisation/dead_undo.html", page=f"undo-{why}", status=status, why=why, days=UNDO_DAYS)


async def _page(request: AnyRequest, found: Undo, state: str) -> Page:
    return render(
        request,
        "organisation/undo.html",
        page=f"undo-{state}",
        state=state,
        name=found.stored.entry.name,
        at=found.at,
        changes=[
            shown.Change(change.field, change.label, change.after, change.before)
            for change in shown.changes_in_words(found.fields)
        ],
        waiting=shown.changes_in_words(found.waiting),
        unpublished="published" in found.facts,
        unconfirmed="confirmed_at" in found.facts,
        sender=await sender_of(request, found.stored),
    )
