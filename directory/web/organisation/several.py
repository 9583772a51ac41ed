"""The page of somebody who looks after several organisations: all of them, each answered by itself."""

from collections.abc import Sequence

from litestar import get

from directory.campaigns.links import Opened
from directory.campaigns.looked_after import PARTS, LookedAfter, looked_after, next_of
from directory.i18n import _, marked
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.organisation.opened import all_opened, closed_here, no_link_of_ours, visiting
from directory.web.organisation.visits import deadline_ahead
from directory.web.pages import Page, render

ANSWERS = {
    "confirmed": marked("You said that everything is right"),
    "changed": marked("You corrected something"),
    "wrong_contact": marked("You said that you are not the right person"),
    "paused": marked("You said that it takes a break"),
    "dissolved": marked("You said that it no longer exists"),
    "withdrawn": marked("You took it off the directory"),
}


@get("/rediger")
async def several(request: AnyRequest) -> Page:
    """List the organisations that this browser may answer for; nothing is changed by looking."""
    opened = await all_opened(request)
    if not opened:
        raise await no_link_of_ours(request)
    rows = await looked_after(opened, exchange(request).clock())
    answered = sum(row.done_with for row in rows)
    visit = await visiting(request, str(opened[0].organisation), closed=True)
    return render(
        request,
        "organisation/several.html",
        page="several",
        rows=rows,
        left=len(rows) - answered,
        next_one=next_of(rows),
        closed=await closed_here(request, opened),
        parts=PARTS,
        progress={
            "id": "answered",
            "label": _("You have answered for"),
            "done": answered,
            "total": len(rows),
            "note": "",
            "finished": False,
        },
        answers={kind: _(text) for kind, text in ANSWERS.items()},
        nothing_yet=not any(row.answer or row.done for row in rows),
        deadline=deadline_ahead(request, visit),
        link_until=min(one.expires_at for one in opened),
        in_round=visit.round is not None,
        sender=visit.sender,
    )


async def the_others(request: AnyRequest, here: Opened) -> Sequence[LookedAfter]:
    """Return the other organisations that this browser may answer for, by name."""
    opened = [one for one in await all_opened(request) if one.organisation != here.organisation]
    return await looked_after(opened, exchange(request).clock()) if opened else []
