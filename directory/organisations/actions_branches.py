"""Umbrellas and branches: staff say which belongs where, an organisation proposes it, an umbrella gives addresses."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.database import transaction
from directory.errors import Invalid
from directory.i18n import DEFAULT, _, speaking
from directory.organisations import changes
from directory.organisations.answer_rows import Proposal, Visit, write_suggestion
from directory.organisations.branches import ADDRESS, PARENT
from directory.organisations.entry import Actor
from directory.organisations.reads import find, waiting_changes
from directory.organisations.reads_branches import branches_of, is_above, named, said_umbrella, umbrella_of
from directory.organisations.visit_rows import join
from directory.organisations.writing import locked, update
from directory.tables.organisations import Organisation
from directory.tables.review import Suggestion

LOCK = 20_261_125  # umbrellas are set one at a time: two at once could close a circle


async def set_umbrella(organisation: str, umbrella: UUID | None, by: Actor, at: datetime) -> None:
    """Say which umbrella an organisation is a branch of, None for none.

    Raises NotFound, and Invalid for an umbrella that there is not, or that is itself below the organisation.
    """
    async with transaction():
        await hold_umbrellas()
        stored = await locked(organisation)
        if umbrella is not None:
            await refuse_circle(stored.id, umbrella)
        await update(stored, stored.entry, by, at, parent=umbrella)


async def hold_umbrellas() -> None:
    """Let nobody else set an umbrella until the transaction ends; to be asked for before the entry's row is held."""
    await Organisation.raw("SELECT pg_advisory_xact_lock({})", LOCK)


async def refuse_circle(organisation: UUID, umbrella: UUID) -> None:
    """Raise Invalid when an umbrella is not there, is the organisation itself, or is a branch of it."""
    if await named(umbrella) is None:
        raise Invalid({PARENT: _("Choose one of the organisations in the list.")})
    if umbrella == organisation:
        raise Invalid({PARENT: _("An organisation cannot be its own umbrella.")})
    if await is_above(umbrella, organisation):
        raise Invalid({PARENT: _("This organisation is itself a branch of the one you are at. Choose another one.")})


async def propose_umbrella(organisation: str, umbrella: UUID, visit: Visit, at: datetime) -> None:
    """Leave to staff which umbrella an organisation says it belongs to; what was said before is taken back.

    Raises NotFound, and Invalid as `set_umbrella` does.
    """
    async with transaction():
        stored = await locked(organisation)
        await refuse_circle(stored.id, umbrella)
        before, wanted = await said_umbrella(stored.id), await named(umbrella)
        if wanted is None or stored.parent == umbrella or (before and before.id == umbrella):
            return
        same = (Suggestion.organisation == stored.id) & (Suggestion.kind == PARENT) & (Suggestion.state == "waiting")
        await Suggestion.update({Suggestion.state: "withdrawn", Suggestion.decided_at: at}).where(same)
        running = await join(stored, visit, at)
        now = await umbrella_of(stored.id)
        proposed = {PARENT: (now.name if now else "", wanted.name)}  # in words, for the receipt
        said = Proposal(PARENT, proposed, note=wanted.name, details={PARENT: str(umbrella)})
        await write_suggestion(stored, said, visit, at, running.id)


async def give_addresses(umbrella: str, addresses: Mapping[UUID, str], visit: Visit, at: datetime) -> list[str]:
    """Leave to staff the addresses that an umbrella gives for branches of its own that we have none for.

    Returns the branches' names; nothing is sent to an address before staff have said yes. Others than its own
    branches without an address are passed over. Raises NotFound.
    """
    async with transaction():
        stored = await find(umbrella)
        lacking = {branch.id: branch.name for branch in await branches_of(stored.id) if not branch.reachable}
        given = {branch: address for branch, address in addresses.items() if branch in lacking}
        for branch, address in sorted(given.items()):
            await _give(branch, address, stored.entry.name, visit, at)
        return sorted(lacking[branch] for branch in given)


async def _give(branch: UUID, address: str, umbrella: str, visit: Visit, at: datetime) -> None:
    stored = await locked(branch)
    waiting = [row for row in await waiting_changes(branch) if row["kind"] == ADDRESS]
    if any(row["fields"]["update_email"][1] == address for row in waiting):
        return
    with speaking(DEFAULT):  # read by staff
        note = _("Given by %(name)s, the umbrella.") % {"name": umbrella}
    mine: Any = Suggestion.id.is_in([row["id"] for row in waiting] or [0])
    await Suggestion.update({Suggestion.state: "withdrawn", Suggestion.decided_at: at}).where(mine)
    reasons = {"update_email": changes.ALWAYS_HELD["update_email"]}
    await write_suggestion(stored, Proposal(ADDRESS, {"update_email": ("", address)}, reasons, note), visit, at, None)
