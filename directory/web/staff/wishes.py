"""Themes that organisations miss: all of them in a list, and one at a time to decide which theme it is."""

from collections.abc import Mapping, Sequence

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns.words import CHANNELS
from directory.errors import Conflict, Invalid, NotFound
from directory.facts.taxonomies import taxonomy
from directory.i18n import _
from directory.organisations.entry import Actor
from directory.organisations.wishes import KIND, wish_in
from directory.review import actions, suggestions
from directory.review.suggestions import Case
from directory.review.wishes import wishes
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.organisation.competence import FIND, label, themes_context
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.words import write_in

TAB = "/intern/gjennomsyn"
LONGEST_PAIR = 80


@get("/gjennomsyn/tema", opt=may(Verb.LOOK))
async def listed(request: AnyRequest) -> Page:
    """Show what the centre's organisations have missed, and how many of them."""
    at = await desk(request)
    found = await wishes(at.centre["id"])
    return page(request, at, "wishes.html", tab=TAB, name="desk-wishes", wishes=found, label=label)


@post("/gjennomsyn/{suggestion:int}/tema", opt=may(Verb.REVIEW))
async def again(request: AnyRequest, suggestion: FromPath[int]) -> Page:
    """Show one wish with what a search for themes finds; nothing is decided."""
    case = await _wish(suggestion)
    return wish_page(request, await desk(request, case.stored.centre), case, await read_form(request))


@post("/gjennomsyn/{suggestion:int}/onske", opt=may(Verb.REVIEW))
async def decision(request: AnyRequest, suggestion: FromPath[int]) -> Page:
    """Decide which theme a wish is, or why it is none; the organisation is told."""
    case = await _wish(suggestion)
    at = await desk(request, case.stored.centre)
    form, here = await read_form(request), exchange(request)
    try:
        verdict = actions.Verdict(
            accepted=frozenset(),
            version=form.whole("version", case.stored.version) or 0,
            accept=form.choice("decision", ("accept", "refuse"), "refuse") == "accept",
            reason=form.lines("reason", actions.LONGEST_REASON * 2),
            themes=_pairs(form),
        )
        by, days = Actor("staff", at.member.email), here.settings.link_ttl_days
        await actions.decide(suggestion, verdict, by, here.settings.base_url, here.clock(), link_days=days)
    except Invalid as problem:
        return wish_page(request, at, case, form, errors=problem.problems)
    except Conflict:
        return wish_page(request, at, await _wish(suggestion), form, moved=True)
    flash(request, _("%(name)s: your decision has been saved.") % {"name": case.stored.entry.name})
    return see_other(request, TAB)


def wish_page(
    request: AnyRequest,
    at: Desk,
    case: Case,
    typed: Form | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    moved: bool = False,
) -> Page:
    """Show one wish with what its own words find, or what was typed."""
    words = wish_in(case.fields)
    fields: Mapping[str, Sequence[str]] = typed.fields if typed else {FIND: [words]}
    standing = [":".join(pair) for pair in case.stored.entry.areas]
    return page(
        request,
        at,
        "wish.html",
        tab=TAB,
        status=409 if moved else 422 if errors else 200,
        name="conflict" if moved else "desk-suggestion",
        case=case,
        words=words,
        channel=_(CHANNELS.get(case.channel, case.channel)),
        problems=errors or {},
        write_in=write_in(case.stored),
        moved_now=moved,
        open=case.state == "waiting" and at.may(Verb.REVIEW),
        **themes_context(fields, case.stored.entry.type, standing),
    )


async def _wish(suggestion: int) -> Case:
    case = await suggestions.case(suggestion)
    if case.kind != KIND:
        raise NotFound("no such wish")
    return case


def _pairs(form: Form) -> tuple[tuple[str, str], ...]:
    """Return the pairs of theme and perspective that are ticked. Raises Invalid for what does not exist."""
    pairs = [pair.partition(":")[::2] for pair in form.texts("areas", LONGEST_PAIR)]
    if not all(area in taxonomy("areas") and as_whom in taxonomy("perspectives") for area, as_whom in pairs):
        raise Invalid({"areas": _("Choose from the list.")})
    return tuple(pairs)
