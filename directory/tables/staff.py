"""Employees, what they may do where, and their sessions."""

from piccolo.columns import ForeignKey, OnDelete, Serial, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from directory.tables.centres import Centre


class StaffMember(Table, tablename="staff_member"):
    """An employee, known by the e-mail address (stored in lower case)."""

    id = Serial(primary_key=True)
    email = Varchar(length=254, unique=True)
    name = Varchar(length=200)
    language = Varchar(length=2, default="nb")
    disabled_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()

    staff_member_email = Check("email = lower(email)")


class Membership(Table, tablename="membership"):
    """The role an employee has at a centre."""

    id = Serial(primary_key=True)
    staff = ForeignKey(references=StaffMember, null=False, on_delete=OnDelete.cascade)
    centre = ForeignKey(references=Centre, null=False, on_delete=OnDelete.cascade)
    role = Varchar(length=6)

    membership_once = Unique([staff, centre])
    membership_role = Check("role IN ('admin', 'editor', 'reader')")


class SignInToken(Table, tablename="sign_in_token"):
    """A one-time sign-in link; only the SHA-256 of its secret is kept."""

    digest = Varchar(length=64, primary_key=True, default="")
    staff = ForeignKey(references=StaffMember, null=False, on_delete=OnDelete.cascade)
    created_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


class Session(Table, tablename="session"):
    """A signed-in browser; only the SHA-256 of its 256-bit id is kept (ASVS 5.0, 7.2)."""

    digest = Varchar(length=64, primary_key=True, default="")
    staff = ForeignKey(references=StaffMember, null=False, on_delete=OnDelete.cascade)
    created_at = Timestamptz()
    seen_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
