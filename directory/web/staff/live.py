"""How far a round has come, followed on an open page: by events, else by asking again, else by loading the page."""

from datetime import timedelta
from typing import Any

from litestar import get
from litestar.params import FromPath
from litestar.response import Response, Stream

from directory.campaigns.progress import Progress, progress
from directory.staff import reads
from directory.staff.policy import Verb, allowed
from directory.web.cookies import SESSION, read_cookie
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.language import join
from directory.web.live import Live, Viewer, events, shared
from directory.web.pages import fragment
from directory.web.staff.entrance import may, member_of
from directory.web.staff.numbers import numbers_of
from directory.web.staff.rounds import TAB, here

EVENTS = "text/event-stream"


@get("/runde/{campaign:int}/framdrift", opt=may(Verb.LOOK))
async def figures(request: AnyRequest, campaign: FromPath[int]) -> Response[str]:
    """Answer with the figures alone, for a page that asks again and again."""
    await here(request, campaign)
    return Response(await _shown(request, campaign), media_type="text/html")


@get("/runde/{campaign:int}/strom", opt=may(Verb.LOOK))
async def stream(request: AnyRequest, campaign: FromPath[int]) -> Response[Any]:
    """Answer with the figures now and whenever they change, as long as the page is open."""
    found, _at = await here(request, campaign)
    live, member = exchange(request).ground.live, member_of(request)
    if not live.has_room_for(member.id):
        return Response("", status_code=429, headers={"retry-after": "30"}, media_type=EVENTS)
    if exchange(request).method == "HEAD":
        return Response("", media_type=EVENTS)
    centre = found.centre["id"]
    viewer = Viewer(
        person=member.id,
        show=lambda: _shown(request, campaign),
        may_look=lambda: _may_look(request, centre),
    )
    return Stream(events(live, viewer), media_type=EVENTS, headers={"x-accel-buffering": "no"})


async def _shown(request: AnyRequest, campaign: int) -> str:
    known = exchange(request)
    live: Live = known.ground.live
    now: Progress = await shared(live, campaign, lambda: progress(campaign, known.settings, known.clock()))
    numbers = numbers_of(now, join(known.language, f"{TAB}/{campaign}"), known.settings.timezone)
    return fragment(request, "staff/round_progress.html", numbers=numbers)


async def _may_look(request: AnyRequest, centre: int) -> bool:
    """Return whether the session is still good; looking on does not keep it alive."""
    known = exchange(request)
    idle, longest = timedelta(seconds=known.settings.session_idle), timedelta(seconds=known.settings.session_max)
    found = await reads.signed_in(read_cookie(request, SESSION), idle, longest, known.clock())
    return found is not None and centre in found.member.roles and allowed(found.member, Verb.LOOK, centre)
