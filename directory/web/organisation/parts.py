"""The five parts of an entry: their addresses, their headings, and what stands in each, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from directory.errors import NotFound
from directory.i18n import _, marked
from directory.mail.wording import bare
from directory.organisations import wishes
from directory.organisations.canonical import shown_phone
from directory.organisations.entry import FIELDS, SECTIONS, Entry
from directory.organisations.wording import label, term, value
from directory.search.visible import public_email, public_person, public_phone

PATHS = {"about": "om", "contact": "kontakt", "persons": "personer", "competence": "kompetanse", "coverage": "dekning"}
SECTION_AT = {path: section for section, path in PATHS.items()}
HEADINGS = {
    "about": marked("About you"),
    "contact": marked("Contact"),
    "persons": marked("Contact persons"),
    "competence": marked("Experience"),
    "coverage": marked("Where you are active"),
}
ALWAYS_TOLD = frozenset(
    ("name", "type", "description", "email", "phone", "website", "areas", "target_groups", "forms", "accepts_requests",
     "coverage", "municipality")
)  # fmt: skip
ONLY_US = frozenset(("language", "update_email", "postal_address", "contacts", wishes.FIELD))
UNTOLD = frozenset(("fine_forms",))  # for staff
Consents = Sequence[tuple[Mapping[str, Any], frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part: a field in words as municipalities see it; `missing` says what an empty one means.

    `hidden`: only the organisation and the centre see it. `changed`: this visit has corrected it. `waiting`: what
    it becomes if staff agree, None when nothing waits. `items`: the value as a list, where it is one of phrases.
    """

    label: str
    value: str
    missing: str = ""
    field: str = ""
    hidden: bool = False
    changed: bool = False
    waiting: str | None = None
    items: Sequence[str] = ()


def section_at(part: str) -> str:
    """Return the section whose address ends with `part`. Raises NotFound."""
    if part not in SECTION_AT:
        raise NotFound("no such part")
    return SECTION_AT[part]


def heading(section: str) -> str:
    """Return a section's heading in the language spoken."""
    return _(HEADINGS[section])


def number(section: str) -> int:
    """Return which of the five a section is, from 1."""
    return list(SECTIONS).index(section) + 1


def next_after(section: str, left: Sequence[str]) -> str:
    """Return the section to look at after another one: the next of those `left`, from the first again at the end."""
    order = list(SECTIONS)
    later = order[order.index(section) + 1 :] + order
    return next((one for one in later if one in left and one != section), "")


def lines(section: str, entry: Entry, consents: Consents) -> list[Line]:
    """Return what stands in one part: first what municipalities see, then what only we do."""
    found = [line for name in SECTIONS[section] for line in _field(name, entry, consents)]
    return sorted(found, key=lambda line: line.hidden)


def marked_lines(found: Sequence[Line], changed: Sequence[str], waiting: Mapping[str, str]) -> list[Line]:
    """Return the lines of a part with what this visit corrected, and what waits; one of its own for each that lacks."""
    marked_ones = [replace(line, changed=line.field in changed, waiting=waiting.get(line.field)) for line in found]
    there = {line.field for line in found}
    names = [name for name in (*changed, *waiting) if name not in there]
    return [*marked_ones, *(_lacking(name, name in changed, waiting.get(name)) for name in dict.fromkeys(names))]


def _lacking(name: str, changed: bool, waiting: str | None) -> Line:
    missing = _("empty") if name in FIELDS else _("not there yet")
    return Line(label(name), "", missing, name, name in ONLY_US, changed, waiting)


def _field(name: str, entry: Entry, consents: Consents) -> list[Line]:
    if name in UNTOLD:
        return []
    if name == "contacts":
        return _people(entry, consents)
    told = _told(name, entry, consents)
    if told is None and name not in ALWAYS_TOLD:
        return []
    shown, missing = told or ("", "")
    items = [term("choices", slug) for slug in entry.forms] if name == "forms" else ()
    return [Line(label(name), shown, missing, name, name in ONLY_US, items=items)]


def _told(name: str, entry: Entry, consents: Consents) -> tuple[str, str] | None:
    """Return a field as it is shown, and why it is not when it is filled; None when it is empty."""
    content = getattr(entry, name)
    if content in ("", None, ()):
        return None
    if name == "email":
        shown = public_email(entry.email, entry.type, [entry.name, *entry.aliases], consents)
        return shown, _("not shown, but municipalities can write to you in a form")
    if name == "phone":
        shown = public_phone(entry.phone, entry.type, consents)
        return shown_phone(shown) if shown else "", _("not shown, it is a contact person's own number")
    return bare(content) if name == "website" else value(name, content), ""


def _times(said: str, number: int) -> str:
    """Return what is shown of a person, once for all who have the same role and no name."""
    return said if number == 1 else _("%(role)s (%(num)d persons)") % {"role": said, "num": number}


def _people(entry: Entry, consents: Consents) -> list[Line]:
    people = [public_person(entry.type, person, given) for person, given in consents]
    said = Counter(
        ", ".join(filter(None, (person["name"], person["role"], shown_phone(person["phone"]), person["email"])))
        for person in people
        if person
    )
    missing = _("the name is not shown") if people else _("no contact person")
    public = Line(_("Shown in public"), "; ".join(_times(one, number) for one, number in said.items()), missing)
    known = value("contacts", entry.contacts)
    return [public, Line(_("Whom we ask"), known, _("nobody"), "contacts", hidden=True)]
