"""Our letters to an organisation: in which language, and whether there are more this year."""

from litestar import get, post
from litestar.params import FromPath

from directory.i18n import LANGUAGES
from directory.organisations import actions_letters
from directory.organisations.receipts import speaks
from directory.organisations.wording import LANGUAGE_NAMES
from directory.web.forms import AnyRequest, read_form, read_query
from directory.web.organisation.opened import visiting
from directory.web.organisation.visits import may_answer
from directory.web.pages import Page, render, see_other

CHANGED = {"sprak": "language", "stopp": "stop"}


@get("/rediger/{organisation:str}/brev")
async def letters(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show in which language letters come, and offer to stop them; nothing is changed by looking."""
    visit = await visiting(request, organisation)
    return render(
        request,
        "organisation/letters.html",
        page="letters",
        name=visit.stored.entry.name,
        base=visit.path,
        spoken=speaks(visit.stored),
        languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        stopped=await actions_letters.is_stopped(visit.opened.invitation),
        changed=CHANGED.get(read_query(request).choice("lagret", CHANGED), ""),
        sender=visit.sender,
    )


@post("/rediger/{organisation:str}/brev/sprak", status_code=303)
async def choose_language(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down in which language the letters shall be."""
    visit, at = await may_answer(request, organisation)
    language = (await read_form(request)).choice("language", LANGUAGES)
    if not language:
        return see_other(request, f"{visit.path}/brev")
    await actions_letters.speak(organisation, language, visit.visit, at)
    return see_other(request, f"{visit.path}/brev?lagret=sprak")


@post("/rediger/{organisation:str}/brev/stopp", status_code=303)
async def stop(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down that there shall be no more letters this year; the entry is untouched."""
    visit, at = await may_answer(request, organisation)
    await actions_letters.stop(organisation, visit.visit, at)
    return see_other(request, f"{visit.path}/brev?lagret=stopp")
