"""Indexes for what is looked up by a letter's code, and for the letters of one invitation."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE

ID = "2026-11-22T06:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the code of a letter about several organisations, the letters of an invitation"

STEPS = (
    # A letter about several organisations has a code of its own.
    "CREATE UNIQUE INDEX letter_code ON letter (link_id) WHERE link_purpose = 'letter'",
    "CREATE INDEX letter_invitation_invitation ON letter_invitation (invitation)",
)


async def forwards() -> MigrationManager:
    """Add them."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def add() -> None:
        for step in STEPS:
            await ENGINE.run_ddl(step)

    manager.add_raw(add)
    return manager
