"""An organisation suggests a theme that is missing; it waits for staff and holds nothing else up."""

from datetime import datetime

from directory.database import transaction
from directory.organisations.answer_rows import Proposal, Visit, write_suggestion
from directory.organisations.reads_themes import wished
from directory.organisations.visit_rows import join
from directory.organisations.wishes import FIELD, KIND
from directory.organisations.writing import locked


async def suggest_theme(organisation: str, wish: str, visit: Visit, at: datetime) -> None:
    """Leave a wished theme to staff, as part of the visit that goes on; the same wish waits once. Raises NotFound."""
    async with transaction():
        stored = await locked(organisation)
        if wish.casefold() in [waits.casefold() for waits in await wished(stored.id)]:
            return
        running = await join(stored, visit, at)
        await write_suggestion(stored, Proposal(KIND, {FIELD: ("", wish)}), visit, at, running.id)
