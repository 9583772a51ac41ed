"""The thanks after an answer: what was taken down, what happens now, and how to undo it."""

from datetime import datetime, timedelta

from litestar import get
from litestar.params import FromPath

from directory.campaigns.came_of_it import NOTHING, came_of_it
from directory.organisations.changes import letters_go
from directory.organisations.reads_answer import last_answer
from directory.organisations.reads_sections import progress
from directory.organisations.reads_withdrawn import took_itself_off
from directory.organisations.receipts import UNDO_DAYS, masked
from directory.organisations.receipts_together import WAITS
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.organisation import shown
from directory.web.organisation.consent import consent_here
from directory.web.organisation.opened import Visiting, visiting
from directory.web.organisation.parts import PATHS, heading
from directory.web.organisation.several import the_others
from directory.web.organisation.undoing import after_undo
from directory.web.pages import Page, render, see_other


@get("/rediger/{organisation:str}/takk")
async def thanks(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Say what was taken down, what happens now, and how to undo it."""
    visit = await visiting(request, organisation)
    last = await last_answer(visit.stored.id, visit.anew, with_undone=True)
    if last is None:
        return see_other(request, visit.path)
    if last.undone:
        return await _undone(request, visit, last.at)
    address, mailbox = visit.stored.entry.update_address, visit.stored.entry.email
    known = await progress(visit.stored.id, visit.visit, exchange(request).clock())
    return render(
        request,
        "organisation/thanks.html",
        page="saved" if last.kind == "changed" else "receipt",
        name=visit.stored.entry.name,
        base=visit.path,
        public_path=f"/organisasjon/{visit.stored.slug}" if visit.stored.published else "",
        may_list_again=not visit.stored.published and await took_itself_off(visit.stored.id),
        receipt_to=masked(address if last.receipt_to is None else last.receipt_to),
        one_for_all=int(WAITS.total_seconds() // 60) if last.waits else 0,
        last=last,
        standing=visit.stored.status,
        until_decided=last.kind == "dissolved" or (last.kind == "wrong_contact" and last.ask_on is None),
        sender=visit.sender,
        applied=shown.changes_in_words(letters_go(last.applied, mailbox)),
        waiting=shown.changes_in_words(letters_go(last.waiting, mailbox), last.reasons),
        decided=shown.changes_in_words(letters_go(last.decided, mailbox)),
        said=shown.this_month(last.at),
        undo_until=last.at + timedelta(days=UNDO_DAYS),
        others=await the_others(request, visit.opened),
        right=[heading(one.section) for one in known.sections if one.section not in known.left],
        left=[(PATHS[section], heading(section)) for section in known.left],
        came_of_it=await _came_of_it(visit, last.at),
        consent=await consent_here(visit),
    )


async def _undone(request: AnyRequest, visit: Visiting, at: datetime) -> Page:
    """Say that the answer has been undone, and no more: what it promised holds no longer."""
    return render(
        request,
        "organisation/thanks_undone.html",
        page="undo-done",
        name=visit.stored.entry.name,
        at=at,
        sender=visit.sender,
        **await after_undo(request, visit.stored),
    )


async def _came_of_it(visit: Visiting, at: datetime) -> str:
    """Return what has reached them since the round before this one, empty for nothing."""
    before = visit.visit.since or at
    found = await came_of_it(visit.stored.centre, before, [visit.stored.id])
    return found.get(visit.stored.id, NOTHING).sentence()
