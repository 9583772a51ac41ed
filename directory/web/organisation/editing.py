"""Correcting something: one form for everything, look it over, send."""

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Conflict, Invalid
from directory.i18n import _
from directory.organisations import actions_answers
from directory.organisations.changes import split
from directory.organisations.typed import PERSON, READERS, fields_of, kept, read
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_form
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation import shown
from directory.web.organisation.conflicts import base_of, conflict_answered
from directory.web.organisation.form_page import form_page
from directory.web.organisation.opened import Visiting, visiting
from directory.web.organisation.visits import may_answer
from directory.web.pages import Page, render, see_other

OURS = ("_csrf_token", "version")
TOP = "main"  # where a problem is told that belongs to no field on the page


@get("/rediger/{organisation:str}/skjema")
async def form(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show the form with what stands today."""
    visit = await visiting(request, organisation)
    return form_page(request, visit, fields_of(visit.stored.entry), visit.stored.version)


@post("/rediger/{organisation:str}/skjema", status_code=200, opt=SHOWS_AGAIN)
async def form_again(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show the form with what was typed, on the way back from looking it over."""
    visit = await visiting(request, organisation)
    typed, version, problems = await _typed(request, visit)
    return form_page(request, visit, kept(typed, await base_of(visit, version)), version, problems)


@post("/rediger/{organisation:str}/kontroll", status_code=200, opt=SHOWS_AGAIN)
async def check(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show what would change, what of it waits for staff and why; nothing is written yet."""
    visit = await visiting(request, organisation)
    typed, version, unusable = await _typed(request, visit)
    base = await base_of(visit, version)
    after, problems = read(typed, base)
    if problems := problems | unusable:
        return form_page(request, visit, kept(typed, base), version, problems)
    if version != visit.stored.version:
        return await conflict_answered(request, visit, version, typed)
    parts = split(base, after)
    return render(
        request,
        "organisation/check.html",
        page="check",
        name=base.name,
        base=visit.path,
        version=version,
        applied=shown.changes_in_words(parts.harmless),
        waiting=shown.changes_in_words(parts.risky, parts.reasons),
        fields=fields_of(after),
        said=shown.this_month(exchange(request).clock()),
    )


@post("/rediger/{organisation:str}/endringer", status_code=303, opt=SHOWS_AGAIN)
async def changes(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Write the corrections, and that the rest is right."""
    visit, at = await may_answer(request, organisation)
    typed, version, unusable = await _typed(request, visit)
    base = await base_of(visit, version)
    after, problems = read(typed, base)
    if problems := problems | unusable:
        return form_page(request, visit, kept(typed, base), version, problems)
    try:
        await actions_answers.correct(organisation, version, after, visit.visit, at)
    except Conflict:
        return await conflict_answered(request, visit, version, typed)
    return see_other(request, f"{visit.path}/takk")


@get(["/rediger/{organisation:str}/kontroll", "/rediger/{organisation:str}/endringer"])
async def not_here(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Lead those who load the address of an answer (or change the language there) back to the form."""
    visit = await visiting(request, organisation)
    return see_other(request, f"{visit.path}/skjema")


async def _typed(request: AnyRequest, visit: Visiting) -> tuple[dict[str, list[str]], int, dict[str, str]]:
    """Return what was typed, the version it was typed over, and what of it cannot be used."""
    sent = await read_form(request)
    problems = {name if name in READERS or PERSON.fullmatch(name) else TOP: why for name, why in sent.problems.items()}
    version = visit.stored.version
    try:
        version = sent.whole("version", default=0) or 0
    except Invalid:
        problems[TOP] = _("Something was wrong with the page you sent from. Look it over, and send it once more.")
    return {name: values for name, values in sent.fields.items() if name not in OURS}, version, problems
