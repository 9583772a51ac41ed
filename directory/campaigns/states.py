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
ENDED = ("closed", "cancelled")
# What each move wants first, for a person who asked for it at another time.
WANTED = {
    "draft": "only a scheduled one can be made a draft again",
    "scheduled": "only a draft can be given a time to start at",
    "running": "only a draft or a scheduled one can be started, and only a paused one can go on",
    "paused": "only a running one can be paused",
    "closed": "only a running or a paused one can be closed",
    "cancelled": "one that has ended cannot be called off",
}


def move(before: str, after: str, subject: str = "the campaign") -> str:
    """Return the new state of a campaign. Raises Refused, in words about `subject`, for a move not in the table."""
    if after not in MOVES.get(before, frozenset()):
        raise Refused(f"{subject} is {_why_not(before, after)}")
    return after


def _why_not(before: str, after: str) -> str:
    if before == after:
        return f"already {after}"
    if before in ENDED and after not in ENDED:
        return f"{before}; a {before} one cannot go on"
    return f"{'a draft' if before == 'draft' else before}; {WANTED[after]}"
