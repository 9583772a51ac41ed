"""Import runs and what became of each row."""

from piccolo.columns import JSONB, Date, ForeignKey, OnDelete, Serial, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from directory.tables.centres import Centre
from directory.tables.organisations import Organisation


class ImportRun(Table, tablename="import_run"):
    """One file taken in; `report` is what `import --json` prints and the report page shows."""

    id = Serial(primary_key=True)
    centre = ForeignKey(references=Centre, null=False, on_delete=OnDelete.restrict)
    file_name = Varchar(length=255)
    sha256 = Varchar(length=64)
    at = Timestamptz()
    by = Varchar(length=254)
    list_date = Date(null=True, default=None)
    report = JSONB(default="{}")
    undone_at = Timestamptz(null=True, default=None)
    undone_by = Varchar(length=254)


class ImportRow(Table, tablename="import_row"):
    """One organisation of a file: where it stood, what it said, what became of it and why."""

    id = Serial(primary_key=True)
    run = ForeignKey(references=ImportRun, null=False, on_delete=OnDelete.cascade)
    sheet = Varchar(length=100)
    cell = Varchar(length=12)
    outcome = Varchar(length=9)
    organisation = ForeignKey(references=Organisation, null=True, on_delete=OnDelete.set_null)
    recovered = JSONB(default="{}")
    before = JSONB(default="{}")
    problems = JSONB(default="[]")

    import_row_outcome = Check("outcome IN ('new', 'same', 'changed', 'attention', 'duplicate')")
