"""Two at once: what was typed beside what stands now, with the typed text kept."""

from collections.abc import Sequence

from directory.organisations.changes import all_added, apply, difference
from directory.organisations.entry import Entry
from directory.organisations.reads import find
from directory.organisations.reads_visit import entry_at
from directory.organisations.typed import FOR_ORGANISATIONS, SHOWN, fields_of, read
from directory.web.forms import AnyRequest
from directory.web.organisation.opened import Visiting
from directory.web.organisation.parts import PATHS
from directory.web.organisation.sent import Sent, fields_in
from directory.web.organisation.shown import side_by_side
from directory.web.pages import Page, render


async def base_of(visit: Visiting, version: int) -> Entry:
    """Return the entry that a form of this version was made from, the entry of today when there never was one."""
    return await entry_at(visit.stored, version) or visit.stored.entry


async def conflict_answered(request: AnyRequest, visit: Visiting, version: int, section: str = "") -> Page:
    """Show what is new since the page was made, when somebody said that it is right (409)."""
    base = await base_of(visit, version)
    fields = fields_in(section) if section else FOR_ORGANISATIONS
    return await _page(request, visit, base, base, fields, section, None)


async def section_conflict(request: AnyRequest, visit: Visiting, sent: Sent) -> Page:
    """Show both versions of a part; sending again writes only what this visitor changed, over what stands now (409)."""
    base = await base_of(visit, sent.version)
    mine, _problems = read(sent.fields, base, fields_in(sent.section))
    return await _page(request, visit, base, mine, fields_in(sent.section), sent.section, sent)


async def _page(  # what the page is made of
    request: AnyRequest,
    visit: Visiting,
    base: Entry,
    mine: Entry,
    fields: Sequence[str],
    section: str,
    sent: Sent | None,
) -> Page:
    now = await find(visit.stored.id)
    changed = {name: becomes for name, (_was, becomes) in difference(base, mine).items()}
    if everybody := all_added(base.contacts, mine.contacts, now.entry.contacts):
        changed["contacts"] = everybody
    sides = side_by_side(base, mine, now.entry, fields, ["contacts"] if everybody else [])
    here = f"{visit.path}/{PATHS[section]}" if section else visit.path
    return render(
        request,
        "organisation/conflict.html",
        page="conflict",
        status=409,
        name=now.entry.name,
        base=visit.path,
        here=here,
        version=now.version,
        sides=sides,
        both=" ".join(side.field for side in sides if side.who == "both"),
        sender=visit.sender,
        typed=bool(changed),
        stepping=bool(sent and sent.stepping),
        fields=_carried(sent, apply(now.entry, changed), fields) if sent else {},
    )


def _carried(sent: Sent, merged: Entry, fields: Sequence[str]) -> dict[str, list[str]]:
    """Return what goes on with mine: the entry's fields with mine in them, and what else the form asked."""
    own = fields_of(merged, fields)
    known = {SHOWN, *FOR_ORGANISATIONS}
    others = {name: list(typed) for name, typed in sent.fields.items() if name not in known and "contacts-" not in name}
    return others | own
