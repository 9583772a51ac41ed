"""Which themes an organisation misses."""

from uuid import UUID

from directory.organisations.reads import waiting_changes
from directory.organisations.wishes import KIND, wish_in


async def wished(organisation: UUID) -> list[str]:
    """Return the themes that an organisation has suggested and that wait for staff, oldest first."""
    return [wish_in(row["fields"]) for row in await waiting_changes(organisation) if row["kind"] == KIND]
