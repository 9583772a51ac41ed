"""The year's rounds, and each organisation's part in them."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from directory.tables.centres import Centre
from directory.tables.organisations import Organisation


class Campaign(Table, tablename="campaign"):
    """One year's round of one centre; `reminders` are days after the first letter.

    `paused_code` says why it paused or did not start by itself (mail/pause_words.py), `paused_reason` in whose words: a
    colleague's when the code is empty, else the mail server's. Refusals count towards a pause after the
    attempt with the id `refusals_after`.
    """

    id = Serial(primary_key=True)
    centre = ForeignKey(references=Centre, null=False, on_delete=OnDelete.restrict)
    year = Integer()
    state = Varchar(length=10, default="draft")
    deadline = Date()
    reminders = JSONB(default="[14, 28]")
    after_deadline = Integer(null=True, default=7)
    ignores_quiet_hours = Boolean(default=False)
    opens_at = Timestamptz(null=True, default=None)
    opened_at = Timestamptz(null=True, default=None)
    opened_by = Varchar(length=254)
    closed_at = Timestamptz(null=True, default=None)
    paused_code = Varchar(length=10)
    paused_reason = Text()
    refusals_after = BigInt(default=0)
    created_at = Timestamptz()
    created_by = Varchar(length=254)

    campaign_state = Check("state IN ('draft', 'scheduled', 'running', 'paused', 'closed', 'cancelled')")


class Invitation(Table, tablename="invitation"):
    """An organisation's link and code, in a campaign or asked for on its own.

    `random_id` and `generation` are what a link's token carries; moving the generation kills
    every older link. `former_codes` are the codes it had before: they open nothing, but are known for what they were.
    `held_at` is set by a reply (no reminders until staff have read it),
    `opted_out_at` by "stopp".
    """

    id = Serial(primary_key=True)
    campaign = ForeignKey(references=Campaign, null=True, on_delete=OnDelete.cascade)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    random_id = Varchar(length=22, unique=True)
    generation = Integer(default=1)
    code = Varchar(length=8, unique=True)
    former_codes = Array(base_column=Varchar(length=8), default=list)
    created_at = Timestamptz()
    expires_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)
    held_at = Timestamptz(null=True, default=None)
    opted_out_at = Timestamptz(null=True, default=None)

    invitation_once = Unique([campaign, organisation])


class Answer(Table, tablename="answer"):
    """That an organisation answered, how, and when; "answered" is read as: has a row since the opening.

    `visit` is the visit that gave it (tables/visits.py). From `superseded_at` on it counts no more, since somebody else
    has been asked in its place; it stays for the history, and in the figures of a round that was over by then. One
    that was taken back by its undo link (`undone_at`) is no answer at all, and stays for the history alone.
    """

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    campaign = ForeignKey(references=Campaign, null=True, on_delete=OnDelete.set_null)
    invitation = ForeignKey(references=Invitation, null=True, on_delete=OnDelete.set_null)
    kind = Varchar(length=13)
    channel = Varchar(length=10)
    at = Timestamptz()
    by = Varchar(length=254)
    visit = UUID(null=True, default=None)
    superseded_at = Timestamptz(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)
    details = JSONB(default="{}")

    answer_kind = Check("kind IN ('confirmed', 'changed', 'wrong_contact', 'paused', 'dissolved', 'withdrawn')")
    answer_channel = Check("channel IN ('link', 'code', 'phone', 'letter', 'reply', 'staff')")
