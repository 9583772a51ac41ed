"""Who works at the centre: added, given another role, taken away."""

from collections.abc import Mapping

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Invalid, NotFound, Refused
from directory.i18n import _, marked
from directory.staff import actions, reads
from directory.staff.policy import ROLES, Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import Desk, desk, may, page

TAB = "/intern/ansatte"
ROLE_NAMES = {"admin": marked("Administrator"), "editor": marked("Editor"), "reader": marked("Reader")}
ROLE_TEXTS = {
    "admin": marked("Does everything, also the centre's settings, sending and staff."),
    "editor": marked("Keeps the list, runs the year's round, reads the replies."),
    "reader": marked("Looks, and changes nothing."),
}
EMPTY = {"email": "", "name": "", "role": "editor"}


@get("/ansatte", opt=may(Verb.STAFF))
async def listed(request: AnyRequest) -> Page:
    """Show who works at the centre."""
    return await _listed(request, await desk(request), EMPTY, {})


@post("/ansatte", opt=may(Verb.STAFF))
async def add(request: AnyRequest) -> Page:
    """Give a person a role at the centre; adding again sets the role anew."""
    at = await desk(request)
    form = await read_form(request)
    typed = {"email": form.text("email", 300), "name": form.text("name", 200), "role": form.text("role", 10)}
    now = exchange(request).clock()
    try:
        await actions.add(typed["email"], typed["role"], at.centre["id"], at.member.email, now, typed["name"])
    except Invalid as problem:
        return await _listed(request, at, typed, problem.problems)
    except Refused as problem:
        flash(request, str(problem), "warning")
        return see_other(request, TAB)
    flash(request, _("%(email)s can sign in now, with a link by e-mail.") % {"email": typed["email"]})
    return see_other(request, TAB)


@post("/ansatte/{member:int}/avgang", opt=may(Verb.STAFF))
async def leave(request: AnyRequest, member: FromPath[int]) -> Page:
    """Take a person's role at the centre; whoever has no other is signed out at once."""
    at = await desk(request)
    if member == at.member.id:
        flash(request, _("You cannot take yourself away. Ask another administrator."), "warning")
        return see_other(request, TAB)
    try:
        await actions.leave(member, at.centre["id"], at.member.email, exchange(request).clock())
    except NotFound:
        raise
    except Refused as problem:
        flash(request, str(problem), "warning")
    else:
        flash(request, _("The person can no longer sign in for the centre."))
    return see_other(request, TAB)


async def _listed(request: AnyRequest, at: Desk, typed: Mapping[str, str], errors: Mapping[str, str]) -> Page:
    return page(
        request,
        at,
        "members.html",
        tab=TAB,
        status=422 if errors else 200,
        name="desk-staff",
        people=await reads.colleagues(at.centre["id"]),
        typed=typed,
        errors=errors,
        roles=[{"value": role, "label": _(ROLE_NAMES[role]), "description": _(ROLE_TEXTS[role])} for role in ROLES],
        role_names={role: _(name) for role, name in ROLE_NAMES.items()},
    )
