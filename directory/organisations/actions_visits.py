"""Ending the visits that nobody has written in for an hour: the scheduler's part of them."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from directory.database import AWAY, transaction
from directory.organisations.draft_rows import drop_old
from directory.organisations.visit_rows import STAYS, end, still_running
from directory.organisations.writing import locked
from directory.tables.revisions import Revision
from directory.tables.visits import VisitRow

MARKED = timedelta(days=2)
# Written out, so that the index for the marked ones is used.
FORGET = "UPDATE revision SET visitor = '' WHERE visitor <> '' AND at <= {}"
LOG = logging.getLogger(__name__)


async def end_visits(at: datetime) -> int:
    """End what was left an hour ago, each with its receipt, and forget drafts older than 60 days.

    The marks of browsers in the revisions are forgotten after two days: what they tell apart lasts one.
    Returns how many visits ended. One that cannot be ended is logged, and the others go on. Raises the errors of
    directory.database.AWAY.
    """
    left = await (
        VisitRow.select(VisitRow.id, VisitRow.organisation)
        .where(VisitRow.ended_at.is_null() & (VisitRow.last_at <= at - STAYS))
        .order_by(VisitRow.last_at)
    )
    ended = 0
    for row in left:
        try:
            ended += await _end(row["organisation"], row["id"], at)
        except AWAY:
            raise
        except Exception:
            LOG.exception("visit %s could not be ended", row["id"])
    async with transaction():
        await drop_old(at)
        await Revision.raw(FORGET, at - MARKED)
    return ended


async def _end(organisation: UUID, visit: UUID, at: datetime) -> bool:
    """End one visit unless something has been written in it meanwhile."""
    async with transaction():
        await locked(organisation)
        running = await still_running(visit, at)
        if running:
            await end(running, "", at)
        return running is not None
