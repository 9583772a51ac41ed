"""A changed update address: the old one is told, older links die, the new one gets a link (SECURITY.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from directory.audit import Verb, record
from directory.i18n import day, speaking
from directory.mail.addresses import norm_of
from directory.mail.contexts import NewLink, frozen
from directory.mail.outbox import NewLetter, put
from directory.mail.signature import signature
from directory.organisations.closed_links import replace_links
from directory.organisations.reads import Stored
from directory.organisations.receipts import put_address_notice, speaks


async def follow_address(before: Stored, after: Stored, centre: Mapping[str, Any], by: str, at: datetime) -> bool:
    """Write what follows when letters go to another address, in the caller's transaction; say whether they do.

    Letters with a link that wait for the old address are skipped. The new one gets its link at once in a
    letter of its own, and the round's next letter if nobody has answered by then.
    """
    address = after.entry.update_address
    if norm_of(address) == norm_of(before.entry.update_address):
        return False
    await put_address_notice(before, centre, address, at)
    rows = await replace_links(before.id, by, at, "the update address changed")
    if rows and address:
        await _put_link(after, centre, max(rows, key=lambda row: row["expires_at"]), at)
    return True


async def _put_link(stored: Stored, centre: Mapping[str, Any], invitation: Mapping[str, Any], at: datetime) -> None:
    language = speaks(stored)
    with speaking(language):
        context = NewLink(
            **signature(centre, language),
            organisation=stored.entry.name,
            link_until=day(invitation["expires_at"]),
            asked=False,
        )
    letter = NewLetter(
        template="new_link",
        language=language,
        address=stored.entry.update_address,
        context=frozen(context),
        centre=centre["id"],
        due_at=at,
        expires_at=invitation["expires_at"],
        organisations=((stored.id, invitation["id"]),),
    )
    await put(letter, at)
    await record(Verb.LINK_ISSUED, f"organisation:{stored.id}", "directory", at, to="the new update address")
