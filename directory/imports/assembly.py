"""One organisation out of its cells."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from directory.imports import reasons
from directory.imports.areas import perspectives_for, read_areas, read_perspective
from directory.imports.choices import read_forms, read_targets, read_type, type_in_name
from directory.imports.dates import Read, read_date
from directory.imports.entry import NOTICE, ImportedOrganisation, Issue, Problem
from directory.imports.geography import county_named, read_places
from directory.imports.mailboxes import read_mailboxes
from directory.imports.names import LONGEST, read_name
from directory.imports.notes import kept, says_dissolved
from directory.imports.orgnumbers import read_orgnr
from directory.imports.people import People, read_contacts
from directory.imports.rows import Block
from directory.imports.text import fold, one_line
from directory.imports.values import Found, Values
from directory.imports.websites import read_website

NAMELESS_TYPES = ("ungdomspanel", "ungdomsraad")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a sheet before its rows are read."""

    counties: tuple[str, ...] = ()  # decide between places of one name
    coverage: tuple[str, ...] = ()  # the county the sheet is named after, when that was asked for
    list_date: date | None = None
    list_precision: str = ""
    coloured: bool = True  # colours mean something in this sheet


@dataclass(slots=True)
class Result:
    """The organisation, when its row has a name, and how many notes were dropped."""

    organisation: ImportedOrganisation | None
    problems: list[Problem] = field(default_factory=list)
    dropped: int = 0


def assemble(block: Block, context: Context) -> Result:
    """Read everything the rows of one organisation say."""
    values = Values(block)
    found = values.at(block.rows[0], block.name_column, "name")
    name, former = read_name(found.text) if found else ("", [])
    if not found or not fold(name):
        spot = Found("", block.rows[0], block.name_column)
        if not values.problems:
            values.say(spot, "name", [Issue(reasons.NAME_MISSING, block.name)])
        return Result(None, values.problems, values.dropped)
    if len(name) > LONGEST:
        values.say(found, "name", [Issue(reasons.NAME_LONG, name[:60])])
    _look_at_marks(values, found, context)
    organisation, more_notes = _read_fields(values, name, former, context)
    organisation = _with_people(values, organisation, found)
    remarks = _notes(values, more_notes)
    seen = _date(values)
    if seen:
        organisation = replace(organisation, list_date=seen.date, list_precision=seen.precision)
    organisation = replace(organisation, notes=tuple(remarks), cells=values.cells, problems=tuple(values.problems))
    return Result(organisation, [], values.dropped)


def _read_fields(
    values: Values, name: str, former: list[str], context: Context
) -> tuple[ImportedOrganisation, list[str]]:
    """Read everything but the persons; returns the organisation and free text that is only a note."""
    kind = _kind(values, name)
    areas, notes = _areas(values, kind)
    municipality, coverage = _places(values, context)
    targets, more_areas = _targets(values, kind)
    organisation = ImportedOrganisation(
        name=name[:LONGEST],
        type=kind,
        orgnr=next(iter(_each(values, "orgnr", read_orgnr)), None),
        municipality=municipality,
        coverage=coverage,
        website=next(iter(_each(values, "website", read_website)), None),
        areas=tuple(dict.fromkeys((*areas, *more_areas))),
        target_groups=targets,
        forms=_forms(values),
        aliases=_aliases(values, name, former),
        description=_text(values, "description"),
        postal_address=_address(values),
        umbrella=next((one_line(found.text)[:LONGEST] for found in values.of("umbrella")), ""),
        list_date=context.list_date,
        list_precision=context.list_precision,
        sheet=values.table.sheet.name,
        row=values.block.rows[0],
    )
    return organisation, notes


def _with_people(values: Values, organisation: ImportedOrganisation, found: Found) -> ImportedOrganisation:
    people = read_contacts(values, organisation.name, organisation.website, organisation.type)
    people = _without_names(values, people, organisation.type, found)
    return replace(
        organisation,
        email=people.email,
        phone=people.phone,
        contacts=tuple(people.persons),
        update_email=_update_email(values) or people.update_email,
    )


def _each(values: Values, name: str, reader: Callable[[str], tuple[str | None, list[Issue]]]) -> list[str]:
    result = []
    for found in values.of(name):
        value, issues = reader(found.text)
        values.say(found, name, issues)
        if value:
            result.append(value)
    return result


def _look_at_marks(values: Values, found: Found, context: Context) -> None:
    cell = values.table.sheet.cell(found.row, found.column)
    if cell.strike or (cell.fill == "grey" and context.coloured):
        values.say(found, "name", [Issue(reasons.MAYBE_DISSOLVED, found.text)])
    elif cell.fill == "red" and context.coloured:
        values.say(found, "name", [Issue(reasons.COLOUR_RED, found.text, {}, NOTICE)])


def _kind(values: Values, name: str) -> str | None:
    stated = values.of("type")
    for found in stated:
        kind, issues = read_type(one_line(found.text))
        values.say(found, "type", issues)
        if kind:
            return kind
    heading = values.block.headings.type
    return (read_type(heading)[0] if heading else None) or type_in_name(name)


def _areas(values: Values, kind: str | None) -> tuple[list[tuple[str, str]], list[str]]:
    stated = tuple(slug for found in values.of("perspective") for slug in read_perspective(found.text))
    perspectives = stated or perspectives_for(kind)
    pairs: list[tuple[str, str]] = []
    notes: list[str] = []
    heading = values.block.headings.areas
    if heading:
        pairs += read_areas(heading, perspectives).pairs
        # Below "PÅRØRENDE" a theme is somebody's next of kin's, unless the row says otherwise.
        spoken = {perspective for _, perspective in pairs}
        perspectives = tuple(spoken) if len(spoken) == 1 and not stated and kind is None else perspectives
    for found in values.of("areas"):
        read = read_areas(found.text, perspectives)
        values.say(found, "areas", read.issues)
        pairs += read.pairs
        notes += read.notes
    return list(dict.fromkeys(pairs)), notes


def _targets(values: Values, kind: str | None) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Read the target groups; a column of that name that holds competence areas gives those."""
    slugs: list[str] = []
    pairs: list[tuple[str, str]] = []
    for found in values.of("target_groups"):
        read = read_targets(found.text)
        slugs += read.slugs
        for issue in read.issues:
            areas = read_areas(issue.value, perspectives_for(kind))
            pairs += areas.pairs
            values.say(found, "target_groups", [] if areas.pairs and not areas.issues else [issue])
    return tuple(dict.fromkeys(slugs)), pairs


def _forms(values: Values) -> tuple[str, ...]:
    slugs: list[str] = []
    headers = {column.index: column.header for column in values.table.columns}
    for found in values.of("forms"):
        read = read_forms(found.text, headers[found.column])
        values.say(found, "forms", read.issues)
        slugs += read.slugs
    return tuple(dict.fromkeys(slugs))


def _places(values: Values, context: Context) -> tuple[str | None, tuple[str, ...]]:
    """Return home municipality and coverage; where only one column names places, it says both."""
    heading = values.block.headings.place
    named = [county for found in values.of("county") for county in county_named(found.text)]
    hints = tuple(named) or county_named(heading) or context.counties
    home: list[str] = []
    covers: list[str] = []
    for name, numbers in (("municipality", home), ("coverage", covers)):
        for found in values.of(name):
            where = read_places(found.text, hints)
            values.say(found, name, where.issues)
            numbers.extend(where.all)
            if len(where.municipalities) > 1 and (name == "municipality" or not home):
                said = Issue(reasons.PLACE_SEVERAL, found.text, {}, NOTICE)
                values.say(found, name, [said])
    if not home and not covers and heading:
        home += read_places(heading, context.counties).all
    if not home and not covers:
        # A post town need not be a municipality, so an unknown one is only mentioned.
        for found in values.of("post_place"):
            where = read_places(found.text, hints)
            values.say(found, "municipality", [replace(issue, weight=NOTICE) for issue in where.issues])
            home += where.municipalities
    coverage = tuple(dict.fromkeys(covers or home or named or context.coverage))
    municipality = next((number for number in (*home, *covers) if len(number) == 4), None)
    return municipality, coverage


def _without_names(values: Values, people: People, kind: str | None, found: Found) -> People:
    """Youth panels: nobody is named, and no number of theirs is kept; a role without a name may stay."""
    if kind not in NAMELESS_TYPES:
        return people
    named = [person for person in people.persons if person.name or not person.role]
    if named:
        values.say(found, "contact", [Issue(reasons.NAMES_DROPPED, "", {}, NOTICE)])
        people.persons = [person for person in people.persons if person not in named]
    if people.update_email in {person.email for person in named}:
        people.update_email = None
    gone = {text for person in named for text in (person.name, person.phone, person.email) if text}
    values.problems[:] = [
        problem for problem in values.problems if problem.value not in gone and problem.reason != reasons.EMAIL_SPARE
    ]
    return people


def _aliases(values: Values, name: str, former: list[str]) -> tuple[str, ...]:
    others = [*former]
    for found in values.of("aliases", "short"):
        others += [one_line(part) for part in found.text.replace(";", "\n").replace(",", "\n").split("\n")]
    return tuple(dict.fromkeys(other[:LONGEST] for other in others if fold(other) and other != name))


def _text(values: Values, name: str) -> str:
    return "\n".join(dict.fromkeys(found.text for found in values.of(name)))


def _address(values: Values) -> str:
    town = " ".join(found.text for name in ("post_code", "post_place") for found in values.of(name)[:1])
    return "\n".join(filter(None, (_text(values, "address"), town if values.of("address") else "")))


def _update_email(values: Values) -> str | None:
    for found in values.of("update_email"):
        read = read_mailboxes(found.text)
        values.say(found, "update_email", read.issues)
        if read.found:
            return read.found[0]
    return None


def _date(values: Values) -> Read | None:
    """Return the date a column of its own gives the row ("Oppdatert"), not when somebody last rang."""
    headers = {column.index: fold(column.header) for column in values.table.columns}
    for found in values.of("date"):
        read = read_date(found.text)
        if read is None:
            said = Issue(reasons.DATE_UNKNOWN, found.text, {"value": found.text}, NOTICE)
            values.say(found, "date", [said])
        elif "oppd" in headers[found.column]:
            values.say(found, "date", [read.issue] if read.issue else [])
            return read
    return None


def _notes(values: Values, more: list[str]) -> list[str]:
    """Return the remarks that may be kept; private ones are counted and never leave this function."""
    sheet, hidden = values.table.sheet, values.table.sheet.hidden_columns
    found = values.of("note") + values.of("status")
    comments = [
        Found(sheet.cell(row, column).comment, row, column)
        for row in values.block.rows
        for column in sheet.columns_in(row)
        if column not in hidden and sheet.cell(row, column).comment
    ]
    remarks: list[str] = []
    for one in (*found, *comments):
        texts, dropped = kept([one.text])
        values.dropped += dropped
        remarks += texts
        if dropped:
            values.say(one, "note", [Issue(reasons.SENSITIVE_DROPPED, "", {}, NOTICE)])
        elif says_dissolved(one.text):
            values.say(one, "note", [Issue(reasons.SAYS_DISSOLVED, one.text)])
    return list(dict.fromkeys((*remarks, *more)))
