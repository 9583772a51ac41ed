"""One part of the entry at a time: its own short form, saved at once, or said to be right as it stands."""

from dataclasses import replace
from datetime import datetime

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Conflict, LimitReached
from directory.i18n import _, listing
from directory.mail.addresses import norm_of
from directory.organisations import actions_sections, actions_themes
from directory.organisations.consent_letters import newly_own
from directory.organisations.entry import Entry
from directory.organisations.reads_sections import draft_of, progress
from directory.organisations.typed import fields_of
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_query
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation.competence import search_first
from directory.web.organisation.conflicts import base_of, conflict_answered, section_conflict
from directory.web.organisation.drafts import begun_on, keep
from directory.web.organisation.form_page import Filled, section_page, typed_page
from directory.web.organisation.opened import Visiting, visiting
from directory.web.organisation.overview import about_unsaved
from directory.web.organisation.parts import PATHS, next_after, section_at
from directory.web.organisation.sent import Sent, sent_in
from directory.web.organisation.visits import may_answer, one_more, one_more_draft
from directory.web.pages import Page, see_other


@get("/rediger/{organisation:str}/{part:str}")
async def screen(request: AnyRequest, organisation: FromPath[str], part: FromPath[str]) -> Page:
    """Show one part's form: with what was begun on it, else with what stands today."""
    section = section_at(part)
    visit = await visiting(request, organisation)
    stepping = read_query(request).ticked("steg")
    begun = await begun_on(visit, section)
    if begun is None:
        filled = Filled(fields_of(visit.stored.entry), visit.stored.version, stepping=stepping)
    else:
        merged = begun.merged
        filled = Filled(
            merged.fields, merged.version, {}, begun.saved_at, bool(merged.clashes), stepping, merged.clashes
        )
    return await section_page(request, visit, section, filled)


@post("/rediger/{organisation:str}/{part:str}/skjema", status_code=200, opt=SHOWS_AGAIN)
async def again(request: AnyRequest, organisation: FromPath[str], part: FromPath[str]) -> Page:
    """Show one part's form with what was typed; nothing is written."""
    section = section_at(part)
    visit = await visiting(request, organisation)
    sent = await sent_in(request, visit, section)
    return await typed_page(request, visit, sent, await base_of(visit, sent.version), sent.unusable)


@post("/rediger/{organisation:str}/{part:str}", status_code=303, opt=SHOWS_AGAIN)
async def save(request: AnyRequest, organisation: FromPath[str], part: FromPath[str]) -> Page:
    """Write one part, and that it is right now; nothing that was typed is lost when that cannot be done.

    A theme that is still to be searched for is searched for instead.
    """
    section = section_at(part)
    visit = await visiting(request, organisation)
    sent = await sent_in(request, visit, section)
    base = await base_of(visit, sent.version)
    if section == "competence" and (searching := search_first(sent.fields)):
        return await typed_page(request, visit, replace(sent, fields=searching), base, sent.unusable)
    after, problems = sent.read(base)
    try:
        at = await one_more(request, visit)
    except LimitReached:
        await keep(visit, sent, await one_more_draft(request, visit))
        raise
    if problems:
        await keep(visit, sent, at)
        return await typed_page(request, visit, sent, base, problems)
    try:
        if wish := sent.wish():
            await actions_themes.suggest_theme(organisation, wish, visit.visit, at)  # first, while the visit goes on
        done = await actions_sections.save_section(
            organisation, section, sent.version, after, visit.visit, at, sent.seen
        )
    except Conflict:
        await keep(visit, sent, at)
        return await section_conflict(request, visit, sent)
    _say_who_is_asked(request, visit.stored.entry, done.stored.entry)
    return see_other(request, await _way_on(visit, sent, at, finished=done.finished))


def _say_who_is_asked(request: AnyRequest, before: Entry, now: Entry) -> None:
    """Say to which new contact persons we write at once; whoever may answer here and now is asked here."""
    others = [one.name for one in newly_own(now, before) if norm_of(one.email) != norm_of(now.update_address)]
    if others:
        flash(request, _("We write to %(names)s and ask what we may show.") % {"names": listing(others)}, "info")


@post("/rediger/{organisation:str}/{part:str}/bekreftelse", status_code=303, opt=SHOWS_AGAIN)
async def confirm(request: AnyRequest, organisation: FromPath[str], part: FromPath[str]) -> Page:
    """Take down that one part is right as it stands; what is typed in it and not saved is asked about first."""
    section = section_at(part)
    visit, at = await may_answer(request, organisation)
    sent = await sent_in(request, visit, section)
    if sent.unusable:
        return await typed_page(request, visit, sent, visit.stored.entry, sent.unusable)
    thrown = section in sent.thrown
    if not thrown and await draft_of(visit.stored.id, section, visit.visit.visitor):
        return await about_unsaved(request, visit, [section], part)
    try:
        done = await actions_sections.confirm_section(
            organisation, section, sent.version, visit.visit, at, throw_away=thrown
        )
    except Conflict:
        return await conflict_answered(request, visit, sent.version, section)
    return see_other(request, await _way_on(visit, sent, at, finished=done.finished))


async def _way_on(visit: Visiting, sent: Sent, at: datetime, *, finished: bool) -> str:
    """Return where to go after a part is right: the next one, back to its card, or the thanks after the fifth."""
    if finished:
        return f"{visit.path}/takk"
    if sent.stepping and (left := (await progress(visit.stored.id, visit.visit, at)).left):
        return f"{visit.path}/{PATHS[next_after(sent.section, left)]}?steg=1"
    return f"{visit.path}#{PATHS[sent.section]}"
