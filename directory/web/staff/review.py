"""The queue of changes that wait: field by field, with reasons; accepted, in part or not."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns.words import CHANNELS
from directory.errors import Conflict, Invalid, NotFound
from directory.i18n import _, listing, marked
from directory.organisations import canonical
from directory.organisations.entry import Actor
from directory.organisations.reads_address import checks_at, checks_in
from directory.organisations.said import since_of
from directory.organisations.wishes import KIND
from directory.organisations.wording import value
from directory.review import actions, suggestions
from directory.review.right_person import stopped, ways
from directory.review.successors import candidates, exactly
from directory.review.suggestions import Case, Point
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form, read_query
from directory.web.pages import Page, see_other
from directory.web.staff.dates import read_date
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.wishes import wish_page
from directory.web.staff.words import label, write_in

TAB = "/intern/gjennomsyn"
OTHER, NOBODY = "annen", "ingen"  # instead of an address
KINDS = {
    "edit": marked("A correction"),
    "wrong_contact": marked("Not the right person"),
    "paused": marked("Takes a pause"),
    "dissolved": marked("No longer exists"),
    "import": marked("From a spreadsheet"),
    "error": marked("An error somebody reported"),
    "theme": marked("A theme is missing"),
    "parent": marked("Belongs to an umbrella"),
    "address": marked("An address from the umbrella"),
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
        checks=await checks_at(at.centre["id"]),
        later=await suggestions.asked_later(at.centre["id"]),
        may_edit=at.may(Verb.REVIEW),
        kinds={kind: _(words) for kind, words in KINDS.items()},
        labels=lambda names: listing([label(name) for name in names]),
    )


@get("/gjennomsyn/{suggestion:int}", opt=may(Verb.LOOK))
async def one(request: AnyRequest, suggestion: FromPath[int]) -> Page:
    """Show one suggestion beside what stands today."""
    case = await suggestions.case(suggestion)
    at = await desk(request, case.stored.centre)
    return wish_page(request, at, case) if case.kind == KIND else await _shown(request, at, case)


@post("/gjennomsyn/{suggestion:int}/avgjorelse", opt=may(Verb.REVIEW))
async def decision(request: AnyRequest, suggestion: FromPath[int]) -> Page:
    """Decide; what is refused is mailed with its reason."""
    case = await suggestions.case(suggestion)
    at = await desk(request, case.stored.centre)
    form = await read_form(request)
    here = exchange(request)
    try:
        by = Actor("staff", at.member.email)
        verdict, days = _verdict(form, case), here.settings.link_ttl_days
        await actions.decide(suggestion, verdict, by, here.settings.base_url, here.clock(), link_days=days)
    except Invalid as problem:
        return await _shown(request, at, case, form, errors=problem.problems)
    except Conflict:
        return await _shown(request, at, await suggestions.case(suggestion), form, moved=True)
    except NotFound:
        flash(request, _("Nothing was decided now: it does not wait any more."), "warning")
        return see_other(request, f"{TAB}/{suggestion}")
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
        address=_address(form) if case.kind == "wrong_contact" else None,
        successor=_successor(form),
    )


def _address(form: Form) -> str:
    """Return the address that was chosen or typed, empty for nobody. Raises Invalid."""
    chosen = form.text("address", 254)
    if chosen == NOBODY or form.choice("decision", ("accept", "refuse"), "refuse") == "refuse":
        return ""
    typed = form.text("other_address", 254)
    if not chosen and not typed:
        raise Invalid({"address": _("Choose who gets the link.")})
    field = "address" if chosen and chosen != OTHER else "other_address"
    try:
        address = canonical.email(chosen if field == "address" else typed)
    except ValueError as problem:
        raise Invalid({field: str(problem)}) from None
    if not address:
        raise Invalid({field: _("Write the other address.")})
    return address


def _successor(form: Form) -> UUID | None:
    try:
        return UUID(form.text("successor", 40)) if form.text("successor", 40) else None
    except ValueError:
        return None


async def _shown(
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
        since=typed.typed("since") if typed else _day(since_of(case.details)),
        typed_reason=typed.lines("reason", actions.LONGEST_REASON * 2) if typed else "",
        write_in=write_in(case.stored),
        chosen=set(typed.texts("field")) if typed else fields,
        errors=errors or {},
        moved_now=moved,
        open=case.state == "waiting" and at.may(Verb.REVIEW),
        may_edit=at.may(Verb.REVIEW),
        checks=await checks_in(case.id),
        ways=ways(case),
        stopped=await stopped(case, exchange(request).clock()),
        **_person(case, typed),
        **await _carries_on(request, case, typed),
        may_take_back=case.state == "accepted" and case.stored.status == case.kind and at.may(Verb.EDIT),
    )


def _person(case: Case, typed: Form | None) -> dict[str, str]:
    """Return which address is chosen: who was named, until something else was sent."""
    named = next((point.proposed for point in case.points if point.field == "update_email"), "")
    chosen = typed.typed("address") if typed else named
    return {"chosen_address": chosen, "other_address": typed.typed("other_address") if typed else ""}


async def _carries_on(request: AnyRequest, case: Case, typed: Form | None) -> dict[str, Any]:
    """Return the entries that may carry on the work, by what they wrote or what is looked for, and the chosen one.

    Until something was sent it is the one with the very name.
    """
    words = read_query(request).text("etterfolger", 200) or case.details.get("successor", "")
    found = await candidates(words, case.stored.id) if case.kind == "dissolved" else []
    same = exactly(found, words)
    chosen = typed.typed("successor") if typed else str(same.id) if same else ""
    return {"looked_for": words, "candidates": found, "successor": chosen}


def _day(moment: date | None) -> str:
    return f"{moment.day}.{moment.month}.{moment.year}" if moment else ""


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
