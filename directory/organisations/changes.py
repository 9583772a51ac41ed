"""What a change is, which changes wait for staff, and how to apply one (SECURITY.md, Risk rules)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from directory.facts.places import places
from directory.i18n import marked as _
from directory.organisations.entry import DEFAULTS, FIELDS, Entry, Person
from directory.organisations.mailboxes import domain_of_address, is_mailbox_house, looks_private

Difference = dict[str, tuple[Any, Any]]
People = tuple[Person, ...]

ALWAYS_HELD = {
    "name": _("A new name is read by staff before it is shown."),
    "orgnr": _("A new organisation number is read by staff before it is used."),
    "type": _("A new kind of organisation is read by staff before it is shown."),
    "update_email": _("A new address for our letters is read by staff before it is used."),
}
MANY = _("Much is changed at once, so staff read it before it is shown.")
NEW_COUNTY = _("A new county is read by staff before it is shown.")
NEW_DOMAIN = _("A website in a new place is read by staff before it is shown.")
PRIVATE_MOBILE = _("The number looks like somebody's own mobile, so staff ask before it is shown.")
MAILBOX = _("Our letters go to this address, so staff read a change before it is used.")
PRIVATE_MAILBOX = _("The address looks like somebody's own, so staff ask before it is shown.")


def difference(before: Entry, after: Entry) -> Difference:
    """Return the fields that differ, each with its value before and after."""
    old, new = before.tidy(), after.tidy()
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in FIELDS)
    return {name: (was, becomes) for name, was, becomes in pairs if was != becomes}


def together(parts: Iterable[Difference]) -> Difference:
    """Return several differences, oldest first, as one: first before, last after; what was changed back is left out.

    Where somebody else came between, the value that the later difference replaced is the one before.
    """
    whole: Difference = {}
    for part in parts:
        for name, (was, becomes) in part.items():
            first, last = whole.get(name, (was, was))
            whole[name] = (first if last == was else was, becomes)
    return {name: (was, becomes) for name, (was, becomes) in whole.items() if was != becomes}


def all_added(base: People, mine: People, theirs: People) -> People | None:
    """Return everybody when two have each added other contact persons to the same ones, None when it is not so."""
    added, others = ([one for one in people if one not in base] for people in (mine, theirs))
    untouched = all(one in mine and one in theirs for one in base)
    names = [one.name.casefold() for one in (*added, *others) if one.name]
    if not (added and others and untouched) or len(names) != len(set(names)):
        return None
    return (*theirs, *added)


def letters_go(changed: Difference, mailbox: str) -> Difference:
    """Return a difference as it is told: without an address of their own our letters go to the shared `mailbox`."""
    if "update_email" not in changed:
        return changed
    shared = changed.get("email", (mailbox, mailbox))
    own = changed["update_email"]
    return changed | {"update_email": (own[0] or shared[0], own[1] or shared[1])}


def apply(entry: Entry, changes: dict[str, Any]) -> Entry:
    """Return the entry with some fields set to new values; a name it had is kept among its other names."""
    return with_former_name(entry, replace(entry, **changes))


def with_former_name(before: Entry, after: Entry) -> Entry:
    """Return what an entry becomes, findable by the name it had: people go on looking for that one."""
    return replace(after, aliases=(*after.aliases, before.name)).tidy()


@dataclass(frozen=True, slots=True)
class Split:
    """A difference in two: what is applied at once, and what waits for staff with the reason for each field."""

    harmless: Difference
    risky: Difference
    reasons: dict[str, str]


def split(before: Entry, after: Entry) -> Split:
    """Return which of an organisation's changes apply at once and which wait."""
    changed = difference(before, after)
    reasons = {name: reason for name in changed if (reason := _reason(name, before, after))}
    if _much(before, changed):
        reasons |= {name: MANY for name in changed if name != "contacts" and name not in reasons}
    return Split(
        harmless={name: pair for name, pair in changed.items() if name not in reasons},
        risky={name: pair for name, pair in changed.items() if name in reasons},
        reasons=reasons,
    )


def looks_like_private_mobile(phone: str) -> bool:
    """Return whether a number (E.164) is a Norwegian mobile number, which begins with 4 or 9."""
    return phone.startswith(("+474", "+479")) and len(phone) == 11


def _reason(name: str, before: Entry, after: Entry) -> str:
    if name in ALWAYS_HELD:
        return ALWAYS_HELD[name]
    if name == "email":
        return _mailbox_reason(before, after)
    if name == "coverage":
        known = {places().county_of(number) for number in before.coverage} or {places_county(before.municipality)}
        return NEW_COUNTY if {places().county_of(number) for number in after.coverage} - known else ""
    if name == "website" and after.website:
        both = {_domain(before.website), domain_of_address(before.email)} - {""}
        ours = {domain for domain in both if not is_mailbox_house(domain)}
        return "" if _domain(after.website) in ours else NEW_DOMAIN
    if name == "phone" and looks_like_private_mobile(after.phone):
        return PRIVATE_MOBILE
    return ""


def _mailbox_reason(before: Entry, after: Entry) -> str:
    if not before.update_email:
        return MAILBOX
    return PRIVATE_MAILBOX if looks_private(after.email) else ""


def places_county(municipality: str) -> str | None:
    """Return the county of a municipality's number, None when there is no municipality."""
    return places().county_of(municipality) if municipality else None


def _domain(website: str) -> str:
    return (urlsplit(website).hostname or "").removeprefix("www.")


def _much(before: Entry, changed: Difference) -> bool:
    """Return whether more than half of the filled fields are changed; filling an empty field never counts."""
    filled = {name for name in FIELDS if getattr(before, name) != getattr(DEFAULTS, name)}
    return len(filled & set(changed)) * 2 > len(filled)
