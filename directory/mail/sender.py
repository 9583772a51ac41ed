"""One turn of the mail worker: take a letter, hand it over, write down what happened (MAIL.md)."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from directory.clock import Clock
from directory.database import AWAY
from directory.mail import claims, journal, smtp, sweeps
from directory.mail.actions import pause_for_trouble, pause_if_refused
from directory.mail.addresses import check_writable, is_allowed, suppression_digest
from directory.mail.claims import Outcome, Report, Taken, Terms
from directory.mail.gathering import Company, Gathering
from directory.mail.message import Message, our_name
from directory.mail.rendering import message_of
from directory.settings import Settings
from directory.tokens import Keys

LETTERS_PER_CONNECTION = 100
SECONDS_PER_CONNECTION = 300.0
LONGEST_TRY = timedelta(days=4)  # RFC 5321 section 4.5.4.1 wants four to five days
DATABASE_WAITS = (0.5, 1, 2, 4, 8, 15, 30, 60, 60, 60, 60)  # seconds: five minutes in all


@dataclass(frozen=True, slots=True)
class Errand:
    """What a desk wants written about the letter it had, and on what terms it takes the next; either may be None."""

    report: Report | None
    terms: Terms | None
    at: datetime


@dataclass(slots=True)
class Together:
    """What the desks of one process ask of the database for several letters at a time: C3 with C1, and C2."""

    exchange: Gathering[Errand, Taken | None]
    cross: Gathering[tuple[Taken, str, int], str]

    def give_up(self) -> None:
        """Wait for no answer of the database any more: nobody is left who wants one."""
        self.exchange.give_up()
        self.cross.give_up()


def together(desks: int = 1) -> Together:
    """Return what the desks of one process share."""
    company = Company(desks)
    return Together(Gathering(_exchange, company), Gathering(_cross, company))


async def _exchange(errands: list[Errand]) -> list[Taken | None]:
    """Write what is to be written, and take a letter for each desk that wants one: whoever came first gets one first.

    None is taken for later.
    """
    reports = [errand.report for errand in errands if errand.report]
    wanted = [(errand.terms, errand.at) for errand in errands if errand.terms]
    if not wanted:
        await claims.settle_many(reports)
        return [None] * len(errands)
    if reports:
        found = await claims.exchange_many(reports, len(wanted), *wanted[-1])
    else:
        found = await claims.take_many(len(wanted), *wanted[-1])
    next_one = iter(found)
    return [next(next_one, None) if errand.terms else None for errand in errands]


async def _cross(asked: list[tuple[Taken, str, int]]) -> list[str]:
    return await claims.cross_many([(letter, digest) for letter, digest, _ in asked], asked[-1][2])


@dataclass(slots=True)
class Desk:
    """One of a worker's sending lines: its connection, and the letter it has right now."""

    settings: Settings
    clock: Clock
    server: smtp.Server
    worker: str
    together: Together = field(default_factory=together)
    connection: smtp.Connection | None = None
    in_hand: Taken | None = None  # taken, and nothing done with it yet
    on_the_wire: Taken | None = None
    had_trouble: bool = True  # until a letter has gone well, the gate may be closed from before

    @property
    def lease(self) -> int:
        """Seconds a lease lasts: longer than the longest wait for the server's answer."""
        return max(self.settings.send_lease, self.settings.send_data_timeout + claims.MARGIN)


async def turn(desk: Desk, terms: Callable[[], Terms | None]) -> bool:
    """Hand over one letter, the one in hand or else a new one; return False when there was none to take.

    `terms` says on what terms a letter is taken now, None when none is to be; the next one is taken in the commit that
    settles this one. Raises the errors of directory.database.AWAY when the database is gone before the letter was
    handed over: the lease then brings the letter back.
    """
    letter, desk.in_hand = desk.in_hand, None
    if letter is None and (now := terms()):
        letter = await desk.together.exchange.ask(Errand(None, now, desk.clock()))
    if letter is None:
        return False
    try:
        outcome = await _attempt(desk, letter)
    except AWAY:
        hang_up(desk)
        raise
    desk.on_the_wire = None
    if outcome is not None:
        refused = outcome.state == "refused"  # it may pause the campaign, before another of its letters is tried
        desk.in_hand = await write_down(desk, letter, outcome, None if refused else terms())
        if refused and letter.campaign is not None:
            await _apart(pause_if_refused(letter.campaign, desk.settings, desk.clock()))
    return True


async def write_down(desk: Desk, letter: Taken, outcome: Outcome, terms: Terms | None = None) -> Taken | None:
    """C3: settle, and take the next letter on these terms; return it.

    When the database is gone, keep the outcome on disk and go on trying for minutes, and take nothing. Whoever is told
    to go while the database has not answered keeps it on disk too.
    """
    report = Report(
        letter_id=letter.id, lease_token=letter.lease_token, outcome=outcome, worker=desk.worker, at=desk.clock()
    )
    kept = False
    for wait in (*DATABASE_WAITS, None):
        try:
            return await desk.together.exchange.ask(Errand(report, None if kept else terms, report.at))
        except (*AWAY, asyncio.CancelledError) as problem:
            if not kept:
                journal.append(desk.settings.data_dir, report)
                kept = True
            if isinstance(problem, asyncio.CancelledError):
                raise
        if wait is not None:
            await asyncio.sleep(wait)
    return None


def hang_up(desk: Desk) -> None:
    """Close the desk's connection, if it has one."""
    if desk.connection is not None:
        smtp.close(desk.connection)
        desk.connection = None


async def _attempt(desk: Desk, letter: Taken) -> Outcome | None:
    """Try to hand a letter over; return the outcome to write, None when the letter is no longer ours."""
    if not is_allowed(letter.address, desk.settings.sending, desk.settings.sending_allow):
        return Outcome(state="skipped", why="not_allowed", stage="claim", counts=False)
    try:
        check_writable(letter.address)
    except ValueError as problem:
        return Outcome(state="refused", why="address", stage="address", text=str(problem))
    try:
        message = message_of(letter, desk.settings, desk.clock())
    except Exception as problem:  # noqa: BLE001  # whatever is wrong with one letter, the others go on
        text = f"the letter could not be written: {type(problem).__name__}: {problem}"
        return Outcome(state="refused", why="content", stage="render", text=text)
    try:
        connection = await _offered(desk, message, letter.envelope_tag)
        return await _past_the_point(desk, connection, letter, message)
    except smtp.Failed as failure:
        desk.connection = None
        return await _after(desk, letter, failure)


async def _offered(desk: Desk, message: Message, tag: str) -> smtp.Connection:
    """Give the envelope; a server may have ended a connection from before, which says nothing about a new one."""
    before = desk.connection
    connection = await _connected(desk)
    try:
        await smtp.offer(connection, message.envelope_sender, message.recipient, tag)
    except smtp.HostTrouble as trouble:
        if connection is not before or trouble.code not in (None, 421):
            raise
        desk.connection = None
        connection = await _connected(desk)
        await smtp.offer(connection, message.envelope_sender, message.recipient, tag)
    return connection


async def _past_the_point(desk: Desk, connection: smtp.Connection, letter: Taken, message: Message) -> Outcome | None:
    suppressed = suppression_digest(Keys(desk.settings.secret_keys), letter.address)
    reason = await desk.together.cross.ask((letter, suppressed, desk.lease))
    if reason:
        if not await smtp.withdraw(connection):
            desk.connection = None
        return _not_sent(reason)
    desk.on_the_wire = letter
    reply = await smtp.hand_over(connection, message.content, desk.settings.send_data_timeout)
    if desk.had_trouble:
        await _quietly_open_gate()
        desk.had_trouble = False
    return Outcome(state="accepted", stage="data", code=reply.code, text=reply.text)


async def _apart(asked: Coroutine[object, object, object]) -> None:
    """Ask the database in a task of its own: a lost connection poisons the task that had it, and a desk's goes on."""
    await asyncio.create_task(asked)


async def _quietly_open_gate() -> None:
    try:
        await _apart(sweeps.open_gate())
    except AWAY:
        return  # the outcome matters more; the gate opens by itself


def _not_sent(reason: str) -> Outcome | None:
    if reason == "lost":
        return None
    if reason in ("wait", "cancelled"):
        state = "ready" if reason == "wait" else "cancelled"
        return Outcome(state=state, stage="cross", counts=False)
    return Outcome(state="skipped", why=reason, stage="cross", counts=False)


async def _connected(desk: Desk) -> smtp.Connection:
    """Return the desk's connection, a new one when the old has served its time."""
    old = desk.connection
    if old and (old.letters >= LETTERS_PER_CONNECTION or old.age >= SECONDS_PER_CONNECTION):
        await smtp.leave(old)
        old = None
    desk.connection = old or await smtp.connect(desk.server, our_name(desk.settings))
    return desk.connection


async def _after(desk: Desk, letter: Taken, failure: smtp.Failed) -> Outcome:
    """Return what a failed attempt leads to; trouble with the server closes the gate for every letter."""
    told = Outcome(state="ready", stage=failure.stage, code=failure.code, text=failure.text)
    match failure:
        case smtp.Doubtful():
            return replace(told, state="unknown")
        case smtp.NotTaken(why=why):
            return replace(told, state="refused", why=why)
        case smtp.HostTrouble(ours=ours):
            desk.had_trouble = True
            await _stop_sending(desk, letter, failure, ours=ours)
            # The gate is what it waits for. After DATA the way back to `ready` leads through `deferred`.
            after_data = failure.stage == "data"
            return replace(
                told,
                state="deferred" if after_data else "ready",
                due_at=desk.clock() if after_data else None,
                counts=False,
            )
        case _:
            return _later(desk, letter, told)


async def _stop_sending(desk: Desk, letter: Taken, failure: smtp.Failed, *, ours: bool) -> None:
    try:
        await _apart(sweeps.close_gate(f"{failure.code or ''} {failure.text}".strip()))
        if ours and letter.campaign is not None:
            said = f"{failure.code or ''} {failure.text}".strip()
            await _apart(pause_for_trouble(letter.campaign, "rejected", said, desk.settings, desk.clock()))
    except AWAY:
        return  # the letter's own outcome is written down, or its lease runs out


def _later(desk: Desk, letter: Taken, told: Outcome) -> Outcome:
    """Return when to try again: after the setting's waits, for four days at most or until it runs out."""
    at = desk.clock()
    waits = desk.settings.send_retry or (1800,)
    due = at + timedelta(seconds=waits[min(letter.attempts, len(waits) - 1)])
    limit = _limit(at, letter.expires_at) if letter.attempts == 0 else None
    return replace(told, state="deferred", due_at=due, expires_at=limit)


def _limit(at: datetime, expires_at: datetime | None) -> datetime:
    return min(at + LONGEST_TRY, expires_at or at + LONGEST_TRY)
