"""Whatever is saved in a visit, undoing it gives what stood before, but for what others have written since."""

from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

import pytest

from directory.organisations import actions, actions_undo
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_sections import confirm_section
from directory.organisations.entry import Visit, section_of
from directory.organisations.reads import Stored, find, sections_confirmed, waiting_changes
from directory.tables.visits import VisitRow
from tests import builders
from tests.conftest import MovableClock
from tests.organisations.visits import invited, save

STEPS = 12
OTHERS = 200  # numbers from here on are for what others write
MINE = [("4640", "4647"), ("4601", "4647"), ("4602", "4647"), ("4611", "4647")]
THEIRS = [("4613", "4647"), ("4614", "4647"), ("4615", "4647"), ("4616", "4647")]
Log = list[tuple[str, str, Any]]  # who, field, value

# Values that are the visitor's, and by another number anybody else's: nobody writes what somebody wrote before.
VALUES = {
    "phone": lambda number: f"+4755{number:06}",
    "postal_address": lambda number: f"Boks {number}",
    "website": lambda number: f"https://fjordglimt.example/{number}",
    "description": lambda number: f"Tekst {number}.",
    "name": lambda number: f"Lag {number}",
    "answer_days": lambda number: number % 365 + 1,
    "representatives": lambda number: number,
    "coverage": lambda number: (THEIRS if number >= OTHERS else MINE)[number % 4],
    "email": lambda number: f"post{number}@fjordglimt.example",
}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "among others"])
async def test_any_sequence_of_saves_can_be_undone(db: None, clock: MovableClock, seed: int, *, alone: bool) -> None:
    stored, visit = await invited()
    chance, log = Random(f"{seed}{alone}"), Log()  # no secret
    known = VALUES if alone else VALUES.keys() - {"email"}  # staff who move the address close the undo links
    names = chance.sample(sorted(known), 3)  # few, so that they are written over and over
    for number in range(STEPS):
        clock.forward(minutes=chance.randint(0, 50))
        name = chance.choice(names)
        await _step(stored, visit, name, chance, number if alone else number + 100 * chance.randint(0, 2), log, clock)
    visits = await VisitRow.select(VisitRow.id).order_by(VisitRow.began_at, ascending=False)
    for row in visits:
        await actions_undo.undo(UUID(str(row["id"])), clock())
    now = await find(stored.id)
    for name in VALUES:
        assert getattr(now.entry, name) == _expected(stored, name, log), name
    assert (now.confirmed_at, await sections_confirmed(stored.id), await waiting_changes(stored.id)) == (None, {}, [])
    assert not alone or now.entry == stored.entry


def _expected(stored: Stored, name: str, log: Log) -> Any:
    """What others wrote last, else what stood at first."""
    others = [value for who, field, value in log if field == name and who == "others"]
    return others[-1] if others else getattr(stored.entry, name)


async def _step(  # who, what, when
    stored: Stored, visit: Visit, name: str, chance: Random, number: int, log: Log, clock: MovableClock
) -> None:
    now = await find(stored.id)
    if number >= OTHERS:
        value = VALUES[name](number)
        if getattr(now.entry, name) != value:
            after = replace(now.entry, **{name: value})
            await actions.edit(str(stored.id), now.version, after, builders.STAFF, clock())
            log.append(("others", name, value))
        return
    act = chance.choice(["save", "save", "save", "back", "right", "all"])
    if act == "right":
        await confirm_section(str(stored.id), section_of(name), now.version, visit, clock())
    elif act == "all":
        await confirm(str(stored.id), now.version, visit, clock())
    else:
        value = VALUES[name](number) if act == "save" else getattr(stored.entry, name)
        await save(stored, visit, clock(), section_of(name), **{name: value})
