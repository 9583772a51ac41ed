"""Which entry a row of a list speaks of, and what the row changes in it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from directory.facts.taxonomies import taxonomy
from directory.imports import reasons
from directory.imports.entry import ImportedOrganisation, Problem
from directory.imports.names import name_key, names_alike, other_branch, present_key
from directory.organisations.changes import Difference, difference
from directory.organisations.entry import Entry, Person, section_of

DEFAULT_TYPE = "brukerorganisasjon"
SINGLE = ("name", "type", "orgnr", "municipality", "email", "phone", "website", "description", "postal_address",
          "update_email")  # fmt: skip
SETS = ("coverage", "areas", "target_groups", "forms", "fine_forms", "aliases")


@dataclass(frozen=True, slots=True)
class Known:
    """What is needed of an entry to recognise it."""

    id: str
    name: str
    orgnr: str
    municipality: str
    email: str
    centre: int
    published: bool
    aliases: tuple[str, ...] = ()


@dataclass(slots=True)
class Index:
    """All entries by what they can be recognised by."""

    by_orgnr: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_email: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))


def index_of(entries: Iterable[Known]) -> Index:
    """Return entries by organisation number, every name and shared mailbox."""
    index = Index()
    for known in entries:
        if known.orgnr:
            index.by_orgnr[known.orgnr].append(known)
        for key in {key(name) for name in (known.name, *known.aliases) for key in (name_key, present_key)}:
            index.by_name[key].append(known)
        if known.email:
            index.by_email[known.email].append(known)
    return index


def find_matches(row: ImportedOrganisation, index: Index, spoken_for: Collection[str] = ()) -> list[Known]:
    """Return the entries a row can mean, none for a new one; several when nothing tells them apart.

    By organisation number first, then by name or other name unless number or municipality differ, last
    by a mailbox nobody else has together with a name that begins alike. A branch often has its parent's
    number, so a number alone gives no entry that is `spoken_for` by its own name on another row.
    """
    named = [known for known in _named(row, index) if not _apart(row, known)]
    numbered = [
        known
        for known in index.by_orgnr.get(row.orgnr or "", [])
        if known in named or not (known.id in spoken_for or other_branch(row.name, known.name))
    ]
    if numbered:
        alike = [known for known in numbered if known in named] or [known for known in numbered if _alike(row, known)]
        return alike or (numbered if len(numbered) == 1 or not named else named)
    if named:
        here = [known for known in named if row.municipality and known.municipality == row.municipality]
        exact = [known for known in here or named if known.name == row.name]
        return exact if len(exact) == 1 else here or named
    mailed = [known for known in index.by_email.get(row.email or "", []) if not _apart(row, known)]
    first = name_key(row.name).split(" ")[0]
    alike = [known for known in mailed if name_key(known.name).split(" ")[0] == first]
    return alike if len(mailed) == 1 and _one_within_other(row.name, alike) else []


def spoken_for(rows: Iterable[ImportedOrganisation], index: Index) -> set[str]:
    """Return the entries that a row of the file calls by name."""
    return {known.id for row in rows for known in _named(row, index) if not _apart(row, known)}


def claimed(row: ImportedOrganisation, known: Known, met: Mapping[str, str]) -> bool:
    """Tell whether another row (`met`) has an entry already that this row only shares the number with: a branch."""
    return known.id in met and bool(row.orgnr) and row.orgnr == known.orgnr and not _calls_by_name(row, known)


def with_number_warning(row: ImportedOrganisation, index: Index) -> ImportedOrganisation:
    """Add that an entry has the new row's number, unless another row of the file does and that was said."""
    others = index.by_orgnr.get(row.orgnr or "", [])
    if not others or any(problem.reason == reasons.ORGNR_SHARED for problem in row.problems):
        return row
    where = (row.sheet, row.cells.get("orgnr", row.cell), "orgnr", row.orgnr or "")
    said = Problem(*where, reasons.ORGNR_SHARED, {"other": others[0].name})
    return replace(row, problems=(*row.problems, said))


def refusal_of(row: ImportedOrganisation, matches: list[Known], centre: int, met: Mapping[str, str]) -> Problem | None:
    """Return why nothing can be done with a row, None when something can; `met` are the entries other rows have."""
    where = (row.sheet, row.cell, "name", row.name)
    if len(matches) != 1:
        names = ", ".join(known.name for known in matches)
        return Problem(*where, reasons.MATCH_SEVERAL, {"names": names}) if matches else None
    (known,) = matches
    reason, name = "", known.name
    if known.centre != centre:
        reason = reasons.MATCH_CENTRE
    elif not known.published:
        return Problem(*where, reasons.UNPUBLISHED)
    elif _only_number_in_common(row, known):
        reason = reasons.MATCH_NUMBER
    elif known.id in met:
        reason, name = reasons.MATCH_TWICE, met[known.id]
    return Problem(*where, reason, {"name": name}) if reason else None


def _calls_by_name(row: ImportedOrganisation, known: Known) -> bool:
    mine = {key(name) for name in (row.name, *row.aliases) for key in (name_key, present_key)}
    return any(key(name) in mine for name in (known.name, *known.aliases) for key in (name_key, present_key))


def _only_number_in_common(row: ImportedOrganisation, known: Known) -> bool:
    """Tell whether nothing but the organisation number speaks for an entry: the names share nothing."""
    return bool(row.orgnr) and row.orgnr == known.orgnr and not _alike(row, known)


def _alike(row: ImportedOrganisation, known: Known) -> bool:
    pairs = [(mine, theirs) for mine in (row.name, *row.aliases) for theirs in (known.name, *known.aliases)]
    return any(names_alike(mine, theirs) for mine, theirs in pairs)


def _named(row: ImportedOrganisation, index: Index) -> list[Known]:
    keys = {key(name) for name in (row.name, *row.aliases) for key in (name_key, present_key)}
    found = {known.id: known for key in sorted(keys) for known in index.by_name.get(key, [])}
    return list(found.values())


def _apart(row: ImportedOrganisation, known: Known) -> bool:
    """Tell whether something both say shows that they are two."""
    if row.orgnr and known.orgnr:
        return row.orgnr != known.orgnr
    return bool(row.municipality and known.municipality and row.municipality != known.municipality)


def _one_within_other(name: str, others: list[Known]) -> bool:
    words = set(name_key(name).split())
    return any(len(words ^ set(name_key(known.name).split())) <= 1 for known in others)


def entry_from(row: ImportedOrganisation) -> Entry:
    """Return a row as an entry; a list that does not say the kind is taken to mean a user organisation."""
    choices = [taxonomy("forms")[slug].more.get("choice", "") for slug in row.forms]
    return Entry(
        name=row.name,
        type=row.type or DEFAULT_TYPE,
        orgnr=row.orgnr or "",
        municipality=row.municipality or "",
        coverage=row.coverage,
        email=row.email or "",
        phone=row.phone or "",
        website=row.website or "",
        areas=row.areas,
        target_groups=row.target_groups,
        forms=tuple(choice for choice in choices if choice),
        fine_forms=row.forms,
        description=row.description,
        postal_address=row.postal_address,
        update_email=row.update_email or "",
        contacts=tuple(Person(item.name, item.role, item.phone or "", item.email or "") for item in row.contacts),
        aliases=row.aliases,
    ).tidy()


def merged(current: Entry, news: Entry, base: Entry | None, row: ImportedOrganisation) -> Entry:
    """Return the entry with what the list says now and did not say the last time (`base`).

    What the list leaves empty is kept; what it says as before is kept as it stands today, so the same
    file twice changes nothing, whoever edited the entry in between.
    """
    values: dict[str, Any] = {}
    for name in SINGLE:
        new, old = getattr(news, name), getattr(base, name) if base else ""
        stated = bool(new) and not (name == "type" and row.type is None)
        if stated and new != old:
            values[name] = new
    # The name the list uses may be one of the entry's other names already.
    if values.get("name") in current.aliases or name_key(values.get("name", "")) == name_key(current.name):
        values.pop("name", None)
    for name in SETS:
        values[name] = _merged_set(getattr(current, name), getattr(news, name), getattr(base, name) if base else ())
    values["contacts"] = _merged_people(current.contacts, news.contacts, base.contacts if base else ())
    return replace(current, **values).tidy()


def _merged_set(current: tuple[Any, ...], news: tuple[Any, ...], base: tuple[Any, ...]) -> tuple[Any, ...]:
    added = [item for item in news if item not in base]
    gone = [item for item in base if item not in news] if news else []
    return tuple(item for item in dict.fromkeys((*current, *added)) if item not in gone)


def _merged_people(
    current: tuple[Person, ...], news: tuple[Person, ...], base: tuple[Person, ...]
) -> tuple[Person, ...]:
    added = [person for person in news if person not in base]
    gone = [_who(person) for person in base if _who(person) not in map(_who, news)] if news else []
    people = {_who(person): person for person in current if _who(person) not in gone}
    for person in added:
        before = people.get(_who(person))
        people[_who(person)] = _filled(person, before) if before else person
    return tuple(people.values())


def _filled(person: Person, before: Person) -> Person:
    return Person(before.name, *(getattr(person, part) or getattr(before, part) for part in ("role", "phone", "email")))


def _who(person: Person) -> str:
    return person.name.casefold() or f"{person.role.casefold()}|{person.phone}|{person.email}"


@dataclass(frozen=True, slots=True)
class Change:
    """What a row does to an entry: applied at once, or held because the organisation confirmed its own value."""

    applied: Difference
    held: Difference


def change_of(current: Entry, after: Entry, confirmed: Iterable[str]) -> Change:
    """Split the difference by whether the organisation itself confirmed the section a field is in."""
    sections = set(confirmed)
    pairs = difference(current, after)
    held = {name: pair for name, pair in pairs.items() if section_of(name) in sections}
    return Change({name: pair for name, pair in pairs.items() if name not in held}, held)
