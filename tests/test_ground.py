"""The ground everything stands on."""

from directory.migrate import migrate, missing
from directory.tables.places import Place
from directory.tables.taxonomy import CompetenceArea


async def test_a_migrated_database_has_the_facts_and_nothing_left_to_run(db: None) -> None:
    assert await missing() == []
    assert await Place.count() == 1 + 15 + 357
    assert await CompetenceArea.count() == 44


async def test_migrating_again_changes_nothing(db: None) -> None:
    assert await migrate() == 0
    assert await Place.count() == 1 + 15 + 357
