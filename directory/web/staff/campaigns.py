"""The year's round: made, looked over, and followed while it runs."""

from collections.abc import Mapping

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns import actions, reads
from directory.campaigns.preflight import Preflight, preflight
from directory.campaigns.progress import progress
from directory.campaigns.reads import Found
from directory.clock import local
from directory.errors import Invalid, Refused
from directory.i18n import _, marked
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.language import join
from directory.web.pages import Page, see_other
from directory.web.staff.dates import read_date
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.numbers import numbers_of
from directory.web.staff.preflight_words import left_out, troubles

TAB = "/intern/runde"
STATES = {
    "draft": marked("Not started"),
    "scheduled": marked("Starts by itself"),
    "running": marked("Runs"),
    "paused": marked("Stopped for now"),
    "closed": marked("Closed"),
    "cancelled": marked("Called off"),
}
COLOURS = {"running": "success", "paused": "warning", "scheduled": "info", "draft": "info"}
USUAL = {"year": "", "deadline": "", "reminders": "14, 28", "after_deadline": "7"}


@get("/runde", opt=may(Verb.LOOK))
async def listed(request: AnyRequest) -> Page:
    """Show every round of the centre."""
    at = await desk(request)
    rounds = await reads.all_of([at.centre["id"]])
    return page(
        request, at, "rounds.html", tab=TAB, name="desk-rounds", rounds=rounds, states=_states(), colours=COLOURS
    )


@get("/runde/ny", opt=may(Verb.CAMPAIGN))
async def blank(request: AnyRequest) -> Page:
    """Show the form for a new round."""
    at = await desk(request)
    today = local(exchange(request).clock(), exchange(request).settings.timezone).date()
    return _form(request, at, USUAL | {"year": str(today.year)}, {})


@post("/runde/ny", opt=may(Verb.CAMPAIGN))
async def create(request: AnyRequest) -> Page:
    """Make a draft; nothing is sent yet."""
    at = await desk(request)
    form = await read_form(request)
    typed = {name: form.text(name, 60) for name in USUAL}
    try:
        campaign = await _create(request, at, form)
    except Invalid as problem:
        return _form(request, at, typed, _in_words(problem))
    except Refused:
        return _form(request, at, typed, {"year": _("The centre has a round for this year already.")})
    flash(request, _("The round has been made. Nothing is sent before you start it."))
    return see_other(request, f"{TAB}/{campaign}")


@get("/runde/{campaign:int}", opt=may(Verb.LOOK))
async def one(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Show a round: before the start who gets what, afterwards how far it has come."""
    found, at = await here(request, campaign)
    if found.state in ("draft", "scheduled"):
        return await before_start(request, at, found)
    settings, now = exchange(request).settings, exchange(request).clock()
    base = join(exchange(request).language, f"{TAB}/{campaign}")
    return page(
        request,
        at,
        "round.html",
        tab=TAB,
        name="desk-round",
        round=found,
        base=f"{TAB}/{campaign}",
        state=_(STATES[found.state]),
        color=COLOURS.get(found.state, "neutral"),
        numbers=numbers_of(await progress(campaign, settings, now), base, settings.timezone),
    )


async def here(request: AnyRequest, campaign: int) -> tuple[Found, Desk]:
    """Return a round and the desk of its centre. Raises NotFound for another centre's."""
    found = await reads.find(campaign)
    return found, await desk(request, found.centre["id"])


async def before_start(request: AnyRequest, at: Desk, found: Found, status: int = 200) -> Page:
    """Show who gets a letter and who does not, with what to mend before the start."""
    settings, now = exchange(request).settings, exchange(request).clock()
    seen = await preflight(found.id, settings, now)
    return page(
        request,
        at,
        "round_before.html",
        tab=TAB,
        status=status,
        name="desk-preflight",
        round=found,
        base=f"{TAB}/{found.id}",
        seen=seen,
        troubles=troubles(seen, at.may(Verb.SENDING)),
        left_out=left_out(seen),
        languages=_languages(seen),
    )


def _languages(seen: Preflight) -> list[str]:
    """Return the languages letters will go out in, for the samples."""
    used = {recipient.language for recipient in seen.recipients}
    return [code for code in ("nb", "nn", "en") if code in used or code != "en"]


async def _create(request: AnyRequest, at: Desk, form: Form) -> int:
    deadline = read_date(form, "deadline")
    now = exchange(request).clock()
    if deadline is None or deadline <= local(now, exchange(request).settings.timezone).date():
        raise Invalid({"deadline": _("Write a day that has not been yet.")})
    year = form.whole("year")
    return await actions.create(
        at.centre["code"],
        deadline.year if year is None else year,
        deadline,
        at.member.email,
        now,
        reminders=_days(form),
        after_deadline=form.whole("after_deadline"),
    )


def _days(form: Form) -> tuple[int, ...]:
    parts = [part.strip() for part in form.text("reminders", 60).replace(";", ",").split(",") if part.strip()]
    if not all(part.isascii() and part.isdecimal() and len(part) < 5 for part in parts):
        raise Invalid({"reminders": ""})
    return tuple(int(part) for part in parts)


def _in_words(problem: Invalid) -> dict[str, str]:
    """Return what is wrong with which field, in the language spoken."""
    words = {
        "year": _("Write the year with four digits."),
        "reminders": _("Write at most four rising numbers of days, each 3 or more, such as 14, 28."),
        "after_deadline": _("Write a number of days, or leave it empty for no such letter."),
    }
    return {name: words.get(name, text) for name, text in problem.problems.items()}


def _form(request: AnyRequest, at: Desk, typed: Mapping[str, str], errors: Mapping[str, str]) -> Page:
    status = 422 if errors else 200
    return page(
        request, at, "round_new.html", tab=TAB, status=status, name="desk-round-new", typed=typed, errors=errors
    )


def _states() -> dict[str, str]:
    return {name: _(words) for name, words in STATES.items()}
