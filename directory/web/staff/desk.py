"""The first page of the desk: what to do now, most important first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.response import Response

from directory.campaigns import reads as campaigns
from directory.campaigns.plan import is_overdue
from directory.campaigns.progress import progress
from directory.errors import NotFound
from directory.i18n import _, day, ngettext
from directory.mail.pause_words import why_paused
from directory.review.desk import Counts
from directory.staff import centres
from directory.staff.policy import Verb
from directory.web.cookies import cookie
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_form
from directory.web.language import join
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import CENTRE, Desk, desk, may, member_of, page
from directory.web.staff.numbers import Numbers, Tile, numbers_of

LIVE = ("running", "paused")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, see partials/next_steps.html."""

    text: str
    note: str = ""
    href: str = ""
    action: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """The year's round as the desk shows it."""

    id: int
    year: int
    numbers: Numbers


@get("/", opt=may(Verb.LOOK))
async def now(request: AnyRequest) -> Page:
    """Show what waits, the round that runs, and the directory in figures."""
    at = await desk(request)
    language = exchange(request).language
    rounds = await campaigns.all_of([at.centre["id"]])
    running = next((row for row in rounds if row["state"] in LIVE), None)
    settings, instant = exchange(request).settings, exchange(request).clock()
    steps = [*_urgent(at, rounds, running, instant), *_routine(at.counts, running), *_begin(at, rounds, instant)]
    round_ = None
    if running:
        so_far = await progress(running["id"], settings, instant)
        numbers = numbers_of(so_far, join(language, f"/intern/runde/{running['id']}"), settings.timezone)
        round_ = Round(running["id"], running["year"], numbers)
    return page(
        request,
        at,
        "desk.html",
        tab="/intern",
        name="desk",
        steps=[_led(step, language) for step in steps],
        round=round_,
        tiles=_tiles(at.counts, language),
    )


@post("/arbeidssted", opt=may(Verb.LOOK))
async def work_for(request: AnyRequest) -> Response[str]:
    """Change which of one's centres the desk is about."""
    form = await read_form(request)
    row = await centres.by_code(form.text("centre", 40))
    if row["id"] not in member_of(request).roles:
        raise NotFound("another centre's")
    answer = see_other(request, "/intern")
    answer.set_cookie(cookie(exchange(request).settings, CENTRE, row["code"], 31_536_000))
    return answer


def _urgent(
    at: Desk, rounds: list[dict[str, Any]], running: Mapping[str, Any] | None, instant: datetime
) -> Iterator[Step]:
    """What stops the round or keeps somebody waiting for an answer."""
    counts = at.counts
    if running and running["state"] == "paused":
        text = _("The round of %(year)s has been stopped") % {"year": running["year"]}
        why = why_paused(running["paused_code"], running["paused_reason"])
        yield Step(text, why, f"/intern/runde/{running['id']}", _("See why"))
    missed = next((row for row in rounds if row["state"] == "scheduled" and is_overdue(row["opens_at"], instant)), None)
    if missed:
        text = _("The round of %(year)s did not start when it was to") % {"year": missed["year"]}
        note = _("The service was not running then. It asks you before it starts late.")
        yield Step(text, note, f"/intern/runde/{missed['id']}", _("Decide"))
    if running and not at.centre["sending"]:
        text = _("Letters wait: sending is switched off for the centre")
        yield Step(text, "", "/intern/senter/utsending", _("See what is missing"))
    if counts.replies:
        text = ngettext("reply to read", "replies to read", counts.replies)
        note = _("Somebody wrote to us. They get no reminders until you have read it.")
        yield Step(text, note, "/intern/svar", _("Read"), counts.replies)
    if counts.suggestions:
        text = ngettext("change to look at", "changes to look at", counts.suggestions)
        note = _("The oldest came %(day)s. The organisation waits for your answer.") % {
            "day": day(counts.oldest) if counts.oldest else ""
        }
        yield Step(text, note, "/intern/gjennomsyn", _("Look at them"), counts.suggestions)


def _routine(counts: Counts, running: Mapping[str, Any] | None) -> Iterator[Step]:
    """What makes the directory better."""
    if counts.bounces:
        text = ngettext("letter came back", "letters came back", counts.bounces)
        note = _("The address does not work any more, or the person has left. Find a new one.")
        yield Step(text, note, "/intern/svar?hva=retur", _("Look at them"), counts.bounces)
    if counts.unknown:
        text = ngettext("letter that may not have arrived", "letters that may not have arrived", counts.unknown)
        note = _("The connection broke while it was sent. We never send it twice by ourselves.")
        yield Step(text, note, "/intern/uavklart", _("Look at them"), counts.unknown)
    if counts.refused:
        text = ngettext("letter was refused", "letters were refused", counts.refused)
        note = _("The recipient's mail server would not have it. Correct the address, or ring.")
        where = f"/intern/runde/{running['id']}/brev?tilstand=refused" if running else "/intern/runde"
        yield Step(text, note, where, _("Look at them"), counts.refused)
    if counts.attention:
        text = ngettext("row from the last import needs a look", "rows from the last import need a look",
                        counts.attention)  # fmt: skip
        yield Step(text, "", "/intern/import", _("See the report"), counts.attention)
    if counts.without_address:
        text = ngettext("organisation has no e-mail address", "organisations have no e-mail address",
                        counts.without_address)  # fmt: skip
        note = _("We cannot write to them. Ring, or look for an address.")
        yield Step(text, note, "/intern/organisasjoner?mangler=address", _("Show them"), counts.without_address)


def _begin(at: Desk, rounds: list[dict[str, Any]], instant: datetime) -> Iterator[Step]:
    """How to get started, for whoever is new or does this once a year."""
    if not at.counts.organisations:
        note = _("Import the centre's spreadsheet, or add the organisations one by one.")
        yield Step(_("The directory is empty"), note, "/intern/import", _("Import"))
    drafts = [row for row in rounds if row["state"] == "draft" or _waits(row, instant)]
    if drafts:
        text = _("The round of %(year)s has not been started") % {"year": drafts[0]["year"]}
        note = _("See who gets a letter, and who does not.")
        yield Step(text, note, f"/intern/runde/{drafts[0]['id']}", _("Go on"))
    elif at.counts.organisations and not any(row["state"] in (*LIVE, "scheduled") for row in rounds):
        note = _("Once a year we ask every organisation whether the list is right.")
        yield Step(_("No round is running"), note, "/intern/runde/ny", _("Make the year's round"))


def _waits(row: Mapping[str, Any], instant: datetime) -> bool:
    """Say whether a round has a time to start that has not been yet."""
    return bool(row["state"] == "scheduled" and not is_overdue(row["opens_at"], instant))


def _led(step: Step, language: str) -> Step:
    return Step(step.text, step.note, join(language, step.href) if step.href else "", step.action, step.count)


def _tiles(counts: Counts, language: str) -> list[Tile]:
    listed = join(language, "/intern/organisasjoner")
    return [
        Tile(counts.organisations, _("Organisations"), href=listed),
        Tile(
            counts.never_confirmed,
            _("Never confirmed"),
            href=f"{listed}?mangler=confirmation",
            color="warning" if counts.never_confirmed else "success",
        ),
        Tile(
            counts.without_address,
            _("Without an e-mail address"),
            href=f"{listed}?mangler=address",
            color="danger" if counts.without_address else "success",
        ),
    ]
