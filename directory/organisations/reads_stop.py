"""Whose "no more letters this year" it is that an organisation has: it holds for the mailbox that said it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.audit import Verb
from directory.mail.addresses import norm_of
from directory.tables.audit import AuditEvent
from directory.tables.campaigns import Invitation
from directory.tables.mail import IncomingMessage

# The letters that brought, or may have brought, the links that count today; `before` it was said.
BROUGHT = """
SELECT i.opted_out_at AS said_at, i.created_at, l.id AS letter, l.address_norm,
  COALESCE(l.accepted_at <= i.opted_out_at, false) AS before
FROM invitation i
LEFT JOIN letter_invitation li ON li.invitation = i.id AND li.generation = i.generation
LEFT JOIN letter l ON l.id = li.letter AND (l.accepted_at IS NOT NULL OR l.state IN ('sending', 'unknown'))
WHERE i.organisation = {} AND i.opted_out_at IS NOT NULL AND i.expires_at > {}
ORDER BY l.accepted_at, l.id
"""
# What staff took for a stop, by mail or written on the organisation's own page (that has no letter).
REPLIES = """
SELECT m.sender, m.handled_at, m.letter FROM incoming_message m
WHERE m.handled_as = 'stopped' AND m.handled_at >= {} AND (m.organisation = {} OR EXISTS (
  SELECT FROM letter_invitation t WHERE t.letter = m.letter AND t.organisation = {}))
"""
# Links that staff gave out by hand, to nobody knows whom.
BY_HAND = """
SELECT count(*) AS given FROM audit_event
WHERE subject = {} AND verb = {} AND at BETWEEN {} AND {} AND NOT details ? 'to'
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """That an organisation gets no more letters this year, and since when.

    `by` is the mailbox (addresses.norm_of) that alone can have said it, and `letter` one of ours that it got; empty
    and None where it may have been another.
    """

    said_at: datetime
    by: str
    letter: UUID | None


async def stop_of(organisation: UUID, at: datetime) -> Stop | None:
    """Return the stop that an organisation has now, None without one."""
    brought = await Invitation.raw(BROUGHT, organisation, at)
    if not brought:
        return None
    said_at = min(row["said_at"] for row in brought)
    replies = await IncomingMessage.raw(REPLIES, said_at, organisation, organisation)
    first = min(row["created_at"] for row in brought)
    subject = f"organisation:{organisation}"
    (by_hand,) = await AuditEvent.raw(BY_HAND, subject, Verb.LINK_ISSUED.value, first, said_at)
    by = _only_one(said_at, brought, replies, by_hand["given"] > 0)
    letter = next((row["letter"] for row in brought if row["letter"] and row["address_norm"] == by), None)
    return Stop(said_at, by if letter else "", letter)


def _only_one(
    said_at: datetime, brought: Sequence[Mapping[str, Any]], replies: Sequence[Mapping[str, Any]], by_hand: bool
) -> str:
    """Return the one mailbox that can have said it, empty when there may be several.

    A mail tells from whom it is. A press behind a link only tells that it was somebody who has the link: it moves
    whenever it is taken back, so that whoever got it in a letter before that day is the one.
    """
    voices = {norm_of(row["sender"]) for row in replies}
    if not any(row["handled_at"] == said_at and row["letter"] for row in replies):
        if by_hand or not any(row["before"] for row in brought):
            return ""
        voices |= {row["address_norm"] for row in brought if row["letter"]}
    return voices.pop() if len(voices) == 1 else ""
