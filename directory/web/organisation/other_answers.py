"""The answers that are not about what the entry says: not the right person, paused or no more, do not list us."""

from litestar import get, post
from litestar.params import FromPath

from directory.i18n import DEFAULT, _, speaking
from directory.organisations import actions_answers, canonical
from directory.web.forms import AnyRequest, read_form
from directory.web.organisation.opened import Visiting, sender_of, visiting
from directory.web.organisation.visits import may_answer
from directory.web.pages import Page, render, see_other

WHO = ("ny", "vet-ikke", "senere")  # somebody else, do not know, ask again later
KINDS = {"pause": "paused", "nedlagt": "dissolved"}
LONGEST_NOTE = 1000


@get("/rediger/{organisation:str}/ikke-rett-person")
async def wrong_person(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Ask who we should write to instead."""
    visit = await visiting(request, organisation)
    return await _asked(request, visit, "wrong_person", {})


@post("/rediger/{organisation:str}/ikke-rett-person", status_code=303)
async def name_right_person(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down who is right, or that nobody knows, or when to ask again; staff decide."""
    visit, at = await may_answer(request, organisation)
    sent = await read_form(request)
    typed = {"who": sent.choice("who", WHO)} | {
        name: sent.text(name, 254) for name in ("right_name", "right_email", "again")
    }
    if not typed["who"] and (typed["right_name"] or typed["right_email"]):
        typed["who"] = "ny"  # who writes a name has answered; the button above it is easily overlooked
    problems = {} if typed["who"] else {"who": _("Choose one of the answers.")}
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


@post("/rediger/{organisation:str}/pause", status_code=303)
async def pause_said(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down a pause or the end; nothing is shown or deleted before staff have looked."""
    visit, at = await may_answer(request, organisation)
    sent = await read_form(request)
    typed = {"kind": sent.choice("kind", KINDS), "since": sent.text("since", 100), "successor": sent.text("successor")}
    typed["note"] = sent.lines("note", LONGEST_NOTE)
    if not typed["kind"]:
        return await _asked(request, visit, "pause", typed, {"kind": _("Choose one of the answers.")})
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
