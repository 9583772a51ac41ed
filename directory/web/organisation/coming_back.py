"""What the own page tells of an entry's standing, and the ways on: active again, listed again, an answer to a no."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Refused
from directory.i18n import _
from directory.organisations import actions_notes, actions_other_answers, canonical
from directory.organisations.entry import Visit
from directory.organisations.reads_address import checks_of
from directory.organisations.reads_withdrawn import took_itself_off
from directory.organisations.section_writing import Outcome
from directory.review.suggestions import A_WHILE, refused_lately, reply_to
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation import shown
from directory.web.organisation.opened import Visiting, visiting
from directory.web.organisation.visits import may_answer
from directory.web.pages import Page, render, see_other

LONGEST = 2000  # characters of an answer
ROOM = 20_000
WayBack = Callable[[str, Visit, datetime], Awaitable[Outcome]]


async def notices(request: AnyRequest, visit: Visiting) -> dict[str, Any]:
    """Return what organisation/notices.html shows, ready to be given to a page's template."""
    stored = visit.stored
    refused = await refused_lately(stored.id, exchange(request).clock() - A_WHILE)
    return {
        "standing": stored,
        "may_list_again": not stored.published and await took_itself_off(stored.id),
        "refused": refused,
        "refused_changes": shown.changes_in_words(
            refused.beside | {p.field: (p.before, p.proposed) for p in refused.points}
        )
        if refused
        else [],
        "replied": await reply_to(refused) if refused else None,
        "new_addresses": await checks_of(stored.id),
    }


@post("/rediger/{organisation:str}/aktiv-igjen", status_code=303)
async def active_again(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down that a pause is over."""
    said = _("Good to have you back. We no longer write that you take a break.")
    return await _back(request, organisation, actions_other_answers.active_again, said)


@post("/rediger/{organisation:str}/vises-igjen", status_code=303)
async def list_again(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Put the entry back on the public list, when it was the organisation that took it off."""
    said = _("You are in the directory again.")
    return await _back(request, organisation, actions_other_answers.list_again, said)


async def _back(request: AnyRequest, organisation: str, act: WayBack, said: str) -> Page:
    visit, at = await may_answer(request, organisation, closed=True)
    try:
        await act(organisation, visit.visit, at)
    except Refused as problem:
        flash(request, str(problem), "warning")
    else:
        flash(request, said)
    return see_other(request, visit.path)


@get("/rediger/{organisation:str}/svar")
async def reply(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show what was refused and why, with room for an answer."""
    return await _reply(request, await visiting(request, organisation, closed=True))


@post("/rediger/{organisation:str}/svar", status_code=303, opt=SHOWS_AGAIN)
async def reply_sent(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down what they write; staff read it among the replies."""
    visit, at = await may_answer(request, organisation, closed=True)
    sent = await read_form(request)
    text, problem = sent.lines("message", ROOM), sent.problem("message", LONGEST)
    if problem or not text:
        return await _reply(request, visit, text, problem or _("Write what you want to say to us."))
    await actions_notes.write_to_staff(organisation, canonical.paragraphs(text), visit.visit, at)
    flash(request, _("Thank you. Your answer has come to us, and one of us reads it."))
    return see_other(request, visit.path)


async def _reply(request: AnyRequest, visit: Visiting, typed: str = "", problem: str = "") -> Page:
    return render(
        request,
        "organisation/reply.html",
        page="reply",
        status=422 if problem else 200,
        name=visit.stored.entry.name,
        base=visit.path,
        typed=typed,
        longest=LONGEST,
        problems={"message": problem} if problem else {},
        sender=visit.sender,
        **await notices(request, visit),
    )
