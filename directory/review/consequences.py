"""What follows from a decision, as rows and letters inside the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from directory.mail.addresses import norm_of
from directory.organisations import changes
from directory.organisations.actions_branches import refuse_circle
from directory.organisations.address_rows import MOVING, approve, ask_new_address, moves_to, use_address
from directory.organisations.branches import ADDRESS, PARENT, parent_in
from directory.organisations.changes import Difference
from directory.organisations.closed_links import replace_links
from directory.organisations.entry import Actor
from directory.organisations.invitations import live_or_new
from directory.organisations.letters_with_link import put_refusal
from directory.organisations.moved_address import follow_address, follow_given, follow_named
from directory.organisations.reads import Stored, centre_of, find
from directory.organisations.reads_address import checks_in
from directory.organisations.reads_branches import umbrella_of
from directory.organisations.receipts import put_accepted
from directory.organisations.said import since_of
from directory.organisations.wishes import KIND
from directory.organisations.writing import update
from directory.review.successors import name_of
from directory.review.suggestions import STATUSES, Case

EVERY = 10_000  # letters a day: staff ask as often as they want


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an employee decides: the fields accepted, the words for what is refused, and for closing since when.

    `version` is the entry's as it was shown to the one who decides. `address` is where the one who is right to ask
    gets a link (None: as proposed), `successor` the entry that carries on the work of one that no longer exists,
    `themes` are pairs of theme and perspective that a wished theme is taken to be.
    """

    accepted: frozenset[str]
    version: int
    accept: bool = True
    reason: str = ""
    since: date | None = None
    address: str | None = None
    successor: UUID | None = None
    themes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """What letters need to know of the installation: its address, and how many days a new link counts."""

    base_url: str
    link_days: int


def taken_of(found: Case, verdict: Verdict) -> Difference:
    """Return the fields that a verdict takes in; for the right person it is one address, whoever proposed it."""
    if not verdict.accept:
        return {}
    if found.kind == KIND:
        areas = found.stored.entry.areas
        new = set(verdict.themes) - set(areas)
        return {"areas": (areas, tuple(sorted({*areas, *new})))} if new else {}
    points = {p.field: (p.now, p.proposed) for p in found.points if p.field in verdict.accepted}
    if found.kind != "wrong_contact":
        return points
    proposed = points["update_email"][1] if "update_email" in points else ""
    address = proposed if verdict.address is None else verdict.address
    return {"update_email": (found.stored.entry.update_email, address)} if address else {}


async def write(  # what a decision is made of
    found: Case, stored: Stored, taken: Difference, verdict: Verdict, by: Actor, site: Site, at: datetime
) -> Difference:
    """Write what was accepted; return it as what the organisation is told."""
    held = await _held(found, stored, taken, by, at) if found.kind == "edit" else {}
    now = {name: pair for name, pair in taken.items() if name not in held}
    facts: dict[str, Any] = {"reviewed_at": at} | await _umbrella(found)
    told: Difference = {name: pair for name, pair in now.items() if name not in MOVING}
    if found.kind in STATUSES:
        facts |= {"status": found.kind, "status_since": verdict.since or since_of(found.details)}
        if found.kind == "dissolved":
            facts |= {"replaced_by": verdict.successor}
        told |= await _closed(found, stored, verdict)
    if "parent" in facts:
        told[PARENT] = (await name_of(stored.parent), await name_of(facts["parent"]))
    after = changes.apply(stored.entry, {name: becomes for name, (_was, becomes) in now.items()})
    await update(stored, after, by, at, **facts)
    await _follow(found, stored, taken, by, site, at)
    return {} if found.kind in ("wrong_contact", ADDRESS) else told


async def _closed(found: Case, stored: Stored, verdict: Verdict) -> Difference:
    """Return a pause or the end as what the organisation is told: which, and who carries on when somebody does."""
    told: Difference = {"status": (stored.status, found.kind)}
    if found.kind == "dissolved" and verdict.successor:
        told["replaced_by"] = (await name_of(stored.replaced_by), await name_of(verdict.successor))
    return told


async def _umbrella(found: Case) -> dict[str, Any]:
    """Return the umbrella that an organisation said it belongs to. Raises Invalid when that goes round in a circle."""
    wanted = parent_in(found.details) if found.kind == PARENT else None
    if wanted is None:
        return {}
    await refuse_circle(found.stored.id, wanted)
    return {"parent": wanted}


async def _follow(found: Case, before: Stored, taken: Difference, by: Actor, site: Site, at: datetime) -> None:
    """Write what follows for links and letters."""
    after = await find(before.id)
    centre: Mapping[str, Any] = await centre_of(after)
    if found.kind == ADDRESS:
        gave = await umbrella_of(before.id)
        await follow_given(before, after, centre, gave.name if gave else "", site.link_days, at)
    elif found.kind != "wrong_contact":
        await follow_address(before, after, centre, by.name, at)
    elif taken:
        await follow_named(before, after, centre, by.name, site.link_days, at)
    else:
        # Whoever has the link now is not the one to answer, though we do not know who is (SECURITY.md).
        await replace_links(before.id, by.name, at, "not the right person")


async def _held(found: Case, stored: Stored, taken: Difference, by: Actor, at: datetime) -> Difference:
    """Return the fields that wait for the new address to be confirmed there; staff's yes is kept (SECURITY.md)."""
    address = moves_to(stored.entry, taken)
    if not address:
        return {}
    moving = {name: taken[name] for name in MOVING if name in taken}
    if not any(norm_of(check.address) == norm_of(address) for check in await checks_in(found.id)):
        await ask_new_address(stored, found.id, moving, at, most=EVERY)
    check = next(check for check in await checks_in(found.id) if norm_of(check.address) == norm_of(address))
    if check.confirmed_at is not None:
        await use_address(check.id, at)
        return {}
    await approve(found.id, check.id, moving, by.name, at)
    return moving


async def tell(found: Case, taken: Difference, left: Difference, reason: str, site: Site, at: datetime) -> None:
    """Tell the organisation what was accepted, and what was refused and why."""
    now = await find(found.stored.id)
    centre = await centre_of(now)
    if taken:
        await put_accepted(now, centre, taken, site.base_url, at)
    if left or (not taken and reason):
        opens = await live_or_new(now.id, site.link_days, at)
        await put_refusal(now, centre, left, reason, opens, at)
