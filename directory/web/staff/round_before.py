"""Before a round starts: who gets a letter, what to mend, a test letter, and when it starts by itself."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from litestar import get, post
from litestar.params import FromPath

from directory import i18n
from directory.campaigns import actions
from directory.campaigns.actions_rehearsal import TEMPLATES, send_test
from directory.campaigns.findings import Preflight
from directory.campaigns.plan import is_overdue, proposed_start
from directory.campaigns.preflight import preflight
from directory.campaigns.preflight_domains import preflight_domains
from directory.campaigns.reads import Found
from directory.clock import local
from directory.errors import Invalid, Refused
from directory.facts.taxonomies import LANGUAGES
from directory.i18n import _
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.pages import Page, see_other
from directory.web.staff.dates import read_date
from directory.web.staff.entrance import Desk, may, page
from directory.web.staff.preflight_words import left_out, looked_up, troubles
from directory.web.staff.rounds import TAB, here

MORNING = time(9)


async def before_start(
    request: AnyRequest,
    at: Desk,
    found: Found,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Page:
    """Show who gets a letter and who does not, with what to mend before the start."""
    settings, now = exchange(request).settings, exchange(request).clock()
    seen = await preflight(found.id, settings, now)
    shown = {"day": proposed_day(request, found).isoformat(), "time": i18n.hour(MORNING)}
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
        overdue=found.state == "scheduled" and is_overdue(found.opens_at, now),
        errors=errors or {},
        typed=shown | dict(typed or {}),
    )


@get("/runde/{campaign:int}/navn", opt=may(Verb.LOOK))
async def domains(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Ask the network about the addresses' domains and our own sender; a page of its own, since it may take a while."""
    found, at = await here(request, campaign)
    settings = exchange(request).settings
    seen = await preflight(campaign, settings, exchange(request).clock())
    shown = looked_up(await preflight_domains(seen.recipients, found, settings))
    return page(
        request,
        at,
        "round_domains.html",
        tab=TAB,
        name="desk-domains",
        round=found,
        base=f"{TAB}/{campaign}",
        troubles=shown,
    )


@post("/runde/{campaign:int}/starttid", opt=may(Verb.CAMPAIGN))
async def schedule(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Let a round start by itself at a day and a time."""
    found, at = await here(request, campaign)
    form, state = await read_form(request), exchange(request)
    typed = {name: "".join(form.fields.get(name, [""])[-1:]).strip()[:40] for name in ("day", "time")}
    try:
        begins = _instant(form, state.settings.timezone)
        first_at = await actions.schedule(campaign, begins, state.settings, at.member.email, state.clock())
    except Invalid as problem:
        words = {"opens_at": _("Choose a day that has not been yet, before the day they are to answer by.")}
        errors = {("day" if name == "opens_at" else name): words.get(name, text)
                  for name, text in problem.problems.items()}  # fmt: skip
        return await before_start(request, at, found, 422, errors, typed)
    except Refused:
        flash(request, _("This cannot be done with the round as it is now."), "warning")
    else:
        said = _(
            "The round starts by itself, and the first letter goes %(when)s. Until then you can take the time away."
        )
        flash(request, said % {"when": moment(first_at, state.settings.timezone)})
    return see_other(request, f"{TAB}/{campaign}")


@post("/runde/{campaign:int}/starttid/fjerning", opt=may(Verb.CAMPAIGN))
async def unschedule(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Let a round not start by itself after all."""
    _found, at = await here(request, campaign)
    try:
        await actions.unschedule(campaign, at.member.email, exchange(request).clock())
    except Refused:
        flash(request, _("This cannot be done with the round as it is now."), "warning")
    else:
        flash(request, _("The round does not start by itself any more."))
    return see_other(request, f"{TAB}/{campaign}")


@post("/runde/{campaign:int}/provebrev", opt=may(Verb.CAMPAIGN))
async def test_letter(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Send one of the round's letters to oneself, and to nobody else."""
    _found, at = await here(request, campaign)
    form = await read_form(request)
    spoken, template = form.choice("language", LANGUAGES, "nb"), form.choice("letter", TEMPLATES, "first")
    state, own = exchange(request), at.member.email
    try:
        await send_test(campaign, own, state.settings, own, state.clock(), language=spoken, template=template)
    except Refused:
        flash(request, _("The test letter could not be sent. See first what is to be mended."), "warning")
    else:
        flash(request, _("A test letter is on its way to %(address)s.") % {"address": own})
    return see_other(request, f"{TAB}/{campaign}")


def _instant(form: Form, timezone: str) -> datetime:
    """Return the instant of a day and a time as people write them. Raises Invalid."""
    on = read_date(form, "day")
    if on is None:
        raise Invalid({"day": _("Write the date as day, month and year, such as 1.10.2027.")})
    hour, _point, minute = form.text("time", 10).replace(".", ":").partition(":")
    try:
        return datetime.combine(on, time(int(hour), int(minute or 0)), ZoneInfo(timezone))
    except ValueError:
        raise Invalid({"time": _("Write the time of day as hours and minutes, such as 09:00.")}) from None


def proposed_day(request: AnyRequest, found: Found) -> date:
    """Return the day a start is proposed for: in September, else tomorrow."""
    today = local(exchange(request).clock(), exchange(request).settings.timezone).date()
    usual = proposed_start(found.deadline.year)
    return usual if today < usual < found.deadline else date.fromordinal(today.toordinal() + 1)


def moment(at: datetime, timezone: str) -> str:
    """Return an instant as people write it, by the clocks of a place."""
    return i18n.moment(local(at, timezone))


def _languages(seen: Preflight) -> list[str]:
    """Return the languages letters will go out in, for the samples."""
    used = {recipient.language for recipient in seen.recipients}
    return [code for code in ("nb", "nn", "en") if code in used or code != "en"]
