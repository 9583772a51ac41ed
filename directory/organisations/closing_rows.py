"""A pause or the end that an organisation has told of and that waits for staff, as rows in the caller's transaction.

A newer answer takes it back; whoever undoes that answer lets it wait again.
"""

from datetime import datetime
from uuid import UUID

from directory.errors import Refused
from directory.i18n import _
from directory.organisations.reads import Stored
from directory.organisations.said import DISSOLVED, PAUSED
from directory.tables.review import Suggestion

KINDS = (PAUSED, DISSOLVED)

GIVE_WAY = """
UPDATE suggestion SET state = 'withdrawn', decided_at = {},
  details = details || jsonb_build_object('given_way', {}::text)
WHERE organisation = {} AND state = 'waiting' AND kind = ANY({}::text[])
"""
COME_BACK = """
UPDATE suggestion s SET state = 'waiting', decided_at = NULL, details = s.details - 'given_way'
FROM organisation o
WHERE s.organisation = {} AND s.details ->> 'given_way' = {} AND o.id = s.organisation AND o.status <> 'dissolved'
  AND NOT EXISTS (SELECT FROM suggestion n WHERE n.organisation = s.organisation AND n.state = 'waiting'
                  AND n.kind = ANY({}::text[]))
  AND NOT EXISTS (SELECT FROM visit v WHERE v.id = s.undo_id AND v.undone_at IS NOT NULL)
"""


def refuse_closed(stored: Stored) -> None:
    """Raise Refused for an organisation that no longer exists: nobody answers for it, only staff put it right."""
    if stored.status == DISSOLVED:
        raise Refused(_("Ask us: we have noted that the organisation no longer exists."))


async def closing_waits(organisation: UUID) -> bool:
    """Return whether a pause or the end waits for staff."""
    mine = (Suggestion.organisation == organisation) & (Suggestion.state == "waiting")
    return bool(await Suggestion.exists().where(mine & Suggestion.kind.is_in(list(KINDS))))


async def give_way(organisation: UUID, visit: UUID, at: datetime) -> None:
    """Take back a pause or the end that waits, since the organisation has said something newer in a visit."""
    await Suggestion.raw(GIVE_WAY, at, visit.hex, organisation, list(KINDS))


async def come_back(organisation: UUID, visit: UUID) -> None:
    """Let what gave way to the answer of a visit wait again, unless something newer waits in its place."""
    await Suggestion.raw(COME_BACK, organisation, visit.hex, list(KINDS))


async def given_way_to(organisation: UUID, visit: UUID) -> str:
    """Return what gave way to the answer of a visit: PAUSED or DISSOLVED, empty for nothing."""
    rows = await Suggestion.raw(
        "SELECT kind FROM suggestion WHERE organisation = {} AND details ->> 'given_way' = {} ORDER BY id DESC LIMIT 1",
        organisation,
        visit.hex,
    )
    return str(rows[0]["kind"]) if rows else ""
