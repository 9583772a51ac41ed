"""The first page behind the link: who asks, what is public part by part, and the answers; looking changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Conflict
from directory.i18n import _, day, listing, month
from directory.organisations import actions_answers, wishes
from directory.organisations.entry import SECTIONS
from directory.organisations.reads import Stored
from directory.organisations.reads_answer import LastAnswer, last_answer
from directory.organisations.reads_consents import people_of
from directory.organisations.reads_sections import Progress, SectionState, drafts_of, progress
from directory.organisations.reads_visit import consents, visits_after
from directory.organisations.said import DISSOLVED, PAUSED, since_of
from directory.organisations.wording import value
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_form
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation.branches import branches_context
from directory.web.organisation.coming_back import notices
from directory.web.organisation.conflicts import conflict_answered
from directory.web.organisation.opened import Visiting, closed_here, visiting
from directory.web.organisation.parts import PATHS, Line, heading, lines, marked_lines
from directory.web.organisation.sent import thrown_in, version_of
from directory.web.organisation.several import the_others
from directory.web.organisation.shown import this_month
from directory.web.organisation.visits import deadline_ahead, may_answer
from directory.web.pages import Page, render, see_other

ANSWERED_IN_THIS_VISIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Card:
    """One part on the overview; `state` as in reads_sections; `begun`: something typed is not saved."""

    part: str
    heading: str
    lines: Sequence[Line]
    state: str
    confirmed_at: datetime | None
    begun: bool


@get("/rediger/{organisation:str}")
async def overview(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show what is public today and offer the five answers; nothing is changed by looking."""
    return await _overview(request, await visiting(request, organisation))


async def about_unsaved(request: AnyRequest, visit: Visiting, unsaved: Sequence[str], part: str = "") -> Page:
    """Ask what to do with what is typed and not saved in some sections, before one `part` or all is said to be right.

    Nothing has been written (422).
    """
    return await _overview(request, visit, unsaved=unsaved, part=part)


async def _overview(
    request: AnyRequest, visit: Visiting, problem: str = "", unsaved: Sequence[str] = (), part: str = ""
) -> Page:
    stored, at = visit.stored, exchange(request).clock()
    since = visit.visit.since or max(filter(None, (at - ANSWERED_IN_THIS_VISIT, visit.anew)))
    last = await last_answer(stored.id, since)
    known = await progress(stored.id, visit.visit, at)
    others = await the_others(request, visit.opened)
    return render(
        request,
        "organisation/overview.html",
        page="edit",
        status=422 if problem or unsaved else 200,
        problem=problem,
        unsaved=[(PATHS[section], heading(section)) for section in unsaved],
        pressed=part,
        listed=stored.published,
        name=stored.entry.name,
        version=stored.version,
        base=visit.path,
        sender=visit.sender,
        cards=await _cards(visit, known),
        asked=listing(await _asked(stored)),
        **_come_so_far(known),
        never=_never_confirmed(stored),
        said=this_month(at),
        last=last,
        waits=_answer_that_waits(known),
        nothing_yet=await _nothing_yet(visit, known, last, since),
        deadline=deadline_ahead(request, visit),
        link_until=visit.opened.expires_at,
        has_address=bool(stored.entry.update_address),
        others_too=len(others),
        closed=0 if others else await closed_here(request, [visit.opened]),  # else the list of the others tells it
        in_round=visit.round is not None,
        **await branches_context(visit),
        **await notices(request, visit),
    )


async def _asked(stored: Stored) -> list[str]:
    """Return the contact persons whom we have written to about what we may show, and who have not answered all."""
    people = [one for one in await people_of(stored) if one.own and one.open]
    return [one.person.name for one in people if one.letter not in ("", "planned", "skipped")]


@dataclass(frozen=True, slots=True)
class Waits:
    """An answer about all of the entry that waits for staff: `kind` as in said.py or `wrong_contact`, with its date."""

    kind: str
    at: datetime
    since: date | None
    ask_on: date | None

    @property
    def closing(self) -> bool:
        """Whether it is a pause or the end."""
        return self.kind in (PAUSED, DISSOLVED)


def _answer_that_waits(known: Progress) -> Waits | None:
    """Return the latest answer that waits, of those that no part of the page shows."""
    rows = [row for row in known.waiting if row["kind"] in (PAUSED, DISSOLVED, "wrong_contact")]
    return next((Waits(r["kind"], r["proposed_at"], since_of(r["details"]), r["ask_on"]) for r in rows[::-1]), None)


async def _nothing_yet(visit: Visiting, known: Progress, last: LastAnswer | None, since: datetime) -> bool:
    """Return whether nothing has been said or changed yet in this round, or outside one in this visit."""
    if known.done or last:
        return False
    return not await visits_after(visit.stored.id, visit.visit, since)


def _never_confirmed(stored: Stored) -> str:
    """Return from where we have an entry that the organisation has never confirmed; empty when it has."""
    if stored.confirmed_at or stored.list_date is None:
        return ""
    when = {"year": str(stored.list_date.year), "day": day(stored.list_date)}
    said = when.get(stored.list_precision, month(stored.list_date))
    return _("not yet, we have this from the centre's list of %(when)s") % {"when": said}


def _come_so_far(known: Progress) -> dict[str, Any]:
    """Return how many of the five are looked at, in words and as a bar, and the next one that is not."""
    return {
        "touched": known.done > 0,
        "next_part": PATHS[known.left[0]] if known.left else "",
        "progress": {
            "id": "come-so-far",
            "label": _("Looked at"),
            "done": known.done,
            "total": len(known.sections),
            "note": "",
            "finished": False,
        },
    }


async def _cards(visit: Visiting, known: Progress) -> list[Card]:
    stored = visit.stored
    given = await consents(stored.id)
    rows = [row["fields"] for row in known.waiting]
    waiting = {name: value(name, becomes) for row in rows for name, (_was, becomes) in row.items()}
    if missed := [str(row[wishes.FIELD][1]) for row in rows if wishes.FIELD in row]:
        waiting[wishes.FIELD] = listing(missed)
    begun = await drafts_of(stored.id, visit.visit.visitor)
    return [
        _card(one, _seen(stored, lines(one.section, stored.entry, given)), waiting, begun) for one in known.sections
    ]


def _seen(stored: Stored, found: Sequence[Line]) -> Sequence[Line]:
    """Return the lines of a part as municipalities see them: who takes a break takes no requests, whatever is said."""
    if stored.status != PAUSED:
        return found
    no = _("No, as long as you take a break")
    return [replace(line, value=no) if line.field == "accepts_requests" else line for line in found]


def _waits(one: SectionState) -> tuple[str, ...]:
    """Return what may wait of a part; a theme that is missing is no field of the entry."""
    return (*one.waiting, wishes.FIELD) if one.section == "competence" else one.waiting


def _card(one: SectionState, found: Sequence[Line], waiting: Mapping[str, str], begun: Collection[str]) -> Card:
    return Card(
        part=PATHS[one.section],
        heading=heading(one.section),
        lines=marked_lines(found, one.changed, {name: waiting[name] for name in _waits(one) if name in waiting}),
        state=one.state,
        confirmed_at=one.confirmed_at,
        begun=one.section in begun,
    )


@post("/rediger/{organisation:str}/bekreftelse", status_code=303, opt=SHOWS_AGAIN)
async def confirmation(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Take down that everything, or all the rest, is right; what is typed and not saved is asked about first."""
    visit, at = await may_answer(request, organisation)
    sent = await read_form(request)
    version = version_of(sent, 0)
    if version is None or sent.problems:
        return await _overview(
            request, visit, _("Something was wrong with the page you sent from. Look it over, and send it once more.")
        )
    thrown = thrown_in(sent)
    unsaved = await drafts_of(visit.stored.id, visit.visit.visitor)
    if not set(unsaved) <= set(thrown):
        return await about_unsaved(request, visit, [section for section in SECTIONS if section in unsaved])
    try:
        await actions_answers.confirm(organisation, version, visit.visit, at, without=thrown)
    except Conflict:
        return await conflict_answered(request, visit, version)
    return see_other(request, f"{visit.path}/takk")
