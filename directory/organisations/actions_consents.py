"""What contact persons say of being shown, each act one transaction; effective at once wherever an entry is read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import Conflict, NotFound, Refused
from directory.i18n import _
from directory.mail.addresses import norm_of, suppression_digest
from directory.organisations.canonical import shown_phone
from directory.organisations.closed_links import replace_links
from directory.organisations.consent_letters import ask, put_receipt
from directory.organisations.consent_rows import PURPOSE, end, skip_letters
from directory.organisations.consent_text import FIELDS
from directory.organisations.entry import YOUTH_TYPES, Actor, Person
from directory.organisations.reads import Stored, centre_of
from directory.organisations.reads_consents import named_at, person, same_person
from directory.organisations.writing import locked, update
from directory.tables.contacts import Consent, Contact, Suppression
from directory.tables.mail import Letter
from directory.tables.review import Suggestion
from directory.tables.revisions import Revision
from directory.tables.visits import DraftRow
from directory.tokens import Keys

PERSON = Actor("organisation", "contact person", "link")


@dataclass(frozen=True, slots=True)
class How:
    """How an answer came: `channel` of consent_text.CHANNELS, which text it was given to, who wrote it down."""

    channel: str
    text_version: str
    noted_by: str = ""


async def answer(
    contact: UUID | str, answers: Mapping[str, bool], seen: Mapping[str, str], how: How, said_at: datetime, at: datetime
) -> None:
    """Write which fields a person lets everybody see (True) and which not; the others stay as they are.

    `seen` are the values that the question was asked with. Raises NotFound when the person is gone, Conflict when a
    value is another one now, and Refused in a youth panel, where nobody is named.
    """
    async with transaction():
        stored, row = await _locked(contact)
        if stored.entry.type in YOUTH_TYPES:
            raise Refused(_("Nobody in a youth panel is named."))
        if any(yes and (not row[field] or row[field] != seen.get(field)) for field, yes in answers.items()):
            raise Conflict("what was asked about has been changed since")
        before = (await person(row["id"]))[1].shown
        new = [await _write(row["id"], field, how, said_at, at, yes=yes) for field, yes in answers.items()]
        await Contact.update({Contact.notified_at: row["notified_at"] or at}).where(Contact.id == row["id"])
        await skip_letters([row["asked_id"]], "answered", at, (PURPOSE,))
        if any(new):
            await put_receipt(row["id"], how.channel, before, at)
        said = {
            word: sorted(one for one in answers if answers[one] is yes) for word, yes in (("yes", True), ("no", False))
        }
        by = how.noted_by or PERSON.name
        await record(Verb.CONSENT_SAID, _subject(stored), by, at, contact=row["id"], channel=how.channel, **said)


async def _write(contact: UUID, field: str, how: How, said_at: datetime, at: datetime, *, yes: bool) -> bool:
    """Write an answer, unless it is what was said last; return whether it was written."""
    mine = (Consent.contact == contact) & (Consent.field == field)
    last = await Consent.select().where(mine).order_by(Consent.id, ascending=False).first()
    if last and last["answer"] == ("yes" if yes else "no") and (last["withdrawn_at"] is None) is yes:
        return False  # pressed twice, or said again
    await end(contact, [field], at)
    await Consent(
        contact=contact,
        field=field,
        answer="yes" if yes else "no",
        given_at=said_at,
        withdrawn_at=None if yes else said_at,
        channel=how.channel,
        text_version=how.text_version,
        noted_by=how.noted_by,
    ).save()
    return True


async def correct(contact: UUID | str, name: str, phone: str, how: How, at: datetime) -> None:
    """Write a person's own name and number as they say them; what they let everybody see is then the new one.

    Raises NotFound.
    """
    async with transaction():
        stored, row = await _locked(contact)
        changed: dict[Any, Any] = {
            field: text for field, text in (("name", name), ("phone", phone)) if row[field] != text
        }
        if not changed:
            return
        await Contact.update({**changed, "source": "person"}).where(Contact.id == row["id"])
        before = (await person(row["id"]))[1].shown
        for field, text in changed.items():
            standing = (Consent.contact == row["id"]) & (Consent.field == field) & Consent.withdrawn_at.is_null()
            if await Consent.exists().where(standing):
                await end(row["id"], [field], at)
                if text:
                    await _write(row["id"], field, how, at, at, yes=True)
        people = _with(stored, row, replace(_person(row), **changed))
        await update(stored, replace(stored.entry, contacts=people), PERSON, at)
        if before & changed.keys():
            await put_receipt(row["id"], how.channel, before, at)


async def remove_everywhere(contact: UUID | str, keys: Keys, at: datetime) -> None:
    """Take a person who asks for it away from every entry they stand in by the same name and address (`remove`)."""
    _stored, asked = await person(contact)
    others = await same_person(asked)
    for one in (asked.id, *others):
        await remove(one, keys, PERSON, at)


async def remove(contact: UUID | str, keys: Keys, by: Actor, at: datetime) -> None:
    """Take a person away altogether: out of the entry and its history, never imported or written to again.

    Only a keyed hash of the address is kept. Where the organisation was reached at this address, it is gone there
    too, with every link that was sent to it. Raises NotFound.
    """
    async with transaction():
        stored, row = await _locked(contact)
        norm = norm_of(row["email"])
        theirs: dict[str, Any] = {
            name: "" for name in ("email", "update_email") if norm and norm_of(getattr(stored.entry, name)) == norm
        } | ({"phone": ""} if row["phone"] and stored.entry.phone == row["phone"] else {})
        after = replace(stored.entry, contacts=_with(stored, row, None), **theirs)
        await update(stored, after, by, at)
        await _forget(stored.id, row)
        if norm:
            digest = suppression_digest(keys, row["email"])
            kept = Suppression(kind="address", digest=digest, reason="asked", created_at=at)
            await Suppression.insert(kept).on_conflict(action="DO NOTHING")
        if stored.entry.update_address and norm_of(stored.entry.update_address) == norm:
            await replace_links(stored.id, by.name, at, "person removed")
        await record(Verb.PERSON_REMOVED, _subject(stored), by.name, at)


async def ask_again(contact: UUID | str, by: str, at: datetime) -> bool:
    """Send a person the link to their own page; False when they have no address of their own. Raises NotFound."""
    async with transaction():
        stored, row = await _locked(contact)
        if not (await person(row["id"]))[1].own:
            return False
        await skip_letters([row["asked_id"]], "revoked", at, (PURPOSE,))  # one is enough
        await ask(row, stored, await centre_of(stored), at, at)
        await record(Verb.PERSON_ASKED, _subject(stored), by, at, contact=row["id"])
    return True


async def ask_first(contact: UUID | str, at: datetime) -> bool:
    """Send a person who has never been asked the letter about it; False when there is nobody to ask any more."""
    async with transaction():
        try:
            stored, row = await _locked(contact)
        except NotFound:
            return False
        if row["asked_id"] is not None or not (await person(row["id"]))[1].own:
            return False
        await ask(row, stored, await centre_of(stored), at, at)
    return True


async def send_links(address: str, at: datetime) -> int:
    """Mail the links of all who stand with an address to whoever asked; return how many letters were planned."""
    return sum([await ask_again(contact, "asked for", at) for contact in await named_at(address)])


async def _locked(contact: UUID | str) -> tuple[Stored, dict[str, Any]]:
    """Return a person's row and entry, which nobody else changes until the transaction ends. Raises NotFound."""
    stored, asked = await person(contact)
    stored = await locked(stored.id)
    row = await Contact.select().where(Contact.id == asked.id).first()
    if row is None:
        raise NotFound("no such person")
    return stored, row


def _person(row: Mapping[str, Any]) -> Person:
    return Person(row["name"], row["role"], row["phone"], row["email"])


def _with(stored: Stored, row: Mapping[str, Any], becomes: Person | None) -> tuple[Person, ...]:
    """Return the contact persons with one of them changed, or (None) without."""
    people = list(stored.entry.contacts)
    place = people.index(_person(row))
    people[place : place + 1] = [becomes] if becomes else []
    return tuple(people)


async def _forget(organisation: UUID, person: Mapping[str, Any]) -> None:
    """Take a person's name, number and address out of what is kept of an entry's past and of the letters to them."""
    told = [*(person[field] for field in FIELDS), shown_phone(person["phone"])]  # letters have the number in groups
    words = {word.casefold() for word in told if word}
    link = person["asked_id"].hex if person["asked_id"] else ""
    for table, columns, where in (
        (Revision, ("entry", "difference", "facts"), Revision.organisation == organisation),
        (Suggestion, ("fields",), Suggestion.organisation == organisation),
        (DraftRow, ("fields",), DraftRow.organisation == organisation),
        (Letter, ("context",), (Letter.link_purpose == PURPOSE) & (Letter.link_id == link)),
    ):
        for row in await table.select().where(where).output(load_json=True):
            masked = {column: without(row[column], words) for column in columns}
            if any(masked[column] != row[column] for column in columns):
                written: dict[Any, Any] = {column: json.dumps(content) for column, content in masked.items()}
                await table.update(written).where(table._meta.primary_key == row["id"])


def without(content: Any, words: set[str]) -> Any:  # noqa: ANN401  # JSON is what it is
    """Return content with every text emptied that is one of some words (in small letters)."""
    if isinstance(content, dict):
        return {name: without(inner, words) for name, inner in content.items()}
    if isinstance(content, list):
        return [without(inner, words) for inner in content]
    return "" if isinstance(content, str) and content.casefold() in words else content


def _subject(stored: Stored) -> str:
    return f"organisation:{stored.id}"
