"""The undo link of a receipt: looking shows what it would take back, a press takes it back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns.unanswered import is_asked
from directory.errors import NotFound
from directory.i18n import speaking
from directory.organisations import actions_undo
from directory.organisations.actions_undo import LinkClosed, Undo
from directory.organisations.reads import Stored, find
from directory.organisations.receipts import UNDO_DAYS
from directory.tokens import read_link_token
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.letter_links import bare, in_own_language, is_cut, told_in
from directory.web.organisation import shown
from directory.web.organisation.opened import all_opened, sender_of
from directory.web.organisation.senders import only_sender
from directory.web.pages import Page, render

NOT_UNDONE: dict[str, Any] = {"stands": None, "asked": False, "again": "", "public_slug": ""}


@get("/angre/{token:str}")
async def undo_page(request: AnyRequest, token: FromPath[str]) -> Page:
    """Show what the link would take back; nothing is written."""
    undo_id = _undo_id(request, bare(token))
    if undo_id is None:
        return await _dead(request, "cut" if is_cut(token) else "unknown")
    told = await actions_undo.told_to(undo_id)
    if told and (elsewhere := in_own_language(request, told[1])):
        return elsewhere
    try:
        found = await actions_undo.undo_of(undo_id, exchange(request).clock())
    except NotFound as problem:
        return await _dead(request, "revoked" if isinstance(problem, LinkClosed) else "expired", undo_id)
    return await _used(request, found) if found.done else await _page(request, found, "asked")


@post("/angre/{token:str}", status_code=200)
async def undo(request: AnyRequest, token: FromPath[str]) -> Page:
    """Take back what one answer changed; a second press writes nothing and says what the first one did."""
    undo_id = _undo_id(request, bare(token))
    if undo_id is None:
        return await _dead(request, "unknown")
    most = exchange(request).settings.limit_edits
    at = await limits.take(request, "undo", most, timedelta(hours=1), thing=f"undo {undo_id}")
    try:
        found = await actions_undo.undo(undo_id, at)
    except NotFound as problem:
        return await _dead(request, "revoked" if isinstance(problem, LinkClosed) else "expired", undo_id)
    return await _used(request, found) if found.done else await _page(request, found, "done")


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
        decided=found.decided,
        slug=_public_slug(found.stored),
        closed=found.stored.status == "dissolved",
        paused=found.stored.status == "paused",
        since=found.stored.status_since,
        sender=await sender_of(request, found.stored),
        **(await after_undo(request, found.stored) if found.undone_at else NOT_UNDONE),
    )


async def after_undo(request: AnyRequest, stored: Stored) -> dict[str, Any]:
    """Return what organisation/after_undo.html shows: what stands now, and the way to answer anew."""
    here = exchange(request)
    open_here = stored.id in {one.organisation for one in await all_opened(request)}
    return {
        "stands": stored,
        "asked": await is_asked(stored.id, here.clock()),
        "again": f"/rediger/{stored.id}" if open_here else "",
        "public_slug": _public_slug(stored),
    }


async def _dead(request: AnyRequest, why: str, undo_id: UUID | None = None) -> Page:
    """Say what happened to an undo link: `unknown` and `cut` (404), `expired` and `revoked` (410)."""
    if undo_id is None:
        told_in(request)
    told = await actions_undo.told_to(undo_id) if undo_id else None
    stored = told[0] if told else None
    sender = await sender_of(request, stored) if stored else await only_sender(request)
    with speaking(exchange(request).language):
        return render(
            request,
            "organisation/dead_undo.html",
            page=f"undo-{'unknown' if why == 'cut' else why}",
            status=404 if why in ("unknown", "cut") else 410,
            why=why,
            name=stored.entry.name if stored else "",
            days=UNDO_DAYS,
            slug=_public_slug(stored),
            sender=sender,
        )


def _public_slug(stored: Stored | None) -> str:
    """Return the end of an entry's public address, empty when it has none."""
    return stored.slug if stored and stored.published else ""


async def _page(request: AnyRequest, found: Undo, state: str) -> Page:
    stands = await find(found.stored.id)  # as it is after the press
    return render(
        request,
        "organisation/undo.html",
        page=f"undo-{state}",
        state=state,
        name=found.stored.entry.name,
        at=found.at,
        changes=[
            shown.Change(change.field, change.label, change.after, change.before)
            for change in shown.changes_in_words(found.taken)
        ],
        staying=shown.changes_in_words(found.staying),
        approved=shown.changes_in_words(found.approved),
        waiting=shown.changes_in_words(found.waiting),
        unpublished=found.facts_taken.get("published") == (True, False),
        listed_again=found.facts_taken.get("published") == (False, True),
        pause_over=found.facts_taken.get("status") == ("active", "paused"),
        unconfirmed=bool(found.sections) or "confirmed_at" in found.facts_taken,
        sender=await sender_of(request, found.stored),
        **(await after_undo(request, stands) if state == "done" else NOT_UNDONE),
    )
