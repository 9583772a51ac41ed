"""The process that watches the time: plans letters that fall due and tidies up after workers that died."""

import asyncio
import contextlib
import logging

from directory import limits
from directory.campaigns.actions_ask_again import ask_due
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.notices import note_told, tell_persons
from directory.clock import Clock
from directory.database import AWAY
from directory.mail.actions_settling import settle_by_evidence
from directory.mail.returns.collecting import collect, keep_collecting
from directory.mail.sweeps import sweep
from directory.organisations.actions_visits import end_visits
from directory.settings import Settings
from directory.staff import actions as staff

LOG = logging.getLogger(__name__)
EVERY_SECONDS = 15.0


async def run(settings: Settings, clock: Clock, stop: asyncio.Event, *, once: bool = False) -> int:
    """Do what is due now, then again every quarter of a minute until `stop`; return how many letters were planned.

    Mail that came back is fetched beside it, so that a slow mailbox holds nothing up.
    """
    if once or not settings.imap_url:
        planned = await _watch(settings, clock, stop, once=once)
        if settings.imap_url:
            await collect(settings, clock)
        return planned
    async with asyncio.TaskGroup() as beside:
        beside.create_task(keep_collecting(settings, clock, stop))
        return await _watch(settings, clock, stop, once=False)


async def _watch(settings: Settings, clock: Clock, stop: asyncio.Event, *, once: bool) -> int:
    planned = 0
    while True:
        try:
            planned += await asyncio.create_task(_tick(settings, clock))
        except AWAY as problem:
            if once:
                raise
            LOG.warning("the database is away: %s", type(problem).__name__)
        if once or stop.is_set():
            return planned
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), timeout=EVERY_SECONDS)
        if stop.is_set():
            return planned


async def _tick(settings: Settings, clock: Clock) -> int:
    planned = await enqueue_due(settings, clock())
    await tell_persons(settings, clock())
    await note_told()
    planned += await ask_due(settings, clock())
    await end_visits(clock())
    await sweep(clock())
    await settle_by_evidence(clock())
    await limits.forget_old(clock())
    await staff.forget_old(clock())
    return planned
