"""Changes in words for the organisation itself: before and after, mine and theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.i18n import _, month
from directory.organisations.changes import Difference
from directory.organisations.entry import Entry
from directory.organisations.wording import label, value


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field in words; `reason` says why it waits."""

    field: str
    label: str
    before: str
    after: str
    reason: str = ""


def changes_in_words(changed: Difference, reasons: Mapping[str, str] | None = None) -> list[Change]:
    """Return a difference in the language spoken; `reasons` as in `changes.split`."""
    return [
        Change(
            name,
            label(name),
            value(name, was),
            value(name, becomes),
            _(why) if (why := (reasons or {}).get(name)) else "",
        )
        for name, (was, becomes) in changed.items()
    ]


@dataclass(frozen=True, slots=True)
class Side:
    """One field of two versions beside each other; `who` changed it: `mine`, `theirs` or `both`, or `joined` as one."""

    field: str
    label: str
    mine: str
    theirs: str
    who: str


def side_by_side(
    base: Entry, mine: Entry, theirs: Entry, fields: Sequence[str], joined: Sequence[str] = ()
) -> list[Side]:
    """Return the fields in which what was typed, or what stands now, differs from what the page was made from."""
    sides = []
    for name in fields:
        was, typed, now = (getattr(entry, name) for entry in (base, mine, theirs))
        if typed != was or now != was:
            who = "theirs" if typed == was else ("mine" if now == was else "both")
            who = "joined" if name in joined else who
            sides.append(Side(name, label(name), value(name, typed), value(name, now), who))
    return sides


def this_month(at: datetime) -> str:
    """Return the words under which an entry is shown as confirmed from now on."""
    return _("confirmed by the organisation %(month)s") % {"month": month(at)}
