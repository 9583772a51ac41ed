"""The three commits of each attempt, each one conditional statement on the letter's row (MAIL.md).

C1 `take` a letter with a lease, C2 `cross` the point of no return, C3 `settle` the outcome. Leases and rate go
by the database clock, so that several machines agree; `at` is the application clock.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.mail.asking import ALIVE, ASKS, TIES
from directory.mail.lineage import UNCHANGED
from directory.mail.states import before
from directory.tables.mail import Letter

MARGIN = 60  # seconds a lease outlives the longest wait for the server's answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A letter in a worker's hands; `invitation` parts are None in letters without one.

    `asked` are the ids of the organisations that still need to answer, None in a letter about one.
    """

    id: UUID
    lease_token: UUID
    centre: int | None
    campaign: int | None
    template: str
    language: str
    address: str
    reply_to: str
    context: dict[str, object]
    message_id: str
    envelope_tag: str
    link_purpose: str
    link_id: str
    attempts: int
    expires_at: datetime | None
    sender_name: str | None
    sender_address: str | None
    centre_name: str | None
    centre_reply_to: str | None
    random_id: str | None
    generation: int | None
    code: str | None
    asked: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an attempt; `due_at` when it is to be tried again, `counts` as one of its attempts."""

    state: str
    stage: str
    why: str = ""
    code: int | None = None
    text: str = ""
    due_at: datetime | None = None
    expires_at: datetime | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms letters are taken: lease in seconds, letters per second (0: no limit), campaigns at rest."""

    lease: int
    per_second: float = 0.0
    quiet: bool = False


# A token is a row lock on the bucket: one statement, so that two workers never share one (capacity: one letter).
BUCKET = """
  token AS (
    UPDATE sending_gate SET filled_at = clock_timestamp(),
      tokens = LEAST(1, tokens + {}::float8 * EXTRACT(EPOCH FROM clock_timestamp() - filled_at)::float8) - 1
    WHERE name = 'rate' AND EXISTS (SELECT FROM due)
      AND LEAST(1, tokens + {}::float8 * EXTRACT(EPOCH FROM clock_timestamp() - filled_at)::float8) >= 1
    RETURNING name),"""

TAKE = """
WITH due AS (
    SELECT l.id FROM letter l %(joins)s
    WHERE l.state = 'ready' AND l.due_at <= {} AND (l.expires_at IS NULL OR l.expires_at > {}) AND %(which)s
      AND NOT EXISTS (SELECT FROM sending_gate g WHERE g.held OR g.closed_until > clock_timestamp())
      AND %(unchanged)s
    ORDER BY l.due_at, l.id LIMIT 1
    FOR UPDATE OF l SKIP LOCKED),%(bucket)s
  taken AS (
    UPDATE letter SET state = 'sending', state_at = {}, crossed_at = NULL, lease_token = gen_random_uuid(),
      lease_until = clock_timestamp() + make_interval(secs => {})
    WHERE id IN (SELECT id FROM due) AND state = 'ready' %(allowed)s
    RETURNING *)
SELECT taken.id, taken.lease_token, taken.centre, taken.campaign, taken.template, taken.language, taken.address,
       taken.reply_to, taken.context, taken.message_id, taken.envelope_tag, taken.link_purpose, taken.link_id,
       taken.attempts, taken.expires_at, ce.sender_name, ce.sender_address, ce.name AS centre_name,
       ce.reply_to AS centre_reply_to, i.random_id, i.generation, i.code,
       CASE WHEN taken.link_purpose = 'letter' THEN ARRAY(
         SELECT li.organisation::text FROM %(ties)s JOIN campaign c ON c.id = taken.campaign
         WHERE li.letter = taken.id AND %(asks)s) END AS asked
FROM taken LEFT JOIN centre ce ON ce.id = taken.centre
LEFT JOIN LATERAL (
    SELECT invitation.* FROM letter_invitation li JOIN invitation ON invitation.id = li.invitation
    WHERE li.letter = taken.id ORDER BY li.id LIMIT 1) i ON true
"""
PARTS = {"unchanged": UNCHANGED, "ties": TIES, "asks": ASKS}
DIRECT = TAKE % (PARTS | {"joins": "", "which": "l.campaign IS NULL", "bucket": "", "allowed": ""})
CAMPAIGN_PARTS = PARTS | {
    "joins": "JOIN campaign c ON c.id = l.campaign JOIN centre own ON own.id = c.centre",
    "which": "c.state = 'running' AND own.sending AND (c.ignores_quiet_hours OR NOT {}::boolean)",
}
CAMPAIGN = TAKE % (CAMPAIGN_PARTS | {"bucket": "", "allowed": ""})
CAMPAIGN_LIMITED = TAKE % (CAMPAIGN_PARTS | {"bucket": BUCKET, "allowed": "AND EXISTS (SELECT FROM token)"})

# Why a letter must not go any more; `wait` is a reason to go back, NULL no reason at all.
REASON = f"""
SELECT CASE
  WHEN EXISTS (SELECT FROM suppression s WHERE s.kind = 'address' AND s.digest = {{}}) THEN 'suppressed'
  WHEN c.state = 'cancelled' THEN 'cancelled'
  WHEN c.state = 'closed' THEN 'closed'
  WHEN EXISTS (SELECT FROM letter_invitation li WHERE li.letter = l.id)
    AND NOT EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND {ALIVE}) THEN 'revoked'
  WHEN l.campaign IS NULL THEN NULL
  WHEN c.state <> 'running' OR NOT own.sending THEN 'wait'
  WHEN EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND {ASKS}) THEN NULL
  WHEN EXISTS (SELECT FROM letter_invitation li JOIN answer a ON a.organisation = li.organisation
               WHERE li.letter = l.id AND a.at >= c.opened_at) THEN 'answered'
  WHEN EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND i.opted_out_at IS NOT NULL) THEN 'opted_out'
  WHEN EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND i.held_at IS NOT NULL) THEN 'replied'
  ELSE 'closed' END
FROM (SELECT 1) one LEFT JOIN campaign c ON c.id = l.campaign LEFT JOIN centre own ON own.id = c.centre
"""  # noqa: S608  # its parts are ours and hold only placeholders

# The share lock makes a pause, which changes that row, come wholly before or wholly after this letter; an
# answer changes the letter's own row (outbox.cancel_waiting), with the same effect. A letter about several that was
# written for others than those who still need to answer goes back, to be written anew.
CROSS = f"""
WITH campaign_now AS MATERIALIZED (SELECT state FROM campaign WHERE id = {{}} FOR SHARE)
UPDATE letter l SET crossed_at = clock_timestamp(), lease_until = clock_timestamp() + make_interval(secs => {{}})
WHERE l.id = {{}} AND l.lease_token = {{}} AND l.state = 'sending' AND l.crossed_at IS NULL
  AND l.lease_until > clock_timestamp()
  AND (l.campaign IS NULL OR EXISTS (SELECT FROM campaign_now WHERE state = 'running'))
  AND ({REASON}) IS NULL
  AND (l.link_purpose <> 'letter' OR {{}}::int = (
    SELECT count(*) FROM {TIES} JOIN campaign c ON c.id = l.campaign WHERE li.letter = l.id AND {ASKS}))
RETURNING l.id
"""  # noqa: S608  # REASON is ours and holds only placeholders

WHY_NOT = f"""
SELECT l.lease_token = {{}} AND l.state = 'sending' AND l.lease_until > clock_timestamp() AS ours, ({REASON}) AS reason
FROM letter l WHERE l.id = {{}}
"""  # noqa: S608

SETTLE = """
WITH done AS (
    UPDATE letter SET state = {}, why = {}, state_at = {}, last_code = {}, last_text = {},
      attempts = attempts + {}, due_at = COALESCE({}, due_at), expires_at = COALESCE({}, expires_at),
      accepted_at = CASE WHEN {} THEN {} ELSE accepted_at END,
      lease_token = CASE WHEN {} THEN lease_token END, lease_until = NULL,
      crossed_at = CASE WHEN {} THEN crossed_at END
    WHERE id = {} AND lease_token = {} AND state = ANY({}::text[])
    RETURNING id)
INSERT INTO attempt (letter, at, worker, stage, outcome, code, text)
SELECT id, {}, {}, {}, {}, {}, {} FROM done RETURNING letter
"""


async def take(terms: Terms, at: datetime) -> Taken | None:
    """C1: take the next letter that is due, letters of no campaign first; None when nothing may go now."""
    rows = await Letter.raw(DIRECT, at, at, at, terms.lease)
    if not rows and terms.per_second:
        rate = terms.per_second
        rows = await Letter.raw(CAMPAIGN_LIMITED, at, at, terms.quiet, rate, rate, at, terms.lease)
    elif not rows:
        rows = await Letter.raw(CAMPAIGN, at, at, terms.quiet, at, terms.lease)
    return Taken(**rows[0] | {"context": json.loads(rows[0]["context"])}) if rows else None


async def cross(letter: Taken, suppressed: str, lease: int) -> str:
    """C2: pass the point of no return; return `""` when passed, else why not.

    `suppressed` is the digest under which the address would be suppressed. Why not: a reason to skip as in
    states.REASONS, `cancelled`, `wait` (back to ready), or `lost` (the lease is over: another has the letter).
    """
    asked = len(letter.asked or ())
    passed = await Letter.raw(CROSS, letter.campaign, lease, letter.id, letter.lease_token, suppressed, asked)
    if passed:
        return ""
    rows = await Letter.raw(WHY_NOT, letter.lease_token, suppressed, letter.id)
    if not rows or not rows[0]["ours"]:
        return "lost"
    return str(rows[0]["reason"] or "wait")


async def settle(letter_id: UUID, lease_token: UUID, outcome: Outcome, worker: str, at: datetime) -> bool:
    """C3: write the outcome and the attempt; return False when the letter is no longer this worker's.

    A worker that comes late may still settle the letter it left `unknown`.
    """
    keeps = outcome.state == "unknown"
    rows = await Letter.raw(
        SETTLE,
        outcome.state,
        outcome.why,
        at,
        outcome.code,
        outcome.text[:2000],
        int(outcome.counts),
        outcome.due_at,
        outcome.expires_at,
        outcome.state == "accepted",
        at,
        keeps,
        keeps or outcome.state == "accepted",
        letter_id,
        lease_token,
        before(outcome.state),
        at,
        worker,
        outcome.stage,
        outcome.state,
        outcome.code,
        outcome.text[:2000],
    )
    return bool(rows)
