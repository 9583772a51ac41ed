"""Fetching what came back from the mailbox: each mail is stored first, and only then marked as seen."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

from directory.clock import Clock
from directory.database import AWAY
from directory.errors import Refused
from directory.mail.returns import imap, intake
from directory.settings import Settings

LOG = logging.getLogger(__name__)
EVERY_SECONDS = 120.0
LONGEST_WAIT = 3600.0
NAME = "DIRECTORY_IMAP_URL"


@dataclass(slots=True)
class Collected:
    """How many mails were stored and marked, and how many the server could not give us."""

    stored: int = 0
    left: int = 0


async def collect(settings: Settings, clock: Clock, stop: asyncio.Event | None = None) -> Collected:
    """Store every mail in the mailbox that nobody has read, one at a time, and mark each when it is safe.

    Raises Refused, naming the setting, when the mailbox cannot be used or the connection breaks: what was stored
    until then is marked, the rest comes next time. A mail that we cannot read is stored all the same; when the
    database is away nothing is marked. Two that fetch at once store each mail once.
    """
    if not settings.imap_url:
        raise Refused(f"{NAME} is missing: no mailbox to fetch from")
    done = Collected()
    try:
        async with _mailbox(settings) as box:
            for uid in await asyncio.to_thread(imap.unseen, box):
                if stop is not None and stop.is_set():
                    break
                raw = await asyncio.to_thread(imap.content, box, uid, intake.MOST_BYTES)
                if raw is None:
                    done.left += 1
                    continue
                await intake.take(raw, clock())
                await asyncio.to_thread(imap.mark, box, uid)
                done.stored += 1
    except imap.MailboxTrouble as problem:
        raise Refused(f"{NAME}: {problem}; {done.stored} stored") from None
    return done


async def peek(settings: Settings) -> int:
    """Return how many mails wait in the mailbox, and change nothing there. Raises Refused, naming the setting."""
    try:
        async with _mailbox(settings) as box:
            return len(await asyncio.to_thread(imap.unseen, box))
    except imap.MailboxTrouble as problem:
        raise Refused(f"{NAME}: {problem}") from None


@contextlib.asynccontextmanager
async def _mailbox(settings: Settings) -> AsyncIterator[imap.Mailbox]:
    box = await asyncio.to_thread(imap.opened, imap.read_account(settings.imap_url, settings.smtp_ca_file))
    try:
        yield box
    finally:
        await asyncio.to_thread(imap.leave, box)


async def keep_collecting(settings: Settings, clock: Clock, stop: asyncio.Event) -> None:
    """Fetch every other minute until `stop`; when it fails, wait longer each time, at most an hour."""
    wait = EVERY_SECONDS
    while not stop.is_set():
        longer = min(wait * 2, LONGEST_WAIT)
        try:
            done = await collect(settings, clock, stop)
            longer = EVERY_SECONDS
            if done.stored or done.left:
                LOG.info("fetched from the mailbox: %d stored, %d left", done.stored, done.left)
        except Refused as problem:
            LOG.warning("%s; next try in %d seconds", problem, longer)
        except AWAY as problem:
            LOG.warning("the database is away (%s): what is in the mailbox stays unread", type(problem).__name__)
        except Exception:  # planning goes on beside this, whatever a mailbox does
            LOG.exception("fetching from the mailbox failed")
        wait = longer
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), timeout=wait)
