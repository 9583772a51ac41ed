"""What contact persons have said themselves, and what they have been asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.errors import NotFound
from directory.mail.addresses import norm_of, spellings
from directory.organisations.consent_rows import PURPOSE
from directory.organisations.consent_text import FIELDS
from directory.organisations.entry import Entry, Person
from directory.organisations.own_address import is_own
from directory.organisations.reads import Stored, find
from directory.tables.contacts import Consent, Contact
from directory.tables.mail import Letter

MOST_AT_ONCE = 20  # persons at one address who are written to at once


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has said of one field: `yes`, `no`, or nothing; `noted_by` is an employee who wrote it down."""

    field: str
    value: str
    answer: str = ""
    since: datetime | None = None
    channel: str = ""
    noted_by: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A contact person with a name, and where the question stands.

    `own` tells whether they can be asked at their address. `letter` is the state of the last letter about it
    (mail/states.py, `why` as there, `letter_at` when it came to that), empty when there was none.
    """

    id: UUID
    organisation: UUID
    person: Person
    said: tuple[Said, ...]
    own: bool
    asked_id: UUID | None
    letter: str = ""
    why: str = ""
    letter_at: datetime | None = None

    @property
    def shown(self) -> frozenset[str]:
        """The fields that everybody sees now."""
        return frozenset(one.field for one in self.said if one.answer == "yes")

    @property
    def open(self) -> bool:
        """Whether a field is left that the person has said nothing of."""
        return any(one.value and not one.answer for one in self.said)


async def people_of(stored: Stored) -> Sequence[Asked]:
    """Return the contact persons of an entry that have a name, in their order."""
    rows = await Contact.select().where(Contact.organisation == stored.id).order_by(Contact.position)
    return await _asked([row for row in rows if row["name"]], stored.entry)


async def asked_by(asked_id: UUID) -> tuple[Stored, Asked]:
    """Return whose link it is, and the entry they stand in. Raises NotFound when it leads nowhere any more."""
    row = await Contact.select().where(Contact.asked_id == asked_id).first()
    return await _with_entry(row)


@dataclass(frozen=True, slots=True)
class Told:
    """The last letter with a link to a person's own page: which centre wrote it, in which language."""

    centre: int
    language: str


async def letter_with(asked_id: UUID) -> Told | None:
    """Return the last letter with a link to a person's own page, also when the link is dead; None without one."""
    row = await (
        Letter.select(Letter.centre, Letter.language)
        .where((Letter.link_purpose == PURPOSE) & (Letter.link_id == asked_id.hex) & Letter.centre.is_not_null())
        .order_by(Letter.created_at, ascending=False)
        .first()
    )
    return Told(row["centre"], row["language"]) if row else None


async def person(contact: UUID | str) -> tuple[Stored, Asked]:
    """Return one contact person and the entry they stand in. Raises NotFound."""
    try:
        key = contact if isinstance(contact, UUID) else UUID(contact)
    except ValueError:
        raise NotFound("no such person") from None
    return await _with_entry(await Contact.select().where(Contact.id == key).first())


async def named_at(address: str) -> Sequence[UUID]:
    """Return the contact persons who can be asked at an address, however it is spelt."""
    if not address.strip():
        return []
    rows = await Contact.raw(
        "SELECT id FROM contact WHERE name <> '' AND lower(email) = ANY({}::text[]) ORDER BY created_at, id LIMIT {}",
        spellings(address),
        MOST_AT_ONCE,
    )
    return [row["id"] for row in rows if (await person(row["id"]))[1].own]


async def same_person(asked: Asked) -> Sequence[UUID]:
    """Return where else somebody stands by the same name and address, as ids of contact persons."""
    if not asked.person.email:
        return []
    rows = await Contact.raw(
        "SELECT id, name FROM contact WHERE lower(email) = ANY({}::text[]) AND id <> {}",
        spellings(asked.person.email),
        asked.id,
    )
    return [row["id"] for row in rows if row["name"].casefold() == asked.person.name.casefold()]


async def asked_in_visit(stored: Stored, invitation: int) -> Sequence[Asked]:
    """Return the persons who can answer in a visit: every letter with its link went to their own address.

    Letters with links that were taken back since count for nothing: those open nothing (tables/mail.py).
    """
    rows = await Letter.raw(
        """SELECT DISTINCT l.address_norm FROM letter l JOIN letter_invitation t ON t.letter = l.id
           JOIN invitation i ON i.id = t.invitation AND i.generation = coalesce(t.generation, i.generation)
           WHERE t.invitation = {} AND l.state NOT IN ('skipped', 'cancelled', 'expired', 'planned', 'refused')""",
        invitation,
    )
    if len(rows) != 1:
        return []
    return [one for one in await people_of(stored) if one.own and norm_of(one.person.email) == rows[0]["address_norm"]]


async def _with_entry(row: Mapping[str, Any] | None) -> tuple[Stored, Asked]:
    if row is None or not row["name"]:
        raise NotFound("no such person")
    stored = await find(row["organisation"])
    (asked,) = await _asked([row], stored.entry)
    return stored, asked


async def _asked(rows: Sequence[Mapping[str, Any]], entry: Entry) -> list[Asked]:
    """Return the persons of rows of `contact`, with what all of them have said and been asked."""
    ids = [row["id"] for row in rows]
    answers = await Consent.select().where(Consent.contact.is_in(ids)).order_by(Consent.id) if ids else []
    latest = {(one["contact"], one["field"]): one for one in answers}
    letters = await _letters([row["asked_id"] for row in rows if row["asked_id"]])
    return [_person(row, entry, latest, letters.get(row["asked_id"])) for row in rows]


def _person(
    row: Mapping[str, Any],
    entry: Entry,
    latest: Mapping[tuple[UUID, str], Mapping[str, Any]],
    letter: Mapping[str, Any] | None,
) -> Asked:
    who = Person(row["name"], row["role"], row["phone"], row["email"])
    return Asked(
        id=row["id"],
        organisation=row["organisation"],
        person=who,
        said=tuple(_said(field, row[field], latest.get((row["id"], field))) for field in FIELDS),
        own=is_own(who, entry),
        asked_id=row["asked_id"],
        letter=letter["state"] if letter else "",
        why=letter["why"] if letter else "",
        letter_at=(letter["accepted_at"] or letter["state_at"]) if letter else None,
    )


def _said(field: str, value: str, latest: Mapping[str, Any] | None) -> Said:
    """Return what counts of the last answer: a yes that ended with its value is none, a no stays."""
    if latest is None or (latest["answer"] == "yes" and latest["withdrawn_at"] is not None):
        return Said(field, value)
    return Said(field, value, latest["answer"], latest["given_at"], latest["channel"], latest["noted_by"])


async def _letters(asked: Sequence[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Return the last letter that asked with each of some links to persons' own pages."""
    if not asked:
        return {}
    rows = await (
        Letter.select(Letter.link_id, Letter.state, Letter.why, Letter.accepted_at, Letter.state_at)
        .where((Letter.template == PURPOSE) & Letter.link_id.is_in([one.hex for one in asked]))
        .order_by(Letter.created_at)
    )
    return {UUID(row["link_id"]): row for row in rows}
