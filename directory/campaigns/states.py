"""The states of a campaign, and every move that is allowed between them."""

from directory.errors import Refused

MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"scheduled", "running", "cancelled"}),
    "scheduled": frozenset({"draft", "running", "cancelled"}),
    "running": frozenset({"paused", "closed", "cancelled"}),
    "paused": frozenset({"running", "closed", "cancelled"}),
    "closed": frozenset(),
    "cancelled": frozenset(),
}
STATES = tuple(MOVES)


def move(before: str, after: str) -> str:
    """Return the new state of a campaign. Raises Refused for a move that is not in the table."""
    if after not in MOVES.get(before, frozenset()):
        raise Refused(f"a campaign that is {before} cannot become {after}")
    return after
