"""The entry exactly as municipalities see it, with what this visit corrected marked; also before it is saved."""

from collections.abc import Mapping

from litestar import get, post
from litestar.params import FromPath

from directory.organisations.changes import Difference, apply, difference, split
from directory.organisations.entry import Entry
from directory.organisations.reads_sections import visit_changes
from directory.organisations.reads_visit import consents
from directory.organisations.wording import label, value
from directory.search import find
from directory.search.records import as_typed
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation.conflicts import base_of
from directory.web.organisation.drafts import keep, step
from directory.web.organisation.form_page import typed_page
from directory.web.organisation.opened import Visiting, visiting
from directory.web.organisation.parts import ONLY_US, PATHS, section_at
from directory.web.organisation.sent import Sent, sent_in
from directory.web.organisation.visits import one_more_draft
from directory.web.pages import Page, render
from directory.web.public.organisation import entry_in_words


@get("/rediger/{organisation:str}/visning")
async def preview(request: AnyRequest, organisation: FromPath[str]) -> Page:
    """Show the entry as municipalities see it today."""
    visit = await visiting(request, organisation, closed=True)
    applied, waiting = await visit_changes(visit.stored.id, visit.visit, exchange(request).clock())
    return await _page(request, visit, applied, waiting, None)


@post("/rediger/{organisation:str}/{part:str}/visning", status_code=200, opt=SHOWS_AGAIN)
async def unsaved(request: AnyRequest, organisation: FromPath[str], part: FromPath[str]) -> Page:
    """Show the entry as it would be with what is typed in one part; it is kept as a draft, not saved."""
    section = section_at(part)
    visit = await visiting(request, organisation)
    sent = await sent_in(request, visit, section)
    at = await one_more_draft(request, visit)
    base = await base_of(visit, sent.version)
    after, problems = sent.read(base)
    await keep(visit, sent, at)
    if problems:
        return await typed_page(request, visit, sent, base, problems)
    parts = split(visit.stored.entry, _over_now(visit, base, after))
    return await _page(request, visit, parts.harmless, parts.risky, sent)


def _over_now(visit: Visiting, base: Entry, after: Entry) -> Entry:
    """Return what was typed over an older version as it would be over what stands now."""
    changed = {name: becomes for name, (_was, becomes) in difference(base, after).items()}
    return apply(visit.stored.entry, changed)


async def _page(
    request: AnyRequest, visit: Visiting, applied: Difference, waiting: Difference, sent: Sent | None
) -> Page:
    stored = visit.stored
    shown = await find.own(stored.id, exchange(request).clock())
    if sent is not None:
        changed = apply(stored.entry, {name: becomes for name, (_was, becomes) in applied.items()})
        shown = as_typed(shown, changed, await consents(stored.id))
    part = PATHS[sent.section] if sent else ""
    words = {name: value(name, becomes) for name, (_was, becomes) in waiting.items()}
    return render(
        request,
        "organisation/preview.html",
        page="preview",
        base=visit.path,
        here=f"{visit.path}/{part}",
        back=f"/{part}{step(sent)}" if sent else "",
        listed=stored.published,
        unsaved=sent is not None,
        stepping=bool(sent and sent.stepping),
        version=sent.version if sent else stored.version,
        fields=sent.fields if sent else {},
        corrected=_labels(applied),
        asked=_labels(waiting),
        **await entry_in_words(request, shown, applied, words),
    )


def _labels(changed: Mapping[str, object]) -> list[str]:
    """Return the names of changed fields in words, those that nobody else sees last."""
    return [label(name) for name in sorted(changed, key=lambda name: name in ONLY_US)]
