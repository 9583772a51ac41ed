"""The answers that are not about what the entry says: not the right person, paused or no more, do not list us."""

from collections.abc import Container, Mapping
from datetime import date
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from directory.clock import local
from directory.i18n import DEFAULT, _, day, month, speaking
from directory.organisations import actions_other_answers, canonical
from directory.organisations.receipts import masked
from directory.organisations.said import DISSOLVED, LATER, NAMED, PAUSED, UNKNOWN, Closing, RightPerson, months_ahead
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation.opened import Visiting, visiting
from directory.web.organisation.visits import may_answer
from directory.web.pages import Page, render, see_other

WHO = {"ny": NAMED, "vet-ikke": UNKNOWN, "senere": LATER}
KINDS = {"pause": PAUSED, "nedlagt": DISSOLVED}
RIGHT_PERSON = {"right_name": 254, "right_email": 254, "again": 20}  # characters that there is room for
CLOSING = {"since_month": 2, "since_year": 4, "successor": 200, "note": 1000}
ROOM = 20_000  # more than what is taken, so that somebody who wrote too much gets it back
YEARS_BACK = 20
Typed = dict[str, str]


@get("/rediger/{organisation:str}/ikke-rett-person")
async def wrong_person(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Ask who we should write to instead."""
    visit = await visiting(request, organisation)
    return _asked(request, visit, "wrong_person", {}, **_choices(request, visit))


@post("/rediger/{organisation:str}/ikke-rett-person", status_code=303, opt=SHOWS_AGAIN)
async def name_right_person(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down who is right, or that nobody knows, or when to ask again; staff decide who gets a link."""
    visit, at = await may_answer(request, organisation)
    sent = await read_form(request)
    typed, problems = _read(sent, "who", _guessed(sent), WHO, RIGHT_PERSON)
    said = _right_person(typed, problems, _today(request))
    if problems or said is None:
        return _asked(request, visit, "wrong_person", typed, problems, **_choices(request, visit))
    await actions_other_answers.wrong_contact(organisation, said, visit.visit, at)
    return see_other(request, f"{visit.path}/takk")


def _guessed(sent: Form) -> str:
    """Return the answer of somebody who wrote a name or chose a month: the button above is easily overlooked."""
    if sent.typed("right_name") or sent.typed("right_email"):
        return "ny"
    return "senere" if sent.typed("again") else ""


def _right_person(typed: Typed, problems: Typed, today: date) -> RightPerson | None:
    """Return what was said of the right person; what is wrong with it goes into `problems`."""
    who = WHO.get(typed["who"])
    if who == NAMED:
        try:
            address = canonical.email(typed["right_email"])
        except ValueError as problem:
            problems["right_email"] = str(problem)
            return None
        name = canonical.text(typed["right_name"])
        if not problems and not name and not address:
            problems["right_name"] = _("Write a name or an e-mail address.")
        return RightPerson(NAMED, name, address)
    if who == LATER:
        chosen = next((first for first in months_ahead(today) if f"{first:%Y-%m}" == typed["again"]), None)
        if chosen is None:
            problems["again"] = _("Choose the month in which we shall ask again.")
            return None
        with speaking(DEFAULT):  # read by staff
            return RightPerson(LATER, _("Ask again: %(when)s") % {"when": month(chosen)}, "", chosen)
    with speaking(DEFAULT):
        return RightPerson(UNKNOWN, _("Does not know who is right.")) if who else None


def _choices(request: AnyRequest, visit: Visiting) -> dict[str, Any]:
    """Return the months to choose from, and the address that a letter would go to."""
    months = [(f"{first:%Y-%m}", month(first)) for first in months_ahead(_today(request))]
    return {"months": months, "letters_to": masked(visit.stored.entry.update_address)}


@get("/rediger/{organisation:str}/pause")
async def pause(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Ask whether it is a pause or the end."""
    visit = await visiting(request, organisation)
    return _asked(request, visit, "pause", {}, **_when(_today(request)))


@post("/rediger/{organisation:str}/pause", status_code=303, opt=SHOWS_AGAIN)
async def pause_said(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down a pause or the end; nothing is shown or deleted before staff have looked."""
    visit, at = await may_answer(request, organisation)
    typed, problems = _read(await read_form(request), "kind", "", KINDS, CLOSING)
    since = _since(typed, problems, _today(request))
    if problems:
        return _asked(request, visit, "pause", typed, problems, **_when(_today(request)))
    successor, note = canonical.text(typed["successor"]), canonical.paragraphs(typed["note"])
    said = Closing(KINDS[typed["kind"]], since, successor, note)
    await actions_other_answers.close(organisation, said, visit.visit, at)
    return see_other(request, f"{visit.path}/takk")


def _since(typed: Typed, problems: Typed, today: date) -> date | None:
    """Return the first day of the month that was chosen, None for nothing; half a choice is a problem.

    So is a month to come: the public page says since when it has been so.
    """
    if not typed["since_month"] and not typed["since_year"]:
        return None
    try:
        since = date(int(typed["since_year"]), int(typed["since_month"]), 1)
    except ValueError:
        problems["since_month"] = _("Choose both month and year. About right is good enough.")
        return None
    if since > today:
        problems["since_month"] = _("Choose a month that has begun. Does it begin later? Write so in the box below.")
    return since


def _when(today: date) -> dict[str, Any]:
    """Return the months and years to choose from, this year first."""
    with_names = [(str(number), day(date(today.year, number, 1), "LLLL")) for number in range(1, 13)]
    years = [str(today.year - back) for back in range(YEARS_BACK)]
    return {"months": with_names, "years": [(year, year) for year in years]}


@get("/rediger/{organisation:str}/ikke-vises")
async def withdrawal(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Say what happens when an organisation does not want to be listed."""
    visit = await visiting(request, organisation, closed=True)
    return _asked(request, visit, "withdrawal", {}, link_until=visit.opened.expires_at)


@post("/rediger/{organisation:str}/ikke-vises", status_code=303)
async def withdraw(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take the entry off the public list at once."""
    visit, at = await may_answer(request, organisation, closed=True)
    await actions_other_answers.withdraw(organisation, visit.visit, at)
    return see_other(request, f"{visit.path}/takk")


def _read(
    sent: Form, question: str, guessed: str, answers: Container[str], texts: Mapping[str, int]
) -> tuple[Typed, Typed]:
    """Return what was typed, and what of it cannot be used; an answer that there is none of counts as none."""
    typed = {name: sent.lines(name, ROOM) for name in (question, *texts)}
    problems = {name: why for name, why in sent.problems.items() if name in typed}
    if typed[question] not in answers:
        typed[question] = guessed
    if not typed[question]:
        problems[question] = _("Choose one of the answers.")
    for name, most in texts.items():
        if len(typed[name]) > most:
            problems[name] = _("This is too long. There is room for %(most)s characters.") % {"most": most}
    return typed, problems


def _today(request: AnyRequest) -> date:
    return local(exchange(request).clock(), exchange(request).settings.timezone).date()


def _asked(
    request: AnyRequest,
    visit: Visiting,
    template: str,
    typed: Typed,
    problems: Typed | None = None,
    **more: Any,  # noqa: ANN401  # what each template asks for
) -> Page:
    return render(
        request,
        f"organisation/{template}.html",
        page=template.replace("_", "-"),
        status=422 if problems else 200,
        name=visit.stored.entry.name,
        base=visit.path,
        value=lambda field: typed.get(field, ""),
        problems=problems or {},
        sender=visit.sender,
        **more,
    )
