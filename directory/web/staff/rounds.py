"""What every page of a round knows."""

from directory.campaigns import reads
from directory.campaigns.reads import Found
from directory.i18n import marked
from directory.web.forms import AnyRequest
from directory.web.staff.entrance import Desk, desk

TAB = "/intern/runde"
STATES = {
    "draft": marked("Not started"),
    "scheduled": marked("Starts by itself"),
    "running": marked("Runs"),
    "paused": marked("Stopped for now"),
    "closed": marked("Closed"),
    "cancelled": marked("Called off"),
}
COLOURS = {"running": "success", "paused": "warning", "scheduled": "info", "draft": "info"}


async def here(request: AnyRequest, campaign: int) -> tuple[Found, Desk]:
    """Return a round and the desk of its centre. Raises NotFound for another centre's."""
    found = await reads.find(campaign)
    return found, await desk(request, found.centre["id"])
