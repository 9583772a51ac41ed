"""Whom to ring when the letters have gone, and the round as a file."""

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from directory.campaigns.export import export_rows, written
from directory.campaigns.telephone import telephone_list
from directory.i18n import language
from directory.staff.policy import Verb
from directory.web.building import built
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.pages import Page
from directory.web.staff.entrance import may, page
from directory.web.staff.import_files import CSV, XLSX, sent
from directory.web.staff.rounds import TAB, here


@get("/runde/{campaign:int}/telefonliste", opt=may(Verb.LOOK))
async def telephone(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Show who has not answered, whom to ring, and what was tried; made to be printed too."""
    found, at = await here(request, campaign)
    state = exchange(request)
    calls = await telephone_list(campaign, state.settings, state.clock())
    return page(
        request,
        at,
        "round_calls.html",
        tab=TAB,
        name="desk-calls",
        round=found,
        base=f"{TAB}/{campaign}",
        ring=[call for call in calls if call.rings],
        others=[call for call in calls if not call.rings],
    )


@get("/runde/{campaign:int}/eksport.csv", opt=may(Verb.LOOK))
async def csv(request: AnyRequest, campaign: FromPath[int]) -> Response[bytes]:
    """Send the round as CSV, one row for each organisation."""
    return await _file(request, campaign, "csv", CSV)


@get("/runde/{campaign:int}/eksport.xlsx", opt=may(Verb.LOOK))
async def xlsx(request: AnyRequest, campaign: FromPath[int]) -> Response[bytes]:
    """Send the round as a workbook, one row for each organisation."""
    return await _file(request, campaign, "xlsx", XLSX)


async def _file(request: AnyRequest, campaign: int, form: str, kind: str) -> Response[bytes]:
    found, _at = await here(request, campaign)
    state, spoken = exchange(request), language()
    rows = await export_rows(campaign, state.settings, state.clock(), spoken)
    return sent(await built(request, lambda: written(rows, form, spoken)), kind, f"runde-{found.year}.{form}")
