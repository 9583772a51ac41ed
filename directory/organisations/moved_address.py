"""A changed update address, in the caller's transaction: the old one is told, older links die, the new one gets a link.

SECURITY.md, forwarded or leaked link.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from directory.audit import Verb, record
from directory.mail.addresses import norm_of
from directory.organisations.answer_rows import ask_anew
from directory.organisations.closed_links import replace_links
from directory.organisations.invitations import Lasting, live_or_new
from directory.organisations.letters_with_link import put_new_link, put_to_named
from directory.organisations.reads import Stored
from directory.organisations.reads_stop import stop_of
from directory.organisations.receipts import put_address_notice
from directory.organisations.stop_rows import leave_stop_behind, stop_with


async def follow_address(before: Stored, after: Stored, centre: Mapping[str, Any], by: str, at: datetime) -> None:
    """Write what follows when letters go to another address, and nothing while they do not.

    Letters with a link that wait for the old address are skipped. The new one gets its link at once in a
    letter of its own, and the round's next letter if nobody has answered by then.
    """
    address = after.entry.update_address
    if norm_of(address) == norm_of(before.entry.update_address):
        return
    await put_address_notice(before, centre, address, at)
    rows = await replace_links(before.id, by, at, "the update address changed")
    if rows and address:
        longest = max(rows, key=lambda row: row["expires_at"])
        await put_new_link(after, centre, Lasting(longest["id"], longest["expires_at"]), at)
        await record(Verb.LINK_ISSUED, f"organisation:{after.id}", "directory", at, to="the new update address")
    await stop_with(after.id, address, at)


async def follow_named(
    before: Stored, after: Stored, centre: Mapping[str, Any], by: str, link_days: int, at: datetime
) -> None:
    """Write what follows when somebody else is the one to ask: the old links die, the named one gets a fresh one.

    Also when the address is the old one: a new board reads the mailbox that the old one read. To who is asked now the
    organisation has not answered, and they have not said that they want no more letters.
    """
    address, stop = after.entry.update_address, await stop_of(before.id, at)
    if norm_of(address) != norm_of(before.entry.update_address):
        await put_address_notice(before, centre, address, at)
    await replace_links(before.id, by, at, "not the right person")
    await ask_anew(before.id, at)
    await leave_stop_behind(before.id, stop, before.entry.update_address, address, by, at)
    await stop_with(after.id, address, at)
    if address:
        opens = await live_or_new(after.id, link_days, at)
        await put_to_named(after, centre, before.entry.update_address, opens, at)
        await record(Verb.LINK_ISSUED, f"organisation:{after.id}", by, at, to="the one who was named")


async def follow_given(
    before: Stored, after: Stored, centre: Mapping[str, Any], umbrella: str, link_days: int, at: datetime
) -> None:
    """Write what follows when an umbrella gave the address of a branch that we had none for: it gets the link."""
    if before.entry.update_address or not after.entry.update_address:
        return
    opens = await live_or_new(after.id, link_days, at)
    await put_to_named(after, centre, "", opens, at, umbrella=umbrella)
    await record(Verb.LINK_ISSUED, f"organisation:{after.id}", umbrella, at, to="the address that the umbrella gave")
