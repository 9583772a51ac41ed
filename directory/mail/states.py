"""The states of a letter, and every move that is allowed between them (MAIL.md, States of a letter)."""

from directory.errors import Refused

MOVES: dict[str, frozenset[str]] = {
    "planned": frozenset({"ready", "skipped", "cancelled", "expired"}),
    "ready": frozenset({"sending", "skipped", "cancelled", "expired"}),
    # `ready` again when the lease ran out, or the reason to wait came, before the point of no return.
    "sending": frozenset({"accepted", "deferred", "refused", "unknown", "ready", "skipped", "cancelled"}),
    "deferred": frozenset({"ready", "skipped", "cancelled", "expired"}),
    # By evidence (a late report of the worker, an answer, a copy) or by a named person.
    "unknown": frozenset({"accepted", "ready"}),
    "accepted": frozenset(),
    "refused": frozenset(),
    "skipped": frozenset(),
    "cancelled": frozenset(),
    "expired": frozenset(),
}
STATES = tuple(MOVES)
WAITING = ("planned", "ready", "deferred")
REASONS = {
    "refused": frozenset({"address", "policy", "content"}),
    "skipped": frozenset(
        {
            "answered",
            "replied",
            "opted_out",
            "suppressed",
            "returned",
            "not_allowed",
            "no_address",
            "unlisted",
            "closed",
            "revoked",
        }
    ),
}


def move(before: str, after: str) -> str:
    """Return the new state of a letter. Raises Refused for a move that is not in the table."""
    if after not in MOVES.get(before, frozenset()):
        raise Refused(f"a letter that is {before} cannot become {after}")
    return after


def before(after: str) -> list[str]:
    """Return the states a letter may have just before a state: what an update's condition names."""
    return [state for state, following in MOVES.items() if after in following]
