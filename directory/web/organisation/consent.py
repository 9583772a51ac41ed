"""A person who has opened the organisation's link at their own address is asked here, in the same visit."""

from collections.abc import Sequence
from dataclasses import dataclass

from litestar import post
from litestar.params import FromPath

from directory.errors import Conflict, NotFound
from directory.i18n import _
from directory.organisations import actions_consents, consent_text
from directory.organisations.actions_consents import How
from directory.organisations.reads_consents import asked_in_visit
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form
from directory.web.guards import own_path
from directory.web.organisation.opened import Visiting
from directory.web.organisation.visits import may_answer
from directory.web.pages import Page, render, see_other
from directory.web.persons.questions import Question, answers, in_words, questions


@dataclass(frozen=True, slots=True)
class Here:
    """What templates/organisation/consent_here.html shows: who is asked, where the answer goes, what is asked."""

    name: str
    action: str
    answered: bool
    questions: Sequence[Question]
    terms: Sequence[str]


async def consent_here(visit: Visiting) -> Here | None:
    """Return the question to this very visitor, None when we do not know that they are one of the contact persons."""
    people = await asked_in_visit(visit.stored, visit.opened.invitation)
    if len(people) != 1:
        return None
    (who,) = people
    return Here(
        name=who.person.name,
        action=f"{visit.path}/samtykke/{who.id}",
        answered=not who.open,
        questions=questions(who),
        terms=consent_text.terms(),
    )


@post("/rediger/{organisation:str}/samtykke/{person:str}", status_code=303)
async def answer_here(request: AnyRequest, organisation: FromPath[str], person: FromPath[str]) -> Page:
    """Take down what the visitor says of being shown, and go back to the page it was asked on."""
    visit, at = await may_answer(request, organisation)
    people = await asked_in_visit(visit.stored, visit.opened.invitation)
    who = next((one for one in people if str(one.id) == person), None)
    if who is None:
        raise NotFound("no such person")
    form = await read_form(request)
    said, seen, problem = answers(form)
    if problem:
        return await _again(request, visit, problem, own_path(form.typed("back"), visit.path))
    try:
        await actions_consents.answer(who.id, said, seen, How("visit", consent_text.version()), at, at)
    except Conflict:
        flash(request, _("What we have about you has been changed just now. Look at it, and answer again."), "warning")
    else:
        shown = next((one.shown for one in await asked_in_visit(visit.stored, visit.opened.invitation)), frozenset())
        flash(request, in_words(shown))
    return see_other(request, own_path(form.typed("back"), visit.path))


async def _again(request: AnyRequest, visit: Visiting, problem: str, back: str) -> Page:
    """Ask the visitor once more, on a page of its own: nothing that can be used was sent."""
    return render(
        request,
        "organisation/consent_again.html",
        page="consent",
        status=422,
        name=visit.stored.entry.name,
        consent=await consent_here(visit),
        problems={"answer-name": problem},
        back=back,
        sender=visit.sender,
    )
