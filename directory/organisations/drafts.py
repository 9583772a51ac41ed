"""What was typed in a section's form and not saved: what fits in a draft, and how it meets an entry changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.errors import Invalid
from directory.i18n import _
from directory.organisations.changes import difference
from directory.organisations.entry import SECTIONS, Entry
from directory.organisations.typed import PERSON, READERS, SHOWN, TICKS, Values, fields_of, kept, read

LONGEST_NAME = 64  # characters of a field's name
MOST_FIELDS = 600  # fields and ticks together: all there are of both, and room
MOST_CHARACTERS = 40_000  # everything typed in one section
NEVER_KEPT = frozenset({"_csrf_token", "version"})


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed over version `version` of an entry, in one section: a form's fields."""

    section: str
    version: int
    fields: Mapping[str, Sequence[str]]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Merged:
    """A draft over the entry as it stands: the fields to show, and the version they are to be sent with.

    `clashes` are the fields of the entry that were typed in and that somebody else has changed since. Then the
    version is the draft's own: sending is a conflict, and nothing is overwritten unseen.
    """

    fields: dict[str, list[str]]
    version: int
    clashes: tuple[str, ...]


def tidied(section: str, fields: Values) -> dict[str, list[str]]:
    """Return what is kept of a section's form. Raises Invalid when there is no such section, or far too much text."""
    if section not in SECTIONS:
        raise Invalid({"section": "there is no such section"})
    found = {name: list(typed) for name, typed in fields.items() if name not in NEVER_KEPT}
    much = sum(len(name) + sum(map(len, typed)) for name, typed in found.items())
    many = sum(map(len, found.values()))
    if many > MOST_FIELDS or much > MOST_CHARACTERS or any(len(name) > LONGEST_NAME for name in found):
        raise Invalid({"main": _("This is too much to keep. Make the text shorter.")})
    return found


def says_something(section: str, fields: Values, base: Entry, now: Entry) -> bool:
    """Return whether a draft that was typed over `base` holds anything that the entry does not say `now`."""
    after, problems = read(fields, base, SECTIONS[section])
    asked = (text for name, typed in fields.items() if _is_other(name) for text in typed)
    new = any(getattr(now, name) != becomes for name, (_was, becomes) in difference(base, after).items())
    return bool(problems) or new or any(text.strip() for text in asked)


def merge(draft: Draft, base: Entry, now: Entry, version: int) -> Merged:
    """Return a draft over the entry as it is now (`version`); `base` is what the entry said when it was typed."""
    names = SECTIONS[draft.section]
    typed, problems = read(draft.fields, base, names)
    mine = {*difference(base, typed), *map(_field, problems)}
    theirs = {name for name in difference(base, now) if name in problems or getattr(typed, name) != getattr(now, name)}
    if clashes := tuple(name for name in names if name in mine & theirs):
        return Merged(kept(draft.fields, base), draft.version, clashes)
    unticked: dict[str, list[str]] = {name: [] for name in TICKS if name in mine}
    own = {name: list(said) for name, said in draft.fields.items() if _field(name) in mine or _is_other(name)}
    return Merged(fields_of(now) | unticked | own, version, ())


def _field(name: str) -> str:
    """Return the field of the entry that a form's field belongs to."""
    return "contacts" if PERSON.fullmatch(name) else name


def _is_other(name: str) -> bool:
    """Return whether a field is none of the entry's: a question that only the form asks."""
    return name not in READERS and name != SHOWN and not PERSON.fullmatch(name)
