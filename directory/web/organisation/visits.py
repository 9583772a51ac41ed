"""A visit that answers: the entry it may answer for, and how often in an hour."""

from datetime import datetime, timedelta

from directory.web import limits
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.organisation.opened import Visiting, visiting


async def may_answer(request: AnyRequest, organisation: str) -> tuple[Visiting, datetime]:
    """Return the visit and the instant of its answer. Raises DeadLink, and LimitReached after too many in an hour."""
    visit = await visiting(request, organisation)
    most = exchange(request).settings.limit_edits
    at = await limits.take(request, "edit", most, timedelta(hours=1), thing=f"invitation {visit.opened.invitation}")
    return visit, at
