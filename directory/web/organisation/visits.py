"""A visit that answers: the entry it may answer for, and how often in an hour."""

from datetime import date, datetime, timedelta

from directory.clock import local
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.organisation.opened import Visiting, visiting

HOUR = timedelta(hours=1)
DRAFTS = 10  # drafts that may be kept for each edit: they are kept as one writes


async def may_answer(request: AnyRequest, organisation: str, *, closed: bool = False) -> tuple[Visiting, datetime]:
    """Return the visit and the instant of its answer; `closed` as in `visiting`.

    Raises DeadLink and ClosedDown, and LimitReached after too many in an hour.
    """
    visit = await visiting(request, organisation, closed=closed)
    return visit, await one_more(request, visit)


def deadline_ahead(request: AnyRequest, visit: Visiting) -> date | None:
    """Return the last day to answer in the round, None without a round and when it is over."""
    here = exchange(request)
    last = visit.round.deadline if visit.round else None
    return last if last and last >= local(here.clock(), here.settings.timezone).date() else None


async def one_more(request: AnyRequest, visit: Visiting) -> datetime:
    """Count one more answer or edit through a link and return its instant. Raises LimitReached."""
    most = exchange(request).settings.limit_edits
    return await limits.take(request, "edit", most, HOUR, thing=f"invitation {visit.opened.invitation}")


async def one_more_draft(request: AnyRequest, visit: Visiting) -> datetime:
    """Count one more draft through a link and return its instant. Raises LimitReached."""
    most = exchange(request).settings.limit_edits * DRAFTS
    return await limits.take(request, "draft", most, HOUR, thing=f"invitation {visit.opened.invitation}")
