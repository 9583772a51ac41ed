"""Two write at the same instant: one after the other, nothing lost, nobody overwritten unseen."""

import asyncio
import contextvars
from dataclasses import replace
from datetime import datetime, timedelta

from directory.campaigns import actions as campaigns
from directory.campaigns import schedule
from directory.database import transaction
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_drafts import keep_draft
from directory.organisations.actions_sections import confirm_section, save_section
from directory.organisations.actions_visits import end_visits
from directory.organisations.draft_rows import drop_of_campaign
from directory.organisations.entry import SECTIONS, Visit
from directory.organisations.reads import Stored, find, history, sections_confirmed
from directory.organisations.section_writing import Outcome
from directory.organisations.writing import locked
from directory.settings import Settings
from directory.tables.campaigns import Answer, Campaign, Invitation
from directory.tables.visits import DraftRow, VisitRow
from tests.campaigns import rounds
from tests.conftest import NOW, MovableClock
from tests.organisations.visits import THERE, changed_in, invited, receipts, save

ROUNDS = 5


async def test_two_visitors_who_save_the_same_section_have_one_winner_and_the_other_is_told(db: None) -> None:
    stored, visit = await invited()
    for number in range(ROUNDS):
        now = await find(stored.id)
        other = replace(visit, visitor=THERE)
        both = (_phone(now, visit, f"+475500001{number}"), _phone(now, other, f"+475500002{number}"))
        done = await asyncio.gather(*both, return_exceptions=True)
        assert sorted(type(one).__name__ for one in done) == ["Conflict", "Outcome"]
        (won,) = [one for one in done if not isinstance(one, BaseException)]
        assert (await find(stored.id)).entry.phone == won.applied["phone"][1]
    assert len(await history(stored.id)) == 1 + ROUNDS


async def _phone(seen: Stored, visit: Visit, phone: str, at: datetime = NOW) -> Outcome:
    return await save_section(str(seen.id), "contact", seen.version, replace(seen.entry, phone=phone), visit, at)


async def test_two_who_save_different_sections_both_go_through_in_one_visit(db: None) -> None:
    stored, visit = await invited()
    description = replace(stored.entry, description="Kort.")
    await asyncio.gather(
        _phone(stored, visit, "+4755000008"),
        save_section(str(stored.id), "about", stored.version, description, replace(visit, visitor=THERE), NOW),
    )
    entry = (await find(stored.id)).entry
    assert (entry.phone, entry.description) == ("+4755000008", "Kort.")
    assert set(await sections_confirmed(stored.id)) == {"contact", "about"}
    assert await VisitRow.count() == 1


async def test_two_presses_at_the_same_instant_are_one_save_and_one_answer(db: None) -> None:
    stored, visit = await invited()
    await asyncio.gather(*(_phone(stored, visit, "+4755000008") for _press in range(4)))
    assert len(await history(stored.id)) == 2
    version = (await find(stored.id)).version
    await asyncio.gather(*(confirm(str(stored.id), version, visit, NOW) for _press in range(4)))
    assert (await Answer.count(), len(await receipts())) == (1, 1)


async def test_all_five_confirmed_at_the_same_instant_are_one_answer(db: None) -> None:
    stored, visit = await invited()
    await asyncio.gather(
        *(confirm_section(str(stored.id), section, stored.version, visit, NOW) for section in SECTIONS)
    )
    assert (await Answer.count(), len(await receipts()), await VisitRow.count()) == (1, 1, 1)
    assert (await find(stored.id)).confirmed_at == NOW


async def test_the_scheduler_waits_for_a_save_and_finds_that_the_visit_goes_on(db: None) -> None:
    stored, visit = await invited()
    await save(stored, visit, NOW, "contact", phone="+4755000008")
    later = NOW + timedelta(hours=1)
    saved, free = asyncio.Event(), asyncio.Event()

    async def saving() -> None:
        """A save that has the entry's row and takes its time."""
        async with transaction():
            await locked(stored.id)
            await VisitRow.update({VisitRow.last_at: later}).where(VisitRow.organisation == stored.id)
            saved.set()
            await free.wait()

    slow = asyncio.create_task(saving())
    await saved.wait()
    ending = asyncio.create_task(end_visits(later))
    while not await _somebody_waits():
        assert not ending.done()
        await asyncio.sleep(0)
    free.set()
    await slow
    assert await ending == 0
    assert await receipts() == []


async def _somebody_waits() -> bool:
    rows = await VisitRow.raw(
        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    return bool(rows)


async def test_a_save_at_the_instant_its_visit_ends_is_in_one_receipt_and_none_is_lost(db: None) -> None:
    stored, visit = await invited()
    for number in range(ROUNDS):
        at = NOW + timedelta(days=number)
        await save(stored, visit, at, "about", description=f"Tekst {number}.")
        now = await find(stored.id)
        await asyncio.gather(
            end_visits(at + timedelta(hours=1)), _phone(now, visit, f"+475500001{number}", at + timedelta(hours=1))
        )
        await end_visits(at + timedelta(hours=3))
    told = [change for receipt in await receipts() for change in changed_in(receipt)]
    assert len([change for change in told if change[0] == "Telefon"]) == ROUNDS
    assert len([change for change in told if change[0] == "Om dere"]) == ROUNDS


async def test_a_round_that_ends_while_its_last_section_is_saved_waits_for_it_or_comes_first(
    db: None, settings: Settings
) -> None:
    campaign, entries = await rounds.running(settings, 6)
    invited_to = {row["organisation"]: row["id"] for row in await Invitation.select()}
    for stored in entries:
        visit = Visit(invitation=invited_to[stored.id], campaign=campaign, since=NOW)
        for section in ("about", "persons", "competence", "coverage"):
            await confirm_section(str(stored.id), section, stored.version, visit, NOW)
        await keep_draft(str(stored.id), "contact", stored.version, {"phone": ["55"]}, visit, NOW)
    saves = [
        _phone(one, Visit(invitation=invited_to[one.id], campaign=campaign, since=NOW), "+4755000008")
        for one in entries
    ]
    await asyncio.gather(*saves[:3], campaigns.close(campaign, "anne@korus.example", NOW), *saves[3:])
    assert await DraftRow.count() == 0
    assert await Answer.count() == len(entries)


async def test_a_save_and_a_round_that_ends_never_wait_for_each_other(db: None, settings: Settings) -> None:
    campaign, (stored,) = await rounds.running(settings, 1)
    row = await Invitation.select(Invitation.id).first()
    visit = Visit(invitation=row["id"], campaign=campaign, since=NOW)
    for section in ("about", "persons", "competence", "coverage"):
        await confirm_section(str(stored.id), section, stored.version, visit, NOW)
    await keep_draft(str(stored.id), "contact", stored.version, {"phone": ["55"]}, visit, NOW)
    async with transaction():
        await Campaign.raw("SELECT id FROM campaign WHERE id = {} FOR UPDATE", campaign)
        saving = asyncio.create_task(_phone(stored, visit, "+4755000008"), context=contextvars.Context())
        while not await _somebody_waits():
            assert not saving.done()
            await asyncio.sleep(0)
        await drop_of_campaign(campaign)
    assert (await saving).finished


async def test_the_scheduler_ends_visits(db: None, settings: Settings, clock: MovableClock) -> None:
    stored, visit = await invited()
    await save(stored, visit, clock(), "contact", phone="+4755000008")
    clock.forward(hours=1)
    await schedule.run(settings, clock, asyncio.Event(), once=True)
    assert [receipt["answer"] for receipt in await receipts()] == ["begun"]
