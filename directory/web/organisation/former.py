"""Addresses that lead on: those of the former form, and those of answers when somebody loads them."""

from litestar import get, post
from litestar.params import FromPath

from directory.web.forms import AnyRequest
from directory.web.organisation.opened import visiting
from directory.web.organisation.parts import PATHS, section_at
from directory.web.pages import Page, see_other

HERE = "/rediger/{organisation:str}"
FORMER = ("skjema", "kontroll", "endringer")


@get([f"{HERE}/{path}" for path in (*FORMER, "bekreftelse")])
async def former(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Lead to the overview."""
    visit = await visiting(request, organisation)
    return see_other(request, visit.path)


@post([f"{HERE}/{path}" for path in FORMER], status_code=303)
async def former_form(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Lead who sends the former form, left open since before it went, to the overview; nothing of it is written."""
    visit = await visiting(request, organisation)
    return see_other(request, visit.path)


@get([f"{HERE}/{{part:str}}/{path}" for path in ("skjema", "visning", "utkast", "utkast/sletting", "bekreftelse")])
async def not_here(request: AnyRequest, organisation: FromPath[str], part: FromPath[str]) -> Page:
    """Lead those who load the address of an answer (or change the language there) to its part."""
    section = section_at(part)
    visit = await visiting(request, organisation)
    return see_other(request, f"{visit.path}/{PATHS[section]}")
