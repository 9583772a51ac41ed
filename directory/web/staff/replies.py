"""Mail that came in: read by a person, who says what it meant."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Conflict, Refused
from directory.i18n import DEFAULT, LANGUAGES, _, marked
from directory.organisations.entry import Actor
from directory.organisations.wording import LANGUAGE_NAMES
from directory.review import actions_replies, replies, suggestions
from directory.review.replies import Message
from directory.review.returns import other_ways
from directory.review.suggestions import Case
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form, read_query
from directory.web.language import join
from directory.web.organisation.shown import Change, changes_in_words
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.words import label

TAB = "/intern/svar"
KINDS = {
    "reply": marked("A reply"),
    "unknown": marked("An e-mail"),
    "complaint": marked("Called unwanted"),
    "hard": marked("The address does not work"),
    "soft": marked("Came back for now"),
    "policy": marked("Refused by the server"),
    "auto-reply": marked("An automatic reply"),
}
PROPOSALS = {
    "confirm": marked("Perhaps: all is correct"),
    "correct": marked("Perhaps: something to correct"),
    "stop": marked("Perhaps: no more letters"),
    "nynorsk": marked("Perhaps: wants Nynorsk"),
    "bokmål": marked("Perhaps: wants Bokmål"),
    "wrong-contact": marked("Perhaps: not the right person"),
    "paused-or-ceased": marked("Perhaps: a pause, or closed down"),
    "withdrawn": marked("Perhaps: does not want to be listed"),
}
INSTEAD = "contact:"
READ, RETURNED = ("reply", "unknown", "complaint"), ("hard", "auto-reply", "policy")


@get("/svar", opt=may(Verb.LOOK))
async def listed(request: AnyRequest) -> Page:
    """Show what came in and waits; what came back; or what has been dealt with."""
    at = await desk(request)
    which = read_query(request).choice("hva", ("retur", "ferdig"))
    found = await replies.waiting(at.centre["id"], handled=which == "ferdig")
    wanted = READ if which == "" else RETURNED if which == "retur" else replies.SHOWN
    messages = [message for message in found if message.kind in wanted]
    here = join(exchange(request).language, TAB)
    tabs = [
        ("", _("To read"), at.counts.replies),
        ("retur", _("Came back"), at.counts.bounces),
        ("ferdig", _("Dealt with"), 0),
    ]
    return page(
        request,
        at,
        "replies.html",
        tab=TAB,
        name="desk-replies",
        messages=messages,
        answered=await _answered(messages),
        may_review=at.may(Verb.REVIEW),
        which=which,
        tabs=[
            {"label": text, "href": f"{here}?hva={name}" if name else here, "current": name == which, "count": count}
            for name, text, count in tabs
        ],
        kinds={kind: _(words) for kind, words in KINDS.items()},
        proposal=_proposal,
    )


@get("/svar/{message:int}", opt=may(Verb.LOOK))
async def whole(request: AnyRequest, message: FromPath[int]) -> Page:
    """Show everything somebody wrote."""
    found, at = await _found_here(request, message)
    text = await replies.whole_text(message)
    ways = await other_ways(found) if found.kind in RETURNED else ()
    more: dict[str, Any] = {"ways": ways, "answered": await _answered([found]), "may_review": at.may(Verb.REVIEW)}
    return page(request, at, "reply.html", tab=TAB, name="desk-reply", message=found, text=text, **more)


@post("/svar/{message:int}/adresse", opt=may(Verb.ANSWER))
async def other_address(request: AnyRequest, message: FromPath[int]) -> Page:
    """Write to another address from now on, when a letter came back or somebody has left."""
    _found, at = await _found_here(request, message)
    form = await read_form(request)
    by, version = Actor("staff", at.member.email), form.whole("version", 0) or 0
    try:
        done = await actions_replies.write_to(message, version, form.text("address"), by, exchange(request).clock())
    except Conflict:
        flash(request, _("The organisation has been changed since. Look at it, and press once more."), "warning")
        return see_other(request, f"{TAB}/{message}")
    flash(request, _("The letters to %(name)s go to the new address from now on.") % {"name": done.organisation_name})
    return see_other(request, f"{TAB}?hva=retur")


@post("/svar/{message:int}/bekreftelse", opt=may(Verb.ANSWER))
async def confirmation(request: AnyRequest, message: FromPath[int]) -> Page:
    """Write down that the organisation said by e-mail that everything is right."""
    _found, at = await _found_here(request, message)
    version = (await read_form(request)).whole("version", 0) or 0
    try:
        done = await actions_replies.confirm(message, version, at.member.email, exchange(request).clock())
    except Conflict:
        flash(request, _("The organisation has been changed since. Look at it, and press once more."), "warning")
        return see_other(request, TAB)
    except Refused:
        flash(request, _("It is noted as no longer existing. Make it active again first."), "warning")
        return see_other(request, TAB)
    flash(request, _("%(name)s is confirmed. They get a receipt.") % {"name": done.organisation_name})
    return see_other(request, TAB)


@post("/svar/{message:int}/stopp", opt=may(Verb.ANSWER))
async def stop(request: AnyRequest, message: FromPath[int]) -> Page:
    """Send the organisation no more letters this year."""
    _found, at = await _found_here(request, message)
    done = await actions_replies.stop(message, at.member.email, exchange(request).clock())
    text = _("%(name)s gets no more letters this year. It stays in the directory.")
    flash(request, text % {"name": done.organisation_name})
    return see_other(request, TAB)


@post("/svar/{message:int}/sprak", opt=may(Verb.ANSWER))
async def other_language(request: AnyRequest, message: FromPath[int]) -> Page:
    """Write to the organisation in the written standard it asked for, from the next letter on."""
    _found, at = await _found_here(request, message)
    wanted = (await read_form(request)).choice("language", LANGUAGES, DEFAULT)
    done = await actions_replies.speak(message, wanted, at.member.email, exchange(request).clock())
    text = _("The next letter to %(name)s comes in %(language)s.")
    flash(request, text % {"name": done.organisation_name, "language": LANGUAGE_NAMES[wanted].lower()})
    return see_other(request, TAB)


@post("/svar/{message:int}/gjennomsyn", opt=may(Verb.REVIEW))
async def once_more(request: AnyRequest, message: FromPath[int]) -> Page:
    """Take up again what was refused, as the organisation does not agree."""
    _found, at = await _found_here(request, message)
    try:
        case = await actions_replies.take_up_again(message, at.member.email, exchange(request).clock())
    except Refused as problem:
        flash(request, str(problem), "warning")
        return see_other(request, "/intern/gjennomsyn")
    flash(request, _("It waits for a decision again. Nothing has been taken in yet."))
    return see_other(request, f"/intern/gjennomsyn/{case.id}")


@post("/svar/{message:int}/ferdig", opt=may(Verb.ANSWER))
async def done(request: AnyRequest, message: FromPath[int]) -> Page:
    """Note that a mail has been dealt with."""
    found, at = await _found_here(request, message)
    await actions_replies.note(message, at.member.email, exchange(request).clock())
    flash(request, _("Noted as done."))
    return see_other(request, f"{TAB}?hva=retur" if found.kind in RETURNED else TAB)


async def _found_here(request: AnyRequest, message: int) -> tuple[Message, Desk]:
    """Return a message and the desk of its centre; one that belongs to nobody is dealt with from any desk."""
    found = await replies.message(message)
    return found, await desk(request, found.centre)


async def _answered(messages: Sequence[Message]) -> Mapping[int, dict[str, Any]]:
    """Return what staff/answered_refusal.html shows: by message, what we had refused and in which words."""
    found = await suggestions.refusals_answered([message.id for message in messages])
    return {message: {"case": case, "refused": _refused(case)} for message, case in found.items()}


def _refused(case: Case) -> list[Change]:
    """Return what of a suggestion was not taken in, beside what stands now."""
    points = {point.field: (point.now, point.proposed) for point in case.points if point.now != point.proposed}
    pairs = points if case.state == "accepted" else case.beside | points
    return [replace(change, label=label(change.field)) for change in changes_in_words(pairs)]


def _proposal(text: str) -> str:
    """Return what a mail may mean, in words; an automatic reply may name who to write to instead."""
    if text.startswith(INSTEAD):
        return _("Perhaps: write to %(address)s") % {"address": text.removeprefix(INSTEAD)}
    return _(PROPOSALS[text]) if text in PROPOSALS else text
