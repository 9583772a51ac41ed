"""The migration to visits: a receipt that was sent before it can still be undone, and its answer is still shown."""

import runpy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from directory.database import ENGINE
from directory.organisations import actions_undo
from directory.organisations.actions_answers import correct
from directory.organisations.reads import find, waiting_changes
from directory.organisations.reads_answer import last_answer
from directory.tables.campaigns import Answer
from directory.tables.visits import VisitRow
from tests.conftest import NOW
from tests.organisations.visits import invited

MIGRATION = Path(__file__).parents[2] / "migrations" / "m0011_visits_of_old.py"


async def _bring() -> None:
    for step in runpy.run_path(str(MIGRATION))["STEPS"]:
        if not step.startswith("CREATE"):
            await ENGINE.run_ddl(step)


async def test_an_answer_of_before_there_were_visits_is_one(db: None) -> None:
    stored, visit = await invited()
    after = replace(stored.entry, phone="+4755000008", name="Nytt")
    await correct(str(stored.id), stored.version, after, visit, NOW)
    (was,) = await VisitRow.select()
    await VisitRow.delete(force=True)
    await Answer.update({Answer.visit: None}, force=True)
    await _bring()
    (row,) = await VisitRow.select()
    assert {name: row[name] for name in ("id", "invitation", "channel", "by", "base_version", "ended_at")} == {
        "id": was["id"], "invitation": visit.invitation, "channel": "link", "by": "organisation", "base_version": 1,
        "ended_at": NOW,
    }  # fmt: skip
    last = await last_answer(stored.id)
    assert last
    assert (set(last.applied), set(last.waiting)) == ({"phone"}, {"name"})
    await actions_undo.undo(was["id"], NOW + timedelta(days=13))
    assert ((await find(stored.id)).entry, await waiting_changes(stored.id)) == (stored.entry, [])
    assert await actions_undo.told_to(uuid4()) is None
