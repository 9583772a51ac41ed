"""An entry in words for the organisation itself: what the public sees of it today, and all the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directory.i18n import _, day, month
from directory.mail.wording import bare
from directory.organisations.canonical import shown_phone
from directory.organisations.changes import Difference
from directory.organisations.entry import Entry
from directory.organisations.reads import Stored
from directory.organisations.wording import label, value
from directory.search.visible import public_email, public_person, public_phone

Consents = Sequence[tuple[Mapping[str, Any], frozenset[str]]]
ALWAYS_TOLD = ("description", "target_groups", "forms", "municipality", "accepts_requests")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an entry; `missing` says what an empty one means when it is not "missing"."""

    label: str
    value: str
    missing: str = ""
    field: str = ""


def public_rows(stored: Stored, consents: Consents) -> list[Row]:
    """Return what municipalities see of an entry first, in the order of the letter."""
    entry = stored.entry
    email = public_email(entry.email, entry.type, [entry.name, *entry.aliases], consents)
    phone = public_phone(entry.phone, entry.type, consents)
    hidden = _("not shown, but municipalities can write to you in a form") if entry.email else ""
    unshown = _("not shown, it is a contact person's own number") if entry.phone else ""
    return [
        Row(label("name"), entry.name),
        Row(label("type"), value("type", entry.type)),
        Row(label("coverage"), value("coverage", entry.coverage)),
        Row(label("areas"), value("areas", entry.areas)),
        Row(label("email"), email, hidden),
        Row(label("phone"), value("phone", phone), unshown),
        *([Row(label("website"), bare(entry.website))] if entry.website else []),
        Row(_("Contact person"), _public_people(entry, consents), _("the name is not shown")),
        Row(_("Last confirmed"), confirmed(stored), _("not yet")),
    ]


def _public_people(entry: Entry, consents: Consents) -> str:
    people = [public_person(entry.type, person, given) for person, given in consents]
    said = [
        ", ".join(filter(None, (person["name"], person["role"], shown_phone(person["phone"]), person["email"])))
        for person in people
        if person
    ]
    return "; ".join(said)


def confirmed(stored: Stored) -> str:
    """Return when the organisation last said that everything is right, or where we have it from; or empty."""
    if stored.confirmed_at:
        return month(stored.confirmed_at)
    if stored.list_date is None:
        return ""
    when = {"year": str(stored.list_date.year), "day": day(stored.list_date)}
    said = when.get(stored.list_precision, month(stored.list_date))
    return _("not yet, we have this from the centre's list of %(when)s") % {"when": said}


def other_rows(entry: Entry) -> list[Row]:
    """Return the rest of what an entry shows; what nobody asked for and is empty is left out."""
    names = (*ALWAYS_TOLD, "description_nn", "representatives", "travels", "digital", "answer_days", "orgnr", "aliases")
    return [
        Row(label(name), value(name, getattr(entry, name)))
        for name in names
        if name in ALWAYS_TOLD or getattr(entry, name) not in ("", None, ())
    ]


def hidden_rows(entry: Entry) -> list[Row]:
    """Return what only the organisation and the centre see."""
    return [
        Row(label("update_email"), entry.update_address),
        Row(label("contacts"), value("contacts", entry.contacts)),
        *([Row(label("postal_address"), entry.postal_address)] if entry.postal_address else []),
    ]


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
    """One field of two versions beside each other; `who` changed it: `mine`, `theirs` or `both`."""

    label: str
    mine: str
    theirs: str
    who: str


def side_by_side(base: Entry, mine: Entry, theirs: Entry, fields: Sequence[str]) -> list[Side]:
    """Return the fields in which what was typed, or what stands now, differs from what the page was made from."""
    sides = []
    for name in fields:
        was, typed, now = (getattr(entry, name) for entry in (base, mine, theirs))
        if typed != was or now != was:
            who = "theirs" if typed == was else ("mine" if now == was else "both")
            sides.append(Side(label(name), value(name, typed), value(name, now), who))
    return sides


def this_month(at: datetime) -> str:
    """Return the words under which an entry is shown as confirmed from now on."""
    return _("confirmed by the organisation %(month)s") % {"month": month(at)}
