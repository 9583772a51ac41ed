"""A person's own page: what would be shown, field by field yes or no; a correction; out altogether."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from directory.errors import Conflict, NotFound
from directory.i18n import DEFAULT, _, speaking
from directory.organisations import actions_consents, consent_text
from directory.organisations.actions_consents import How
from directory.organisations.reads import Stored
from directory.organisations.reads_consents import Asked
from directory.organisations.receipts import speaks
from directory.organisations.typed import EMPTY, PARTS
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.failures import foreign_form
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form
from directory.web.guards import SHOWS_AGAIN, ForeignForm
from directory.web.kept import typed_again
from directory.web.letter_links import UNTOLD, told_in
from directory.web.organisation.opened import sender_of
from directory.web.pages import Page, location, render, see_other
from directory.web.persons.opened import DeadPersonLink, by_cookie, by_token, gone, is_open, remember
from directory.web.persons.questions import answers, in_words, questions

STATUS = {"unknown": 404, "cut": 404, "gone": 410, "ended": 403}
PAGES = {"unknown": "link-unknown", "cut": "link-unknown", "gone": "link-revoked", "ended": "consent-ended"}


@get("/samtykke/{token:str}")
async def open_by_link(request: AnyRequest, token: FromPath[str]) -> Page:
    """Look at a link and go on to an address without it; nothing is written, so scanners may look too."""
    stored, _who, asked = await by_token(request, token)
    spoken = exchange(request).language
    path = location(speaks(stored) if spoken == DEFAULT else spoken, _path(asked))
    answer: Page = Response("", status_code=303, headers={"location": path, **UNTOLD})
    return remember(request, answer, asked)


@get("/samtykke/svar/{asked:str}")
async def own_page(request: AnyRequest, asked: FromPath[str]) -> Page:
    """Show what would be shown of a person, and ask; nothing is changed by looking."""
    return await _page(request, *await by_cookie(request, asked))


@post("/samtykke/svar/{asked:str}", status_code=303, opt=SHOWS_AGAIN)
async def answer(request: AnyRequest, asked: FromPath[str]) -> Page:
    """Take down which fields may be shown and which not; what is not answered stays as it is."""
    stored, who, key = await by_cookie(request, asked)
    at = await _counted(request, key)
    form = await read_form(request)
    said, seen, problem = answers(form)
    if problem or form.problems:
        return await _page(request, stored, who, key, {"answer-name": problem or next(iter(form.problems.values()))})
    try:
        await actions_consents.answer(who.id, said, seen, How("link", consent_text.version()), at, at)
    except Conflict:
        changed = {"answer-name": _("What we have about you has been changed just now. Look at it, and answer again.")}
        return await _page(request, *await by_cookie(request, asked), changed, status=409)
    except NotFound:
        raise await gone(request, key) from None
    flash(request, in_words((await by_cookie(request, asked))[1].shown))
    return see_other(request, _path(key))


@post("/samtykke/svar/{asked:str}/opplysninger", status_code=303, opt=SHOWS_AGAIN)
async def correction(request: AnyRequest, asked: FromPath[str]) -> Page:
    """Take down a person's own name and number as they say them."""
    stored, who, key = await by_cookie(request, asked)
    at = await _counted(request, key)
    form = await read_form(request)
    typed, values, problems = {}, {}, dict(form.problems)
    for part in ("name", "phone"):
        typed[part] = form.typed(part)
        try:
            values[part] = PARTS[part]([typed[part]], EMPTY)
        except ValueError as wrong:
            problems[part] = str(wrong)
    if not typed["name"] and "name" not in problems:
        problems["name"] = _("Write your name. If you do not want to stand here, choose to be taken away.")
    if problems:
        return await _page(request, stored, who, key, problems, typed)
    await actions_consents.correct(who.id, values["name"], values["phone"], How("link", consent_text.version()), at)
    flash(request, _("Thank you, it is corrected."))
    return see_other(request, _path(key))


@get("/samtykke/svar/{asked:str}/bort")
async def ask_removal(request: AnyRequest, asked: FromPath[str]) -> Page:
    """Say what it means to be taken away altogether, and ask once more."""
    stored, _who, key = await by_cookie(request, asked)
    sender = await sender_of(request, stored)
    name = stored.entry.name
    return render(request, "persons/removal.html", page="consent-removal", name=name, base=_path(key), sender=sender)


@post("/samtykke/svar/{asked:str}/bort", status_code=303)
async def removal(request: AnyRequest, asked: FromPath[str]) -> Page:
    """Take a person away altogether."""
    _stored, who, key = await by_cookie(request, asked)
    at = await _counted(request, key)
    await actions_consents.remove_everywhere(who.id, exchange(request).keys, at)
    return see_other(request, "/samtykke/borte")


@get("/samtykke/borte")
async def removed(request: AnyRequest) -> Page:
    """Say that it is done."""
    return render(request, "persons/removed.html", page="consent-removed")


def dead_link(request: AnyRequest, problem: DeadPersonLink) -> Page:
    """Say what happened to a link, and what to do now, in the language of its letter."""
    return _dead(request, problem.why, problem.sender, typed_again(request) if problem.why == "ended" else {})


def ended(request: AnyRequest, problem: ForeignForm) -> Response[Any]:
    """Say that an own page is not open here any more, and keep what was answered on it; else as everywhere.

    Who can be asked is not looked up: an answer to an exception cannot wait for the database.
    """
    asked = request.path_params.get("asked")
    if not asked or is_open(request, asked):
        return foreign_form(request, problem)
    told_in(request)
    return _dead(request, "ended", None, typed_again(request) if problem.ours else {})


def _dead(request: AnyRequest, why: str, sender: Mapping[str, str] | None, kept: Mapping[str, list[str]]) -> Page:
    with speaking(exchange(request).language):
        name, status = PAGES[why], STATUS[why]
        return render(request, "persons/dead_link.html", page=name, status=status, why=why, sender=sender, kept=kept)


async def _counted(request: AnyRequest, asked: UUID) -> datetime:
    most = exchange(request).settings.limit_edits
    return await limits.take(request, "consent", most, timedelta(hours=1), thing=f"consent {asked}")


async def _page(
    request: AnyRequest,
    stored: Stored,
    who: Asked,
    asked: UUID,
    problems: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    status: int = 0,
) -> Page:
    return render(
        request,
        "persons/page.html",
        page="consent",
        status=status or (422 if problems else 200),
        name=stored.entry.name,
        listed=stored.published,
        public_path=f"/organisasjon/{stored.slug}" if stored.published else "",
        base=_path(asked),
        who=who,
        typed=typed or {"name": who.person.name, "phone": who.person.phone},
        questions=questions(who),
        terms=consent_text.terms(),
        problems=problems or {},
        sender=await sender_of(request, stored),
    )


def _path(asked: UUID) -> str:
    return f"/samtykke/svar/{asked.hex}"
