"""Why letters that may go now are not going: what a worker that ends leaves behind, in one line for an operator."""

from datetime import datetime

from directory.mail.quiet import at_rest, read_quiet
from directory.mail.sweeps import count_sendable
from directory.settings import Settings
from directory.tables.mail import SendingGate

CLOSED = """
SELECT held, reason, ceil(extract(epoch FROM closed_until - clock_timestamp()))::int AS seconds
FROM sending_gate WHERE held OR closed_until > clock_timestamp() ORDER BY held DESC LIMIT 1
"""


async def standstill(settings: Settings, at: datetime) -> str:
    """Return how many letters wait and why, in English; empty when none waits that could go at this moment."""
    rows = await SendingGate.raw(CLOSED)
    if not rows and settings.sending != "off":
        return ""
    letters = await count_sendable(at, at_rest(at, read_quiet(settings.quiet_hours, settings.timezone)))
    if not letters:
        return ""
    waiting = f"{letters} letter waits" if letters == 1 else f"{letters} letters wait"
    if settings.sending == "off":
        return f"{waiting}: DIRECTORY_SENDING is off"
    said = " ".join(rows[0]["reason"].split())
    quoted = f" ({said})" if said else ""
    if rows[0]["held"]:
        return f"{waiting}: sending is held until somebody lets it go on{quoted}"
    return f"{waiting}: the mail server is in trouble{quoted}; it is tried again in {rows[0]['seconds']} s"
