"""Every organisation of a round with its answer and all that was tried."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.campaigns.answered import ANSWERED, LATEST
from directory.campaigns.calls import Asked, Person, Try
from directory.tables.campaigns import Campaign

ASKED = """
SELECT o.id AS organisation, o.name, o.type, COALESCE(o.municipality, '') AS municipality, o.phone, o.postal_address,
  COALESCE(NULLIF(o.update_email, ''), NULLIF(o.email, ''), (SELECT k.email FROM contact k
    WHERE k.organisation = o.id AND k.email <> '' ORDER BY k.position LIMIT 1), '') AS address,
  COALESCE((SELECT jsonb_agg(jsonb_build_object('name', k.name, 'role', k.role, 'phone', k.phone, 'email', k.email)
    ORDER BY k.position) FROM contact k WHERE k.organisation = o.id), '[]')::text AS people,
  ANSWERED AS answer,
  a.at AS answered_at, COALESCE(a.channel, '') AS channel, i.opted_out_at AS stopped_at,
  COALESCE(t.tries, '[]')::text AS tries
FROM invitation i JOIN campaign c ON c.id = i.campaign JOIN organisation o ON o.id = i.organisation LATEST
LEFT JOIN (
  SELECT li.organisation, jsonb_agg(jsonb_build_object('letter', l.id, 'wave', l.wave, 'address', l.address,
    'state', l.state, 'why', l.why, 'at', COALESCE(l.accepted_at, l.state_at), 'returned', COALESCE(f.kind, ''),
    'returned_at', f.at) ORDER BY l.created_at, l.due_at, l.id) AS tries
  FROM letter l JOIN letter_invitation li ON li.letter = l.id
  LEFT JOIN (SELECT DISTINCT ON (letter) letter, kind, at FROM delivery_fact WHERE kind <> 'answered'
             ORDER BY letter, kind <> 'hard', at DESC, id DESC) f ON f.letter = l.id
  WHERE l.campaign = {} GROUP BY li.organisation) t ON t.organisation = o.id
WHERE c.id = {} ORDER BY o.sort_key, o.id
""".replace("ANSWERED", ANSWERED).replace("LATEST", LATEST)


async def asked(campaign_id: int) -> list[Asked]:
    """Return who is asked in a round, by name."""
    return [_asked(row) for row in await Campaign.raw(ASKED, campaign_id, campaign_id)]


def _asked(row: dict[str, Any]) -> Asked:
    known = {name: row[name] for name in Asked.__dataclass_fields__ if name not in ("people", "tries")}
    people = tuple(Person(**person) for person in json.loads(row["people"]))
    return Asked(**known, people=people, tries=tuple(_try(one) for one in json.loads(row["tries"])))


def _try(one: dict[str, Any]) -> Try:
    back = one["returned_at"]
    instants = {"at": datetime.fromisoformat(one["at"]), "returned_at": datetime.fromisoformat(back) if back else None}
    return Try(**one | instants | {"letter": UUID(one["letter"])})
