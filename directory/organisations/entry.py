"""What an entry says, as plain values; the same names as the export, the forms and the revisions."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

SECTIONS: dict[str, tuple[str, ...]] = {
    "about": ("name", "type", "orgnr", "aliases", "description", "description_nn", "language"),
    "contact": ("email", "phone", "website", "postal_address", "update_email"),
    "persons": ("contacts",),
    "competence": (
        "areas", "target_groups", "forms", "fine_forms", "accepts_requests", "representatives",
        "travels", "digital", "answer_days",
    ),
    "coverage": ("municipality", "coverage"),
}  # fmt: skip

YOUTH_TYPES = frozenset({"ungdomspanel", "ungdomsraad"})  # minors are never named


@dataclass(frozen=True, slots=True)
class Person:
    """A contact person or role; telephones in E.164."""

    name: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.role or self.phone or self.email)


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything an entry says.

    `areas` are pairs of competence area and perspective; `forms` are of the eight plain choices,
    `fine_forms` of the twenty-five that staff use; `coverage` are place numbers; `answer_days` the
    usual time to an answer in days; `representatives` about how many trained representatives.
    Sets are sorted tuples, so that two equal entries compare equal.
    """

    name: str
    type: str
    orgnr: str = ""
    municipality: str = ""
    coverage: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    website: str = ""
    areas: tuple[tuple[str, str], ...] = ()
    target_groups: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    fine_forms: tuple[str, ...] = ()
    description: str = ""
    description_nn: str = ""
    postal_address: str = ""
    update_email: str = ""
    language: str = ""
    accepts_requests: bool | None = None
    representatives: int | None = None
    travels: bool | None = None
    digital: bool | None = None
    answer_days: int | None = None
    contacts: tuple[Person, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def update_address(self) -> str:
        """Where the year's letter goes: the update address, else the shared mailbox."""
        return self.update_email or self.email

    def tidy(self) -> "Entry":
        """Return the same entry with sets sorted and empty persons dropped."""
        return replace(
            self,
            coverage=tuple(sorted(set(self.coverage))),
            areas=tuple(sorted(set(self.areas))),
            target_groups=tuple(sorted(set(self.target_groups))),
            forms=tuple(sorted(set(self.forms))),
            fine_forms=tuple(sorted(set(self.fine_forms))),
            aliases=tuple(sorted(set(self.aliases) - {self.name, ""})),
            contacts=tuple(person for person in self.contacts if person),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the entry as what JSON can hold (for revisions and suggestions)."""
        return {name: plain(getattr(self, name)) for name in FIELDS}


FIELDS = tuple(item.name for item in fields(Entry))
DEFAULTS = Entry(name="", type="")


def plain(value: object) -> Any:  # noqa: ANN401  # JSON is what it is
    """Return a field's value as what JSON can hold."""
    if isinstance(value, Person):
        return {"name": value.name, "role": value.role, "phone": value.phone, "email": value.email}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def field_from_json(name: str, value: Any) -> Any:  # noqa: ANN401
    """Return a field's value from what JSON held; the inverse of `plain`."""
    if name == "contacts":
        return tuple(Person(**item) for item in value)
    if name == "areas":
        return tuple((area, perspective) for area, perspective in value)
    return tuple(value) if isinstance(value, list) else value


def entry_from_json(values: dict[str, Any]) -> Entry:
    """Return an entry from its JSON form; fields unknown to this version are left out."""
    known = {name: field_from_json(name, values[name]) for name in FIELDS if name in values}
    return Entry(**known).tidy()


def section_of(name: str) -> str:
    """Return the section a field belongs to."""
    return next(section for section, names in SECTIONS.items() if name in names)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `kind` is organisation, staff, import or system; `channel` how (link, code, phone, letter …).

    `visitor` is a mark of the browser, empty when none is known.
    """

    kind: str
    name: str
    channel: str = "staff"
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """By which invitation, and in which round, somebody answers; `channel` is link, code, phone, letter or reply.

    `since` is from when the confirmation of a section counts: the opening of the round, None outside a round.
    `visitor` is a mark of the browser (at most 22 characters): two people behind one link are two. `language` is that
    of the pages they answer on, empty when they answer on none. `bundle` is the reference of the letter about several
    whose link they came by, or which they replied to; empty for a letter about one.
    """

    channel: str = "link"
    invitation: int | None = None
    campaign: int | None = None
    by: str = ""
    since: datetime | None = None
    visitor: str = ""
    language: str = ""
    bundle: str = ""

    @property
    def actor(self) -> Actor:
        """Who acts: the organisation itself; a named employee may have written it down."""
        return Actor("organisation", self.by or "organisation", self.channel, self.visitor)
