"""Asking for one's own link, at any time: it goes to the address on record, and nowhere else."""

from datetime import timedelta

from litestar import get, post

from directory.i18n import _
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.following import followed
from directory.web.forms import AnyRequest, read_form
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation.new_link import send_to_persons, typed_address
from directory.web.organisation.senders import only_sender
from directory.web.pages import Page, render, see_other

HOUR = timedelta(hours=1)


@get("/samtykke")
async def link_form(request: AnyRequest) -> Page:
    """Ask at which address somebody stands as a contact person."""
    return await _form(request)


@post("/samtykke", status_code=200, opt=SHOWS_AGAIN)
async def link_asked(request: AnyRequest) -> Page:
    """Mail the links to the address on record, if it is one; the answer never tells which.

    The mailing follows the answer, so that its time tells nothing either.
    """
    settings, form = exchange(request).settings, await read_form(request)
    address, problem = typed_address(form, _("Write your e-mail address."))
    if problem:
        return await _form(request, form.typed("email"), problem)
    await limits.take(request, "consent-link", settings.limit_new_link * 2, HOUR)
    at = await limits.take(request, "consent-link-to", settings.limit_new_link, HOUR, thing=address.casefold())
    return followed(request, see_other(request, "/samtykke/sendt"), lambda: send_to_persons(request, address, at))


@get("/samtykke/sendt")
async def link_sent(request: AnyRequest) -> Page:
    """Say where to look for the letter, the same to everybody."""
    return render(request, "persons/link_sent.html", page="new-link-sent", sender=await only_sender(request))


async def _form(request: AnyRequest, typed: str = "", problem: str = "") -> Page:
    problems = {"email": problem} if problem else {}
    return render(
        request,
        "persons/link.html",
        page="consent-link",
        status=422 if problem else 200,
        typed=typed,
        problems=problems,
        sender=await only_sender(request),
    )
