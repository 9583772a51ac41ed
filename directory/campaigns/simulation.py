"""The round that is to come, day by day: who would get what. Pure: what has happened comes in as rows.

It asks the same functions as the real thing (plan.py, mail/quiet.py), with the clock turned forward.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.campaigns.bundles import bundled, common_language
from directory.campaigns.pace import instants
from directory.campaigns.plan import AFTER_DEADLINE, APART, FIRST, Candidate, Rounds, Wave, addresses_in, end_of, waves
from directory.campaigns.plan import why_not as no_letter
from directory.mail.addresses import norm_of
from directory.mail.quiet import Quiet, next_open, why_quiet
from directory.organisations.language import language_of

ANSWERED_AFTER = timedelta(days=2)  # when those who answer do so: before the next letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One organisation of a round as it stands: what it has had, and whether it is done with.

    `silent`: it has answered, replied, said stop, or its link was taken back.
    """

    candidate: Candidate
    silent: bool = False
    had: frozenset[str] = frozenset()
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One letter to one address, gone or to go at an instant; `done` when it has gone already."""

    at: datetime
    wave: str
    address: str
    language: str
    organisations: tuple[UUID, ...]
    names: tuple[str, ...]
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a simulation begins with.

    `first` is the first letter's wave when it has not been planned yet, `waiting` the letters that are planned
    (each with the instant it is due in `at`). Of addresses in small letters, the `dead` are passed over and nothing
    is sent to the `closed`.
    `quiet` decides when a wave is due, `resting` when a letter may go. `answering` is a share from 0 to 1.
    """

    now: datetime
    rounds: Rounds
    link_until: datetime
    quiet: Quiet | None
    resting: Quiet | None
    per_second: float
    standings: Sequence[Standing]
    first: Wave | None = None
    waiting: Sequence[Posted] = ()
    gone: Sequence[Posted] = ()
    dead: Collection[str] = frozenset()
    closed: Collection[str] = frozenset()
    answering: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day: letters by wave, the first and the last instant, why it is quiet (empty: it is not), what else happens.

    `events` are `start`, `deadline` and `telephone`.
    """

    day: date
    rest: str
    letters: dict[str, int] = field(default_factory=dict)
    first_at: datetime | None = None
    last_at: datetime | None = None
    events: tuple[str, ...] = ()
    done: bool = False

    @property
    def total(self) -> int:
        """Letters of all waves."""
        return sum(self.letters.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would happen: every letter in order, those that would run out first, and whom to ring in the end."""

    letters: tuple[Posted, ...]
    expired: tuple[Posted, ...]
    telephone: tuple[Standing, ...]
    days: tuple[Day, ...]


@dataclass(slots=True)
class _State:
    """An organisation while time passes."""

    standing: Standing
    place: float  # from 0 to 1: who answers first
    had: set[str]
    last_at: datetime | None
    answered_at: datetime | None = None
    letters: int = 0


def simulate(world: World) -> Outlook:
    """Return the rest of the round when nobody answers but the assumed share."""
    states = {one.standing.candidate.id: one for one in _states(world)}
    following = waves(world.rounds, world.quiet)
    planned = [*([world.first] if world.first else []), *following]
    rate = _each_time(world.answering, sum(_window(planned, number)[1] > world.now for number in range(len(planned))))
    sent: list[Posted] = []
    expired: list[Posted] = []
    free = world.now
    for batch in _batches(world, planned, following, states):
        for letter, at in zip(
            batch, instants([one.at for one in batch], free, world.per_second, world.resting), strict=True
        ):
            if at >= _runs_out(letter.wave, world):
                expired.append(letter)
                continue
            sent.append(replace(letter, at=at))
            for organisation in letter.organisations:
                _receive(states[organisation], at, rate)
            free = at + (timedelta(seconds=1 / world.per_second) if world.per_second else timedelta())
    left = tuple(one.standing for one in states.values() if not one.standing.silent and one.answered_at is None)
    return Outlook(
        letters=(*world.gone, *sent),
        expired=tuple(expired),
        telephone=left,
        days=tuple(_days(world, [*world.gone, *sent], planned)),
    )


def _states(world: World) -> Iterable[_State]:
    """Spread evenly, always in the same way, who is quick to answer."""
    in_order = sorted(world.standings, key=lambda one: one.candidate.id.int)
    for number, one in enumerate(in_order):
        yield _State(one, (number + 0.5) / len(in_order), set(one.had), one.last_at)


def _each_time(share: float, letters: int) -> float:
    """Return what share of those who are left each letter must bring, for `share` of all in the end."""
    return 1 - (1 - min(share, 1.0)) ** (1 / letters) if letters else 0.0


def _receive(one: _State, at: datetime, rate: float) -> None:
    """Note a letter; one that a second address gets in the same wave brings no answer of its own."""
    if one.last_at is None or at - one.last_at >= APART:
        one.letters += 1
    one.last_at = at
    if one.answered_at is None and one.place < 1 - (1 - rate) ** one.letters:
        one.answered_at = at + ANSWERED_AFTER


def _batches(
    world: World, planned: list[Wave], following: list[Wave], states: dict[UUID, _State]
) -> Iterable[list[Posted]]:
    """Yield letters in the order in which they are due; each batch is planned on what the earlier ones led to."""
    if world.waiting:
        yield sorted(world.waiting, key=lambda one: one.at)
    for number, wave in enumerate(planned):
        opens, ends = _window(planned, number)
        ready: dict[datetime, list[_State]] = defaultdict(list)
        for one in states.values():
            at = _ready_at(one, wave, max(opens, world.now))
            if at is not None and at < min(ends, _runs_out(wave.name, world)):
                ready[at].append(one)
        batch = [letter for at in sorted(ready) for letter in _letters(world, wave, following, at, ready[at])]
        if batch:
            yield batch


def _window(planned: list[Wave], number: int) -> tuple[datetime, datetime]:
    """Return from when and until when a wave is the one that is planned (as plan.wave_now has it)."""
    later = planned[number + 1].due_at if number + 1 < len(planned) else datetime.max.replace(tzinfo=ZoneInfo("UTC"))
    return planned[number].due_at, later


def _ready_at(one: _State, wave: Wave, opens: datetime) -> datetime | None:
    """Return from when an organisation may be sent this letter; None when it is not to have it."""
    if one.standing.silent or wave.name in one.had or no_letter(one.standing.candidate):
        return None
    at = max(opens, one.last_at + APART) if one.last_at else opens
    return None if one.answered_at and one.answered_at <= at else at


def _letters(world: World, wave: Wave, following: list[Wave], at: datetime, ready: list[_State]) -> list[Posted]:
    """Return the letters of those who are ready for a wave at an instant: one for each address, as freezing.py does."""
    addressed = []
    for one in ready:
        addresses = addresses_in(wave, following, one.standing.candidate, world.dead)
        addressed += [(address, one) for address in addresses]
        one.had.update([wave.name] if addresses else [])
    return [
        Posted(
            at=at,
            wave=wave.name,
            address=bundle.address,
            language=common_language([_spoken(one.standing.candidate) for one in bundle.members]),
            organisations=tuple(one.standing.candidate.id for one in bundle.members),
            names=tuple(one.standing.candidate.name for one in bundle.members),
        )
        for bundle in bundled(addressed)
        if norm_of(bundle.address) not in world.closed
    ]


def _spoken(candidate: Candidate) -> tuple[str, str]:
    return candidate.language, language_of(candidate.language, candidate.municipality)


def _runs_out(wave: str, world: World) -> datetime:
    return world.link_until if wave == AFTER_DEADLINE else end_of(world.rounds.deadline, world.rounds.timezone)


def _days(world: World, letters: list[Posted], planned: list[Wave]) -> Iterable[Day]:
    zone = ZoneInfo(world.rounds.timezone)
    by_day: dict[date, list[Posted]] = defaultdict(list)
    for letter in letters:
        by_day[letter.at.astimezone(zone).date()].append(letter)
    today = world.now.astimezone(zone).date()
    opened = world.rounds.opened_at.astimezone(zone).date()
    last_wave = max((wave.due_at for wave in planned), default=world.now).astimezone(zone).date()
    last = max([*by_day, today, world.rounds.deadline, last_wave])
    ring = next_open(end_of(last, world.rounds.timezone), world.quiet).astimezone(zone).date()
    happens = defaultdict(list, {opened: ["start"]})
    happens[world.rounds.deadline].append("deadline")
    happens[ring].append("telephone")
    day = min([*by_day, opened, today])
    while day <= ring:
        own = sorted(by_day.get(day, []), key=lambda one: one.at)
        yield Day(
            day=day,
            rest=why_quiet(day, world.quiet.breaks) if world.quiet else "",
            letters=dict(Counter(one.wave for one in own)),
            first_at=own[0].at if own else None,
            last_at=own[-1].at if own else None,
            events=tuple(happens.get(day, ())),
            done=day < today,
        )
        day += timedelta(days=1)


def totals(letters: Iterable[Posted]) -> dict[str, int]:
    """Return how many letters there are of each wave, in the order of the round."""
    counted = Counter(one.wave for one in letters)
    order = sorted(counted, key=lambda wave: (wave != FIRST, wave == AFTER_DEADLINE, wave))
    return {wave: counted[wave] for wave in order}
