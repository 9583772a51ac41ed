"""The answers that are not about what the entry says: not the right person, paused or no more, do not list us."""

from collections.abc import Container, Mapping

from litestar import get, post
from litestar.params import FromPath

from directory.i18n import DEFAULT, _, speaking
from directory.organisations import actions_answers, canonical
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation.opened import Visiting, sender_of, visiting
from directory.web.organisation.visits import may_answer
from directory.web.pages import Page, render, see_other

WHO = ("ny", "vet-ikke", "senere")  # somebody else, do not know, ask again later
KINDS = {"pause": "paused", "nedlagt": "dissolved"}
RIGHT_PERSON = {"right_name": 254, "right_email": 254, "again": 254}  # characters that there is room for
CLOSING = {"since": 100, "successor": 200, "note": 1000}
ROOM = 20_000  # more than what is taken, so that somebody who wrote too much gets it back


@get("/rediger/{organisation:str}/ikke-rett-person")
async def wrong_person(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Ask who we should write to instead."""
    visit = await visiting(request, organisation)
    return await _asked(request, visit, "wrong_person", {})


@post("/rediger/{organisation:str}/ikke-rett-person", status_code=303, opt=SHOWS_AGAIN)
async def name_right_person(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down who is right, or that nobody knows, or when to ask again; staff decide."""
    visit, at = await may_answer(request, organisation)
    typed, problems = _read(await read_form(request), "who", WHO, RIGHT_PERSON)
    if not typed["who"] and (typed["right_name"] or typed["right_email"]):
        typed["who"] = "ny"  # who writes a name has answered; the button above it is easily overlooked
        del problems["who"]
    address = ""
    if typed["who"] == "ny":
        try:
            address = canonical.email(typed["right_email"])
        except ValueError as problem:
            problems["right_email"] = str(problem)
        if not problems and not typed["right_name"] and not address:
            problems["right_name"] = _("Write a name or an e-mail address.")
    if problems:
        return await _asked(request, visit, "wrong_person", typed, problems)
    with speaking(DEFAULT):  # read by staff
        note = _who_in_words(typed)
    await actions_answers.wrong_contact(organisation, address, note, visit.visit, at)
    return see_other(request, f"{visit.path}/takk")


def _who_in_words(typed: dict[str, str]) -> str:
    """Return what staff read: the name given, that nobody knows, or when to ask again."""
    if typed["who"] == "ny":
        return canonical.text(typed["right_name"])
    if typed["who"] == "senere":
        return _("Ask again: %(when)s") % {"when": canonical.text(typed["again"]) or "–"}
    return _("Does not know who is right.")


@get("/rediger/{organisation:str}/pause")
async def pause(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Ask whether it is a pause or the end."""
    visit = await visiting(request, organisation)
    return await _asked(request, visit, "pause", {})


@post("/rediger/{organisation:str}/pause", status_code=303, opt=SHOWS_AGAIN)
async def pause_said(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down a pause or the end; nothing is shown or deleted before staff have looked."""
    visit, at = await may_answer(request, organisation)
    typed, problems = _read(await read_form(request), "kind", KINDS, CLOSING)
    if problems:
        return await _asked(request, visit, "pause", typed, problems)
    with speaking(DEFAULT):  # read by staff
        note = _closing_in_words(typed)
    await actions_answers.close(organisation, KINDS[typed["kind"]], note, visit.visit, at)
    return see_other(request, f"{visit.path}/takk")


def _closing_in_words(typed: dict[str, str]) -> str:
    said = [
        (_("Since when"), canonical.text(typed["since"])),
        (_("Who carries on"), canonical.text(typed["successor"])),
        (_("More"), canonical.paragraphs(typed["note"])),
    ]
    return "\n".join(f"{label}: {text}" for label, text in said if text)


@get("/rediger/{organisation:str}/ikke-vises")
async def withdrawal(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Say what happens when an organisation does not want to be listed."""
    visit = await visiting(request, organisation)
    return await _asked(request, visit, "withdrawal", {})


@post("/rediger/{organisation:str}/ikke-vises", status_code=303)
async def withdraw(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take the entry off the public list at once."""
    visit, at = await may_answer(request, organisation)
    await actions_answers.withdraw(organisation, visit.visit, at)
    return see_other(request, f"{visit.path}/takk")


def _read(
    sent: Form, question: str, answers: Container[str], texts: Mapping[str, int]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what was typed, and what of it cannot be used; an answer that there is none of counts as none."""
    typed = {name: sent.lines(name, ROOM) for name in (question, *texts)}
    problems = {name: why for name, why in sent.problems.items() if name in typed}
    if typed[question] not in answers:
        typed[question] = ""
        problems[question] = _("Choose one of the answers.")
    for name, most in texts.items():
        if len(typed[name]) > most:
            problems[name] = _("This is too long. There is room for %(most)s characters.") % {"most": most}
    return typed, problems


async def _asked(
    request: AnyRequest, visit: Visiting, template: str, typed: dict[str, str], problems: dict[str, str] | None = None
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
        sender=await sender_of(request, visit.stored),
    )
