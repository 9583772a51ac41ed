"""The process that sends: a few desks side by side, until it is told to stop or nothing is left."""

import asyncio
import contextlib
import logging
import os
import re
import socket
from dataclasses import dataclass, field
from functools import partial

from directory.clock import Clock
from directory.database import AWAY
from directory.errors import SettingError
from directory.mail import journal, sweeps
from directory.mail.actions import keep_recognising
from directory.mail.claims import Outcome, Taken, Terms
from directory.mail.quiet import Quiet, at_rest, read_quiet
from directory.mail.sender import Desk, hang_up, together, turn, write_down
from directory.mail.smtp import read_server
from directory.settings import Settings

LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.5
DRAIN_SECONDS = 25.0
FAREWELL_SECONDS = 3.0  # to write down what is in doubt
LAST_SECONDS = 1.0  # for what waits for the database; with database.CLOSE_SECONDS 30 s in all, as is usual
SECONDS = {"s": 1, "sec": 1, "min": 60, "h": 3600, "hour": 3600}


@dataclass(slots=True)
class Worker:
    """All that the desks of one process share."""

    settings: Settings
    clock: Clock
    quiet: Quiet | None
    per_second: float
    drain: bool
    stop: asyncio.Event
    poll: float
    desks: list[Desk] = field(default_factory=list)


def read_rate(text: str) -> float:
    """Return letters per second for `30/min` (also `/s`, `/h`); 0 for `0` or nothing: no limit.

    Raises SettingError that names the setting.
    """
    if text in ("", "0"):
        return 0.0
    found = re.fullmatch(r"(\d+)\s*/\s*(s|sec|min|h|hour)", text)
    if not found:
        raise SettingError(f"DIRECTORY_SEND_RATE: a rate as in 30/min is wanted, not {text!r}")
    return int(found[1]) / SECONDS[found[2]]


async def run(
    settings: Settings, clock: Clock, stop: asyncio.Event, *, drain: bool = False, poll: float = POLL_SECONDS
) -> None:
    """Send what is due until `stop` is set, or with `drain` until nothing that may go now is left.

    Told to stop, it takes no new letter and waits up to 25 s for those on the wire; what the server has not
    answered by then becomes `unknown`, and within 30 s all is over. Raises SettingError before anything is sent.
    """
    server = read_server(settings.smtp_url, settings.smtp_ca_file)
    quiet = read_quiet(settings.quiet_hours, settings.timezone)
    worker = Worker(settings, clock, quiet, read_rate(settings.send_rate), drain, asyncio.Event(), poll)
    name = f"{socket.gethostname()}:{os.getpid()}"
    number = max(1, settings.send_concurrency)
    shared = together(number)
    worker.desks = [Desk(settings, clock, server, name, shared) for _ in range(number)]
    house = asyncio.create_task(_keep_house(worker))
    told = asyncio.create_task(_told(stop))
    desks = {asyncio.create_task(_serve(worker, desk)) for desk in worker.desks}
    try:
        await _until_done(told, house, desks)
        worker.stop.set()
        await asyncio.wait(desks, timeout=DRAIN_SECONDS)
    finally:
        await _go_home(worker, [told, house, *desks])


async def _told(stop: asyncio.Event) -> None:
    await stop.wait()


async def _until_done(told: asyncio.Task[None], house: asyncio.Task[None], desks: set[asyncio.Task[None]]) -> None:
    """Return when told to stop, when every desk is done, or when one of our tasks failed."""
    working = set(desks)
    while working:
        done, _ = await asyncio.wait({told, house, *working}, return_when=asyncio.FIRST_COMPLETED)
        working -= done
        if told in done or any(task.exception() for task in done):
            return


async def _go_home(worker: Worker, tasks: list[asyncio.Task[None]]) -> None:
    """End every task; what is still on the wire is doubtful, and said so. Raises what a task failed with."""
    await asyncio.gather(*(_leave_in_doubt(desk, letter) for desk in worker.desks if (letter := desk.on_the_wire)))
    for task in tasks:
        task.cancel()
    for desk in worker.desks:
        desk.together.give_up()
    done, _ = await asyncio.wait(tasks, timeout=LAST_SECONDS)
    for desk in worker.desks:
        hang_up(desk)
    for task in done:
        if not task.cancelled() and (problem := task.exception()):
            raise problem


async def _leave_in_doubt(desk: Desk, letter: Taken) -> None:
    text = "the worker was stopped while the mail server had not answered"
    left = Outcome(state="unknown", stage="data", text=text)
    with contextlib.suppress(*AWAY, TimeoutError):
        await asyncio.wait_for(write_down(desk, letter, left), timeout=FAREWELL_SECONDS)


async def _keep_house(worker: Worker) -> None:
    """Replay the journal once the database is there, then keep the states of all letters up to date."""
    replayed = False
    while True:
        try:
            await asyncio.create_task(keep_recognising(worker.settings, worker.clock()))
            if not replayed:
                await journal.replay(worker.settings.data_dir)
                replayed = True
            await asyncio.create_task(sweeps.sweep(worker.clock()))
        except AWAY as problem:
            LOG.warning("the database is away: %s", type(problem).__name__)
        await asyncio.sleep(max(4 * worker.poll, 0.2))


async def _serve(worker: Worker, desk: Desk) -> None:
    """Take turns, in a task of their own for as long as all is well: a lost database connection poisons its task."""
    prepared = False
    while desk.in_hand or not worker.stop.is_set():
        try:
            if not prepared:
                await asyncio.create_task(_prepare(worker))
                prepared = True
            worked = await asyncio.create_task(_turns(worker, desk))
            if not worked and worker.drain and await asyncio.create_task(_nothing_left(worker)):
                return
        except AWAY as problem:
            LOG.warning("the database is away: %s", type(problem).__name__)
            worked = False
        if not worked:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(worker.stop.wait(), timeout=worker.poll)


async def _prepare(worker: Worker) -> None:
    if worker.drain:  # it may be done before anybody keeps house
        await keep_recognising(worker.settings, worker.clock())
        await journal.replay(worker.settings.data_dir)
        await sweeps.sweep(worker.clock())
    await sweeps.prepare_gates()


async def _turns(worker: Worker, desk: Desk) -> bool:
    """Hand over letters until there is none to take, or the worker is told to stop; return whether there was any."""
    if worker.settings.sending == "off":
        return False
    terms, worked = partial(_terms, worker, desk), False
    while await turn(desk, terms):
        worked = True
    return worked


def _terms(worker: Worker, desk: Desk) -> Terms | None:
    """Return on what terms a letter is taken now; None when none is to be taken any more."""
    if worker.stop.is_set():
        return None
    return Terms(lease=desk.lease, per_second=worker.per_second, rest=at_rest(worker.clock(), worker.quiet))


async def _nothing_left(worker: Worker) -> bool:
    """Return whether nothing may go now; letters that only wait for the rate's next token are left to come."""
    if worker.settings.sending == "off" or await sweeps.is_closed():
        return True
    return not await sweeps.count_sendable(worker.clock(), at_rest(worker.clock(), worker.quiet))
