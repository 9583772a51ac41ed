"""What the one employee does next: counted at the moment of asking."""

from dataclasses import dataclass, fields
from datetime import datetime

from directory.review.replies import IS_WORK
from directory.tables.centres import Centre


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of each kind waits at a centre."""

    suggestions: int
    replies: int
    bounces: int
    organisations: int
    without_address: int
    never_confirmed: int
    imports: int
    attention: int
    refused: int
    unknown: int
    oldest: datetime | None


# A message belongs to the centre of its letter, else of its organisation; one that belongs to nobody is everybody's.
COUNTS = f"""
WITH mine AS (SELECT {{}}::int AS id),
mail AS (SELECT m.kind FROM incoming_message m
         LEFT JOIN letter l ON l.id = m.letter LEFT JOIN organisation o ON o.id = m.organisation, mine
         WHERE m.handled_at IS NULL AND ({IS_WORK}) AND COALESCE(l.centre, o.centre, mine.id) = mine.id),
last_run AS (SELECT r.id FROM import_run r, mine WHERE r.centre = mine.id AND r.undone_at IS NULL
             ORDER BY r.at DESC, r.id DESC LIMIT 1)
SELECT
  (SELECT count(*)::int FROM suggestion s JOIN organisation o ON o.id = s.organisation
   WHERE o.centre = mine.id AND s.state = 'waiting' AND s.ask_on IS NULL) AS suggestions,
  (SELECT min(s.proposed_at) FROM suggestion s JOIN organisation o ON o.id = s.organisation
   WHERE o.centre = mine.id AND s.state = 'waiting' AND s.ask_on IS NULL) AS oldest,
  (SELECT count(*)::int FROM mail WHERE kind IN ('reply', 'unknown', 'complaint')) AS replies,
  (SELECT count(*)::int FROM mail WHERE kind IN ('hard', 'auto-reply')) AS bounces,
  (SELECT count(*)::int FROM organisation o WHERE o.centre = mine.id) AS organisations,
  (SELECT count(*)::int FROM organisation o WHERE o.centre = mine.id AND o.email = '' AND o.update_email = ''
   AND o.published AND o.status <> 'dissolved') AS without_address,
  (SELECT count(*)::int FROM organisation o WHERE o.centre = mine.id AND o.confirmed_at IS NULL
   AND o.published AND o.status <> 'dissolved') AS never_confirmed,
  (SELECT count(*)::int FROM import_run r WHERE r.centre = mine.id AND r.undone_at IS NULL) AS imports,
  (SELECT count(*)::int FROM import_row w JOIN last_run ON last_run.id = w.run
   WHERE w.outcome = 'attention') AS attention,
  (SELECT count(*)::int FROM letter l JOIN campaign c ON c.id = l.campaign
   WHERE c.centre = mine.id AND c.state IN ('running', 'paused') AND l.state = 'refused') AS refused,
  (SELECT count(*)::int FROM letter l LEFT JOIN campaign c ON c.id = l.campaign
   WHERE l.centre = mine.id AND l.state = 'unknown') AS unknown
FROM mine
"""  # noqa: S608  # its parts are ours


async def counts(centre: int) -> Counts:
    """Return how much waits at a centre."""
    row = (await Centre.raw(COUNTS, centre))[0]
    return Counts(**{item.name: row[item.name] for item in fields(Counts)})
