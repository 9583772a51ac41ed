"""The form for a new round, with the days that are usual."""

from collections.abc import Mapping
from datetime import date

from litestar import get, post

from directory.campaigns import actions
from directory.campaigns.plan import LONGEST_WAIT, proposed_deadline, proposed_start, too_late
from directory.campaigns.reads import quiet_of
from directory.clock import local
from directory.errors import Invalid, Refused
from directory.i18n import _
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.pages import Page, see_other
from directory.web.staff.dates import read_date
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.rounds import TAB

USUAL = {"year": "", "deadline": "", "reminders": "14, 28", "after_deadline": "7"}


@get("/runde/ny", opt=may(Verb.CAMPAIGN))
async def blank(request: AnyRequest) -> Page:
    """Show the form for a new round, filled in as is usual: the first letter in September."""
    at = await desk(request)
    start, deadline = _proposed(request, at)
    typed = USUAL | {"year": str(start.year), "deadline": deadline.isoformat()}
    return _form(request, at, typed, {})


@post("/runde/ny", opt=may(Verb.CAMPAIGN))
async def create(request: AnyRequest) -> Page:
    """Make a draft; nothing is sent yet."""
    at = await desk(request)
    form = await read_form(request)
    typed = {name: "".join(form.fields.get(name, [""])[-1:]).strip()[:200] for name in USUAL}
    try:
        campaign = await _create(request, at, form)
    except Invalid as problem:
        return _form(request, at, typed, _in_words(problem))
    except Refused:
        return _form(request, at, typed, {"year": _("The centre has a round for this year already.")})
    flash(request, _("The round has been made. Nothing is sent before you start it."))
    return see_other(request, f"{TAB}/{campaign}")


async def _create(request: AnyRequest, at: Desk, form: Form) -> int:
    deadline = read_date(form, "deadline")
    if deadline is None or deadline <= _today(request):
        raise Invalid({"deadline": _("Write a day that has not been yet.")})
    if deadline.year not in actions.YEARS:
        raise Invalid({"deadline": _("Write the date as day, month and year, such as 1.10.2027.")})
    reminders = _days(form)
    if max(reminders, default=0) <= LONGEST_WAIT and too_late(reminders, _today(request), deadline):
        raise Invalid({"deadline": _("The last reminder would come after this day. Choose a later one.")})
    year = form.whole("year")
    return await actions.create(
        at.centre["code"],
        deadline.year if year is None else year,
        deadline,
        at.member.email,
        exchange(request).clock(),
        reminders=reminders,
        after_deadline=form.whole("after_deadline"),
    )


def _today(request: AnyRequest) -> date:
    return local(exchange(request).clock(), exchange(request).settings.timezone).date()


def _proposed(request: AnyRequest, at: Desk) -> tuple[date, date]:
    """Return the first letter's day and the deadline that are proposed: this September, else the next."""
    today, settings = _today(request), exchange(request).settings
    start = proposed_start(today.year)
    if start < today:
        start = proposed_start(today.year + 1)
    return start, proposed_deadline(start, quiet_of(at.centre, settings))


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
    start, _deadline = _proposed(request, at)
    named = {"typed": typed, "errors": errors, "start": start}
    return page(request, at, "round_new.html", tab=TAB, status=status, name="desk-round-new", **named)
