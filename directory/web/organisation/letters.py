"""Our letters to an organisation: in which language, and whether there are more this year."""

from collections.abc import Sequence

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns.links import Opened
from directory.i18n import LANGUAGES, listing
from directory.organisations import actions_letters
from directory.organisations.reads import Stored, find
from directory.organisations.receipts import speaks
from directory.organisations.wording import LANGUAGE_NAMES
from directory.web.forms import AnyRequest, read_form, read_query
from directory.web.organisation.opened import Visiting, all_opened, no_link_of_ours, visiting
from directory.web.organisation.visits import may_answer, one_more
from directory.web.pages import Page, render, see_other

ALL = "/rediger"  # the page of all that one visitor looks after
CHANGED = {"sprak": "language", "stopp": "stop"}


@get("/rediger/{organisation:str}/brev")
async def letters(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show in which language letters come, and offer to stop them; nothing is changed by looking."""
    visit = await visiting(request, organisation, closed=True)
    stopped = await actions_letters.is_stopped(visit.opened.invitation)
    return _page(request, visit, [visit.stored], visit.path, stopped=stopped)


@get("/rediger/brev")
async def letters_of_all(request: AnyRequest) -> Page:
    """Show and offer the same for all the organisations that this browser may answer for."""
    opened = await all_opened(request)
    visit = await _one_of(request, opened)
    stopped = [await actions_letters.is_stopped(one.invitation) for one in opened]
    entries = [await find(one.organisation) for one in opened]
    return _page(request, visit, entries, ALL, stopped=all(stopped))


async def _one_of(request: AnyRequest, opened: Sequence[Opened]) -> Visiting:
    """Return the visit to the first that is open here: how they came, and who can be asked. Raises DeadLink."""
    if not opened:
        raise await no_link_of_ours(request)
    return await visiting(request, str(opened[0].organisation), closed=True)


def _page(request: AnyRequest, visit: Visiting, entries: Sequence[Stored], base: str, *, stopped: bool) -> Page:
    spoken = {speaks(stored) for stored in entries}
    return render(
        request,
        "organisation/letters.html",
        page="letters",
        name=listing([stored.entry.name for stored in entries]),
        base=base,
        spoken=spoken.pop() if len(spoken) == 1 else "",
        languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        stopped=stopped,
        changed=CHANGED.get(read_query(request).choice("lagret", CHANGED), ""),
        sender=visit.sender,
    )


@post("/rediger/{organisation:str}/brev/sprak", status_code=303)
async def choose_language(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down in which language the letters shall be."""
    visit, at = await may_answer(request, organisation, closed=True)
    language = (await read_form(request)).choice("language", LANGUAGES)
    if not language:
        return see_other(request, f"{visit.path}/brev")
    await actions_letters.speak(organisation, language, visit.visit, at)
    return see_other(request, f"{visit.path}/brev?lagret=sprak")


@post("/rediger/{organisation:str}/brev/stopp", status_code=303)
async def stop(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down that there shall be no more letters this year; the entry is untouched."""
    visit, at = await may_answer(request, organisation, closed=True)
    await actions_letters.stop(organisation, visit.visit, at)
    return see_other(request, f"{visit.path}/brev?lagret=stopp")


@post("/rediger/brev/sprak", status_code=303)
async def choose_language_of_all(request: AnyRequest) -> Page:
    """Take down in which language the letters to all of them shall be."""
    opened = await all_opened(request)
    visit = await _one_of(request, opened)
    at = await one_more(request, visit)
    language = (await read_form(request)).choice("language", LANGUAGES)
    if not language:
        return see_other(request, f"{ALL}/brev")
    await actions_letters.speak_all([one.organisation for one in opened], language, visit.visit, at)
    return see_other(request, f"{ALL}/brev?lagret=sprak")


@post("/rediger/brev/stopp", status_code=303)
async def stop_all(request: AnyRequest) -> Page:
    """Take down that there shall be no more letters about any of them this year; the entries are untouched."""
    opened = await all_opened(request)
    visit = await _one_of(request, opened)
    at = await one_more(request, visit)
    await actions_letters.stop_all([one.organisation for one in opened], visit.visit, at)
    return see_other(request, f"{ALL}/brev?lagret=stopp")
