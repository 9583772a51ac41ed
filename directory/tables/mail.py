"""Letters on their way out, what happened to them, and mail that came in (MAIL.md)."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Boolean,
    Bytea,
    DoublePrecision,
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

from directory.tables.campaigns import Campaign, Invitation
from directory.tables.centres import Centre
from directory.tables.organisations import Organisation

STATES = (
    "planned", "ready", "sending", "accepted", "deferred",
    "refused", "unknown", "skipped", "cancelled", "expired",
)  # fmt: skip


class Letter(Table, tablename="letter"):
    """One letter to one address; its text is made again at each attempt from the frozen `context`.

    `lease_until` and `crossed_at` (the point of no return, just before DATA) are by the database
    clock; `due_at` and `expires_at` by the application clock. `why` says more of a final state, as
    in refused(address) or skipped(answered). The link is never stored: it is made again at each attempt, from
    the invitation or, in other letters, from `link_purpose` and `link_id`. Empty `reply_to` is the centre's.
    When the mail log is thinned, `context`, `address` and `reply_to` are emptied and the row stays: what reached an
    organisation is counted from it (campaigns/came_of_it.py).
    """

    id = UUID(primary_key=True)
    centre = ForeignKey(references=Centre, null=True, on_delete=OnDelete.restrict)
    campaign = ForeignKey(references=Campaign, null=True, on_delete=OnDelete.cascade)
    wave = Varchar(length=14)
    template = Varchar(length=40)
    language = Varchar(length=2)
    template_version = Varchar(length=16)
    address = Varchar(length=254)
    address_norm = Varchar(length=254, index=True)
    reply_to = Varchar(length=254)
    link_purpose = Varchar(length=10)
    link_id = Varchar(length=64)
    state = Varchar(length=9, default="planned")
    why = Varchar(length=20)
    due_at = Timestamptz()
    expires_at = Timestamptz(null=True, default=None)
    message_id = Varchar(length=200, unique=True)
    envelope_tag = Varchar(length=40, unique=True)
    context = JSONB(default="{}")
    attempts = Integer(default=0)
    lease_token = UUID(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    crossed_at = Timestamptz(null=True, default=None)
    last_code = Integer(null=True, default=None)
    last_text = Text()
    accepted_at = Timestamptz(null=True, default=None)
    state_at = Timestamptz()
    created_at = Timestamptz()

    letter_state = Check("state IN ('" + "', '".join(STATES) + "')")


class LetterInvitation(Table, tablename="letter_invitation"):
    """Which organisations a letter speaks of; carries the promise of at most one hand-over.

    `generation` is the invitation's when the letter was planned: when it has moved since, the link that the
    letter was to carry has been taken back from whoever it goes to, and the letter is not sent.
    """

    id = Serial(primary_key=True)
    letter = ForeignKey(references=Letter, null=False, on_delete=OnDelete.cascade)
    invitation = ForeignKey(references=Invitation, null=True, on_delete=OnDelete.cascade)
    generation = Integer(null=True, default=None)
    campaign = ForeignKey(references=Campaign, null=True, on_delete=OnDelete.cascade)
    wave = Varchar(length=14)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    address_norm = Varchar(length=254)

    letter_invitation_once = Unique([campaign, wave, organisation, address_norm])


class Attempt(Table, tablename="attempt"):
    """One try at handing a letter over: how far it came and what the server said (RFC 5321, RFC 3463)."""

    id = Serial(primary_key=True)
    letter = ForeignKey(references=Letter, null=False, on_delete=OnDelete.cascade)
    at = Timestamptz()
    worker = Varchar(length=100)
    stage = Varchar(length=10)
    outcome = Varchar(length=9)
    code = Integer(null=True, default=None)
    text = Text()


class IncomingMessage(Table, tablename="incoming_message"):
    """A mail that came back or was answered, stored as it came before anybody reads it."""

    id = Serial(primary_key=True)
    sha256 = Varchar(length=64, unique=True)
    content = Bytea()
    size = BigInt()
    received_at = Timestamptz()
    sender = Varchar(length=254)
    subject = Varchar(length=500)
    text = Text()
    kind = Varchar(length=10)
    address = Varchar(length=254)
    status = Varchar(length=12)
    proposal = Varchar(length=500)
    letter = ForeignKey(references=Letter, null=True, on_delete=OnDelete.set_null)
    organisation = ForeignKey(references=Organisation, null=True, on_delete=OnDelete.set_null)
    handled_at = Timestamptz(null=True, default=None)
    handled_by = Varchar(length=254)
    handled_as = Varchar(length=20)

    incoming_message_kind = Check("kind IN ('hard', 'soft', 'policy', 'auto-reply', 'complaint', 'reply', 'unknown')")


class DeliveryFact(Table, tablename="delivery_fact"):
    """Something that happened to a letter after it was handed over; only ever added to."""

    id = Serial(primary_key=True)
    letter = ForeignKey(references=Letter, null=True, on_delete=OnDelete.cascade)
    organisation = ForeignKey(references=Organisation, null=True, on_delete=OnDelete.cascade)
    message = ForeignKey(references=IncomingMessage, null=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=10)
    at = Timestamptz()
    address_norm = Varchar(length=254, index=True)
    status = Varchar(length=12)
    text = Text()

    delivery_fact_kind = Check(
        "kind IN ('hard', 'soft', 'policy', 'delayed', 'auto-reply', 'complaint', 'reply', 'answered')"
    )


class SendingGate(Table, tablename="sending_gate"):
    """What all workers share, by the database clock: the rate bucket and the circuit breaker per host."""

    name = Varchar(length=100, primary_key=True, default="")
    tokens = DoublePrecision(default=0.0)
    filled_at = Timestamptz()
    closed_until = Timestamptz(null=True, default=None)
    held = Boolean(default=False)
    reason = Text()


class Lineage(Table, tablename="lineage"):
    """Which database this is, told by what a restored or copied one cannot have; one row (mail/lineage.py).

    `name` is new whenever a copy was recognised. `written_in` is the transaction that wrote the row, `database`
    and `server_started` are those it was written in, `parts` the rest. `seen` is the highest id of an attempt
    so far; it only grows, here and in each machine's data folder.
    """

    id = Serial(primary_key=True)
    name = Varchar(length=32)
    written_in = Varchar(length=20)
    database = BigInt()
    server_started = Timestamptz()
    parts = JSONB(default="{}")
    seen = BigInt(default=0)
