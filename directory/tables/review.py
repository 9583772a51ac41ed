"""Changes that wait for staff."""

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from directory.tables.organisations import Organisation


class Suggestion(Table, tablename="suggestion"):
    """A proposed change: `fields` maps field to [before, after], `reasons` field to why it waits."""

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=13, default="edit")
    base_version = Integer()
    fields = JSONB(default="{}")
    reasons = JSONB(default="{}")
    note = Text()
    state = Varchar(length=10, default="waiting")
    channel = Varchar(length=10)
    proposed_by = Varchar(length=254)
    proposed_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    decided_by = Varchar(length=254)
    decision_reason = Text()
    undo_id = UUID(null=True, default=None, index=True)

    suggestion_state = Check("state IN ('waiting', 'accepted', 'refused', 'withdrawn')")
    suggestion_kind = Check("kind IN ('edit', 'wrong_contact', 'paused', 'dissolved', 'import', 'error')")
