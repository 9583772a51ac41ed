"""A new address for our letters, asked for at that address before it is used; rows inside the caller's transaction."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from directory.i18n import last_day, speaking
from directory.mail.addresses import norm_of
from directory.mail.context_answers import AddressConfirm
from directory.mail.contexts import frozen
from directory.mail.outbox import NewLetter, put
from directory.mail.signature import signature
from directory.organisations import changes
from directory.organisations.changes import Difference
from directory.organisations.entry import Entry
from directory.organisations.letters_with_link import privacy_path
from directory.organisations.reads import Stored, centre_of
from directory.organisations.receipts import speaks
from directory.tables.review import AddressCheck, Suggestion
from directory.tokens import random_id

PURPOSE = "address"
DAYS = 30  # how long the letter's link may be pressed
MOST_A_DAY = 5  # letters that the visitors of one entry can have sent to addresses of their choice
MOVING = ("email", "update_email")  # the fields that say where our letters go


def moves_to(entry: Entry, changed: Difference) -> str:
    """Return the address that our letters would go to after a change, empty when it stays or there is none left."""
    after = changes.apply(entry, {name: becomes for name, (_was, becomes) in changed.items() if name in MOVING})
    same = norm_of(after.update_address) == norm_of(entry.update_address)
    return "" if same else after.update_address


async def ask_new_address(
    stored: Stored, suggestion: int, changed: Difference, at: datetime, *, most: int = MOST_A_DAY
) -> None:
    """Write to the address that a proposed change would send our letters to, if it would: is it right?

    An address that the same suggestion named before is forgotten with its link. An entry's visitors can have only
    so many letters sent in a day (`most`); the rest go when staff have said yes.
    """
    address = moves_to(stored.entry, changed)
    mine = AddressCheck.suggestion == suggestion
    await AddressCheck.delete().where(mine & (AddressCheck.address != address))
    if not address or await AddressCheck.exists().where(mine):
        return
    lately = (AddressCheck.organisation == stored.id) & (AddressCheck.asked_at > at - timedelta(days=1))
    if await AddressCheck.count().where(lately) >= most:
        return
    field = "update_email" if "update_email" in changed else "email"
    row = AddressCheck(
        suggestion=suggestion,
        organisation=stored.id,
        field=field,
        address=address,
        random_id=random_id(),
        asked_at=at,
    )
    await row.save()
    await put_question(stored, address, row.random_id, at)


async def put_question(stored: Stored, address: str, link_id: str, at: datetime) -> None:
    """Send the link that confirms an address, to that address and to nobody else."""
    centre: Mapping[str, Any] = await centre_of(stored)
    language, until = speaks(stored), at + timedelta(days=DAYS)
    with speaking(language):
        context = AddressConfirm(
            **signature(centre, language),
            organisation=stored.entry.name,
            link_until=last_day(until),
            owner=centre["owner"] or centre["name"],
            privacy_url=privacy_path(language),
        )
    letter = NewLetter(
        template="address_confirm",
        language=language,
        address=address,
        context=frozen(context),
        centre=centre["id"],
        due_at=at,
        expires_at=until,
        organisations=((stored.id, None),),
        link_purpose=PURPOSE,
        link_id=link_id,
    )
    await put(letter, at)


async def approve(suggestion: int, check: int, held: Difference, by: str, at: datetime) -> None:
    """Write that staff said yes to an address which has not been confirmed yet, and to which fields."""
    row = await Suggestion.select(Suggestion.details).where(Suggestion.id == suggestion).first().output(load_json=True)
    details = json.dumps({**(row["details"] if row else {}), "approved": sorted(held)})
    await Suggestion.update({Suggestion.details: details}).where(Suggestion.id == suggestion)
    yes: dict[Any, Any] = {AddressCheck.approved_at: at, AddressCheck.approved_by: by}
    await AddressCheck.update(yes).where(AddressCheck.id == check)


async def use_address(check: int, at: datetime) -> None:
    """Write that an address is in use now."""
    await AddressCheck.update({AddressCheck.applied_at: at}).where(AddressCheck.id == check)
