"""Fields and their values in words, for pages, receipts and differences."""

from typing import Any

from directory.facts.places import places
from directory.facts.taxonomies import taxonomy
from directory.i18n import _, language, listing, marked, ngettext
from directory.organisations.canonical import shown_phone
from directory.organisations.entry import Person

LABELS = {
    "name": marked("Name"),
    "type": marked("Kind of organisation"),
    "orgnr": marked("Organisation number"),
    "municipality": marked("Home municipality"),
    "coverage": marked("Where you are active"),
    "email": marked("E-mail"),
    "phone": marked("Telephone"),
    "website": marked("Website"),
    "areas": marked("Experience"),
    "target_groups": marked("Whom you work with"),
    "forms": marked("What you can take part in"),
    "fine_forms": marked("Forms of involvement"),
    "description": marked("About you"),
    "description_nn": marked("About you in Nynorsk"),
    "postal_address": marked("Postal address"),
    "update_email": marked("Address for our letters"),
    "language": marked("Language"),
    "accepts_requests": marked("Takes requests now"),
    "representatives": marked("Trained representatives"),
    "travels": marked("Can travel"),
    "digital": marked("Can meet digitally"),
    "answer_days": marked("Usual time to an answer"),
    "contacts": marked("Contact persons"),
    "aliases": marked("Other names"),
    "status": marked("Status"),
    "published": marked("Shown in the directory"),
    "suggested_theme": marked("A theme you miss"),
    "parent": marked("Local branch of"),
    "replaced_by": marked("Carries on the work"),
    "right_person": marked("The right person"),
}
SECTION_NAMES = {
    "about": marked("About you"),
    "contact": marked("Contact"),
    "persons": marked("Contact persons"),
    "competence": marked("Experience"),
    "coverage": marked("Where you are active"),
}
STATUS_NAMES = {
    "active": marked("Active"),
    "paused": marked("Taking a pause"),
    "dissolved": marked("No longer exists"),
}
VOCABULARY = {"target_groups": "target_groups", "forms": "choices", "fine_forms": "forms"}
LANGUAGE_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def label(field: str) -> str:
    """Return a field's name in the language spoken."""
    return _(LABELS[field])


def section_name(section: str) -> str:
    """Return a section's name in the language spoken."""
    return _(SECTION_NAMES[section])


def term(vocabulary: str, slug: str) -> str:
    """Return a term's name in the language spoken, the slug itself when the vocabulary no longer has it."""
    known = taxonomy(vocabulary)
    return known[slug].name(language()) if slug in known else slug


def place(number: str) -> str:
    """Return a place's name in the language spoken; the whole country is said as such."""
    if number == "00":
        return _("the whole country")
    return places().label(number) if number in places() else number


def experience(areas: tuple[tuple[str, str], ...]) -> list[str]:
    """Return themes with whose experience it is: own experience goes without saying."""
    grouped: dict[str, list[str]] = {}
    for area, perspective in areas:
        grouped.setdefault(area, []).append(perspective)
    return [_area(area, perspectives) for area, perspectives in grouped.items()]


def _area(area: str, perspectives: list[str]) -> str:
    theme = term("areas", area)
    others = [term("perspectives", item).lower() for item in perspectives if item != "egen"]
    others = [words for words in others if words not in theme.lower() and theme.lower() not in words]
    if "egen" in perspectives and others:
        others.insert(0, term("perspectives", "egen").lower())
    return f"{theme} ({listing(others)})" if others else theme


def value(field: str, content: Any) -> str:  # noqa: ANN401  # a field's value is of the field's type
    """Return a field's value in words, empty for nothing."""
    if content in ("", None, ()):
        return ""
    if isinstance(content, bool):
        return _("Yes") if content else _("No")
    if isinstance(content, tuple):
        return "; ".join(_parts(field, content)) if field == "contacts" else listing(_parts(field, content))
    words = {
        "type": lambda: term("types", content),
        "municipality": lambda: place(content),
        "phone": lambda: shown_phone(content),
        "language": lambda: LANGUAGE_NAMES[content],
        "status": lambda: _(STATUS_NAMES[content]),
        "representatives": lambda: (
            ngettext("about %(num)d person", "about %(num)d persons", content) % {"num": content}
        ),
        "answer_days": lambda: ngettext("%(num)d day", "%(num)d days", content) % {"num": content},
    }
    return words[field]() if field in words else str(content)


def _parts(field: str, content: tuple[Any, ...]) -> list[str]:
    if field == "areas":
        return experience(content)
    if field == "coverage":
        return [place(number) for number in content]
    if field == "contacts":
        return [person(item) for item in content]
    return [term(VOCABULARY[field], item) if field in VOCABULARY else str(item) for item in content]


def person(who: Person) -> str:
    """Return one contact person as a line, for the organisation and staff only."""
    name = f"{who.name} ({who.role})" if who.name and who.role else who.name or who.role
    return ", ".join(filter(None, (name, shown_phone(who.phone), who.email)))
