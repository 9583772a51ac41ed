"""The letter to a contact person alone, put in the outbox in the transaction of what it speaks of."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from directory.i18n import _, day, month, speaking
from directory.mail.addresses import norm_of
from directory.mail.contexts import AskPerson, frozen
from directory.mail.outbox import NewLetter, put
from directory.mail.signature import signature
from directory.organisations.canonical import shown_phone
from directory.organisations.consent_rows import PURPOSE
from directory.organisations.entry import Actor, Entry, Person
from directory.organisations.letters_with_link import privacy_path
from directory.organisations.own_address import is_own
from directory.organisations.reads import Stored, centre_of
from directory.organisations.receipts import speaks
from directory.tables.contacts import Contact

ASKED_IN_THE_VISIT = timedelta(hours=1)  # who may answer in the same visit gets the letter only when they have not


async def ask_new(stored: Stored, before: Entry | None, by: Actor, at: datetime) -> None:
    """Write to the persons who came into an entry with an address of their own, each once at each address.

    An import's are written to with the round. Of a centre that sends nothing yet, what its staff enter waits for it.
    """
    if by.kind not in ("organisation", "staff"):
        return
    known = {_who(person) for person in before.contacts} if before else set()
    new = {_who(person) for person in stored.entry.contacts if is_own(person, stored.entry)} - known
    if not new:
        return
    centre = await centre_of(stored)
    if by.kind == "staff" and not centre["sending"]:
        return
    for row in await Contact.select().where(Contact.organisation == stored.id).order_by(Contact.position):
        if row["asked_id"] is None and (row["name"].casefold(), norm_of(row["email"])) in new:
            await ask(row, stored, centre, _due(row, stored.entry, by, at), at)


async def ask(
    row: Mapping[str, Any], stored: Stored, centre: Mapping[str, Any], due_at: datetime, at: datetime
) -> None:
    """Plan the letter to the person of one row of `contact`; the link stays the one they have had, if any."""
    asked: UUID = row["asked_id"] or uuid4()
    language = speaks(stored)
    with speaking(language):
        facts = AskPerson(
            **signature(centre, language),
            organisation=stored.entry.name,
            person=row["name"],
            role=row["role"],
            phone=shown_phone(row["phone"]) if row["phone"] else "",
            email=row["email"],
            source_label=_source(row["source"], stored.list_date, stored.list_precision),
            owner=centre["owner"] or centre["name"],
            erased_after=centre["erase_unconfirmed_persons_months"],
            privacy_contact=centre["privacy_contact"],
            privacy_url=privacy_path(language),
        )
    await Contact.update({Contact.asked_id: asked, Contact.asked_at: at}).where(Contact.id == row["id"])
    letter = NewLetter(
        template=PURPOSE,
        language=language,
        address=row["email"],
        context=frozen(facts),
        centre=stored.centre,
        due_at=due_at,
        organisations=((stored.id, None),),
        link_purpose=PURPOSE,
        link_id=asked.hex,
    )
    await put(letter, at)


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
