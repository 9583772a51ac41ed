"""The ways in: the link in the letter, the short code typed by hand, and asking for the link once more."""

import asyncio
import logging
from datetime import datetime, timedelta

import asyncpg
from litestar import get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath

from directory.campaigns.actions_links import send_link
from directory.campaigns.links import Found, OpenedBundle, Unknown, open_code, open_link, written_to_at
from directory.clock import stopwatch
from directory.database import AWAY
from directory.errors import Refused
from directory.i18n import _
from directory.organisations import canonical
from directory.organisations.reads import find
from directory.organisations.receipts import speaks
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_form
from directory.web.guards import SHOWS_AGAIN
from directory.web.kept import typed_again
from directory.web.language import join
from directory.web.organisation.opened import DeadLink, alive, remember
from directory.web.pages import Page, render, see_other

LOG = logging.getLogger("directory.web")
HOUR = timedelta(hours=1)
LONGEST_CODE = 40  # characters; with signs between the letters
LONGEST_ADDRESS = 254  # characters (RFC 5321 section 4.5.3.1.3)
SENDING_TAKES = 0.3  # seconds, whether there is somebody to send to or not
STATUS = {"unknown": 404, "expired": 410, "revoked": 410}


@get("/o/{token:str}")
async def open_by_link(request: AnyRequest, token: FromPath[str]) -> Page:
    """Look at a link and go on to an address without it; nothing is written, so scanners may look too."""
    here = exchange(request)
    return await _enter(request, await open_link(token, here.keys, here.clock()), "link")


async def _enter(request: AnyRequest, found: Found, channel: str) -> Page:
    """Go to the opened entry in its own language, unless another one stands in the address already."""
    opened = await alive(request, found)
    spoken = exchange(request).language
    if isinstance(opened, OpenedBundle) and len(opened.members) > 1:
        own, entry = opened.language, "/rediger"
    else:
        one = opened.members[0] if isinstance(opened, OpenedBundle) else opened
        stored = await find(one.organisation)
        own, entry = speaks(stored), f"/rediger/{stored.id}"
    path = join(own if spoken == "nb" else spoken, entry)
    answer = see_other(request, "/")
    answer.headers["location"] = path
    return remember(request, answer, opened, channel)


def dead_link(request: AnyRequest, problem: DeadLink) -> Page:
    """Say what happened to a link, and what to do now."""
    return render(
        request,
        "organisation/dead_link.html",
        page=f"link-{problem.why}",
        status=STATUS[problem.why],
        why=problem.why,
        sender=problem.sender,
        kept=typed_again(request),
    )


@get("/kode")
async def code_form(request: AnyRequest) -> Page:
    """Ask for the code of the letter."""
    return _code_page(request)


@post("/kode", status_code=200, opt=SHOWS_AGAIN)
async def open_by_code(request: AnyRequest) -> Page:
    """Open an entry by its code; few tries, so that codes cannot be guessed."""
    form, settings = await read_form(request), exchange(request).settings
    typed = form.typed("code")
    if problem := form.problem("code", LONGEST_CODE):
        return _code_page(request, typed, problem)
    await limits.take(request, "code", settings.limit_code, HOUR)  # first, lest one address uses up everybody's
    at = await limits.take(request, "code-all", settings.limit_code_all, HOUR, thing="everybody")
    found = await open_code(typed, at)
    if isinstance(found, Unknown):
        problem = _("We do not know this code. Look at the letter once more: it has eight letters and digits.")
        return _code_page(request, typed, problem if typed else _("Write the code of the letter."))
    return await _enter(request, found, "code")


def _code_page(request: AnyRequest, typed: str = "", problem: str = "") -> Page:
    problems = {"code": problem} if problem else {}
    return render(
        request, "organisation/code.html", page="code", status=422 if problem else 200, typed=typed, problems=problems
    )


@get("/ny-lenke")
async def new_link_form(request: AnyRequest) -> Page:
    """Ask where to send the link."""
    return _new_link_page(request)


@post("/ny-lenke", status_code=200, opt=SHOWS_AGAIN)
async def new_link(request: AnyRequest) -> Page:
    """Mail the link to the address on record, if it is one; the answer never tells which.

    The mailing follows the answer, so that its time tells nothing either.
    """
    settings, form = exchange(request).settings, await read_form(request)
    typed = form.typed("email")
    if problem := form.problem("email", LONGEST_ADDRESS):
        return _new_link_page(request, typed, problem)
    try:
        address = canonical.email(typed)
    except ValueError as wrong:
        return _new_link_page(request, typed, str(wrong))
    if not address:
        return _new_link_page(request, typed, _("Write the e-mail address that our letters go to."))
    await limits.take(request, "new-link", settings.limit_new_link * 2, HOUR)
    at = await limits.take(request, "new-link-to", settings.limit_new_link, HOUR, thing=address.casefold())
    answer = see_other(request, "/ny-lenke/sendt")
    answer.background = BackgroundTask(_send_unseen, request, address, at)
    return answer


async def _send_unseen(request: AnyRequest, address: str, at: datetime) -> None:
    """Send the link if there is one, in a time that tells nothing to who waits on the same connection.

    Only what is really sent counts against what all may ask for together: made-up addresses shut nobody out.
    """
    began = stopwatch()
    try:
        if await written_to_at(address):
            everybody = exchange(request).settings.limit_new_link_all
            await limits.take(request, "new-link-all", everybody, HOUR, thing="everybody")
            await send_link(address, exchange(request).settings, at)
    except (Refused, *AWAY, asyncpg.PostgresError):
        LOG.exception("a link that was asked for could not be planned")
    await asyncio.sleep(max(0.0, SENDING_TAKES - (stopwatch() - began)))


def _new_link_page(request: AnyRequest, typed: str = "", problem: str = "") -> Page:
    problems = {"email": problem} if problem else {}
    return render(
        request,
        "organisation/new_link.html",
        page="new-link",
        status=422 if problem else 200,
        typed=typed,
        problems=problems,
    )


@get("/ny-lenke/sendt")
async def new_link_sent(request: AnyRequest) -> Page:
    """Say where to look for the letter, the same to everybody."""
    return render(request, "organisation/new_link_sent.html", page="new-link-sent")
