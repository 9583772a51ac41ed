"""The competence centres: who asks, who owns, who answers the telephone."""

from piccolo.columns import JSONB, Boolean, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table


class Centre(Table, tablename="centre"):
    """A centre with its own sender, employee and controller (GDPR article 4 no. 7)."""

    id = Serial(primary_key=True)
    code = Varchar(length=40, unique=True)
    name = Varchar(length=200)
    sending = Boolean(default=False)
    sender_name = Varchar(length=200)
    sender_address = Varchar(length=254)
    reply_to = Varchar(length=254)
    employee = Varchar(length=200)
    employee_title_nb = Varchar(length=200)
    employee_title_nn = Varchar(length=200)
    phone = Varchar(length=40)
    phone_hours_nb = Varchar(length=100)
    phone_hours_nn = Varchar(length=100)
    switchboard = Varchar(length=40)
    website = Varchar(length=200)
    owner = Varchar(length=200)
    privacy_contact = Varchar(length=254)
    accessibility_url = Varchar(length=400)
    region_nb = Varchar(length=200)
    region_nn = Varchar(length=200)
    counties = JSONB(default="[]")
    privacy_nb = Text()
    privacy_nn = Text()
    hide_unconfirmed_persons_months = Integer(default=24)
    erase_unconfirmed_persons_months = Integer(default=36)
    keep_mail_log_months = Integer(default=12)
    keep_audit_months = Integer(default=24)
    version = Integer(default=1)
    created_at = Timestamptz()

    centre_code = Check("code ~ '^[a-z0-9][a-z0-9-]*$'")
