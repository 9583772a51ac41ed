"""Changes that wait for staff."""

from piccolo.columns import JSONB, UUID, Date, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from directory.tables.organisations import Organisation


class Suggestion(Table, tablename="suggestion"):
    """A proposed change: `fields` maps field to [before, after], `reasons` field to why it waits.

    `details` is what an answer said beside fields (organisations/said.py). One with `ask_on` asks us to write again
    from that day on.
    """

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
    details = JSONB(default="{}")
    ask_on = Date(null=True, default=None)

    suggestion_state = Check("state IN ('waiting', 'accepted', 'refused', 'withdrawn')")
    suggestion_kinds = Check(
        "kind IN ('edit', 'wrong_contact', 'paused', 'dissolved', 'import', 'error', 'theme', 'parent', 'address')"
    )


class AddressCheck(Table, tablename="address_check"):
    """A new address for our letters, which must be confirmed at that address and by staff before it is used.

    `field` is the field of the entry that it goes into; `random_id` is what the link in the letter to it carries.
    It counts as long as its suggestion waits or was accepted, until it is `applied_at`.
    """

    id = Serial(primary_key=True)
    suggestion = ForeignKey(references=Suggestion, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    field = Varchar(length=12)
    address = Varchar(length=254)
    random_id = Varchar(length=22, unique=True)
    asked_at = Timestamptz()
    confirmed_at = Timestamptz(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    approved_by = Varchar(length=254)
    applied_at = Timestamptz(null=True, default=None)

    address_check_field = Check("field IN ('email', 'update_email')")
