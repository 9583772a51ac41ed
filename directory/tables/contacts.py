"""Contact persons: belong to an organisation, public only by their own consent."""

from piccolo.columns import UUID, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from directory.tables.organisations import Organisation


class Contact(Table, tablename="contact"):
    """A person (or a role) an organisation can be reached through; never public as it stands.

    `asked_id` is the random id of the person's own link (`/samtykke`), made when the letter about consent was planned
    for the address of today; it goes when the address changes, and with it every older link.
    """

    id = UUID(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    position = Integer()
    name = Varchar(length=200)
    role = Varchar(length=200)
    phone = Varchar(length=20)
    email = Varchar(length=254)
    source = Varchar(length=12, default="staff")
    notified_at = Timestamptz(null=True, default=None)
    asked_id = UUID(null=True, default=None, index=True)
    asked_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()

    contact_source = Check("source IN ('import', 'staff', 'organisation', 'person')")


class Consent(Table, tablename="consent"):
    """A person's own answer on showing one field, with the text it was given to (GDPR article 7).

    Only a row without `withdrawn_at` is a standing yes; a no has one from the beginning, so that nobody can take it
    for a yes. `channel` is link, visit, phone or paper; `noted_by` the employee who wrote it down, else empty.
    """

    id = Serial(primary_key=True)
    contact = ForeignKey(references=Contact, null=False, on_delete=OnDelete.cascade)
    field = Varchar(length=5)
    given_at = Timestamptz()
    withdrawn_at = Timestamptz(null=True, default=None)
    channel = Varchar(length=10)
    text_version = Varchar(length=20)
    answer = Varchar(length=3, default="yes")
    noted_by = Varchar(length=254)

    consent_answer = Check("answer = 'yes' OR (answer = 'no' AND withdrawn_at IS NOT NULL)")
    consent_field = Check("field IN ('name', 'phone', 'email')")


class Suppression(Table, tablename="suppression"):
    """An address or person that must not come back: only a keyed hash is kept, it cannot be reversed."""

    id = Serial(primary_key=True)
    kind = Varchar(length=8)
    digest = Varchar(length=64)
    reason = Text()
    created_at = Timestamptz()

    suppression_once = Unique([kind, digest])
    suppression_kind = Check("kind IN ('address', 'person')")
