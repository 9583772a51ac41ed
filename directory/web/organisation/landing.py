"""The first page behind the link: who asks, what is public today, five answers; and the thanks afterwards."""

from datetime import timedelta

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns import reads as campaigns
from directory.errors import Conflict, Invalid
from directory.i18n import _
from directory.organisations import actions_answers
from directory.organisations.reads_visit import consents, last_answer
from directory.organisations.receipts import UNDO_DAYS, masked
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_form
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation import shown
from directory.web.organisation.conflicts import conflict_answered
from directory.web.organisation.opened import Visiting, sender_of, visiting
from directory.web.organisation.several import the_others
from directory.web.organisation.visits import may_answer
from directory.web.pages import Page, render, see_other

ANSWERED_IN_THIS_VISIT = timedelta(days=1)


@get("/rediger/{organisation:str}")
async def landing(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show what is public today and offer the five answers; nothing is changed by looking."""
    return await _landing(request, await visiting(request, organisation))


async def _landing(request: AnyRequest, visit: Visiting, problem: str = "") -> Page:
    stored, at = visit.stored, exchange(request).clock()
    campaign = await campaigns.find(visit.opened.campaign) if visit.opened.campaign else None
    since = (campaign and campaign.opened_at) or at - ANSWERED_IN_THIS_VISIT
    return render(
        request,
        "organisation/landing.html",
        page="edit",
        status=422 if problem else 200,
        problem=problem,
        listed=stored.published,
        name=stored.entry.name,
        version=stored.version,
        base=visit.path,
        sender=await sender_of(request, stored),
        rows=shown.public_rows(stored, await consents(stored.id)),
        others=shown.other_rows(stored.entry),
        hidden=shown.hidden_rows(stored.entry),
        said=shown.this_month(at),
        last=await last_answer(stored.id, since),
        deadline=campaign.deadline if campaign and campaign.deadline >= at.date() else None,
        link_until=visit.opened.expires_at,
        has_address=bool(stored.entry.update_address),
        others_too=len(await the_others(request, visit.opened)),
        in_round=visit.opened.campaign is not None,
    )


@post("/rediger/{organisation:str}/bekreftelse", status_code=303, opt=SHOWS_AGAIN)
async def confirmation(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down that everything is right."""
    visit, at = await may_answer(request, organisation)
    sent = await read_form(request)
    try:
        version = sent.whole("version", default=0) or 0
    except Invalid:
        version = None
    if version is None or sent.problems:
        return await _landing(
            request, visit, _("Something was wrong with the page you sent from. Look it over, and send it once more.")
        )
    try:
        await actions_answers.confirm(organisation, version, visit.visit, at)
    except Conflict:
        return await conflict_answered(request, visit, version, None)
    return see_other(request, f"{visit.path}/takk")


@get("/rediger/{organisation:str}/takk")
async def thanks(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Say what was taken down, what happens now, and how to undo it."""
    visit = await visiting(request, organisation)
    last = await last_answer(visit.stored.id)
    if last is None:
        return see_other(request, visit.path)
    return render(
        request,
        "organisation/thanks.html",
        page="saved" if last.kind == "changed" else "receipt",
        name=visit.stored.entry.name,
        base=visit.path,
        public_path=f"/organisasjon/{visit.stored.slug}" if visit.stored.published else "",
        receipt_to=masked(visit.stored.entry.update_address),
        last=last,
        sender=await sender_of(request, visit.stored),
        applied=shown.changes_in_words(last.applied),
        waiting=shown.changes_in_words(last.waiting, last.reasons),
        said=shown.this_month(last.at),
        undo_until=last.at + timedelta(days=UNDO_DAYS),
        others=await the_others(request, visit.opened),
    )
