"""What happens to a new address for our letters: it is confirmed at that address, asked again, or dropped."""

from datetime import datetime
from typing import Any

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import Conflict, NotFound
from directory.organisations import changes
from directory.organisations.address_rows import put_question, use_address
from directory.organisations.entry import Actor
from directory.organisations.moved_address import follow_address
from directory.organisations.reads import centre_of, find
from directory.organisations.reads_address import (
    APPLIED,
    APPROVED,
    DROPPED,
    Check,
    approved_fields,
    check_by_id,
    check_by_link,
)
from directory.organisations.writing import locked, update
from directory.tables.review import AddressCheck, Suggestion


async def confirm_address(random_id: str, at: datetime) -> Check:
    """Write that a new address is read, and use it if staff have said yes already; twice is once.

    Raises NotFound when the link leads nowhere now: unknown, dropped, older than its days, or changed since.
    """
    async with transaction():
        found, stored = await check_by_link(random_id)
        stored = await locked(stored.id)
        found, _stored = await check_by_link(random_id)
        if found.state == APPLIED:
            return found
        if found.state == DROPPED or at > found.link_until:
            raise NotFound("nobody waits for this address any more")
        if found.confirmed_at is None:
            await AddressCheck.update({AddressCheck.confirmed_at: at}).where(AddressCheck.id == found.id)
            await record(Verb.ADDRESS_CONFIRMED, f"organisation:{stored.id}", "the new address", at)
        if found.state == APPROVED:
            await _use(found, at)
        return (await check_by_link(random_id))[0]


async def _use(found: Check, at: datetime) -> None:
    """Send our letters to an address that both staff and the address itself have said yes to."""
    stored = await find(found.organisation)
    wanted = await approved_fields(found.suggestion)
    if any(getattr(stored.entry, name) not in pair for name, pair in wanted.items()):
        raise Conflict("the address has been changed in another way since")
    after = changes.apply(stored.entry, {name: becomes for name, (_was, becomes) in wanted.items()})
    await update(stored, after, Actor("staff", found.approved_by), at, reviewed_at=at)
    await follow_address(stored, await find(stored.id), await centre_of(stored), found.approved_by, at)
    await use_address(found.id, at)


async def ask_once_more(check: int, by: str, at: datetime) -> Check:
    """Send the question to a new address again; the link counts for its days from now. Raises NotFound."""
    async with transaction():
        found = await _held(check)
        if not found.is_open or found.confirmed_at:
            raise NotFound("nobody waits for this address any more")
        await AddressCheck.update({AddressCheck.asked_at: at}).where(AddressCheck.id == check)
        await put_question(await find(found.organisation), found.address, found.random_id, at)
        await record(Verb.LINK_ISSUED, f"organisation:{found.organisation}", by, at, to="the new address")
        return found


async def drop_address(check: int, by: str, at: datetime) -> Check:
    """Take back staff's yes to an address that has not been confirmed: the old one stays. Raises NotFound."""
    async with transaction():
        found = await _held(check)
        if found.state != APPROVED:
            raise NotFound("nobody waits for this address any more")
        await AddressCheck.update({AddressCheck.approved_at: None}).where(AddressCheck.id == check)
        decided: dict[Any, Any] = {Suggestion.state: "refused", Suggestion.decided_at: at, Suggestion.decided_by: by}
        await Suggestion.update(decided).where(Suggestion.id == found.suggestion)
        await record(
            Verb.SUGGESTION_DECIDED,
            f"organisation:{found.organisation}",
            by,
            at,
            suggestion=found.suggestion,
            state="refused",
        )
        return found


async def _held(check: int) -> Check:
    """Return a new address whose entry nobody else can change until the transaction ends. Raises NotFound."""
    await locked((await check_by_id(check)).organisation)
    return await check_by_id(check)
