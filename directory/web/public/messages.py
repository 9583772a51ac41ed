"""Forms for everybody: a message to an organisation, and telling us about an error."""

from datetime import timedelta

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Invalid, NotFound
from directory.i18n import _
from directory.involvement import actions
from directory.involvement.message import read_message, read_report
from directory.search import find
from directory.search.centres import centre
from directory.search.records import Listed
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form, usable_query
from directory.web.guards import SHOWS_AGAIN, own_path
from directory.web.pages import Page, render, see_other

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_TO_ONE = 20  # messages a day to one organisation, whoever they come from
MESSAGE_FIELDS = ("name", "sender_from", "email", "message")
REPORT_FIELDS = ("message", "email")
TRAP = "homepage"  # a field that people do not see; what fills it in is a program
LONGEST_SEEN = 300  # characters of the address of a page that is reported


@get("/organisasjon/{slug:str}/melding")
async def message_form(request: AnyRequest, slug: FromPath[str]) -> Page:
    """Show the form for a message to an organisation. Raises NotFound."""
    return await _message_page(request, await _open_entry(request, slug), Form({}), {})


@post("/organisasjon/{slug:str}/melding", opt=SHOWS_AGAIN)
async def send_message(request: AnyRequest, slug: FromPath[str]) -> Page:
    """Pass a message on without showing the address it goes to. Raises NotFound, LimitReached."""
    entry, form = await _open_entry(request, slug), await read_form(request)
    try:
        _storable(form)
        message = read_message(*(form.typed(name) for name in MESSAGE_FIELDS))
    except Invalid as problem:
        return await _message_page(request, entry, form, problem.problems, status=422)
    amount = exchange(request).settings.limit_messages
    at = await limits.take(request, "message", amount, HOUR)
    await limits.take(request, "message-to", MOST_TO_ONE, DAY, thing=str(entry.id))
    if not form.typed(TRAP):
        await actions.send_message(entry.id, message, at)
    flash(request, _("The message is sent to %(name)s.") % {"name": entry.name})
    return see_other(request, f"/organisasjon/{entry.slug}")


@get("/meld-feil")
async def report_form(request: AnyRequest) -> Page:
    """Show the form for telling us about an error, about nothing in particular when the address makes no sense."""
    entry, seen = await _reported(request, usable_query(request))
    return _report_page(request, entry, seen, Form({}), {})


@post("/meld-feil", opt=SHOWS_AGAIN)
async def report(request: AnyRequest) -> Page:
    """Put an error before staff. Raises LimitReached."""
    form = await read_form(request)
    entry, seen = await _reported(request, form)
    try:
        _storable(form)
        told = read_report(form.typed("message"), form.typed("email"), own_path(seen, ""))
    except Invalid as problem:
        return _report_page(request, entry, seen, form, problem.problems, status=422)
    at = await limits.take(request, "report", exchange(request).settings.limit_messages, HOUR)
    if entry and not form.typed(TRAP):
        await actions.report_entry(entry.id, told, at)
    elif not form.typed(TRAP):
        await actions.report_page(told, at)
    flash(request, _("Thank you. We look into it."))
    back = own_path(form.typed("side"))
    return see_other(request, f"/organisasjon/{entry.slug}" if entry else back)


def _storable(form: Form) -> None:
    if form.problems:
        raise Invalid(dict(form.problems))


async def _open_entry(request: AnyRequest, slug: str) -> Listed:
    entry = await find.one(slug, exchange(request).clock())
    if entry.status == "dissolved":
        raise NotFound("the organisation no longer exists")
    return entry


async def _reported(request: AnyRequest, form: Form) -> tuple[Listed | None, str]:
    """Return the entry and the page that a report is about; an entry that is gone meanwhile is told as its page."""
    slug, seen = form.typed("organisasjon"), form.typed("side")[:LONGEST_SEEN]
    if not slug:
        return None, seen
    try:
        return await find.one(slug, exchange(request).clock()), seen
    except NotFound:
        return None, f"/organisasjon/{slug}"[:LONGEST_SEEN]


async def _message_page(
    request: AnyRequest, entry: Listed, form: Form, errors: dict[str, str], status: int = 200
) -> Page:
    return render(
        request,
        "public/message.html",
        page="message",
        status=status,
        entry=entry,
        centre=await centre(entry.centre),
        to_centre=not entry.reachable,
        form={name: form.typed(name) for name in MESSAGE_FIELDS},
        errors=errors,
    )


def _report_page(
    request: AnyRequest, entry: Listed | None, seen: str, form: Form, errors: dict[str, str], status: int = 200
) -> Page:
    return render(
        request,
        "public/report.html",
        page="report",
        status=status,
        entry=entry,
        seen=seen,
        form={name: form.typed(name) for name in REPORT_FIELDS},
        errors=errors,
    )
