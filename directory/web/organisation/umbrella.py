"""Which umbrella an organisation belongs to, as it says itself: found by name, decided by staff."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Invalid
from directory.i18n import _
from directory.organisations.actions_branches import propose_umbrella
from directory.organisations.branches import PARENT, parent_in
from directory.organisations.reads_branches import said_umbrella, umbrella_of
from directory.review.successors import candidates
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form, read_query
from directory.web.organisation.opened import Visiting, visiting
from directory.web.organisation.visits import may_answer
from directory.web.pages import Page, render, see_other

LONGEST = 100  # characters of what is looked for


@get("/rediger/{organisation:str}/paraply")
async def umbrella(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Look for the umbrella by name; nothing is changed by looking."""
    visit = await visiting(request, organisation)
    return await _page(request, visit, read_query(request).text("q", LONGEST))


@post("/rediger/{organisation:str}/paraply", status_code=303)
async def belongs(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down which umbrella it is; staff decide before it is shown."""
    visit, at = await may_answer(request, organisation)
    form = await read_form(request)
    chosen: UUID | None = parent_in({PARENT: form.text(PARENT, 40)})
    words = form.text("q", LONGEST)
    if chosen is None:
        return await _page(request, visit, words, _("Choose one of the organisations in the list."))
    try:
        await propose_umbrella(organisation, chosen, visit.visit, at)
    except Invalid as problem:
        return await _page(request, visit, words, problem.problems[PARENT])
    flash(request, _("Thank you! We look at it before it is shown."))
    return see_other(request, f"{visit.path}/paraply")


async def _page(request: AnyRequest, visit: Visiting, words: str, problem: str = "") -> Page:
    stored = visit.stored
    return render(
        request,
        "organisation/umbrella.html",
        page="umbrella",
        status=422 if problem else 200,
        name=stored.entry.name,
        base=visit.path,
        words=words,
        found=await candidates(words, stored.id),
        problems={PARENT: problem} if problem else {},
        umbrella=await umbrella_of(stored.id),
        said_umbrella=await said_umbrella(stored.id),
        sender=visit.sender,
    )
