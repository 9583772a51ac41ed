"""The letters of the entries that were there before; new ones are written with theirs (organisations/rows.py)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE
from directory.search.facets import letters

ID = "2026-11-22T05:43:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what the list counts, for entries from before it was kept"

SAID = """
SELECT id AS organisation, 'types' AS facet, type AS value FROM organisation
UNION SELECT organisation, 'areas', area FROM organisation_area
UNION SELECT organisation, 'perspectives', perspective FROM organisation_area
UNION SELECT organisation, 'target_groups', target_group FROM organisation_target_group
UNION SELECT organisation, 'forms', choice FROM organisation_choice
"""


async def forwards() -> MigrationManager:
    """Write them in one statement; a migration of its own, as raw steps run before the column is there."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def fill() -> None:
        known = ", ".join(f"('{facet}', '{value}', '{letter}')" for (facet, value), letter in letters().items())
        await ENGINE.run_ddl(
            "UPDATE organisation SET facets = found.letters FROM ("  # noqa: S608  # our own words
            "SELECT said.organisation, string_agg(known.letter, '' ORDER BY known.letter) AS letters "
            f"FROM ({SAID}) said JOIN (VALUES {known}) AS known (facet, value, letter) USING (facet, value) "
            "GROUP BY said.organisation) found WHERE organisation.id = found.organisation"
        )

    manager.add_raw(fill)
    return manager
