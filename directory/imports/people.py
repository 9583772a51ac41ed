"""Whose a telephone number and an address is: the organisation's, or one of its contact persons'."""

from dataclasses import dataclass, field, replace

from directory.imports import reasons
from directory.imports.contacts import read_people
from directory.imports.entry import NOTICE, ImportedContact, Issue
from directory.imports.headers import Column
from directory.imports.mailboxes import (
    belongs_to,
    may_belong_to,
    names_the_organisation,
    read_mailboxes,
    typo_of,
)
from directory.imports.telephones import LANDLINE, Phone, read_phones
from directory.imports.text import fold
from directory.imports.values import Found, Values
from directory.organisations import mailboxes as whose
from directory.organisations.entry import YOUTH_TYPES
from directory.organisations.mailboxes import looks_private


@dataclass(slots=True)
class People:
    """An organisation's persons, its own number and address, and the address only letters go to."""

    persons: list[ImportedContact] = field(default_factory=list)
    phone: str | None = None
    email: str | None = None
    update_email: str | None = None
    kind: str | None = None
    personal: list[tuple[Found, str]] = field(default_factory=list)  # somebody's own, in the organisation's column
    _rows: dict[int, list[int]] = field(default_factory=dict)


def read_contacts(values: Values, name: str, website: str | None, kind: str | None = None) -> People:
    """Read every person, number and address of an organisation.

    A landline is the organisation's, a mobile number a contact person's, in the order they stand: a
    private mobile number must not become public. An address made of a person's name is not the organisation's;
    of a youth panel (`kind`) only what names the panel or a function is.
    """
    people = People(kind=kind)
    spare: list[tuple[Found, Phone]] = []
    own_phones = bool(values.table.indexes("phone", "mobile"))
    for row in values.block.rows:
        loose = _read_persons(values, row, people, own_phones, spare)
        for column in values.table.indexes("phone", "mobile"):
            found = values.at(row, column, "phone")
            if found:
                _give_phones(found, _phones(values, found), people, row, spare)
        for found in loose:
            if "@" not in found.text:
                _give_phones(found, _phones(values, found), people, row, spare)
        for column in values.table.indexes("private_phone"):
            found = values.at(row, column, "phone")
            if found:
                private = [replace(phone, label=f"priv {phone.label}") for phone in _phones(values, found)]
                _give_to(people, people._rows.get(row, []), private, found, spare)  # noqa: SLF001  # ours
        _read_emails(values, row, people, name, loose)
    _keep_spare(values, people, spare)
    _settle_email(values, people, website)
    return people


def _read_persons(
    values: Values, row: int, people: People, own_phones: bool, spare: list[tuple[Found, Phone]]
) -> list[Found]:
    """Add the persons of one row with what stands in columns of their own; returns loose numbers and addresses."""
    loose: list[Found] = []
    columns = values.table.columns
    begin = len(people.persons)
    _add_parted_name(values, row, people)
    for group in sorted({column.group for column in columns if column.group}):
        mine = [column for column in columns if column.group == group]
        start = begin if group == 1 else len(people.persons)
        for column in mine:
            if column.field == "contact" and (found := values.at(row, column.index, "contact")):
                read = read_people(found.text, column.role)
                values.say(found, "contact", read.issues)
                values.dropped += read.dropped
                loose += [Found(text, row, column.index) for text in read.loose]
                for person in read.found:
                    people._rows.setdefault(row, []).append(len(people.persons))  # noqa: SLF001  # ours
                    people.persons.append(person)
        _add_roles(values, row, mine, people, start)
        for column in mine:
            if column.field == "contact_phone" and (found := values.at(row, column.index, "phone")):
                phones = _phones(values, found)
                if own_phones:
                    _give_to(people, range(start, len(people.persons)), phones, found, spare)
                else:
                    _give_phones(found, phones, people, row, spare)
    return loose


def _add_parted_name(values: Values, row: int, people: People) -> None:
    """Add the person whose given and family name stand in columns of their own."""
    parts = [values.at(row, column, "contact") for name in ("given", "family") for column in values.table.indexes(name)]
    text = " ".join(part.text for part in parts if part)
    if text:
        people._rows.setdefault(row, []).append(len(people.persons))  # noqa: SLF001  # ours
        people.persons.append(ImportedContact(text[:200]))


def _add_roles(values: Values, row: int, columns: list[Column], people: People, start: int) -> None:
    for column in columns:
        found = values.at(row, column.index, "role") if column.field == "role" else None
        if not found:
            continue
        roles = [piece.strip() for piece in found.text.replace("/", "\n").replace(";", "\n").split("\n")]
        mine = range(start, len(people.persons))
        if not mine:
            people.persons.append(ImportedContact("", found.text[:200]))
        for at, index in enumerate(mine):
            role = roles[at] if len(roles) == len(mine) else found.text
            if not people.persons[index].role:
                people.persons[index] = replace(people.persons[index], role=" ".join(role.split())[:200])


def _phones(values: Values, found: Found) -> list[Phone]:
    read = read_phones(found.text)
    values.say(found, "phone", read.issues)
    return read.found


def _give_phones(found: Found, phones: list[Phone], people: People, row: int, spare: list[tuple[Found, Phone]]) -> None:
    rest = []
    for phone in phones:
        if phone.kind == LANDLINE and people.phone in (None, phone.number):
            people.phone = phone.number
        else:
            rest.append(phone)
    _give_to(people, people._rows.get(row, []), rest, found, spare)  # noqa: SLF001  # ours


def _give_to(
    people: People,
    indexes: "list[int] | range",
    phones: list[Phone],
    found: Found,
    spare: list[tuple[Found, Phone]],
) -> None:
    """Give numbers to persons in order; a number with a person's given name beside it is that person's."""
    for phone in phones:
        free = [at for at in indexes if not people.persons[at].phone]
        named = [
            at for at in free if phone.label and fold(people.persons[at].name.split(" ")[0]) in phone.label.split()
        ]
        at = next(iter(named or free), None)
        if at is not None:
            people.persons[at] = replace(people.persons[at], phone=phone.number)
        elif phone.number not in {people.phone, *(person.phone for person in people.persons)}:
            spare.append((found, phone))


def _keep_spare(values: Values, people: People, spare: list[tuple[Found, Phone]]) -> None:
    """A number nobody is named for is kept without a name, for staff only."""
    for found, phone in spare:
        if not people.persons and phone.label.startswith("priv"):
            values.say(found, "phone", [Issue(reasons.PHONE_PRIVATE, "", {}, NOTICE)])
            continue
        reason = reasons.PHONE_SPARE if people.persons or phone.kind == LANDLINE else reasons.PHONE_MOBILE
        people.persons.append(ImportedContact("", "", phone.number))
        values.say(found, "phone", [Issue(reason, phone.number)])


def _read_emails(values: Values, row: int, people: People, name: str, loose: list[Found]) -> None:
    table = values.table
    cells = [(values.at(row, column, "email"), True) for column in table.indexes("email")]
    cells += [(values.at(row, column, "email"), False) for column in table.indexes("contact_email")]
    cells += [(found, False) for found in loose if "@" in found.text]
    for found, shared in cells:
        if found is None:
            continue
        read = read_mailboxes(found.text)
        values.say(found, "email", read.issues)
        for address in read.found:
            again = shared and address != read.found[0]
            if _give_email(values, found, address, people, row, name, shared, again):
                values.say(found, "email", [Issue(reasons.EMAIL_SPARE, address)])


def _give_email(
    values: Values, found: Found, address: str, people: People, row: int, name: str, shared: bool, again: bool
) -> bool:
    """Give an address to whom it belongs; `again` means a further one in the organisation's own cell.

    Returns whether it is left over: nothing shows whose it is.
    """
    if address in {people.email, *(person.email for person in people.persons)}:
        return False
    here = people._rows.get(row, [])  # noqa: SLF001  # ours
    everyone = [*here, *(at for at in range(len(people.persons)) if at not in here)]
    owner = next((at for at in everyone if belongs_to(address, people.persons[at].name)), None)
    personal = shared and _is_personal(address, name, people.kind)
    if owner is None and (again or personal):
        owner = next((at for at in here if may_belong_to(address, people.persons[at].name)), None)
    if owner is not None and not people.persons[owner].email:
        people.persons[owner] = replace(people.persons[owner], email=address)
        return False
    if owner is None and personal:
        people.personal.append((found, address))
    if owner is not None or personal:
        return owner is not None
    ours = _is_ours(address, name)
    if people.email is None and (ours or (shared and not looks_private(address))):
        people.email = address
        if looks_private(address):
            values.say(found, "email", [Issue(reasons.EMAIL_PRIVATE_HOST, address)])
        return False
    free = next((at for at in here if not people.persons[at].email), None)
    if free is not None and not ours and not again:
        people.persons[free] = replace(people.persons[free], email=address)
    elif people.email or again:
        return True
    else:
        people.persons.append(ImportedContact("", "", None, address))
    return False


def _is_ours(address: str, name: str) -> bool:
    """Tell whether an address names the organisation or a function, and no person."""
    if looks_private(address):
        return whose.names_the_organisation(address, [name])
    return names_the_organisation(address, name) and not whose.looks_like_a_person(address, [name])


def _is_personal(address: str, name: str, kind: str | None) -> bool:
    """Tell whether an address in the organisation's column is a person's; a youth panel's is unless it says not."""
    if kind in YOUTH_TYPES:
        ours = whose.names_the_organisation if looks_private(address) else whose.is_organisations
        return not ours(address, [name])
    return whose.looks_like_a_person(address, [name])


def _settle_email(values: Values, people: People, website: str | None) -> None:
    """Without a shared mailbox letters go to the first person's address, which stays out of the public."""
    addresses = [person.email for person in people.persons if person.email]
    spot = Found("", values.block.rows[0], values.block.name_column)
    left = [(found, address) for found, address in people.personal if address not in (people.email, *addresses)]
    if people.email is None and left:
        found, people.update_email = left.pop(0)
        values.say(found, "email", [Issue(reasons.EMAIL_PRIVATE, people.update_email, {}, NOTICE)])
    elif people.email is None and addresses:
        people.update_email = addresses[0]
        values.say(spot, "email", [Issue(reasons.EMAIL_PRIVATE, addresses[0], {}, NOTICE)])
    for found, address in left:
        if address != people.update_email:
            values.say(found, "email", [Issue(reasons.EMAIL_SPARE, address)])
    others = {address.rpartition("@")[2] for address in addresses}
    if website:
        others.add(website.split("/")[2].removeprefix("www."))
    asked = {problem.params.get("value") for problem in values.problems if problem.reason == reasons.EMAIL_TYPO}
    for address in filter(None, (people.email, *addresses, *(address for _found, address in people.personal))):
        proposal = typo_of(address, others)
        if proposal and address not in asked:
            said = {"value": address, "proposal": proposal}
            values.say(spot, "email", [Issue(reasons.EMAIL_TYPO, address, said)])
