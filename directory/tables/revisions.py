"""The history of every entry."""

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, OnDelete, Serial, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from directory.tables.organisations import Organisation


class Revision(Table, tablename="revision"):
    """What an entry became with one change: the whole entry after it, and the difference.

    `entry` is the exported form of the entry; `difference` maps field to [before, after], `facts` likewise the
    columns of the organisation itself (published, status, confirmed_at …).
    `undo_id` is the random id of the undo link (of the visit), empty where the change cannot be undone by link;
    `visitor` is a mark of the browser that wrote it, so that two people behind one link do not overwrite each other.
    """

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    version = Integer()
    at = Timestamptz()
    by_kind = Varchar(length=12)
    by = Varchar(length=254)
    channel = Varchar(length=10)
    entry = JSONB(default="{}")
    difference = JSONB(default="{}")
    facts = JSONB(default="{}")
    undo_id = UUID(null=True, default=None, index=True)
    undone_at = Timestamptz(null=True, default=None)
    visitor = Varchar(length=22, default="")

    revision_once = Unique([organisation, version])
    revision_by_kind = Check("by_kind IN ('organisation', 'staff', 'import', 'system')")
