"""Indexes and a rule that Piccolo's own steps cannot express."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from directory.database import ENGINE

ID = "2026-11-22T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "full text search, the outbox's queue, one round a year"

STEPS = (
    # The same expression stands in the search query; only then is the index used.
    "CREATE INDEX organisation_search ON organisation USING gin (to_tsvector('norwegian', search_text))",
    "CREATE INDEX organisation_public ON organisation (sort_key, id) WHERE published",
    "CREATE INDEX coverage_place ON coverage (place, organisation)",
    "CREATE INDEX organisation_area_area ON organisation_area (area, organisation)",
    # The worker's claim reads in this order and skips what others hold.
    "CREATE INDEX letter_queue ON letter (due_at, id) WHERE state IN ('planned', 'ready', 'deferred')",
    # Sign-in links and receipts never stand behind a campaign's thousands.
    "CREATE INDEX letter_queue_direct ON letter (due_at, id) WHERE state = 'ready' AND campaign IS NULL",
    "CREATE INDEX letter_leases ON letter (lease_until) WHERE state = 'sending'",
    "CREATE INDEX letter_campaign ON letter (campaign, state)",
    "CREATE INDEX letter_invitation_letter ON letter_invitation (letter)",
    "CREATE INDEX letter_invitation_organisation ON letter_invitation (organisation)",
    "CREATE INDEX answer_organisation ON answer (organisation, at)",
    "CREATE INDEX contact_organisation ON contact (organisation, position)",
    "CREATE INDEX suggestion_waiting ON suggestion (proposed_at) WHERE state = 'waiting'",
    "CREATE INDEX attempt_letter ON attempt (letter, at)",
    "CREATE UNIQUE INDEX campaign_once ON campaign (centre, year) WHERE state <> 'cancelled'",
    "CREATE UNIQUE INDEX consent_standing ON consent (contact, field) WHERE withdrawn_at IS NULL",
)


async def forwards() -> MigrationManager:
    """Add them; raw steps run before a migration's schema steps, hence a migration of their own."""
    manager = MigrationManager(migration_id=ID, app_name="directory", description=DESCRIPTION)

    async def add() -> None:
        for step in STEPS:
            await ENGINE.run_ddl(step)

    manager.add_raw(add)
    return manager
