"""The ground everything stands on."""

from directory.migrate import VOCABULARIES, migrate, missing
from directory.tables.places import FormerMunicipality, Place
from directory.tables.taxonomy import CompetenceArea


async def test_a_migrated_database_has_the_facts_and_nothing_left_to_run(db: None) -> None:
    assert await missing() == []
    assert await Place.count() == 1 + 15 + 357
    assert await CompetenceArea.count() == 44


async def test_migrating_again_writes_nothing(db: None) -> None:
    before = await _written_in()
    assert await migrate() == 0
    assert await _written_in() == before


async def test_a_fact_that_the_database_knows_otherwise_is_put_right(db: None) -> None:
    own = CompetenceArea.synonyms, CompetenceArea.name_nn
    right = await CompetenceArea.select(*own).where(CompetenceArea.slug == "alkohol").first()
    assert right
    await CompetenceArea.update({"name_nn": "?", "synonyms": "[]"}).where(CompetenceArea.slug == "alkohol")
    await migrate()
    assert await CompetenceArea.select(*own).where(CompetenceArea.slug == "alkohol").first() == right


async def _written_in() -> list[dict[str, str]]:
    """Return the transactions that wrote the facts."""
    return [
        row
        for table in (Place, FormerMunicipality, *VOCABULARIES.values())
        for row in await table.raw(f"SELECT xmin::text FROM {table._meta.tablename}")  # noqa: S608  # our own names
    ]
