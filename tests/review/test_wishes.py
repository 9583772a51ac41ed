"""Themes that organisations miss: staff decide which theme it is, or why it is none, and can count them."""

import json
from dataclasses import replace

import pytest

from directory.errors import Conflict, Invalid, NotFound
from directory.organisations import actions
from directory.organisations.actions_sections import save_section
from directory.organisations.actions_themes import suggest_theme
from directory.organisations.actions_undo import undo
from directory.organisations.entry import Visit
from directory.organisations.reads import Stored, find
from directory.organisations.reads_themes import wished
from directory.review import suggestions
from directory.review.actions import Verdict, decide
from directory.review.wishes import wishes
from directory.tables.mail import Letter
from directory.tables.visits import VisitRow
from tests.builders import STAFF, centre, organisation
from tests.conftest import MovableClock

BASE = "https://directory.example"
VISIT = Visit(visitor="a" * 22)


async def missed(stored: Stored, words: str, clock: MovableClock) -> int:
    """The organisation suggests a theme; return what waits."""
    await suggest_theme(str(stored.id), words, VISIT, clock())
    return (await suggestions.queue(stored.centre))[-1].id


async def told(template: str) -> str:
    rows = await Letter.select(Letter.context).where(Letter.template == template)
    return str([json.loads(row["context"]) for row in rows])


async def test_a_wish_that_is_a_theme_after_all_is_added_and_the_organisation_is_told(
    db: None, clock: MovableClock
) -> None:
    stored = await organisation(centre=await centre(), areas=(("psykose", "paarorende"),))
    waiting = await missed(stored, "Stemmer i hodet", clock)
    verdict = Verdict(frozenset(), stored.version, themes=(("angst", "egen"), ("psykose", "egen")))
    await decide(waiting, verdict, STAFF, BASE, clock())
    assert (await find(stored.id)).entry.areas == (("angst", "egen"), ("psykose", "egen"), ("psykose", "paarorende"))
    assert await wished(stored.id) == []
    assert "Angst" in await told("suggestion_accepted")
    assert await Letter.count().where(Letter.template == "suggestion_refused") == 0
    with pytest.raises(NotFound):
        await decide(waiting, verdict, STAFF, BASE, clock())


async def test_a_wish_is_refused_with_a_reason_that_the_organisation_gets_with_its_words(
    db: None, clock: MovableClock
) -> None:
    stored = await organisation(centre=await centre())
    waiting = await missed(stored, "Kreft", clock)
    with pytest.raises(Invalid):
        await decide(waiting, Verdict(frozenset(), stored.version, accept=False), STAFF, BASE, clock())
    verdict = Verdict(frozenset(), stored.version, accept=False, reason="Lista gjelder rus og psykisk helse.")
    await decide(waiting, verdict, STAFF, BASE, clock())
    assert (await find(stored.id)).entry == stored.entry
    letter = await told("suggestion_refused")
    assert "Kreft" in letter
    assert "rus og psykisk helse" in letter
    assert await Letter.count().where(Letter.template == "suggestion_accepted") == 0


@pytest.mark.parametrize("themes", [(), (("psykose", "paarorende"),)])
async def test_accepting_without_a_theme_that_is_new_is_refused(
    db: None, clock: MovableClock, themes: tuple[tuple[str, str], ...]
) -> None:
    stored = await organisation(centre=await centre(), areas=(("psykose", "paarorende"),))
    waiting = await missed(stored, "Stemmer", clock)
    with pytest.raises(Invalid) as refused:
        await decide(waiting, Verdict(frozenset(), stored.version, themes=themes), STAFF, BASE, clock())
    assert "areas" in refused.value.problems
    assert (await suggestions.case(waiting)).state == "waiting"


async def test_themes_that_somebody_changed_since_they_were_shown_are_a_conflict(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await missed(stored, "Stemmer", clock)
    newer = replace(stored.entry, areas=(("angst", "egen"),))
    await actions.edit(str(stored.id), stored.version, newer, STAFF, clock())
    verdict = Verdict(frozenset(), stored.version, themes=(("ocd", "egen"),))
    with pytest.raises(Conflict):
        await decide(waiting, verdict, STAFF, BASE, clock())
    assert (await find(stored.id)).entry.areas == (("angst", "egen"),)


async def test_a_wish_is_part_of_the_visit_its_receipt_and_its_undo(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    await suggest_theme(str(stored.id), "Utbrenthet", VISIT, clock())
    for section in ("about", "contact", "persons", "competence", "coverage"):
        now = await find(stored.id)
        after = replace(now.entry, forms=("gruppe",)) if section == "competence" else now.entry
        await save_section(str(stored.id), section, now.version, after, VISIT, clock())
    assert await VisitRow.count() == 1
    receipt = await told("receipt")
    assert "Utbrenthet" in receipt
    visit = await VisitRow.select(VisitRow.id).first()
    assert visit
    await undo(visit["id"], clock())
    assert await wished(stored.id) == []
    assert (await find(stored.id)).entry.forms == stored.entry.forms


async def test_what_is_missed_is_counted_by_organisation_the_most_missed_first(db: None, clock: MovableClock) -> None:
    here = await centre()
    one, two = await organisation("En", centre=here), await organisation("To", centre=here)
    elsewhere = await organisation("Tre", centre=await centre("annet"))
    waits = await missed(one, "Søvn", clock)
    await missed(two, "Sorg i skilsmisse", clock)
    taken = await missed(two, "SØVN!", clock)
    await missed(elsewhere, "Søvn", clock)
    await decide(taken, Verdict(frozenset(), two.version, themes=(("psykisk_helse", "egen"),)), STAFF, BASE, clock())
    first, second = await wishes(here)
    assert (first.words, [name for _id, name in first.organisations]) == ("Søvn", ["En", "To"])
    assert first.waiting == [waits]
    assert first.became == [("psykisk_helse", "egen")]
    assert (second.words, len(second.waiting), second.became) == ("Sorg i skilsmisse", 1, [])
