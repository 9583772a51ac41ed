"""What came of being in the list: the messages it passed on to an organisation since it was last asked (reads only).

They are counted from the letters themselves, which stay as rows when what they said is erased (tables/mail.py).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.i18n import ngettext
from directory.tables.organisations import Organisation

# A message that came back, or that went to the centre for lack of an address, has not reached anybody.
PASSED_ON = """
SELECT o.id AS organisation, count(*)::int AS messages, bool_or(asked.at IS NOT NULL) AS asked_before
FROM letter l JOIN letter_invitation li ON li.letter = l.id JOIN organisation o ON o.id = li.organisation
JOIN centre ce ON ce.id = o.centre
LEFT JOIN (SELECT i.organisation, max(c.opened_at) AS at FROM campaign c JOIN invitation i ON i.campaign = c.id
  WHERE c.centre = {} AND c.opened_at < {} AND ({}::uuid[] IS NULL OR i.organisation = ANY({}::uuid[]))
  GROUP BY i.organisation) asked ON asked.organisation = o.id
WHERE l.template = 'contact_message' AND l.state = 'accepted' AND l.accepted_at >= COALESCE(asked.at, o.created_at)
  AND o.centre = {} AND ({}::uuid[] IS NULL OR o.id = ANY({}::uuid[]))
  AND (l.address = '' OR lower(l.address) <> lower(ce.reply_to))
  AND NOT EXISTS (SELECT FROM delivery_fact f WHERE f.letter = l.id AND f.kind = 'hard')
GROUP BY o.id
"""


@dataclass(frozen=True, slots=True)
class CameOfIt:
    """How many messages reached an organisation since it was asked before, or ever when it never was."""

    messages: int = 0
    asked_before: bool = False

    def sentence(self) -> str:
        """Return it in the language spoken, empty when there is nothing to tell."""
        if not self.messages:
            return ""
        if self.asked_before:
            text = ngettext(
                "Since we last asked, %(num)d message from municipalities and others has reached you through the list.",
                "Since we last asked, %(num)d messages from municipalities and others have reached you through the "
                "list.",
                self.messages,
            )
        else:
            text = ngettext(
                "So far, %(num)d message from municipalities and others has reached you through the list.",
                "So far, %(num)d messages from municipalities and others have reached you through the list.",
                self.messages,
            )
        return text % {"num": self.messages}


NOTHING = CameOfIt()


async def came_of_it(centre: int, before: datetime, only: list[UUID] | None = None) -> dict[UUID, CameOfIt]:
    """Return what has reached a centre's organisations since the last round that opened before an instant.

    `only` some of them. Those that nothing has reached are left out.
    """
    rows = await Organisation.raw(PASSED_ON, centre, before, only, only, centre, only, only)
    return {row["organisation"]: CameOfIt(row["messages"], row["asked_before"]) for row in rows}
