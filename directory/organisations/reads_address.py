"""New addresses for our letters that wait: for their own yes, for staff's, or both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from directory.errors import NotFound
from directory.organisations.address_rows import DAYS
from directory.organisations.changes import Difference
from directory.organisations.reads import Stored, find, pairs_from_json
from directory.tables.review import AddressCheck, Suggestion

ASKED, CONFIRMED, APPROVED, APPLIED, DROPPED = "asked", "confirmed", "approved", "applied", "dropped"


@dataclass(frozen=True, slots=True)
class Check:
    """A new address: `state` is ASKED (waits for both), CONFIRMED (for staff), APPROVED (for the address), APPLIED or
    DROPPED; `returned` what became of the letter to it when it did not arrive, else empty.
    """

    id: int
    suggestion: int
    organisation: UUID
    address: str
    random_id: str
    state: str
    asked_at: datetime
    confirmed_at: datetime | None
    approved_by: str
    returned: str

    @property
    def link_until(self) -> datetime:
        """Until when its link may be pressed."""
        return self.asked_at + timedelta(days=DAYS)

    @property
    def is_open(self) -> bool:
        """Whether somebody is still waited for."""
        return self.state in (ASKED, CONFIRMED, APPROVED)


# The letter that asked last tells whether it arrived.
CHECKS = """
SELECT k.id, k.suggestion, k.organisation, k.address, k.random_id, k.asked_at, k.confirmed_at, k.approved_by,
  CASE WHEN k.applied_at IS NOT NULL THEN 'applied'
       WHEN s.state NOT IN ('waiting', 'accepted') OR (s.state = 'accepted' AND k.approved_at IS NULL) THEN 'dropped'
       WHEN k.approved_at IS NOT NULL THEN 'approved' WHEN k.confirmed_at IS NOT NULL THEN 'confirmed'
       ELSE 'asked' END AS state,
  COALESCE((SELECT COALESCE((SELECT f.kind FROM delivery_fact f WHERE f.letter = l.id
                             AND f.kind IN ('hard', 'soft', 'policy') ORDER BY f.at DESC LIMIT 1),
                            CASE WHEN l.state = 'refused' THEN 'hard' END)
            FROM letter l WHERE l.link_purpose = 'address' AND l.link_id = k.random_id
            ORDER BY l.created_at DESC LIMIT 1), '') AS returned
FROM address_check k JOIN suggestion s ON s.id = k.suggestion
"""


async def checks_of(organisation: UUID) -> Sequence[Check]:
    """Return the new addresses of an organisation that somebody is still waited for, oldest first."""
    rows = await AddressCheck.raw(CHECKS + "WHERE k.organisation = {} ORDER BY k.id", organisation)
    return [check for row in rows if (check := Check(**row)).is_open]


async def checks_at(centre: int) -> Sequence[Check]:
    """Return a centre's new addresses that staff have said yes to or whose letter came back, oldest first."""
    rows = await AddressCheck.raw(
        CHECKS + "JOIN organisation o ON o.id = k.organisation WHERE o.centre = {} "
        "AND k.applied_at IS NULL ORDER BY k.id",
        centre,
    )
    return [check for row in rows if (check := Check(**row)).is_open and (check.state == APPROVED or check.returned)]


async def checks_in(suggestion: int) -> Sequence[Check]:
    """Return the new addresses that a suggestion is about, whatever became of them."""
    return [
        Check(**row) for row in await AddressCheck.raw(CHECKS + "WHERE k.suggestion = {} ORDER BY k.id", suggestion)
    ]


async def check_by_id(check: int) -> Check:
    """Return one new address. Raises NotFound."""
    rows = await AddressCheck.raw(CHECKS + "WHERE k.id = {}", check)
    if not rows:
        raise NotFound("no such address")
    return Check(**rows[0])


async def check_by_link(random_id: str) -> tuple[Check, Stored]:
    """Return the new address that a link is about, with the entry. Raises NotFound."""
    rows = await AddressCheck.raw(CHECKS + "WHERE k.random_id = {}", random_id)
    if not rows:
        raise NotFound("no such address")
    found = Check(**rows[0])
    return found, await find(found.organisation)


async def approved_fields(suggestion: int) -> Difference:
    """Return the fields of a suggestion that staff said yes to before their address was confirmed."""
    row: dict[str, Any] | None = await (
        Suggestion.select(Suggestion.fields, Suggestion.details)
        .where(Suggestion.id == suggestion)
        .first()
        .output(load_json=True)
    )
    if row is None:
        return {}
    return {
        name: pair
        for name, pair in pairs_from_json(row["fields"]).items()
        if name in row["details"].get("approved", ())
    }
