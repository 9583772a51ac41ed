"""What contact persons say of being shown: told at the desk, and written down when said by telephone or on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from litestar import post
from litestar.params import FromPath

from directory.clock import local
from directory.errors import Conflict, Invalid, NotFound
from directory.i18n import _, day, marked
from directory.organisations import actions_consents, consent_text
from directory.organisations.actions_consents import How
from directory.organisations.entry import Actor
from directory.organisations.reads import Stored, find
from directory.organisations.reads_consents import Asked, Said, people_of, person
from directory.staff.policy import Verb
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.pages import Page, see_other
from directory.web.persons.questions import Question, answers, questions
from directory.web.staff.dates import read_date
from directory.web.staff.entrance import desk, may

BY_HAND = {"phone": marked("By telephone"), "paper": marked("On paper")}
CHANNELS = {
    "link": marked("on their own page"),
    "visit": marked("on the organisation's page"),
    "phone": marked("by telephone"),
    "paper": marked("on paper"),
}
FIELDS = {"name": marked("Name"), "phone": marked("Telephone"), "email": marked("E-mail")}
WAITING = ("planned", "ready", "sending", "deferred")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One contact person at the desk: what they have said of each field, what became of the letter, what to ask."""

    id: str
    name: str
    said: Sequence[tuple[str, str]]
    letter: str
    may_write: bool
    questions: Sequence[Question]


async def people(stored: Stored, timezone: str) -> list[Line]:
    """Return the contact persons of an entry as the desk shows them."""
    return [
        Line(
            id=str(one.id),
            name=", ".join(filter(None, (one.person.name, one.person.role))),
            said=[(_(FIELDS[field.field]), _said(field, timezone)) for field in one.said],
            letter=_letter(one, timezone),
            may_write=one.own,
            questions=questions(one),
        )
        for one in await people_of(stored)
    ]


def _said(said: Said, timezone: str) -> str:
    if not said.value:
        return _("missing")
    if not said.answer or said.since is None:
        return _("not answered, is not shown")
    words = {
        "day": day(local(said.since, timezone)),
        "how": _(CHANNELS[said.channel]) if said.channel in CHANNELS else said.channel,
    }
    answer = (_("yes since %(day)s, %(how)s") if said.answer == "yes" else _("no since %(day)s, %(how)s")) % words
    return f"{answer} ({said.noted_by})" if said.noted_by else answer


def _letter(asked: Asked, timezone: str) -> str:
    if not asked.own:
        return _("Cannot be asked by e-mail: there is no address of their own. Ask by telephone or on paper.")
    if not asked.letter or asked.letter_at is None:
        return _("Has not been written to yet. The letter comes with the round, or when you send it.")
    words = {"day": day(local(asked.letter_at, timezone))}
    if asked.letter == "accepted":
        return _("The letter about it went %(day)s.") % words
    if asked.letter in WAITING:
        return _("The letter about it is on its way.")
    if asked.why == "answered":
        return _("Answered before the letter went.")
    return _("The letter about it did not go (%(day)s). Look at the history.") % words


@post("/organisasjoner/{organisation:str}/personer/{contact:str}/samtykke", opt=may(Verb.EDIT))
async def write_down(request: AnyRequest, organisation: FromPath[str], contact: FromPath[str]) -> Page:
    """Write down what a person has said by telephone or on paper."""
    stored, who, member = await _found(request, organisation, contact)
    form, at = await read_form(request), exchange(request).clock()
    said, seen, problem = answers(form)
    if problem:
        raise Invalid({"answer-name": problem})
    how = How(form.choice("channel", BY_HAND, "phone"), consent_text.version(), member)
    try:
        await actions_consents.answer(who.id, said, seen, how, _when(form, at), at)
    except Conflict:
        flash(
            request,
            _("What we have about the person has been changed since. Look at it, and write once more."),
            "warning",
        )
    else:
        flash(request, _("Written down. It counts at once."))
    return see_other(request, f"/intern/organisasjoner/{stored.id}#personer")


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
