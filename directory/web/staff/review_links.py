"""From the queue: asking an organisation again now, and new addresses that wait to be confirmed."""

from litestar import post
from litestar.params import FromPath

from directory.campaigns import actions_ask_again
from directory.errors import NotFound, Refused
from directory.i18n import _
from directory.organisations import actions_address
from directory.organisations.reads import find
from directory.organisations.reads_address import Check, check_by_id
from directory.review import actions, suggestions
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import Desk, desk, may

TAB = "/intern/gjennomsyn"


@post("/gjennomsyn/{suggestion:int}/lenke", opt=may(Verb.REVIEW))
async def ask_now(request: AnyRequest, suggestion: FromPath[int]) -> Page:
    """Ask an organisation again now, before the month it named."""
    case = await suggestions.case(suggestion)
    at = await desk(request, case.stored.centre)
    here = exchange(request)
    try:
        stored = await actions_ask_again.ask_now(suggestion, here.settings, at.member.email, here.clock())
    except Refused as problem:
        flash(request, str(problem), "warning")
    except NotFound:
        flash(request, _("They have been asked, or have answered already."), "warning")
    else:
        flash(request, _("The link is on its way to %(address)s.") % {"address": stored.entry.update_address})
    return see_other(request, TAB)


@post("/gjennomsyn/adresse/{check:int}/brev", opt=may(Verb.REVIEW))
async def ask_address(request: AnyRequest, check: FromPath[int]) -> Page:
    """Send the question to a new address once more."""
    found, at = await _checked(request, check)
    await actions_address.ask_once_more(check, at.member.email, exchange(request).clock())
    flash(request, _("The letter is on its way to %(address)s.") % {"address": found.address})
    return see_other(request, f"{TAB}/{found.suggestion}")


@post("/gjennomsyn/adresse/{check:int}/slett", opt=may(Verb.REVIEW))
async def drop_address(request: AnyRequest, check: FromPath[int]) -> Page:
    """Take back the yes to a new address: the old one stays."""
    found, at = await _checked(request, check)
    await actions_address.drop_address(check, at.member.email, exchange(request).clock())
    flash(request, _("The letters go where they went before."))
    return see_other(request, f"{TAB}/{found.suggestion}")


@post("/gjennomsyn/{suggestion:int}/igjen", opt=may(Verb.REVIEW))
async def take_up_again(request: AnyRequest, suggestion: FromPath[int]) -> Page:
    """Let what was refused wait again, as the organisation does not agree."""
    at = await desk(request, (await suggestions.case(suggestion)).stored.centre)
    try:
        await actions.take_up_again(suggestion, at.member.email, exchange(request).clock())
    except Refused as problem:
        flash(request, str(problem), "warning")
        return see_other(request, TAB)
    flash(request, _("It waits for a decision again. Nothing has been taken in yet."))
    return see_other(request, f"{TAB}/{suggestion}")


async def _checked(request: AnyRequest, check: int) -> tuple[Check, Desk]:
    found = await check_by_id(check)
    return found, await desk(request, (await find(found.organisation)).centre)
