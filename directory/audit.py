"""The record of who did what; written in the transaction of the act itself."""

import json
from datetime import datetime
from enum import StrEnum

from directory.tables.audit import AuditEvent


class Verb(StrEnum):
    """Every act that is recorded."""

    CENTRE_ADDED = "centre.added"
    CENTRE_CHANGED = "centre.changed"
    SENDING_SWITCHED = "centre.sending"
    STAFF_ADDED = "staff.added"
    STAFF_DISABLED = "staff.disabled"
    SIGN_IN_LINK_MADE = "staff.link"
    SIGNED_IN = "staff.signed-in"
    SIGNED_OUT = "staff.signed-out"
    ORGANISATION_CREATED = "organisation.created"
    ORGANISATION_CHANGED = "organisation.changed"
    ORGANISATION_CONFIRMED = "organisation.confirmed"
    SECTION_CONFIRMED = "organisation.section-confirmed"
    ORGANISATION_UNPUBLISHED = "organisation.unpublished"
    ORGANISATION_PUBLISHED = "organisation.published"
    CHANGE_UNDONE = "organisation.undone"
    ANSWER_RECORDED = "organisation.answered"
    SUGGESTION_MADE = "suggestion.made"
    SUGGESTION_DECIDED = "suggestion.decided"
    SUGGESTION_REOPENED = "suggestion.reopened"
    LETTERS_STOPPED = "organisation.letters-stopped"
    LETTERS_RESUMED = "organisation.letters-resumed"
    ADDRESS_CONFIRMED = "organisation.address-confirmed"
    CONSENT_SAID = "person.consent"
    PERSON_ASKED = "person.asked"
    PERSON_REMOVED = "person.removed"
    LINK_ISSUED = "link.issued"
    LINK_REVOKED = "link.revoked"
    IMPORTED = "import.done"
    IMPORT_UNDONE = "import.undone"
    CAMPAIGN_CREATED = "campaign.created"
    CAMPAIGN_MOVED = "campaign.moved"
    CAMPAIGN_REHEARSED = "campaign.rehearsed"
    LETTER_SETTLED = "letter.settled"
    MESSAGE_STORED = "message.stored"
    MESSAGE_HANDLED = "message.handled"
    DATABASE_RESTORED = "database.restored"
    DEMO_LOADED = "demo.loaded"


async def record(verb: Verb, subject: str, by: str, at: datetime, **details: object) -> None:
    """Add one act: what was done (`verb`), to what (`organisation:<id>`), by whom, at which instant."""
    await AuditEvent(verb=verb, subject=subject, by=by, at=at, details=json.dumps(details, default=str)).save()
