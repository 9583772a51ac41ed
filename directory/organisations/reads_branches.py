"""The umbrella that an organisation is a branch of, and how far the branches of an umbrella have come (reads only)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.mail.asking import STANDS
from directory.organisations.branches import ADDRESS, PARENT, parent_in
from directory.organisations.reads import waiting_changes
from directory.tables.organisations import Organisation

MOST = 500


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation by name; `published` says whether it has a public page at `slug`."""

    id: UUID
    name: str
    slug: str
    published: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """What an umbrella may know of a branch: what is public, and whether it has answered.

    `municipality` is a number. `answered` is None when the branch is not asked in a round that goes on. `reachable`
    says whether we have any address to write to, `given` that one was given to us and waits for staff.
    """

    id: UUID
    name: str
    slug: str
    municipality: str
    status: str
    confirmed_at: datetime | None
    asked_at: datetime | None
    answered: bool | None
    reachable: bool
    given: bool


BRANCHES = f"""
SELECT o.id, o.name, o.slug, COALESCE(o.municipality, '') AS municipality, o.status, o.confirmed_at,
  r.opened_at AS asked_at,
  CASE WHEN r.opened_at IS NOT NULL THEN EXISTS (
    SELECT FROM answer a
    WHERE a.organisation = o.id AND a.at >= r.opened_at AND {STANDS}) END AS answered,
  o.email <> '' OR o.update_email <> '' OR EXISTS (
    SELECT FROM contact k WHERE k.organisation = o.id AND k.email <> '') AS reachable,
  EXISTS (SELECT FROM suggestion s WHERE s.organisation = o.id AND s.kind = {{}} AND s.state = 'waiting') AS given
FROM organisation o
LEFT JOIN LATERAL (
  SELECT c.opened_at FROM campaign c JOIN invitation i ON i.campaign = c.id AND i.organisation = o.id
  WHERE c.centre = o.centre AND c.state IN ('running', 'paused') ORDER BY c.opened_at DESC LIMIT 1) r ON true
WHERE o.parent = {{}} AND o.published AND o.status <> 'dissolved' ORDER BY o.sort_key, o.id LIMIT {{}}
"""  # noqa: S608  # its parts are ours
UMBRELLA = """
SELECT p.id, p.name, p.slug, p.published AND p.status <> 'dissolved' AS published
FROM organisation p JOIN organisation o ON o.parent = p.id WHERE o.id = {}
"""
# The umbrella of the umbrella of …; UNION ends also where data from elsewhere goes round in a circle.
ABOVE = """
WITH RECURSIVE above AS (
  SELECT id, parent FROM organisation WHERE id = {}
  UNION SELECT o.id, o.parent FROM organisation o JOIN above ON o.id = above.parent)
SELECT id FROM above
"""


async def branches_of(umbrella: UUID) -> Sequence[Branch]:
    """Return the listed branches of an umbrella, by name."""
    return [Branch(**row) for row in await Organisation.raw(BRANCHES, ADDRESS, umbrella, MOST)]


async def umbrella_of(organisation: UUID) -> Named | None:
    """Return the umbrella that an organisation is a branch of."""
    rows = await Organisation.raw(UMBRELLA, organisation)
    return Named(**rows[0]) if rows else None


async def named(organisation: UUID) -> Named | None:
    """Return an organisation by name, None when there is none."""
    rows = await Organisation.raw(
        "SELECT id, name, slug, published AND status <> 'dissolved' AS published FROM organisation WHERE id = {}",
        organisation,
    )
    return Named(**rows[0]) if rows else None


async def said_umbrella(organisation: UUID) -> Named | None:
    """Return the umbrella that an organisation says it belongs to, while that waits for staff."""
    for row in await waiting_changes(organisation):
        wanted = parent_in(row["details"]) if row["kind"] == PARENT else None
        if wanted is not None:
            return await named(wanted)
    return None


async def is_above(umbrella: UUID, organisation: UUID) -> bool:
    """Return whether making one the umbrella of the other would go round in a circle: it is a branch of it already."""
    return any(row["id"] == organisation for row in await Organisation.raw(ABOVE, umbrella))
