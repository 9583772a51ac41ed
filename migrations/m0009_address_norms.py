"""Addresses with letters such as æ in the domain's name, in the form they are compared in now (mail/addresses.py)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.mail.addresses import norm_of
from directory.tables.mail import Letter

ID = "2026-11-22T07:33:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the domain of an address in ASCII, where addresses are compared"

OLD = """
SELECT address_norm FROM letter WHERE octet_length(address_norm) > char_length(address_norm)
UNION SELECT address_norm FROM letter_invitation WHERE octet_length(address_norm) > char_length(address_norm)
UNION SELECT address_norm FROM delivery_fact WHERE octet_length(address_norm) > char_length(address_norm)
"""
# Where both spellings had the same letter, the tie that is there already keeps the promise.
NEW = (
    "UPDATE letter SET address_norm = {} WHERE address_norm = {}",
    "UPDATE delivery_fact SET address_norm = {} WHERE address_norm = {}",
    """UPDATE letter_invitation t SET address_norm = {} WHERE t.address_norm = {} AND NOT EXISTS (
         SELECT FROM letter_invitation o WHERE o.campaign = t.campaign AND o.wave = t.wave
           AND o.organisation = t.organisation AND o.address_norm = {})""",
)


async def forwards() -> MigrationManager:
    """Write each anew; there are few, and the database cannot do it by itself."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def write() -> None:
        for row in await Letter.raw(OLD):
            before = row["address_norm"]
            after = norm_of(before)[:254]
            for statement in NEW:
                await Letter.raw(statement, *[after, before, after][: statement.count("{}")])

    manager.add_raw(write)
    return manager
