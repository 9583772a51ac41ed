"""Staff add an organisation and edit one: the organisation's own form, with what only staff fill in."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Conflict
from directory.i18n import _
from directory.organisations import actions
from directory.organisations.changes import apply
from directory.organisations.entry import FIELDS, Actor, Entry
from directory.organisations.reads import Stored, find
from directory.organisations.reads_visit import entry_at
from directory.organisations.typed import PERSON, fields_of, read
from directory.organisations.wording import value
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form
from directory.web.organisation import choices
from directory.web.organisation.competence import competence_context, search_first
from directory.web.organisation.form_page import what_to_choose
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.organisations import TAB
from directory.web.staff.words import label

EMPTY = Entry(name="", type="brukerorganisasjon")
Fields = Mapping[str, Sequence[str]]


@get("/organisasjoner/ny", opt=may(Verb.EDIT))
async def blank(request: AnyRequest) -> Page:
    """Show an empty form."""
    return _form(request, await desk(request), None, fields_of(EMPTY, FIELDS), 0)


@post("/organisasjoner/ny", opt=may(Verb.EDIT))
async def add(request: AnyRequest) -> Page:
    """Add an organisation to the centre the desk is about."""
    at = await desk(request)
    if searching := search_first((await read_form(request)).fields):
        return _form(request, at, None, searching, 0)
    typed = await _typed(request)
    entry, problems = read(typed, EMPTY, FIELDS)
    if problems:
        return _form(request, at, None, typed, 0, problems)
    stored = await actions.create(entry, at.centre["id"], _by(at), exchange(request).clock())
    flash(request, _("%(name)s has been added, and is on the public list.") % {"name": stored.entry.name})
    return see_other(request, f"{TAB}/{stored.id}")


@post("/organisasjoner/ny/tema", opt=may(Verb.EDIT))
async def blank_again(request: AnyRequest) -> Page:
    """Show the form of a new organisation with what was typed, and the themes that were searched for."""
    return _form(request, await desk(request), None, (await read_form(request)).fields, 0)


@get("/organisasjoner/{organisation:str}/rediger", opt=may(Verb.EDIT))
async def filled(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show the form with what stands there today."""
    stored = await find(organisation)
    at = await desk(request, stored.centre)
    return _form(request, at, stored, fields_of(stored.entry, FIELDS), stored.version)


@post("/organisasjoner/{organisation:str}/rediger/tema", opt=may(Verb.EDIT))
async def again(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show the form with what was typed, and the themes that were searched for; nothing is written."""
    stored = await find(organisation)
    form = await read_form(request)
    version = form.whole("version", stored.version) or 0
    return _form(request, await desk(request, stored.centre), stored, form.fields, version)


@post("/organisasjoner/{organisation:str}/rediger", opt=may(Verb.EDIT))
async def edit(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Write an edit; when somebody else was first, show both versions and keep what was typed."""
    stored = await find(organisation)
    at = await desk(request, stored.centre)
    form = await read_form(request)
    version = form.whole("version", 0) or 0
    if searching := search_first(form.fields):
        return _form(request, at, stored, searching, version)
    typed = await _typed(request)
    base = await entry_at(stored, version) or stored.entry  # the form was made from it
    entry, problems = read(typed, base, FIELDS)
    if problems:
        return _form(request, at, stored, typed, version, problems)
    try:
        await actions.edit(organisation, version, entry, _by(at), exchange(request).clock())
    except Conflict:
        return _conflict(request, at, await find(organisation), base, entry)
    flash(request, _("%(name)s has been saved.") % {"name": entry.name})
    return see_other(request, f"{TAB}/{stored.id}")


async def _typed(request: AnyRequest) -> Fields:
    """Return the fields of the form; `create` ignores what is not a field of an entry."""
    known = {*FIELDS, "shown"}
    form = await read_form(request)
    return {name: form.fields[name] for name in form.names() if name in known or PERSON.fullmatch(name)}


def _form(  # what the form is made of
    request: AnyRequest,
    at: Desk,
    stored: Stored | None,
    fields: Fields,
    version: int,
    problems: Mapping[str, str] | None = None,
) -> Page:
    more: dict[str, Any] = what_to_choose(fields, json.loads(at.centre["counties"]))
    more |= competence_context(fields, (fields.get("type") or [""])[-1]) | {"wished": None}
    more["fine_forms"] = choices.tick_group("fine_forms", "forms", fields.get("fine_forms", ()))
    base = f"{TAB}/{stored.id}" if stored else TAB
    return page(
        request,
        at,
        "organisation_form.html",
        tab=TAB,
        status=422 if problems else 200,
        name="desk-edit",
        heading=stored.entry.name if stored else _("A new organisation"),
        action=f"{base}/rediger" if stored else f"{base}/ny",
        back=base,
        version=version,
        problems=problems or {},
        **more,
    )


def _conflict(request: AnyRequest, at: Desk, now: Stored, base: Entry, mine: Entry) -> Page:
    """Show what was typed beside what stands now; sending again writes only what this person changed."""
    sides = []
    for name in FIELDS:
        was, typed, stands = (getattr(entry, name) for entry in (base, mine, now.entry))
        if typed != stands:
            both = was not in (typed, stands)
            words = {"label": label(name), "mine": value(name, typed), "theirs": value(name, stands), "both": both}
            sides.append(words)
    changed = {n: getattr(mine, n) for n in FIELDS if getattr(mine, n) != getattr(base, n)}
    kept = fields_of(apply(now.entry, changed), FIELDS)
    return page(
        request,
        at,
        "organisation_conflict.html",
        tab=TAB,
        status=409,
        name="conflict",
        stored=now,
        base=f"{TAB}/{now.id}",
        version=now.version,
        sides=sides,
        fields=kept,
    )


def _by(at: Desk) -> Actor:
    return Actor("staff", at.member.email)
