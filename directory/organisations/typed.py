"""What was typed into an entry's form: forgiving in, canonical out, and an entry as a form's fields again.

Field names are those of the export. Ticks that are all taken away are not sent by a browser, so a form names its
groups of ticks in the field `shown`; a field that was not sent at all keeps its value.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from directory.facts.places import places
from directory.facts.taxonomies import taxonomy
from directory.i18n import _, ngettext
from directory.imports.areas import perspectives_for
from directory.organisations import canonical
from directory.organisations.entry import FIELDS, YOUTH_TYPES, Entry, Person
from directory.organisations.roles import shown_role

Values = Mapping[str, Sequence[str]]
SHOWN = "shown"
STAFF_ONLY = frozenset({"fine_forms", "aliases"})
FOR_ORGANISATIONS = tuple(name for name in FIELDS if name not in STAFF_ONLY)
TICKS = ("coverage", "areas", "target_groups", "forms", "fine_forms")
MOST_TICKS = 500
MOST_PEOPLE = 30
PERSON = re.compile(r"contacts-(\d{1,2})-(name|role|phone|email|remove)")
YES, NO = "ja", "nei"


def read(values: Values, current: Entry, allowed: Sequence[str] = FOR_ORGANISATIONS) -> tuple[Entry, dict[str, str]]:
    """Return the entry as typed, and what cannot be used: field to a message in the language spoken.

    `current` is the entry that the form was made from; fields outside `allowed` are not read, whatever is sent.
    """
    found: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, reader in READERS.items():
        if name in allowed and _was_sent(name, values):
            try:
                found[name] = reader(values.get(name, ()), current)
            except ValueError as problem:
                problems[name] = str(problem)
    if "contacts" in allowed:
        found["contacts"], wrong = _people(values, current.contacts)
        problems |= wrong
    entry = replace(current, **found)
    return entry.tidy(), _together(entry, current) | problems


def fields_of(entry: Entry, allowed: Sequence[str] = FOR_ORGANISATIONS) -> dict[str, list[str]]:
    """Return an entry as the fields of a form; the inverse of `read`."""
    fields = {name: _written(name, getattr(entry, name)) for name in allowed if name != "contacts"}
    for row, person in enumerate(entry.contacts if "contacts" in allowed else ()):
        for part in ("name", "role", "phone", "email"):
            value = getattr(person, part)
            fields[f"contacts-{row}-{part}"] = [canonical.shown_phone(value) if part == "phone" else value]
    fields[SHOWN] = [name for name in TICKS if name in allowed]
    return fields


def kept(values: Values, current: Entry) -> dict[str, list[str]]:
    """Return the fields of a form to show again: everything as it was typed, the rest as it stands."""
    unticked: dict[str, list[str]] = {name: [] for name in TICKS if _was_sent(name, values)}
    return fields_of(current) | unticked | {name: list(typed) for name, typed in values.items()}


def _was_sent(name: str, values: Values) -> bool:
    return name in values or (name in TICKS and name in values.get(SHOWN, ()))


def _written(name: str, content: Any) -> list[str]:  # noqa: ANN401  # a field's value is of the field's type
    if name == "aliases":
        return ["\n".join(content)]
    if name == "areas":
        return [f"{area}:{perspective}" for area, perspective in content]
    if isinstance(content, tuple):
        return list(content)
    if isinstance(content, bool):
        return [YES if content else NO]
    if name == "phone":
        return [canonical.shown_phone(content)]
    return ["" if content is None else str(content)]


Reader = Callable[[Sequence[str], Entry], Any]


def _last(typed: Sequence[str]) -> str:
    return typed[-1] if typed else ""


def _fits(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(_("This is too long. There is room for %(most)s characters.") % {"most": most})
    return text


def _line(most: int) -> Reader:
    return lambda typed, _current: _fits(canonical.text(_last(typed)), most)


def _lines(most: int) -> Reader:
    return lambda typed, _current: _fits(canonical.paragraphs(_last(typed)), most)


def _tidied(canonical_form: Callable[[str], str], most: int) -> Reader:
    return lambda typed, _current: _fits(canonical_form(_fits(_last(typed), most)), most)


def _name(typed: Sequence[str], _current: Entry) -> str:
    name = _fits(canonical.text(_last(typed)), 200)
    if not name:
        raise ValueError(_("Write what the organisation is called."))
    return name


def _one_of(known: Callable[[str], bool], *, empty: bool) -> Reader:
    def reader(typed: Sequence[str], _current: Entry) -> str:
        chosen = _last(typed).strip()
        if (chosen or not empty) and not known(chosen):
            raise ValueError(_("Choose one of the answers."))
        return chosen

    return reader


def _yes_or_no(typed: Sequence[str], _current: Entry) -> bool | None:
    answer = _last(typed).strip().lower()
    if answer not in (YES, NO, ""):
        raise ValueError(_("Choose one of the answers."))
    return {YES: True, NO: False}.get(answer)


def _number(least: int, most: int) -> Reader:
    def reader(typed: Sequence[str], _current: Entry) -> int | None:
        text = _last(typed).strip()
        digits = re.findall(r"[0-9]+", text[:100])
        if not text:
            return None
        if len(digits) != 1 or len(digits[0]) > 6 or not least <= int(digits[0]) <= most:
            words = {"least": least, "most": most}
            raise ValueError(_("Write one number between %(least)s and %(most)s.") % words)
        return int(digits[0])

    return reader


def _ticks(known: Callable[[str], bool]) -> Reader:
    def reader(typed: Sequence[str], _current: Entry) -> tuple[str, ...]:
        chosen = tuple(dict.fromkeys(filter(None, (tick.strip() for tick in typed))))
        if len(chosen) > MOST_TICKS or not all(map(known, chosen)):
            raise ValueError(_("Choose from the list."))
        return chosen

    return reader


def _areas(typed: Sequence[str], current: Entry) -> tuple[tuple[str, str], ...]:
    """Return pairs of theme and perspective; a theme alone keeps its perspectives, else gets the kind's own."""
    found: list[tuple[str, str]] = []
    for tick in dict.fromkeys(filter(None, typed[: MOST_TICKS + 1])):
        area, _colon, perspective = tick.strip().partition(":")
        if area not in taxonomy("areas") or (perspective and perspective not in taxonomy("perspectives")):
            raise ValueError(_("Choose from the list."))
        kept = [pair for pair in current.areas if pair[0] == area]
        usual = [(area, perspectives_for(current.type)[0])]
        found += [(area, perspective)] if perspective else kept or usual
    if len(found) > MOST_TICKS:
        raise ValueError(_("Choose from the list."))
    return tuple(found)


def _aliases(typed: Sequence[str], _current: Entry) -> tuple[str, ...]:
    names = canonical.paragraphs(_last(typed)).split("\n")
    return tuple(_fits(name, 200) for name in names if name)[:50]


def _is_municipality(number: str) -> bool:
    return number in places() and places()[number].kind == "municipality"


READERS: dict[str, Reader] = {
    "name": _name,
    "type": _one_of(lambda slug: slug in taxonomy("types"), empty=False),
    "orgnr": _tidied(canonical.orgnr, 40),
    "municipality": _one_of(_is_municipality, empty=True),
    "coverage": _ticks(lambda number: number in places()),
    "email": _tidied(canonical.email, 254),
    "phone": _tidied(canonical.phone, 40),
    "website": _tidied(canonical.website, 400),
    "areas": _areas,
    "target_groups": _ticks(lambda slug: slug in taxonomy("target_groups")),
    "forms": _ticks(lambda slug: slug in taxonomy("choices")),
    "fine_forms": _ticks(lambda slug: slug in taxonomy("forms")),
    "description": _lines(2000),
    "description_nn": _lines(2000),
    "postal_address": _lines(400),
    "update_email": _tidied(canonical.email, 254),
    "language": _one_of(lambda code: code in ("nb", "nn", "en"), empty=True),
    "accepts_requests": _yes_or_no,
    "representatives": _number(0, 1000),
    "travels": _yes_or_no,
    "digital": _yes_or_no,
    "answer_days": _number(1, 365),
    "aliases": _aliases,
}
PARTS: dict[str, Reader] = {
    "name": _line(200),
    "role": _line(200),
    "phone": _tidied(canonical.phone, 40),
    "email": _tidied(canonical.email, 254),
}


def _people(values: Values, current: tuple[Person, ...]) -> tuple[tuple[Person, ...], dict[str, str]]:
    """Return the contact persons row by row; a row that was not sent stays, one that was emptied goes."""
    sent: dict[int, dict[str, Sequence[str]]] = {}
    for name, typed in values.items():
        if match := PERSON.fullmatch(name):
            sent.setdefault(int(match[1]), {})[match[2]] = typed
    people, problems = dict(enumerate(current)), {}
    for row, parts in sorted(sent.items()):
        if "remove" in parts:
            people[row] = Person()
            continue
        person = people.get(row, Person())
        for part, typed in parts.items():
            try:
                person = replace(person, **{part: PARTS[part](typed, EMPTY)})
            except ValueError as problem:
                problems[f"contacts-{row}-{part}"] = str(problem)
        people[row] = person
    if sum(map(bool, people.values())) > MOST_PEOPLE:
        problems["contacts-0-name"] = ngettext(
            "There is room for %(num)d contact person.", "There is room for %(num)d contact persons.", MOST_PEOPLE
        ) % {"num": MOST_PEOPLE}
    # empty rows keep their place until the entry is tidied, so that a problem is told at the row it belongs to
    return tuple(people.get(row, Person()) for row in range(max(people, default=-1) + 1)), problems


def _together(entry: Entry, current: Entry) -> dict[str, str]:
    """Return what is wrong with fields seen together."""
    problems: dict[str, str] = {}
    if current.update_address and not entry.update_address:
        problems["email"] = _("Keep one e-mail address, so that we can reach you.")
    if entry.type in YOUTH_TYPES:
        problems |= {
            f"contacts-{row}-name": _("We never name anyone in a youth panel. Write the adult's role instead.")
            for row, person in enumerate(entry.contacts)
            if person.name
        } | {
            f"contacts-{row}-role": _("Write only what the adult is, such as coordinator, and no name.")
            for row, person in enumerate(entry.contacts)
            if person.role and not shown_role(person.role, person.name, [entry.name, *entry.aliases])
        }
    return problems


EMPTY = Entry(name="", type="")
