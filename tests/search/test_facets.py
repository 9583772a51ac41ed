"""The letters by which the list is counted."""

import random
import runpy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from directory.facts.source import rows
from directory.facts.taxonomies import taxonomy
from directory.organisations import actions
from directory.search import find
from directory.search.criteria import VOCABULARIES, Criteria
from directory.search.facets import FACETS, facets, letters, tally
from directory.tables.organisations import Organisation
from tests.builders import STAFF, centre, organisation

FILL = Path(__file__).parents[2] / "migrations" / "m0005_facets_of_old.py"
NOW = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)
# The same numbers the long way: by what stands in the tables, one statement a facet.
LONG_WAY = {
    "types": "SELECT o.type AS value, count(*) AS number FROM organisation o WHERE {where} GROUP BY 1",
    "areas": "SELECT x.area AS value, count(DISTINCT o.id) AS number FROM organisation o "
    "JOIN organisation_area x ON x.organisation = o.id WHERE {where} GROUP BY 1",
    "perspectives": "SELECT x.perspective AS value, count(DISTINCT o.id) AS number FROM organisation o "
    "JOIN organisation_area x ON x.organisation = o.id WHERE {where} GROUP BY 1",
    "target_groups": "SELECT x.target_group AS value, count(*) AS number FROM organisation o "
    "JOIN organisation_target_group x ON x.organisation = o.id WHERE {where} GROUP BY 1",
    "forms": "SELECT x.choice AS value, count(*) AS number FROM organisation o "
    "JOIN organisation_choice x ON x.organisation = o.id WHERE {where} GROUP BY 1",
}


def test_every_value_has_a_letter_of_its_own() -> None:
    wanted = {(facet, term.slug) for facet in FACETS for term in taxonomy(VOCABULARIES[facet])}
    assert wanted <= letters().keys()
    every = [row["letter"] for row in rows("facet_letters.csv")]
    assert len(every) == len(set(every))
    assert all(len(letter) == 1 and letter.isalpha() for letter in every)


def test_a_letter_is_for_ever() -> None:
    """Entries are stored with them: add new ones at the end, never give one to another value."""
    known = letters()
    assert known["types", "brukerorganisasjon"] == "A"
    assert known["areas", "rus"] == "Q"
    assert known["perspectives", "egen"] == "È"
    assert known["target_groups", "barn"] == "Ì"
    assert known["forms", "jobb"] == "ä"


def test_an_entry_counts_once_for_each_value() -> None:
    one = facets("paraply", [("rus", "egen"), ("rus", "paarorende")], ["barn"], ["raad"])
    other = facets("paraply", [("rus", "egen")], [], ["nothing"])
    assert tally(one + other) == {
        "types": {"paraply": 2},
        "areas": {"rus": 2},
        "perspectives": {"egen": 2, "paarorende": 1},
        "target_groups": {"barn": 1},
        "forms": {"raad": 1},
    }


async def test_numbers_are_those_of_the_tables_whatever_was_written_last(db: None) -> None:
    korus, dice = await centre(), random.Random(7)
    made = [await organisation(f"Lag {number}", centre=korus, **drawn(dice)) for number in range(25)]
    await the_same_as_the_long_way()
    for stored in made[::2]:
        await actions.edit(str(stored.id), stored.version, replace(stored.entry, **drawn(dice)), STAFF, NOW)
    await actions.set_status(str(made[1].id), "dissolved", None, STAFF, NOW)
    await actions.unpublish(str(made[3].id), STAFF, NOW)
    await the_same_as_the_long_way()


async def test_entries_from_before_get_their_letters(db: None) -> None:
    korus, dice = await centre(), random.Random(3)
    for number in range(9):
        await organisation(f"Lag {number}", centre=korus, **drawn(dice))
    written = await letters_of_all()
    assert all(written)
    await Organisation.update({"facets": ""}, force=True)
    migration = await runpy.run_path(str(FILL))["forwards"]()
    await migration.raw[0]()
    assert await letters_of_all() == written


async def letters_of_all() -> list[str]:
    found = await Organisation.select(Organisation.facets).order_by(Organisation.sort_key)
    return ["".join(sorted(row["facets"])) for row in found]


def drawn(dice: random.Random) -> dict[str, Any]:
    def some(vocabulary: str, most: int) -> tuple[str, ...]:
        return tuple(sorted(dice.sample(sorted(taxonomy(vocabulary).terms), dice.randint(0, most))))

    pairs = {(area, perspective) for area in some("areas", 4) for perspective in some("perspectives", 2)}
    return {
        "type": dice.choice(sorted(taxonomy("types").terms)),
        "areas": tuple(sorted(pairs)),
        "target_groups": some("target_groups", 4),
        "forms": some("choices", 4),
    }


async def the_same_as_the_long_way() -> None:
    counts = (await find.page(Criteria(), NOW)).counts
    for facet, text in LONG_WAY.items():
        found = await Organisation.raw(text.format(where="o.published AND o.status <> 'dissolved'"))
        assert counts[facet] == {row["value"]: row["number"] for row in found}
