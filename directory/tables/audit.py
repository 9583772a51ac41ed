"""Who did what."""

from piccolo.columns import JSONB, Serial, Timestamptz, Varchar
from piccolo.table import Table


class AuditEvent(Table, tablename="audit_event"):
    """One act, written in the transaction of what it speaks of."""

    id = Serial(primary_key=True)
    at = Timestamptz()
    verb = Varchar(length=60)
    subject = Varchar(length=120, index=True)
    by = Varchar(length=254)
    details = JSONB(default="{}")
