"""The letters to a contact person alone, put in the outbox in the transaction of what they speak of."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from directory.i18n import _, day, language, month, speaking
from directory.mail.addresses import norm_of
from directory.mail.context_answers import PersonReceipt
from directory.mail.context_parts import OwnField
from directory.mail.contexts import AskPerson, Letter, frozen
from directory.mail.outbox import NewLetter, put
from directory.mail.signature import signature
from directory.organisations.canonical import shown_phone
from directory.organisations.consent_rows import PURPOSE, RECEIPT, last_receipt, skip_letters
from directory.organisations.consent_text import BY_STAFF, NAMES
from directory.organisations.entry import Actor, Entry, Person
from directory.organisations.letters_with_link import privacy_path
from directory.organisations.own_address import is_own
from directory.organisations.reads import Stored, centre_of
from directory.organisations.reads_consents import Asked, person
from directory.organisations.receipts import speaks
from directory.organisations.roles import shown_role
from directory.tables.contacts import Contact

BETWEEN_RECEIPTS = timedelta(minutes=10)  # a change that comes sooner waits, and is told with those after it
ASKED_IN_THE_VISIT = timedelta(hours=1)  # who may answer in the same visit gets the letter only when they have not


async def ask_new(stored: Stored, before: Entry | None, by: Actor, at: datetime) -> None:
    """Write to the persons who came into an entry with an address of their own, each once at each address.

    An import's are written to with the round. Of a centre that sends nothing yet, what its staff enter waits for it.
    """
    if by.kind not in ("organisation", "staff"):
        return
    new = {_who(person) for person in newly_own(stored.entry, before)}
    if not new:
        return
    centre = await centre_of(stored)
    if by.kind == "staff" and not centre["sending"]:
        return
    for row in await Contact.select().where(Contact.organisation == stored.id).order_by(Contact.position):
        if row["asked_id"] is None and (row["name"].casefold(), norm_of(row["email"])) in new:
            await ask(row, stored, centre, _due(row, stored.entry, by, at), at)


def newly_own(entry: Entry, before: Entry | None) -> list[Person]:
    """Return the persons of an entry who did not stand there before with that address, and can be asked at it."""
    known = {_who(person) for person in before.contacts} if before else set()
    return [person for person in entry.contacts if is_own(person, entry) and _who(person) not in known]


async def ask(
    row: Mapping[str, Any], stored: Stored, centre: Mapping[str, Any], due_at: datetime, at: datetime
) -> None:
    """Plan the letter to the person of one row of `contact`; the link stays the one they have had, if any."""
    spoken = speaks(stored)
    with speaking(spoken):
        facts = AskPerson(
            **signature(centre, spoken),
            organisation=stored.entry.name,
            person=row["name"],
            role=row["role"],
            phone=shown_phone(row["phone"]) if row["phone"] else "",
            email=row["email"],
            source_label=_source(row["source"], stored.list_date, stored.list_precision),
            owner=centre["owner"] or centre["name"],
            erased_after=centre["erase_unconfirmed_persons_months"],
            privacy_contact=centre["privacy_contact"],
            privacy_url=privacy_path(spoken),
        )
    await _put(PURPOSE, facts, spoken, row, stored, due_at, at)


async def put_receipt(contact: UUID, channel: str, before: frozenset[str], at: datetime) -> None:
    """Tell a person, at their own address, what everybody sees of them now, with the link to change it or take it back.

    Not whom nothing is shown of and nothing was before (`before`): a no is no reason to write. A receipt that waits
    is written anew, and they come some minutes apart.
    """
    stored, who = await person(contact)
    centre = await centre_of(stored)
    if not who.own or not (who.shown or before) or (channel in BY_STAFF and not centre["sending"]):
        return
    spoken = speaks(stored) if channel in BY_STAFF else language()
    with speaking(spoken):
        facts = PersonReceipt(
            **signature(centre, spoken),
            organisation=stored.entry.name,
            person=who.person.name,
            said_at=day(at),
            channel=channel,
            role=_seen_role(stored, who),
            fields=tuple(
                OwnField(
                    field=_(NAMES[one.field]),
                    value="" if one.answer != "yes" else shown_phone(one.value) if one.field == "phone" else one.value,
                    missing=not one.value,
                )
                for one in who.said
            ),
            listed=stored.published,
        )
    await skip_letters([who.asked_id], "answered", at, (RECEIPT,))
    last = await last_receipt(who.asked_id)
    due_at = max(at, last + BETWEEN_RECEIPTS) if last else at
    row = {"id": who.id, "asked_id": who.asked_id, "email": who.person.email}
    await _put(RECEIPT, facts, spoken, row, stored, due_at, at)


async def _put(
    template: str,
    facts: Letter,
    spoken: str,
    row: Mapping[str, Any],
    stored: Stored,
    due_at: datetime,
    at: datetime,
) -> None:
    """Plan a letter with the link to a person's own page, which is made with the first."""
    asked: UUID = row["asked_id"] or uuid4()
    if template == PURPOSE or row["asked_id"] is None:
        await Contact.update({Contact.asked_id: asked, Contact.asked_at: at}).where(Contact.id == row["id"])
    letter = NewLetter(
        template=template,
        language=spoken,
        address=row["email"],
        context=frozen(facts),
        centre=stored.centre,
        due_at=due_at,
        organisations=((stored.id, None),),
        link_purpose=PURPOSE,
        link_id=asked.hex,
    )
    await put(letter, at)


def _seen_role(stored: Stored, who: Asked) -> str:
    """Return what everybody sees of a person's role: all of it beside the name, else what does not tell who it is."""
    if "name" in who.shown:
        return who.person.role
    return shown_role(who.person.role, who.person.name, [stored.entry.name, *stored.entry.aliases])


def _who(person: Person) -> tuple[str, str]:
    return person.name.casefold(), norm_of(person.email)


def _due(row: Mapping[str, Any], entry: Entry, by: Actor, at: datetime) -> datetime:
    visiting = by.kind == "organisation" and norm_of(row["email"]) == norm_of(entry.update_address)
    return at + ASKED_IN_THE_VISIT if visiting else at


def _source(source: str, list_date: date | None, precision: str) -> str:
    """Return where we have a person from (GDPR article 14 no. 2 f), in words that fit after "from"."""
    if source in ("organisation", "person"):
        return _("the organisation itself")
    if source != "import" or list_date is None:
        return _("the centre's own overview")
    when = {"year": str(list_date.year), "day": day(list_date)}.get(precision, month(list_date))
    return _("the centre's list of %(when)s") % {"when": when}
