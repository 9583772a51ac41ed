"""Mail that came in, as the desk reads it: who wrote, what the sentence was, what it may mean."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.errors import NotFound
from directory.mail.returns.parts import take_apart
from directory.tables.mail import IncomingMessage

MOST_TEXT = 20_000  # characters of a mail that a page shows
SHOWN = ("reply", "unknown", "complaint", "hard", "auto-reply", "policy")


@dataclass(frozen=True, slots=True)
class Message:
    """One mail that came in. `proposal` is what our reading of it found; a person decides.

    `organisation_name` names all that its letter speaks of, `organisation` is the first of them.
    """

    id: int
    kind: str
    received_at: datetime
    sender: str
    subject: str
    text: str
    address: str
    status: str
    proposal: str
    centre: int | None
    organisation: UUID | None
    organisation_name: str | None
    organisation_version: int | None
    campaign: int | None
    invitation: int | None
    handled_at: datetime | None
    handled_by: str
    handled_as: str


SELECT = """
SELECT m.id, m.kind, m.received_at, m.sender, m.subject, m.text, m.address, m.status, m.proposal,
       m.handled_at, m.handled_by, m.handled_as, o.id AS organisation,
       COALESCE((SELECT string_agg(x.name, ', ' ORDER BY x.sort_key) FROM letter_invitation t
                 JOIN organisation x ON x.id = t.organisation WHERE t.letter = m.letter), o.name) AS organisation_name,
       o.version AS organisation_version, COALESCE(l.centre, o.centre) AS centre, l.campaign,
       (SELECT t.invitation FROM letter_invitation t
        WHERE t.letter = m.letter AND (o.id IS NULL OR t.organisation = o.id) LIMIT 1) AS invitation
FROM incoming_message m LEFT JOIN letter l ON l.id = m.letter
LEFT JOIN organisation o ON o.id = COALESCE(m.organisation,
  (SELECT t.organisation FROM letter_invitation t WHERE t.letter = m.letter ORDER BY t.id LIMIT 1))
"""

# What waits for a person: an absence only when somebody has left, and an address that does not work only as long
# as letters still go there. (The names are those of the query it stands in.)
IS_WORK = """
(m.kind <> 'auto-reply' OR m.proposal <> '')
AND (m.kind NOT IN ('hard', 'auto-reply') OR m.letter IS NULL OR m.address = '' OR EXISTS (
  SELECT FROM letter_invitation w JOIN organisation x ON x.id = w.organisation JOIN letter ours ON ours.id = w.letter
  WHERE w.letter = m.letter AND (
    ours.address_norm IN (lower(x.update_email), lower(x.email))
    OR EXISTS (SELECT FROM contact k WHERE k.organisation = x.id AND lower(k.email) = ours.address_norm)
    OR EXISTS (SELECT FROM address_check q JOIN suggestion s ON s.id = q.suggestion WHERE ours.link_purpose = 'address'
      AND q.random_id = ours.link_id AND q.applied_at IS NULL AND s.state IN ('waiting', 'accepted')))))
"""
WAITING = (
    SELECT
    + f"""
WHERE (m.handled_at IS NOT NULL) = {{}}::boolean AND m.kind = ANY({{}}::text[])
  AND (m.handled_at IS NOT NULL OR ({IS_WORK}))
  AND COALESCE(l.centre, o.centre, {{}}) = {{}}
ORDER BY m.handled_at DESC, m.received_at, m.id LIMIT {{}}
"""
)
ONE = SELECT + " WHERE m.id = {}"


async def waiting(centre: int, *, handled: bool = False, limit: int = 100) -> Sequence[Message]:
    """Return a centre's mail that nobody has dealt with, oldest first; or what was dealt with, newest first.

    A message belongs to the centre of its letter, else of its organisation; one that belongs to nobody is shown
    to every centre, so that it is not lost.
    """
    rows = await IncomingMessage.raw(WAITING, handled, list(SHOWN), centre, centre, limit)
    return [_message(row) for row in rows]


async def message(message_id: int) -> Message:
    """Return one mail that came in. Raises NotFound."""
    rows = await IncomingMessage.raw(ONE, message_id)
    if not rows:
        raise NotFound("no such message")
    return _message(rows[0])


async def whole_text(message_id: int) -> str:
    """Return everything a mail says, without its attachments. Raises NotFound."""
    row = await IncomingMessage.select(IncomingMessage.content).where(IncomingMessage.id == message_id).first()
    if row is None:
        raise NotFound("no such message")
    return take_apart(bytes(row["content"])).text.strip()[:MOST_TEXT]


def _message(row: dict[str, Any]) -> Message:
    return Message(**{item.name: row[item.name] for item in fields(Message)})
