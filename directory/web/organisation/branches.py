"""An umbrella and its branches behind the link: how far the branches have come, and addresses that we lack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from directory.errors import NotFound
from directory.i18n import _, listing
from directory.mail.wording import bare
from directory.organisations import canonical
from directory.organisations.actions_branches import give_addresses
from directory.organisations.reads_branches import Branch, branches_of, said_umbrella, umbrella_of
from directory.organisations.wording import place
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.guards import SHOWS_AGAIN
from directory.web.language import join
from directory.web.organisation.opened import Visiting, visiting
from directory.web.organisation.visits import may_answer
from directory.web.pages import Page, render, see_other

FIELD = "email-"  # before the id of a branch
LONGEST = 254  # characters (RFC 5321 section 4.5.3.1.3)
AT_ONCE = 20  # addresses that are asked for on one page


@dataclass(frozen=True, slots=True)
class Told:
    """One branch as its umbrella sees it; `field` is where an address for it is typed, empty when we have one."""

    branch: Branch
    place: str
    field: str


async def branches_context(visit: Visiting) -> dict[str, Any]:
    """Return what `organisation/branches.html` needs: the branches, and the umbrella that is or waits to be."""
    found = await branches_of(visit.stored.id)
    return {
        "branches": _told(found),
        "branches_in_round": sum(one.answered is not None for one in found),
        "branches_answered": sum(one.answered is True for one in found),
        "branches_lacking": sum(not one.reachable and not one.given for one in found),
        "umbrella": await umbrella_of(visit.stored.id),
        "said_umbrella": await said_umbrella(visit.stored.id),
    }


def _told(found: Sequence[Branch]) -> list[Told]:
    lacking = [one.id for one in found if not one.reachable and not one.given][:AT_ONCE]
    return [
        Told(one, place(one.municipality) if one.municipality else "", f"{FIELD}{one.id}" if one.id in lacking else "")
        for one in found
    ]


@get("/rediger/{organisation:str}/lokallag")
async def branches(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show an umbrella how far its branches have come; nothing is changed by looking."""
    return await _page(request, await visiting(request, organisation), {}, {})


@post("/rediger/{organisation:str}/lokallag", status_code=303, opt=SHOWS_AGAIN)
async def addresses(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down addresses for branches that we cannot reach; staff decide before anything is sent there."""
    visit, at = await may_answer(request, organisation)
    sent = await read_form(request)
    lacking = [one.id for one in await branches_of(visit.stored.id) if not one.reachable and not one.given]
    typed = {branch: text for branch in lacking if (text := sent.typed(f"{FIELD}{branch}"))}
    read, problems = _read(sent, typed)
    if problems or not read:
        problems = problems or {f"{FIELD}{one}": _("Write an e-mail address.") for one in lacking[:1]}
        return await _page(request, visit, {f"{FIELD}{branch}": text for branch, text in typed.items()}, problems)
    names = await give_addresses(organisation, read, visit.visit, at)
    if names:
        flash(request, _("Thank you! We look at the address for %(names)s first.") % {"names": listing(names)})
    return see_other(request, f"{visit.path}/lokallag")


def _read(sent: Form, typed: Mapping[UUID, str]) -> tuple[dict[UUID, str], dict[str, str]]:
    """Return the addresses that can be used, and for each other field what is wrong with it."""
    read: dict[UUID, str] = {}
    problems = dict(sent.problems)
    for branch, text in typed.items():
        field = f"{FIELD}{branch}"
        if len(text) > LONGEST:
            problems[field] = _("This is too long. There is room for %(most)s characters.") % {"most": LONGEST}
            continue
        try:
            read[branch] = canonical.email(text)
        except ValueError as problem:
            problems.setdefault(field, str(problem))
    return read, {name: why for name, why in problems.items() if name.startswith(FIELD)}


async def _page(request: AnyRequest, visit: Visiting, typed: Mapping[str, str], problems: Mapping[str, str]) -> Page:
    here, known = exchange(request), await branches_context(visit)
    if not known["branches"]:
        raise NotFound("it has no branches")
    return render(
        request,
        "organisation/branches_page.html",
        page="branches",
        status=422 if problems else 200,
        name=visit.stored.entry.name,
        base=visit.path,
        typed=typed,
        problems=problems,
        sender=visit.sender,
        new_link=bare(f"{here.settings.base_url}{join(here.language, '/ny-lenke')}"),
        **known,
    )
