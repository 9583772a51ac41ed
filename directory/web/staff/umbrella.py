"""Staff say which umbrella an organisation is a branch of: found by name."""

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Invalid
from directory.i18n import _
from directory.organisations.actions_branches import set_umbrella
from directory.organisations.branches import PARENT, parent_in
from directory.organisations.entry import Actor
from directory.organisations.reads import Stored, find
from directory.organisations.reads_branches import umbrella_of
from directory.review.successors import candidates
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form, read_query
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.organisations import TAB

NONE = "ingen"
LONGEST = 100  # characters of what is looked for


@get("/organisasjoner/{organisation:str}/paraply", opt=may(Verb.EDIT))
async def umbrella(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Look for an umbrella by name."""
    stored = await find(organisation)
    at = await desk(request, stored.centre)
    return await _page(request, at, stored, read_query(request).text("q", LONGEST))


@post("/organisasjoner/{organisation:str}/paraply", opt=may(Verb.EDIT))
async def belongs(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Write which umbrella it is, or that there is none."""
    stored = await find(organisation)
    at = await desk(request, stored.centre)
    form = await read_form(request)
    typed, words = form.text(PARENT, 40), form.text("q", LONGEST)
    chosen = parent_in({PARENT: typed})
    if chosen is None and typed != NONE:
        return await _page(request, at, stored, words, _("Choose one of the organisations in the list."))
    try:
        await set_umbrella(organisation, chosen, Actor("staff", at.member.email), exchange(request).clock())
    except Invalid as problem:
        return await _page(request, at, stored, words, problem.problems[PARENT])
    flash(request, _("%(name)s has been saved.") % {"name": stored.entry.name})
    return see_other(request, f"{TAB}/{stored.id}")


async def _page(request: AnyRequest, at: Desk, stored: Stored, words: str, problem: str = "") -> Page:
    return page(
        request,
        at,
        "umbrella.html",
        tab=TAB,
        status=422 if problem else 200,
        name="desk-umbrella",
        stored=stored,
        base=f"{TAB}/{stored.id}",
        words=words,
        found=await candidates(words, stored.id),
        problems={PARENT: problem} if problem else {},
        umbrella=await umbrella_of(stored.id),
        none=NONE,
    )
