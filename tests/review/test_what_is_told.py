"""What an organisation is told of a decision: what was, what is, who carries on; in its language, of the right day."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from directory.organisations import actions
from directory.organisations.actions_branches import propose_umbrella, set_umbrella
from directory.organisations.actions_other_answers import close
from directory.organisations.actions_visits import end_visits
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored, find, waiting_changes
from directory.organisations.said import DISSOLVED, PAUSED, Closing
from directory.review.actions import Verdict, decide
from directory.tables.mail import Letter
from tests.builders import STAFF, centre, organisation
from tests.conftest import NOW, MovableClock

BASE = "https://directory.example"


async def decided(about: UUID, clock: MovableClock, **verdict: Any) -> None:
    (row,) = await waiting_changes(about)
    version = (await find(about)).version
    await decide(row["id"], Verdict(frozenset(row["fields"]), version, **verdict), STAFF, BASE, clock())


async def told(template: str) -> dict[str, Any]:
    [row] = await Letter.select(Letter.context).where(Letter.template == template).output(load_json=True)
    facts: dict[str, Any] = row["context"]
    return facts


async def branch_of_havblikk(**more: Any) -> tuple[Stored, Stored]:
    """A branch of Havblikk, and Fjordglimt, which it says that it belongs to."""
    where = await centre()
    before, after = await organisation("Havblikk", centre=where), await organisation("Fjordglimt", centre=where)
    branch = await organisation("Gamma", centre=where, language="nb", **more)
    await set_umbrella(str(branch.id), before.id, STAFF, NOW)
    await propose_umbrella(str(branch.id), after.id, Visit(), NOW)
    return branch, after


async def test_the_organisation_is_told_that_its_umbrella_was_accepted(db: None, clock: MovableClock) -> None:
    branch, after = await branch_of_havblikk()
    await decided(branch.id, clock)
    assert (await find(branch.id)).parent == after.id
    facts = await told("suggestion_accepted")
    assert facts["changes"] == [{"field": "Lokallag av", "before": "Havblikk", "after": "Fjordglimt"}]


async def test_a_refused_umbrella_says_which_one(db: None, clock: MovableClock) -> None:
    branch, _after = await branch_of_havblikk()
    await decided(branch.id, clock, accept=False, reason="De kjenner dere ikke.")
    facts = await told("suggestion_refused")
    assert facts["changes"] == [{"field": "Lokallag av", "before": "Havblikk", "after": "Fjordglimt"}]


async def test_a_receipt_is_of_the_day_of_the_visit_and_knows_what_was_decided_before_it_went(
    db: None, clock: MovableClock
) -> None:
    branch, _after = await branch_of_havblikk()
    await decided(branch.id, clock)
    clock.now = NOW + timedelta(days=2)
    assert await end_visits(clock()) == 1
    receipt = await told("receipt")
    assert receipt["answered_at"] == f"{NOW.day}. september 2026"
    assert receipt["waiting"] == []
    assert receipt["decided"] == [{"field": "Lokallag av", "before": "Havblikk", "after": "Fjordglimt"}]


async def test_what_waits_is_told_as_waiting_with_what_stands_today(db: None, clock: MovableClock) -> None:
    await branch_of_havblikk()
    clock.now = NOW + timedelta(hours=2)
    assert await end_visits(clock()) == 1
    receipt = await told("receipt")
    assert receipt["waiting"] == [{"field": "Lokallag av", "before": "Havblikk", "after": "Fjordglimt"}]
    assert receipt["decided"] == []


@pytest.mark.parametrize(("language", "page"), [("nn", "/nn/organisasjon/gamma"), ("nb", "/organisasjon/gamma")])
async def test_the_end_is_told_with_who_carries_on_and_a_page_in_the_organisations_language(
    db: None, clock: MovableClock, language: str, page: str
) -> None:
    where = await centre()
    heir = await organisation("Havblikk", centre=where)
    stored = await organisation("Gamma", centre=where, language=language)
    await close(str(stored.id), Closing(DISSOLVED, None, "Havblikk"), Visit(), clock())
    await decided(stored.id, clock, successor=heir.id)
    facts = await told("suggestion_accepted")
    assert [change["after"] for change in facts["changes"]][1:] == ["Havblikk"]
    assert facts["page_url"] == BASE + page


@pytest.mark.parametrize("kind", [DISSOLVED, PAUSED])
async def test_nobody_said_since_when_and_so_do_we(db: None, clock: MovableClock, kind: str) -> None:
    stored = await organisation("Gamma", centre=await centre())
    await close(str(stored.id), Closing(kind), Visit(), clock())
    await decided(stored.id, clock)
    after = await find(stored.id)
    assert (after.status, after.status_since) == (kind, None)
    await actions.set_status(str(stored.id), "active", None, STAFF, clock())
