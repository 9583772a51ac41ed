"""What contact persons say by telephone or on paper, written down; and the letter about it, sent once more."""

from datetime import UTC, datetime, time, timedelta

from litestar import post
from litestar.params import FromPath

from directory.errors import Conflict, Invalid, NotFound
from directory.i18n import _
from directory.organisations import actions_consents, consent_text
from directory.organisations.actions_consents import How
from directory.organisations.entry import Actor
from directory.organisations.reads import Stored, find
from directory.organisations.reads_consents import Asked, person
from directory.staff.policy import Verb
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.pages import Page, see_other
from directory.web.persons.questions import answers, questions
from directory.web.staff import organisations
from directory.web.staff.consents import BY_HAND, Again
from directory.web.staff.dates import read_date
from directory.web.staff.entrance import desk, may, page

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@post("/organisasjoner/{organisation:str}/personer/{contact:str}/samtykke", opt=may(Verb.EDIT))
async def write_down(request: AnyRequest, organisation: FromPath[str], contact: FromPath[str]) -> Page:
    """Write down what a person has said by telephone or on paper."""
    stored, who, member = await _found(request, organisation, contact)
    form, at = await read_form(request), exchange(request).clock()
    said, seen, problem = answers(form)
    how = How(form.choice("channel", BY_HAND, "phone"), consent_text.version(), member)
    try:
        said_at, problems = _when(form, at), {}
    except Invalid as wrong:
        said_at, problems = at, dict(wrong.problems)
    if problem:
        problems = {questions(who)[0].field: problem, **problems}
    if problems:
        return await _again(request, stored, Again(str(who.id), _typed(form), problems))
    try:
        await actions_consents.answer(who.id, said, seen, how, said_at, at)
    except Conflict:
        flash(
            request,
            _("What we have about the person has been changed since. Look at it, and write once more."),
            "warning",
        )
    else:
        flash(request, _("Written down. It counts at once."))
    return see_other(request, f"/intern/organisasjoner/{stored.id}#personer")


async def _again(request: AnyRequest, stored: Stored, again: Again) -> Page:
    """Show the organisation's page with the form as it was sent, and what is wrong with it."""
    told = await organisations.told(request, stored, again=again)
    at = await desk(request, stored.centre)
    return page(request, at, "organisation.html", tab=organisations.TAB, name="desk-organisation", status=422, **told)


def _typed(form: Form) -> dict[str, str]:
    return {name: form.typed(name) for name in ("channel", "said", *(f"answer-{one}" for one in consent_text.FIELDS))}


def _when(form: Form, at: datetime) -> datetime:
    """Return when it was said: noon of the day that was typed, now when none was. Raises Invalid for a day to come."""
    typed = read_date(form, "said")
    if typed is None or typed == at.date():
        return at
    moment = datetime.combine(typed, time(12), tzinfo=UTC)
    if moment > at:
        raise Invalid({"said": _("The day is in the future.")})
    return moment


@post("/organisasjoner/{organisation:str}/personer/{contact:str}/sletting", opt=may(Verb.EDIT))
async def removal(request: AnyRequest, organisation: FromPath[str], contact: FromPath[str]) -> Page:
    """Take a person away altogether who has asked for it by telephone or on paper."""
    stored, who, member = await _found(request, organisation, contact)
    here = exchange(request)
    if not (await read_form(request)).ticked("sure"):
        flash(request, _("Nothing was erased. Tick that the person has asked for it."), "warning")
    else:
        await actions_consents.remove(who.id, here.keys, Actor("staff", member), here.clock())
        flash(request, _("The person is erased, and is not written to again."))
    return see_other(request, f"/intern/organisasjoner/{stored.id}#personer")


@post("/organisasjoner/{organisation:str}/personer/{contact:str}/brev", opt=may(Verb.EDIT))
async def letter(request: AnyRequest, organisation: FromPath[str], contact: FromPath[str]) -> Page:
    """Send a person the letter with their own link, once more if need be."""
    stored, who, member = await _found(request, organisation, contact)
    most = exchange(request).settings.limit_new_link
    at = await limits.take(request, "consent-link-to", most, HOUR, thing=who.person.email.casefold())
    await limits.take(request, "consent-link-day", most * 2, DAY, thing=who.person.email.casefold())
    if await actions_consents.ask_again(who.id, member, at):
        flash(request, _("The letter is on its way to %(address)s.") % {"address": who.person.email})
    else:
        flash(request, _("The person has no e-mail address of their own."), "warning")
    return see_other(request, f"/intern/organisasjoner/{stored.id}#personer")


async def _found(request: AnyRequest, organisation: str, contact: str) -> tuple[Stored, Asked, str]:
    stored = await find(organisation)
    at = await desk(request, stored.centre)
    _stored, who = await person(contact)
    if who.organisation != stored.id:
        raise NotFound("no such person")
    return stored, who, at.member.email
