"""What the centre says of itself, and the switch that lets it send letters."""

from collections.abc import Mapping

from litestar import get, post

from directory.errors import Conflict, Invalid, Refused
from directory.i18n import _
from directory.staff import actions_centres, readiness
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import Desk, desk, may, page

TAB = "/intern/senter"
LONGEST = 400


@get("/senter", opt=may(Verb.LOOK))
async def settings(request: AnyRequest) -> Page:
    """Show what letters and pages say of the centre."""
    at = await desk(request)
    return _settings(request, at, {name: at.centre[name] for name in readiness.LABELS}, at.centre["version"])


@post("/senter", opt=may(Verb.CENTRE))
async def change(request: AnyRequest) -> Page:
    """Write the centre's settings."""
    at = await desk(request)
    form = await read_form(request)
    typed = {name: form.text(name, LONGEST) for name in readiness.LABELS}
    version = form.whole("version", 0) or 0
    now = exchange(request).clock()
    try:
        await actions_centres.change(at.centre["id"], version, typed, at.member.email, now)
    except Invalid as problem:
        return _settings(request, at, typed, version, problem.problems)
    except Conflict:
        return _settings(request, at, typed, at.centre["version"], moved=True)
    flash(request, _("The centre's page has been saved."))
    return see_other(request, TAB)


@get("/senter/utsending", opt=may(Verb.LOOK))
async def sending(request: AnyRequest) -> Page:
    """Show the checks, and the switch for administrators."""
    at = await desk(request)
    found = _checks(request, at)
    return page(request, at, "sending.html", tab=TAB, name="desk-sending", checks=found, ready=readiness.ready(found))


@post("/senter/utsending", opt=may(Verb.SENDING))
async def switch(request: AnyRequest) -> Page:
    """Let the centre send, or stop it at once."""
    at = await desk(request)
    on = (await read_form(request)).choice("sending", ("on", "off"), "off") == "on"
    now = exchange(request).clock()
    try:
        await actions_centres.switch_sending(at.centre["id"], on, _checks(request, at), at.member.email, now)
    except Refused as problem:
        flash(request, str(problem), "danger")
    else:
        flash(request, _("The centre can send letters now.") if on else _("The centre sends no more letters."))
    return see_other(request, f"{TAB}/utsending")


def _checks(request: AnyRequest, at: Desk) -> list[readiness.Check]:
    state = exchange(request).settings
    return readiness.checks(at.centre, state.sending, bool(state.smtp_url))


def _settings(
    request: AnyRequest,
    at: Desk,
    typed: Mapping[str, str],
    version: int,
    errors: Mapping[str, str] | None = None,
    *,
    moved: bool = False,
) -> Page:
    return page(
        request,
        at,
        "centre.html",
        tab=TAB,
        status=409 if moved else 422 if errors else 200,
        name="conflict" if moved else "desk-centre",
        typed=typed,
        version=version,
        errors=errors or {},
        moved=moved,
        stands={name: at.centre[name] for name in readiness.LABELS},
        label=readiness.label,
        needed=readiness.NEEDED,
        missing=[check for check in _checks(request, at) if not check.fine],
    )
