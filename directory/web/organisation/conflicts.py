"""Two at once: what was typed beside what stands now, with the typed text kept."""

from collections.abc import Mapping, Sequence

from directory.organisations.changes import apply, difference
from directory.organisations.entry import Entry
from directory.organisations.reads import find
from directory.organisations.reads_visit import entry_at
from directory.organisations.typed import FOR_ORGANISATIONS, fields_of, read
from directory.web.forms import AnyRequest
from directory.web.organisation.opened import Visiting
from directory.web.organisation.shown import side_by_side
from directory.web.pages import Page, render


async def base_of(visit: Visiting, version: int) -> Entry:
    """Return the entry that a form of this version was made from, the entry of today when there never was one."""
    if version == visit.stored.version:
        return visit.stored.entry
    return await entry_at(visit.stored.id, version) or visit.stored.entry


async def conflict_answered(
    request: AnyRequest, visit: Visiting, version: int, typed: Mapping[str, Sequence[str]] | None
) -> Page:
    """Show both versions; sending again writes only what this visitor changed, over what stands now (409)."""
    now = await find(visit.stored.id)
    base = await base_of(visit, version)
    mine = read(typed, base)[0] if typed is not None else base
    changed = {name: becomes for name, (_was, becomes) in difference(base, mine).items()}
    return render(
        request,
        "organisation/conflict.html",
        page="conflict",
        status=409,
        name=now.entry.name,
        base=visit.path,
        version=now.version,
        sides=side_by_side(base, mine, now.entry, FOR_ORGANISATIONS),
        typed=bool(changed),
        fields=fields_of(apply(now.entry, changed)),
    )
