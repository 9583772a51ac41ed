"""The queue of changes that wait: field by field, with reasons; accepted, in part or not."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns.words import CHANNELS
from directory.errors import Conflict, Invalid
from directory.i18n import _, listing, marked
from directory.organisations.entry import Actor
from directory.organisations.wishes import KIND
from directory.organisations.wording import value
from directory.review import actions, suggestions
from directory.review.suggestions import Case, Point
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.pages import Page, see_other
from directory.web.staff.dates import read_date
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.wishes import wish_page
from directory.web.staff.words import label

TAB = "/intern/gjennomsyn"
KINDS = {
    "edit": marked("A correction"),
    "wrong_contact": marked("Not the right person"),
    "paused": marked("Takes a pause"),
    "dissolved": marked("No longer exists"),
    "import": marked("From a spreadsheet"),
    "error": marked("An error somebody reported"),
    "theme": marked("A theme is missing"),
}


@get("/gjennomsyn", opt=may(Verb.LOOK))
async def queue(request: AnyRequest) -> Page:
    """Show what waits, the oldest first."""
    at = await desk(request)
    return page(
        request,
        at,
        "review.html",
        tab=TAB,
        name="desk-review",
        waiting=await suggestions.queue(at.centre["id"]),
        decided=await suggestions.decided(at.centre["id"]),
        kinds={kind: _(words) for kind, words in KINDS.items()},
        labels=lambda names: listing([label(name) for name in names]),
    )


@get("/gjennomsyn/{suggestion:int}", opt=may(Verb.LOOK))
async def one(request: AnyRequest, suggestion: FromPath[int]) -> Page:
    """Show one suggestion beside what stands today."""
    case = await suggestions.case(suggestion)
    at = await desk(request, case.stored.centre)
    return wish_page(request, at, case) if case.kind == KIND else _shown(request, at, case)


@post("/gjennomsyn/{suggestion:int}/avgjorelse", opt=may(Verb.REVIEW))
async def decision(request: AnyRequest, suggestion: FromPath[int]) -> Page:
    """Decide; what is refused is mailed with its reason."""
    case = await suggestions.case(suggestion)
    at = await desk(request, case.stored.centre)
    form = await read_form(request)
    here = exchange(request)
    try:
        by = Actor("staff", at.member.email)
        await actions.decide(suggestion, _verdict(form, case), by, here.settings.base_url, here.clock())
    except Invalid as problem:
        return _shown(request, at, case, form, errors=problem.problems)
    except Conflict:
        return _shown(request, at, await suggestions.case(suggestion), form, moved=True)
    flash(request, _("%(name)s: your decision has been saved.") % {"name": case.stored.entry.name})
    return see_other(request, TAB)


def _verdict(form: Form, case: Case) -> actions.Verdict:
    known = {point.field for point in case.points}
    return actions.Verdict(
        accepted=frozenset(form.texts("field")) & known,
        version=form.whole("version", case.stored.version) or 0,
        accept=form.choice("decision", ("accept", "refuse"), "refuse") == "accept",
        reason=form.lines("reason", actions.LONGEST_REASON * 2),
        since=read_date(form, "since"),
    )


def _shown(
    request: AnyRequest,
    at: Desk,
    case: Case,
    typed: Form | None = None,
    *,
    errors: dict[str, str] | None = None,
    moved: bool = False,
) -> Page:
    fields = {point.field for point in case.points}
    return page(
        request,
        at,
        "suggestion.html",
        tab=TAB,
        status=409 if moved else 422 if errors else 200,
        name="conflict" if moved else "desk-suggestion",
        case=case,
        points=[_point(point) for point in case.points],
        kind=_(KINDS[case.kind]),
        channel=_(CHANNELS.get(case.channel, case.channel)),
        version=case.stored.version,
        since=typed.text("since", 40) if typed else "",
        typed_reason=typed.lines("reason", actions.LONGEST_REASON * 2) if typed else "",
        chosen=set(typed.texts("field")) if typed else fields,
        errors=errors or {},
        moved_now=moved,
        open=case.state == "waiting" and at.may(Verb.REVIEW),
    )


def _point(point: Point) -> dict[str, Any]:
    return {
        "field": point.field,
        "label": label(point.field),
        "before": value(point.field, point.before),
        "now": value(point.field, point.now),
        "proposed": value(point.field, point.proposed),
        "reason": _(point.reason) if point.reason else "",
        "moved": point.moved,
    }
