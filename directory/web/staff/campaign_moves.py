"""Starting, stopping and ending a round; what cannot be taken back is asked about first."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns import actions
from directory.campaigns.preflight import preflight
from directory.campaigns.reads import status
from directory.errors import Refused
from directory.i18n import _, ngettext
from directory.mail.quiet import next_open
from directory.mail.states import WAITING
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import may, page
from directory.web.staff.round_before import before_start
from directory.web.staff.rounds import TAB, here

Step = Callable[[int, str, datetime], Awaitable[None]]


@get("/runde/{campaign:int}/start", opt=may(Verb.CAMPAIGN))
async def ask_start(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Ask once more before letters go out."""
    found, at = await here(request, campaign)
    settings, now = exchange(request).settings, exchange(request).clock()
    seen = await preflight(campaign, settings, now)
    if found.state not in ("draft", "scheduled") or not seen.may_start:
        return see_other(request, f"{TAB}/{campaign}")
    first_at = next_open(now, found.quiet(settings))
    return page(
        request,
        at,
        "round_start.html",
        tab=TAB,
        name="desk-start",
        round=found,
        base=f"{TAB}/{campaign}",
        letters=len({one.address.casefold() for one in seen.recipients}),
        organisations=len(seen.recipients),
        left_out=len(seen.left_out),
        first_at=first_at,
        at_once=first_at <= now,
    )


@post("/runde/{campaign:int}/start", opt=may(Verb.CAMPAIGN))
async def start(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Start: letters are planned now and go out as they fall due."""
    found, at = await here(request, campaign)
    form, state = await read_form(request), exchange(request)
    try:
        seen = await actions.start(
            campaign, state.settings, at.member.email, state.clock(), now=form.ticked("ignore_quiet_hours")
        )
    except Refused:
        flash(request, _("The round was not started. See below what is missing."), "danger")
        return await before_start(request, at, found, 409)
    number = len({one.address.casefold() for one in seen.recipients})
    words = ngettext("The round has started. %(num)d letter is on its way.",
                     "The round has started. %(num)d letters are on their way.", number)  # fmt: skip
    flash(request, words % {"num": number})
    return see_other(request, f"{TAB}/{campaign}")


@post("/runde/{campaign:int}/pause", opt=may(Verb.CAMPAIGN))
async def pause(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Stop sending for now."""
    reason = " ".join((await read_form(request)).fields.get("reason", [""])[-1].split())[:300]

    async def step(id_: int, by: str, now: datetime) -> None:
        await actions.pause(id_, reason, by, now)

    said = _("The round is stopped for now. No more letters go out before you let it go on.")
    return await _step(request, campaign, step, said)


@get("/runde/{campaign:int}/gjenopptaking", opt=may(Verb.CAMPAIGN))
async def ask_resumption(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Ask once more before a round goes on in a restored database: some letters may go twice."""
    found, at = await here(request, campaign)
    if found.state != "paused":
        return see_other(request, f"{TAB}/{campaign}")
    numbers = await status(campaign)
    waiting = sum(int(numbers[state]) for state in (*WAITING, "sending"))
    return page(
        request, at, "round_resume.html", tab=TAB, name="desk-resume", round=found, base=f"{TAB}/{campaign}",
        waiting=waiting, doubtful=int(numbers["unknown"]),
    )  # fmt: skip


@post("/runde/{campaign:int}/gjenopptaking", opt=may(Verb.CAMPAIGN))
async def resumption(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Go on after a pause; in a restored database only with a yes to what may come of it."""
    found, _at = await here(request, campaign)
    if found.state == "paused" and found.restored and not (await read_form(request)).ticked("sure"):
        return see_other(request, f"{TAB}/{campaign}/gjenopptaking")
    return await _step(request, campaign, actions.resume, _("The round goes on."))


@get("/runde/{campaign:int}/avslutning", opt=may(Verb.CAMPAIGN))
async def ask_closing(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Ask once more before a round is closed."""
    return await _ask(request, campaign, cancel=False)


@get("/runde/{campaign:int}/avlysing", opt=may(Verb.CAMPAIGN))
async def ask_cancelling(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Ask once more before a round is called off."""
    return await _ask(request, campaign, cancel=True)


@post("/runde/{campaign:int}/avslutning", opt=may(Verb.CAMPAIGN))
async def closing(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """End the round: what waits is not sent, and its links no longer work."""
    return await _step(request, campaign, actions.close, _("The round is closed."))


@post("/runde/{campaign:int}/avlysing", opt=may(Verb.CAMPAIGN))
async def cancelling(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Call the round off."""
    return await _step(request, campaign, actions.cancel, _("The round is called off."))


async def _ask(request: AnyRequest, campaign: int, *, cancel: bool) -> Page:
    found, at = await here(request, campaign)
    base = f"{TAB}/{campaign}"
    return page(request, at, "round_end.html", tab=TAB, name="desk-end", round=found, base=base, cancel=cancel)


async def _step(request: AnyRequest, campaign: int, step: Step, said: str) -> Page:
    _found, at = await here(request, campaign)
    try:
        await step(campaign, at.member.email, exchange(request).clock())
    except Refused:
        flash(request, _("This cannot be done with the round as it is now."), "warning")
    else:
        flash(request, said)
    return see_other(request, f"{TAB}/{campaign}")
