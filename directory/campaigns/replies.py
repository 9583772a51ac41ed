"""The replies and returns that wait on the staff desk."""

from typing import Any

from directory.tables.mail import IncomingMessage


async def waiting(centres: list[int] | None = None, limit: int = 200) -> list[dict[str, Any]]:
    """Return the mails nobody has dealt with yet, oldest first, replies before machines' messages.

    `centres` limits them to some centres' organisations (None: all, also those that belong to nobody known).
    """
    rows: list[dict[str, Any]] = await IncomingMessage.raw(
        """
        SELECT m.id, m.received_at, m.sender, m.subject, m.text, m.kind, m.address, m.status, m.proposal, m.letter,
               m.organisation, o.name AS organisation_name, o.slug, o.centre, o.version
        FROM incoming_message m LEFT JOIN organisation o ON o.id = m.organisation
        WHERE m.handled_at IS NULL AND ({}::int[] IS NULL OR o.centre = ANY({}::int[]))
        ORDER BY m.kind <> 'reply', m.received_at, m.id LIMIT {}
        """,
        centres,
        centres,
        limit,
    )
    return rows
