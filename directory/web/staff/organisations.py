"""The centre's own list of organisations, and the page of each with its history."""

from typing import Any
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns import actions_links
from directory.campaigns.links import live_invitation
from directory.errors import Conflict, Refused
from directory.facts.taxonomies import taxonomy
from directory.i18n import _, language, marked, ngettext
from directory.organisations import actions, actions_answers, actions_other_answers, consent_text
from directory.organisations.answer_rows import Visit
from directory.organisations.entry import SECTIONS, Actor
from directory.organisations.reads import Stored, find, sections_confirmed, waiting_changes
from directory.organisations.reads_address import checks_of
from directory.organisations.reads_branches import branches_of, umbrella_of
from directory.organisations.said import Closing
from directory.organisations.wording import STATUS_NAMES, person, value
from directory.review import history, overview
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form, read_query
from directory.web.language import join
from directory.web.pages import Page, see_other
from directory.web.staff import consents
from directory.web.staff.dates import read_date
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.timeline import timeline
from directory.web.staff.words import label

TAB = "/intern/organisasjoner"
SAID_BY_TELEPHONE = {
    "confirmed": marked("All is correct"),
    "paused": marked("They take a pause"),
    "dissolved": marked("They no longer exist"),
    "withdrawn": marked("They do not want to be listed"),
}
SECTION_NAMES = {
    "about": marked("About the organisation"),
    "contact": marked("How to reach it"),
    "persons": marked("Contact persons (never public without their own consent)"),
    "competence": marked("What it can contribute with"),
    "coverage": marked("Where it is active"),
}


@get("/organisasjoner", opt=may(Verb.LOOK))
async def listed(request: AnyRequest) -> Page:
    """Show the centre's organisations, unpublished ones too."""
    at = await desk(request)
    query = read_query(request)
    wanted = overview.Wanted(
        words=query.text("q", 100),
        state=query.choice("status", overview.STATES),
        type=query.choice("type", [term.slug for term in taxonomy("types")]),
        lacks=query.choice("mangler", overview.LACKS),
        page=query.whole("side", 1, range(1, 1000)) or 1,
    )
    asked = {"q": wanted.words, "status": wanted.state, "type": wanted.type, "mangler": wanted.lacks}
    kept = {name: text for name, text in asked.items() if text}
    here = join(exchange(request).language, TAB)
    return page(
        request,
        at,
        "organisations.html",
        tab=TAB,
        name="desk-organisations",
        found=await overview.lines(at.centre["id"], wanted),
        wanted=wanted,
        states=[("active", _("Active")), ("paused", _("Taking a pause")), ("dissolved", _("No longer exists")),
                ("unpublished", _("Not on the public list"))],
        lacks=[("address", _("E-mail address")), ("phone", _("Telephone")), ("areas", _("Experience")),
               ("confirmation", _("Confirmation"))],
        types=[(term.slug, term.name(language())) for term in taxonomy("types")],
        link=lambda number: f"{here}?{urlencode(kept | {'side': str(number)})}",
        value=value,
        filtered=bool(kept),
    )  # fmt: skip


@get("/organisasjoner/{organisation:str}", opt=may(Verb.LOOK))
async def shown(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show everything about one organisation, and what has happened."""
    stored = await find(organisation)
    at = await desk(request, stored.centre)
    return page(request, at, "organisation.html", tab=TAB, name="desk-organisation", **await told(request, stored))


async def told(
    request: AnyRequest, stored: Stored, link: str = "", again: consents.Again | None = None
) -> dict[str, Any]:
    """Return what organisation.html shows; `again` is a form about one of its persons that could not be taken."""
    confirmed = await sections_confirmed(stored.id)
    return {
        "stored": stored,
        "base": f"{TAB}/{stored.id}",
        "sections": [
            {
                "name": _(SECTION_NAMES[section]),
                "rows": [(label(name), _shown(stored, name)) for name in names],
                "confirmed": confirmed.get(section),
            }
            for section, names in SECTIONS.items()
        ],
        "status_name": value("status", stored.status),
        "statuses": [(code, _(words)) for code, words in STATUS_NAMES.items()],
        "waiting": await waiting_changes(stored.id),
        "checks": await checks_of(stored.id),
        "events": timeline(await history.events(stored.id), exchange(request).settings.timezone),
        "invited": await live_invitation(stored.id, exchange(request).clock()),
        "link": link,
        "umbrella": await umbrella_of(stored.id),
        "branches": await branches_of(stored.id),
        "said": [(code, _(words)) for code, words in SAID_BY_TELEPHONE.items()],
        "people": await consents.people(stored, again),
        "problems": again.summary if again else {},
        "by_hand": [(code, _(words)) for code, words in consents.BY_HAND.items()],
        "terms": consent_text.terms(),
    }


def _shown(stored: Stored, name: str) -> str:
    if name == "contacts":
        return "\n".join(person(one) for one in stored.entry.contacts)
    return value(name, getattr(stored.entry, name))


@post("/organisasjoner/{organisation:str}/publisering", opt=may(Verb.EDIT))
async def publication(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Put an organisation on the public list, or take it off."""
    stored, at = await _found(request, organisation)
    if (await read_form(request)).choice("listed", ("ja", "nei")) == "ja":
        await actions.publish(organisation, _by(at), exchange(request).clock())
        flash(request, _("%(name)s is on the public list.") % {"name": stored.entry.name})
    else:
        await actions.unpublish(organisation, _by(at), exchange(request).clock())
        flash(request, _("%(name)s is off the public list. Nothing has been deleted.") % {"name": stored.entry.name})
    return _back(request, stored)


@post("/organisasjoner/{organisation:str}/status", opt=may(Verb.EDIT))
async def status(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Say that an organisation is active, paused or no longer exists."""
    stored, at = await _found(request, organisation)
    form = await read_form(request)
    chosen = form.choice("status", STATUS_NAMES, stored.status)
    since = read_date(form, "since") if chosen != "active" else None
    await actions.set_status(organisation, chosen, since, _by(at), exchange(request).clock())
    flash(request, _("%(name)s: %(status)s.") % {"name": stored.entry.name, "status": value("status", chosen)})
    return _back(request, stored)


@post("/organisasjoner/{organisation:str}/telefonsvar", opt=may(Verb.EDIT))
async def telephone_answer(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Write down what the organisation said by telephone; it gets a receipt, and no more letters this round."""
    stored, at = await _found(request, organisation)
    form, now = await read_form(request), exchange(request).clock()
    invited = await live_invitation(stored.id, now)
    visit = Visit("phone", invited.invitation if invited else None, invited.campaign if invited else None,
                  by=at.member.email)  # fmt: skip
    said = form.choice("answer", SAID_BY_TELEPHONE, "confirmed")
    try:
        if said == "confirmed":
            await actions_answers.confirm(organisation, form.whole("version", 0) or 0, visit, now)
        elif said == "withdrawn":
            await actions_other_answers.withdraw(organisation, visit, now)
        else:
            await actions_other_answers.close(organisation, Closing(said, note=form.lines("note", 1000)), visit, now)
    except Conflict:
        flash(request, _("The organisation has been changed since. Look at it, and press once more."), "warning")
    except Refused:
        flash(request, _("It is noted as no longer existing. Make it active again first."), "warning")
    else:
        flash(request, _("Written down: %(name)s has answered by telephone.") % {"name": stored.entry.name})
    return _back(request, stored)


@post("/organisasjoner/{organisation:str}/lenke", opt=may(Verb.EDIT))
async def link(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show the link that opens the entry, to hand it over by hand; it is on this one page only."""
    stored, at = await _found(request, organisation)
    here = exchange(request)
    address = await actions_links.issue(organisation, here.settings, at.member.email, here.clock())
    with_link = await told(request, stored, address)
    return page(request, at, "organisation.html", tab=TAB, name="desk-organisation", **with_link)


@post("/organisasjoner/{organisation:str}/lenkebrev", opt=may(Verb.EDIT))
async def link_letter(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Mail the link to the address that our letters go to."""
    stored, at = await _found(request, organisation)
    here = exchange(request)
    if await actions_links.send_link_of(organisation, here.settings, at.member.email, here.clock()):
        flash(request, _("The link is on its way to %(address)s.") % {"address": stored.entry.update_address})
    else:
        flash(request, _("There is no address to send the link to."), "warning")
    return _back(request, stored)


@post("/organisasjoner/{organisation:str}/tilbakekalling", opt=may(Verb.EDIT))
async def revocation(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Kill every link of the organisation."""
    stored, at = await _found(request, organisation)
    number = await actions_links.revoke(organisation, at.member.email, exchange(request).clock())
    text = ngettext("%(num)d link no longer works.", "%(num)d links no longer work.", number) % {"num": number}
    flash(request, text)
    return _back(request, stored)


async def _found(request: AnyRequest, organisation: str) -> tuple[Stored, Desk]:
    stored = await find(organisation)
    return stored, await desk(request, stored.centre)


def _by(at: Desk) -> Actor:
    return Actor("staff", at.member.email)


def _back(request: AnyRequest, stored: Stored) -> Page:
    return see_other(request, f"{TAB}/{stored.id}")
