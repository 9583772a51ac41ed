"""Our letters to an organisation: in which language, and whether there are more this year."""

from collections.abc import Sequence

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns.links import Opened
from directory.campaigns.looked_after import looked_after
from directory.i18n import LANGUAGES, listing
from directory.organisations import actions_letters
from directory.organisations.reads import find
from directory.organisations.receipts import speaks
from directory.organisations.wording import LANGUAGE_NAMES
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_form, read_query
from directory.web.organisation.opened import Visiting, all_opened, no_link_of_ours, visiting
from directory.web.organisation.visits import may_answer, one_more
from directory.web.pages import Page, render, see_other

ALL = "/rediger"  # the page of all that one visitor looks after
CHANGED = {"sprak": "language", "stopp": "stop", "igjen": "again"}
BACK = "tilbake"  # `alle`: the press was on the page about all of them


@get("/rediger/{organisation:str}/brev")
async def letters(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show in which language letters come, and offer to stop them; nothing is changed by looking."""
    visit = await visiting(request, organisation, closed=True)
    return await _page(request, visit, [visit.opened], visit.path)


@get("/rediger/brev")
async def letters_of_all(request: AnyRequest) -> Page:
    """Show and offer the same for all the organisations that this browser may answer for, and for each of them."""
    opened = await all_opened(request)
    return await _page(request, await _one_of(request, opened), opened, ALL)


async def _one_of(request: AnyRequest, opened: Sequence[Opened]) -> Visiting:
    """Return the visit to the first that is open here: how they came, and who can be asked. Raises DeadLink."""
    if not opened:
        raise await no_link_of_ours(request)
    return await visiting(request, str(opened[0].organisation), closed=True)


async def _page(request: AnyRequest, visit: Visiting, opened: Sequence[Opened], base: str) -> Page:
    rows = await looked_after(opened, exchange(request).clock())
    spoken = {speaks(await find(row.organisation)) for row in rows}
    return render(
        request,
        "organisation/letters.html",
        page="letters",
        name=listing([row.name for row in rows]),
        base=base,
        spoken=spoken.pop() if len(spoken) == 1 else "",
        languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        rows=rows,
        reminded=[row for row in rows if not row.stopped and not row.done_with and row.published],
        stopped=[row for row in rows if row.stopped],
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
    return see_other(request, f"{await _back(request, visit)}/brev?lagret=stopp")


@post("/rediger/{organisation:str}/brev/igjen", status_code=303)
async def resume(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down that letters shall come again this year."""
    visit, at = await may_answer(request, organisation, closed=True)
    await actions_letters.resume(organisation, visit.visit, at)
    return see_other(request, f"{await _back(request, visit)}/brev?lagret=igjen")


async def _back(request: AnyRequest, visit: Visiting) -> str:
    return ALL if (await read_form(request)).typed(BACK) == "alle" else visit.path


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


@post("/rediger/brev/igjen", status_code=303)
async def resume_all(request: AnyRequest) -> Page:
    """Take down that letters about all of them shall come again this year."""
    opened = await all_opened(request)
    visit = await _one_of(request, opened)
    at = await one_more(request, visit)
    await actions_letters.resume_all([one.organisation for one in opened], visit.visit, at)
    return see_other(request, f"{ALL}/brev?lagret=igjen")
