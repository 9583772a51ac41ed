"""What was sent of one part's form: its fields, the version it was typed over, and what of it cannot be used."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.errors import Invalid
from directory.i18n import _
from directory.organisations import wishes
from directory.organisations.entry import SECTIONS, Entry
from directory.organisations.typed import FOR_ORGANISATIONS, PERSON, READERS, read
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.organisation.opened import Visiting
from directory.web.organisation.parts import SECTION_AT

STEPPING = "steg"  # one part after the other
AFTER = "etter"  # where a draft's button leads: `oversikt` or `skjema`
BEGUN = "begynt"  # when the draft was kept that the form was filled with
THROWN_AWAY = "forkast"  # the parts whose typed text is not wanted after all, with spaces between
BOTH = "begge"  # the fields that somebody else has changed too, with spaces between
OURS = frozenset({"_csrf_token", "version", STEPPING, AFTER, BEGUN, THROWN_AWAY, BOTH})
TOP = "main"  # where a problem is told that belongs to no field on the page


@dataclass(frozen=True, slots=True)
class Sent:
    """One part's form as it was sent; `unusable` maps a field to why its characters cannot be taken.

    `seen` is when the draft was kept that the form was filled with, None without one; `thrown` are the sections whose
    typed text is not wanted after all; `both` are the fields that somebody else has changed too.
    """

    section: str
    fields: Mapping[str, Sequence[str]]
    version: int
    unusable: Mapping[str, str]
    stepping: bool
    after: str
    seen: datetime | None = None
    thrown: Collection[str] = ()
    both: Sequence[str] = ()

    def read(self, base: Entry) -> tuple[Entry, dict[str, str]]:
        """Return the entry as typed over `base`, and what cannot be used: field to a message."""
        entry, problems = read(self.fields, base, fields_in(self.section))
        try:
            self.wish()
        except ValueError as problem:
            problems[wishes.FIELD] = str(problem)
        return entry, problems | dict(self.unusable)

    def wish(self) -> str:
        """Return the theme that is missing, empty when none is. Raises ValueError with words for who typed it."""
        typed = self.fields.get(wishes.FIELD, ()) if self.section == "competence" else ()
        return wishes.read_wish(typed[-1]) if typed else ""


def fields_in(section: str) -> tuple[str, ...]:
    """Return the fields of a section that an organisation fills in itself."""
    return tuple(name for name in SECTIONS[section] if name in FOR_ORGANISATIONS)


async def sent_in(request: AnyRequest, visit: Visiting, section: str) -> Sent:
    """Return what was sent of one part's form."""
    form = await read_form(request)
    problems = {_place(name): why for name, why in form.problems.items()}
    version = version_of(form, 0)  # there never was a version 0: what comes without one is a conflict
    if version is None:
        problems[TOP] = _("Something was wrong with the page you sent from. Look it over, and send it once more.")
    return Sent(
        section=section,
        fields={name: values for name, values in form.fields.items() if name not in OURS},
        version=visit.stored.version if version is None else version,
        unusable=problems,
        stepping=form.typed(STEPPING) == "1",
        after=form.typed(AFTER),
        seen=seen_in(form),
        thrown=thrown_in(form),
        both=[name for name in form.typed(BOTH).split() if name in fields_in(section)],
    )


def seen_in(form: Form) -> datetime | None:
    """Return when the draft was kept that a form was filled with, None when that is no instant."""
    try:
        seen = datetime.fromisoformat(form.typed(BEGUN))
    except ValueError:
        return None
    return seen if seen.tzinfo else None


def thrown_in(form: Form) -> list[str]:
    """Return the sections whose typed text is not wanted after all."""
    return [SECTION_AT[part] for part in form.typed(THROWN_AWAY).split() if part in SECTION_AT]


def version_of(form: Form, default: int) -> int | None:
    """Return the version that a page was made from, None when it is no number."""
    try:
        return form.whole("version", default=default)
    except Invalid:
        return None


def _place(name: str) -> str:
    return name if name in READERS or name == wishes.FIELD or PERSON.fullmatch(name) else TOP
