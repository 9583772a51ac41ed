"""Who took an entry off the list last: its organisation, or staff."""

from uuid import UUID

from directory.tables.revisions import Revision

LAST = """
SELECT by_kind, facts -> 'published' ->> 1 AS listed FROM revision
WHERE organisation = {} AND facts::jsonb ? 'published' ORDER BY version DESC LIMIT 1
"""


async def took_itself_off(organisation: UUID) -> bool:
    """Return whether it was the organisation itself that did not want to be listed: then it may come back itself."""
    rows = await Revision.raw(LAST, organisation)
    return bool(rows) and rows[0]["by_kind"] == "organisation" and rows[0]["listed"] == "false"
