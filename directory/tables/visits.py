"""What somebody does behind one link within a while, and what was typed but not saved."""

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, OnDelete, Serial, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from directory.tables.campaigns import Campaign, Invitation
from directory.tables.organisations import Organisation


class VisitRow(Table, tablename="visit"):
    """One visit: all it wrote has one receipt, and `id` is the random id of the undo link in it.

    `base_version` is the entry's before the visit; `since` is from when a section's confirmation counts (the round's
    opening, empty outside a round: the visit itself). `earlier` maps each section that the visit confirmed to what
    stood before (`at channel by visit`) or nothing, for who undoes it. `language` is that of the pages it was made on
    (`nb nn en`), empty when it was made on none. `bundle` is the reference of the letter about several behind whose
    link it is made, or which was replied to; empty behind an organisation's own.
    """

    id = UUID(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    invitation = ForeignKey(references=Invitation, null=True, on_delete=OnDelete.set_null)
    campaign = ForeignKey(references=Campaign, null=True, on_delete=OnDelete.set_null)
    channel = Varchar(length=10)
    by = Varchar(length=254)
    language = Varchar(length=2, default="")
    bundle = Varchar(length=40, default="")
    since = Timestamptz(null=True, default=None)
    base_version = Integer()
    earlier = JSONB(default="{}")
    began_at = Timestamptz()
    last_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)


class DraftRow(Table, tablename="draft"):
    """What was typed in one section's form and is not saved: `fields` maps a field's name to what was typed in it.

    Each browser behind a link (`visitor`, empty when it has no mark) has its own, so that two people lose nothing;
    `seen` is the `saved_at` of another browser's draft that its form was filled with.
    Never shown to anybody but who opens the entry by its link; it may hold names and telephones.
    """

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    section = Varchar(length=12)
    visitor = Varchar(length=22, default="")
    base_version = Integer()
    fields = JSONB(default="{}")
    saved_at = Timestamptz()
    seen = Timestamptz(null=True, default=None)

    draft_of_browser = Unique([organisation, section, visitor])
    draft_section = Check("section IN ('about', 'contact', 'persons', 'competence', 'coverage')")
