"""What is typed and not saved yet: kept as one goes, there again on any device, thrown away with a press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar import post
from litestar.params import FromPath
from litestar.response import Response

from directory.campaigns.links import Opened
from directory.errors import Conflict, Invalid
from directory.organisations import actions_drafts
from directory.organisations.drafts import Merged, merge
from directory.organisations.entry import Visit
from directory.organisations.reads_sections import draft_of
from directory.web.forms import AnyRequest, Form
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation.competence import FIND
from directory.web.organisation.conflicts import base_of
from directory.web.organisation.opened import Visiting, browser_of, visiting
from directory.web.organisation.parts import PATHS, SECTION_AT, section_at
from directory.web.organisation.sent import OURS, Sent, seen_in, sent_in, version_of
from directory.web.organisation.visits import one_more_draft
from directory.web.pages import Page, see_other

BROUGHT_FROM = "til"  # the address of the page that was left
SEARCHING = (FIND, "find")  # what is typed to find a theme is no part of an entry


@dataclass(frozen=True, slots=True)
class Begun:
    """What somebody had begun on, over the entry as it stands now."""

    merged: Merged
    saved_at: datetime


async def begun_on(visit: Visiting, section: str) -> Begun | None:
    """Return what was begun on a part and not saved, None when there is nothing."""
    draft = await draft_of(visit.stored.id, section, visit.visit.visitor)
    if draft is None:
        return None
    base = await base_of(visit, draft.version)
    return Begun(merge(draft, base, visit.stored.entry, visit.stored.version), draft.saved_at)


async def keep(visit: Visiting, sent: Sent, at: datetime) -> None:
    """Keep what was sent of a part as its draft; what cannot be kept is still on the page."""
    typed = {name: values for name, values in sent.fields.items() if name not in SEARCHING}
    try:
        await actions_drafts.keep_draft(
            str(visit.stored.id), sent.section, sent.version, typed, visit.visit, at, sent.seen
        )
    except (Conflict, Invalid):
        return


def kept_from(fields: Mapping[str, Sequence[str]]) -> str:
    """Return the path of the part whose form was brought along with a code, empty when none was."""
    brought = (fields.get(BROUGHT_FROM) or [""])[-1]
    _empty, rediger, _organisation, part, *more = (*brought.split("/"), "", "", "")
    return brought if rediger == "rediger" and part in SECTION_AT and not any(more) else ""


async def carried(request: AnyRequest, opened: Opened, form: Form, at: datetime) -> str:
    """Keep what a page that had been left for too long brought along, when it is of the entry that is opened now.

    Returns the part to go on with, empty when nothing was brought.
    """
    _empty, _rediger, organisation, part = (*form.typed(BROUGHT_FROM).split("/"), "", "", "", "")[:4]
    version = version_of(form, 0)
    if organisation != str(opened.organisation) or part not in SECTION_AT or not version:
        return ""
    typed = {name: values for name, values in form.fields.items() if name not in {*OURS, BROUGHT_FROM, "code"}}
    visit = Visit("code", opened.invitation, opened.campaign, visitor=browser_of(request))
    try:
        await actions_drafts.keep_draft(organisation, SECTION_AT[part], version, typed, visit, at, seen_in(form))
    except (Conflict, Invalid):
        return ""
    return part


@post("/rediger/{organisation:str}/{part:str}/utkast", status_code=200, opt=SHOWS_AGAIN)
async def draft(request: AnyRequest, organisation: FromPath[str], part: FromPath[str]) -> Page:
    """Keep what is typed in one part; the button for it leads on, the page itself needs no answer (204)."""
    section = section_at(part)
    visit = await visiting(request, organisation)
    sent = await sent_in(request, visit, section)
    await keep(visit, sent, await one_more_draft(request, visit))
    if sent.after == "oversikt":
        return see_other(request, f"{visit.path}#{PATHS[section]}")
    if sent.after == "skjema":
        return see_other(request, f"{visit.path}/{PATHS[section]}{step(sent)}")
    return Response("", status_code=204)


@post("/rediger/{organisation:str}/{part:str}/utkast/sletting", status_code=303, opt=SHOWS_AGAIN)
async def throw_away(request: AnyRequest, organisation: FromPath[str], part: FromPath[str]) -> Page:
    """Forget what was begun on a part; what stands is untouched."""
    section = section_at(part)
    visit = await visiting(request, organisation)
    sent = await sent_in(request, visit, section)
    await one_more_draft(request, visit)
    await actions_drafts.drop_draft(organisation, section, visit.visit.visitor)
    if sent.after == "oversikt":
        return see_other(request, f"{visit.path}#{PATHS[section]}")
    return see_other(request, f"{visit.path}/{PATHS[section]}{step(sent)}")


def step(sent: Sent) -> str:
    """Return the query that goes on part by part, when it was so."""
    return "?steg=1" if sent.stepping else ""
