"""The statements behind claims.py: each does one of the three commits for one letter or for many at once.

The last commit of one letter is the first of the next (EXCHANGE): a desk that goes on needs two for each.

Many at once never wait for a letter that somebody else holds (SKIP LOCKED): two statements that lock many rows in
different orders could wait for each other. What was skipped is done again by itself, and then waits.
"""

from directory.mail.asking import ALIVE, ASKS, COUNTS, IS_GONE, LISTED, TIES
from directory.mail.lineage import UNCHANGED

# A token is a row lock on the bucket: one statement, so that two workers never share one (capacity: one letter).
BUCKET = """
  token AS (
    UPDATE sending_gate SET filled_at = clock_timestamp(),
      tokens = LEAST(1, tokens + {}::float8 * EXTRACT(EPOCH FROM clock_timestamp() - filled_at)::float8) - 1
    WHERE name = 'rate' AND EXISTS (SELECT FROM round)
      AND LEAST(1, tokens + {}::float8 * EXTRACT(EPOCH FROM clock_timestamp() - filled_at)::float8) >= 1
    RETURNING name),"""

# A campaign (`c`) of a centre (`own`) that does not rest now (quiet.Rest).
AWAKE = "(c.ignores_quiet_hours OR NOT ({}::boolean OR own.counties ?| {}::text[]))"

# The queue of each running campaign is read from its own index: sorting what waits, for every claim, would take
# longer the more there is to send.
DUE = """
      SELECT l.id, l.due_at FROM letter l
      WHERE l.state = 'ready' AND %(whose)s AND l.due_at <= {} AND (l.expires_at IS NULL OR l.expires_at > {})
      ORDER BY l.due_at, l.id LIMIT %(most)s
      FOR UPDATE SKIP LOCKED"""
_TAKEN = f"""
  open AS MATERIALIZED (
    SELECT WHERE NOT EXISTS (SELECT FROM sending_gate g WHERE g.held OR g.closed_until > clock_timestamp())
      AND {UNCHANGED}),
  direct AS MATERIALIZED (
    SELECT l.id FROM open, LATERAL ({DUE % {"whose": "l.campaign IS NULL", "most": "{}::int"}}) l),
  round AS MATERIALIZED (
    SELECT l.id FROM open, campaign c JOIN centre own ON own.id = c.centre, LATERAL (
      {DUE % {"whose": "l.campaign = c.id", "most": "LEAST({}::int, {}::int - (SELECT count(*) FROM direct))"}}) l
    WHERE c.state = 'running' AND own.sending AND {AWAKE}
    ORDER BY l.due_at, l.id LIMIT LEAST({{}}::int, {{}}::int - (SELECT count(*) FROM direct))),%(bucket)s
  taken AS (
    UPDATE letter SET state = 'sending', state_at = {{}}, crossed_at = NULL, lease_token = gen_random_uuid(),
      lease_until = clock_timestamp() + make_interval(secs => {{}})
    WHERE id IN (SELECT id FROM direct UNION ALL SELECT id FROM round %(allowed)s)
    RETURNING *)"""  # noqa: S608  # its parts are ours and hold only placeholders
# OFFSET 0 keeps the planner from reading every tie there is in the order of their ids, to find the first of one letter.
_WITH_ALL_IT_NEEDS = f"""
SELECT taken.id, taken.lease_token, taken.centre, taken.campaign, taken.template, taken.language, taken.address,
       taken.reply_to, taken.context, taken.message_id, taken.envelope_tag, taken.link_purpose, taken.link_id,
       taken.attempts, taken.expires_at, ce.sender_name, ce.sender_address, ce.name AS centre_name,
       ce.reply_to AS centre_reply_to, i.random_id, i.generation, i.code,
       CASE taken.link_purpose WHEN 'letter' THEN ARRAY(
         SELECT li.organisation::text FROM {TIES} JOIN campaign c ON c.id = taken.campaign
         WHERE li.letter = taken.id AND {ASKS})
       WHEN 'receipts' THEN ARRAY(
         SELECT li.organisation::text FROM letter_invitation li WHERE li.letter = taken.id) END AS asked
FROM taken LEFT JOIN centre ce ON ce.id = taken.centre
LEFT JOIN LATERAL (
    SELECT invitation.* FROM (SELECT id, invitation FROM letter_invitation WHERE letter = taken.id OFFSET 0) li
    JOIN invitation ON invitation.id = li.invitation ORDER BY li.id LIMIT 1) i ON true
ORDER BY taken.campaign IS NOT NULL, taken.due_at, taken.id
"""  # noqa: S608  # its parts are ours and hold only placeholders
# By whether a rate is kept.
_CLAIM = {
    False: _TAKEN % {"bucket": "", "allowed": ""},
    True: _TAKEN % {"bucket": BUCKET, "allowed": "WHERE EXISTS (SELECT FROM token)"},
}
TAKE = {limited: f"WITH {claim} {_WITH_ALL_IT_NEEDS}" for limited, claim in _CLAIM.items()}

# Why a letter must not go any more; `wait` is a reason to go back, NULL no reason at all.
_REASON = f"""
SELECT CASE
  WHEN EXISTS (SELECT FROM suppression s WHERE s.kind = 'address' AND s.digest = %(digest)s) THEN 'suppressed'
  WHEN c.state = 'cancelled' THEN 'cancelled'
  WHEN c.state = 'closed' THEN 'closed'
  WHEN EXISTS (SELECT FROM letter_invitation li WHERE li.letter = l.id)
    AND NOT EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND {ALIVE}) THEN 'revoked'
  WHEN l.campaign IS NULL THEN NULL
  WHEN c.state <> 'running' OR NOT own.sending THEN 'wait'
  WHEN EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND {ASKS}) THEN CASE WHEN {IS_GONE} THEN 'returned' END
  WHEN EXISTS (SELECT FROM letter_invitation li JOIN answer a ON a.organisation = li.organisation
               WHERE li.letter = l.id AND a.at >= c.opened_at AND {COUNTS}) THEN 'answered'
  WHEN EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND i.opted_out_at IS NOT NULL) THEN 'opted_out'
  WHEN EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND i.held_at IS NOT NULL) THEN 'replied'
  WHEN NOT EXISTS (SELECT FROM {TIES} WHERE li.letter = l.id AND {LISTED}) THEN 'unlisted'
  ELSE 'closed' END
FROM (SELECT 1) one LEFT JOIN campaign c ON c.id = l.campaign LEFT JOIN centre own ON own.id = c.centre
"""  # noqa: S608  # its parts are ours and hold only placeholders
REASON = _REASON % {"digest": "{}"}

# The share lock makes a pause, which changes that row, come wholly before or wholly after these letters; an
# answer changes the letter's own row (outbox.cancel_waiting), with the same effect. A letter about several that was
# written for others than those who still need to answer goes back, to be written anew.
_CROSS = f"""
WITH campaign_now AS MATERIALIZED (
    SELECT id, state FROM campaign WHERE id = ANY({{}}::int[]) ORDER BY id FOR SHARE),
  ours AS MATERIALIZED (
    SELECT l.id FROM unnest({{}}::uuid[], {{}}::uuid[], {{}}::text[], {{}}::int[]) AS held (id, token, digest, asked)
    JOIN letter l ON l.id = held.id
    WHERE l.lease_token = held.token AND l.state = 'sending' AND l.crossed_at IS NULL
      AND l.lease_until > clock_timestamp()
      AND (l.campaign IS NULL OR EXISTS (SELECT FROM campaign_now n WHERE n.id = l.campaign AND n.state = 'running'))
      AND ({_REASON % {"digest": "held.digest"}}) IS NULL
      AND (l.link_purpose <> 'letter' OR held.asked = (
        SELECT count(*) FROM {TIES} JOIN campaign c ON c.id = l.campaign WHERE li.letter = l.id AND {ASKS}))
    FOR UPDATE OF l %(waits)s)
UPDATE letter SET crossed_at = clock_timestamp(), lease_until = clock_timestamp() + make_interval(secs => {{}})
WHERE id IN (SELECT id FROM ours) RETURNING id
"""  # noqa: S608
CROSS = {False: _CROSS % {"waits": "SKIP LOCKED"}, True: _CROSS % {"waits": ""}}

WHY_NOT = f"""
SELECT l.lease_token = {{}} AND l.state = 'sending' AND l.lease_until > clock_timestamp() AS ours, ({REASON}) AS reason
FROM letter l WHERE l.id = {{}}
"""  # noqa: S608

_OUTCOME = """
  told AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset({}::jsonb) AS t (
      id uuid, token uuid, worker text, at timestamptz, stage text, state text, why text, code int, text text,
      counts int, due_at timestamptz, expires_at timestamptz, accepted boolean, keeps_token boolean,
      keeps_crossed boolean, before text[])),
  theirs AS MATERIALIZED (
    SELECT l.id FROM told JOIN letter l ON l.id = told.id
    WHERE l.lease_token = told.token AND l.state = ANY(told.before)
    FOR UPDATE OF l %(waits)s),
  done AS (
    UPDATE letter l SET state = told.state, why = told.why, state_at = told.at, last_code = told.code,
      last_text = told.text, attempts = l.attempts + told.counts, due_at = COALESCE(told.due_at, l.due_at),
      expires_at = COALESCE(told.expires_at, l.expires_at),
      accepted_at = CASE WHEN told.accepted THEN told.at ELSE l.accepted_at END,
      lease_token = CASE WHEN told.keeps_token THEN l.lease_token END, lease_until = NULL,
      crossed_at = CASE WHEN told.keeps_crossed THEN l.crossed_at END
    FROM told JOIN theirs ON theirs.id = told.id WHERE l.id = told.id
    RETURNING l.id),
  noted AS (
    INSERT INTO attempt (letter, at, worker, stage, outcome, code, text)
    SELECT told.id, told.at, told.worker, told.stage, told.state, told.code, told.text
    FROM told JOIN done ON done.id = told.id RETURNING letter)"""
SETTLE = {
    False: f"WITH {_OUTCOME % {'waits': 'SKIP LOCKED'}} SELECT letter FROM noted",  # noqa: S608  # ours, as above
    True: f"WITH {_OUTCOME % {'waits': ''}} SELECT letter FROM noted",  # noqa: S608  # ours, as above
}
# C3 of one letter and C1 of the next are one commit. One row comes back even when there is nothing to take.
EXCHANGE = {
    limited: f"""
WITH {_OUTCOME % {"waits": "SKIP LOCKED"}}, {claim}
SELECT noted.settled, claimed.* FROM (SELECT array_agg(letter) AS settled FROM noted) noted
LEFT JOIN ({_WITH_ALL_IT_NEEDS}) claimed ON true
"""  # noqa: S608  # its parts are ours and hold only placeholders
    for limited, claim in _CLAIM.items()
}
