"""What time alone does to letters: they fall due, run out, or are left behind by a worker that died."""

from datetime import datetime

from directory.mail.quiet import Rest
from directory.mail.statements import AWAKE
from directory.tables.mail import Letter, SendingGate

# Who holds a letter at this moment deals with it; the next sweep sees what is left (SKIP LOCKED). An array, which is
# made once: with IN the planner may look for them again beside each letter there is, which took a minute of 10,000.
CHANGE = """
UPDATE letter SET state_at = {}, %s
WHERE id = ANY(ARRAY(SELECT id FROM letter WHERE %s FOR UPDATE SKIP LOCKED)) RETURNING id
"""
INTERRUPTED = "the sending was interrupted after the letter was given to the mail server"
# Before the point of no return nothing went: another may try. After it nobody can know.
ABANDONED = CHANGE % (
    "state = 'ready', lease_token = NULL, lease_until = NULL",
    "state = 'sending' AND crossed_at IS NULL AND lease_until < clock_timestamp()",
)
IN_DOUBT = CHANGE % (
    f"state = 'unknown', lease_until = NULL, last_text = '{INTERRUPTED}'",
    "state = 'sending' AND crossed_at IS NOT NULL AND lease_until < clock_timestamp()",
)
OVER = CHANGE % ("state = 'expired'", "state IN ('planned', 'ready', 'deferred') AND expires_at <= {}")
DUE = CHANGE % ("state = 'ready'", "state IN ('planned', 'deferred') AND due_at <= {}")


async def sweep(at: datetime) -> int:
    """Bring every letter to the state that time has given it; return how many changed. Safe to repeat."""
    return sum([len(await Letter.raw(statement, at, *more)) for statement, more in (
        (ABANDONED, ()), (IN_DOUBT, ()), (OVER, (at,)), (DUE, (at,)),
    )])  # fmt: skip


async def prepare_gates() -> None:
    """Make sure the rate bucket exists, full."""
    await SendingGate.raw(
        "INSERT INTO sending_gate (name, tokens, filled_at, held, reason) "
        "VALUES ('rate', 1, clock_timestamp(), false, '') ON CONFLICT DO NOTHING"
    )


async def close_gate(reason: str) -> None:
    """Stop all sending for a while because the mail server is in trouble: 30 s, then twice as long, up to 15 min."""
    await SendingGate.raw(
        """
        INSERT INTO sending_gate AS g (name, tokens, filled_at, closed_until, held, reason)
        VALUES ('server', 1, clock_timestamp(), clock_timestamp() + interval '30 seconds', false, {})
        ON CONFLICT (name) DO UPDATE SET reason = EXCLUDED.reason, tokens = LEAST(g.tokens + 1, 6),
          closed_until = clock_timestamp()
            + LEAST(interval '15 minutes', interval '30 seconds' * (2 ^ LEAST(g.tokens, 6)))
        WHERE g.closed_until IS NULL OR g.closed_until < clock_timestamp()
        """,
        reason[:500],
    )


async def open_gate() -> None:
    """Forget the trouble: the mail server took a letter, or a person says that it is mended."""
    await SendingGate.raw(
        "UPDATE sending_gate SET tokens = 0, closed_until = NULL, reason = '' WHERE name = 'server' AND tokens > 0"
    )


async def is_closed() -> bool:
    """Return whether all sending rests because of the mail server, or is held until a person confirms."""
    rows = await SendingGate.raw("SELECT name FROM sending_gate WHERE held OR closed_until > clock_timestamp() LIMIT 1")
    return bool(rows)


async def count_sendable(at: datetime, rest: Rest) -> int:
    """Return how many letters could be taken right now, were it not for the rate."""
    rows = await Letter.raw(
        f"""
        SELECT count(*) AS letters FROM letter l
        LEFT JOIN campaign c ON c.id = l.campaign LEFT JOIN centre own ON own.id = c.centre
        WHERE l.state = 'ready' AND l.due_at <= {{}} AND (l.expires_at IS NULL OR l.expires_at > {{}})
          AND (l.campaign IS NULL OR (c.state = 'running' AND own.sending AND {AWAKE}))
        """,  # noqa: S608  # ours
        at,
        at,
        rest.everywhere,
        list(rest.counties),
    )
    return int(rows[0]["letters"])
