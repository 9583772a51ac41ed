"""Doubtful letters are settled: by a named person with a reason, or by evidence (MAIL.md)."""

from datetime import datetime
from uuid import UUID

from piccolo.columns import Column

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import Conflict, Invalid, NotFound, Refused
from directory.i18n import _
from directory.mail import doubt_words
from directory.mail.addresses import suppression_digest
from directory.mail.doubts import PROVEN, SPOKEN_OF
from directory.mail.statements import REASON
from directory.mail.states import move
from directory.tables.mail import Attempt, DeliveryFact, Letter
from directory.tokens import Keys

VERDICTS = {"accepted": "accepted", "resend": "ready"}
BY_PERSON, BY_EVIDENCE = "person", "evidence"  # stages of an attempt that is no attempt at sending
LONGEST_REASON = 1000

LOOK = f"SELECT l.state, l.expires_at, l.campaign, ({REASON}) AS reason FROM letter l WHERE l.id = {{}}"  # noqa: S608
SETTLED = f"""
UPDATE letter l SET state = 'accepted', why = '', state_at = {{}}, accepted_at = {{}}, lease_token = NULL,
  lease_until = NULL
WHERE l.state = 'unknown' AND ({{}}::uuid IS NULL OR l.id = {{}}) AND ({{}}::int IS NULL OR l.id IN (
    SELECT letter FROM letter_invitation WHERE invitation = {{}}))
  AND ({PROVEN} OR {SPOKEN_OF})
RETURNING l.id, {PROVEN} AS answered
"""  # noqa: S608  # ours, without a placeholder


async def settle(letter_id: UUID, verdict: str, why: str, by: str, at: datetime, keys: Keys) -> None:
    """Settle a doubtful letter: `accepted` (it arrived) or `resend` (once more, with the same Message-ID).

    A letter that is sent again passes the point of no return again, so an answer that comes meanwhile still
    stops it. Raises NotFound; Invalid without a reason; Conflict when it is not doubtful (any more); Refused for
    sending again when the reason to write is gone.
    """
    if verdict not in VERDICTS:
        raise Invalid({"verdict": f"accepted or resend is wanted, not {verdict!r}"})
    why = why.strip()[:LONGEST_REASON]
    if not why:
        raise Invalid({"why": "a reason is wanted: say how you know"})
    async with transaction():
        reason = await _locked(letter_id, keys, at)
        if verdict == "resend" and reason not in ("", "wait"):
            raise Refused(_("The letter is not sent again: %(why)s.") % {"why": doubt_words.gone(reason)})
        state = move("unknown", VERDICTS[verdict])
        await _write(letter_id, state, at)
        await Attempt(letter=letter_id, at=at, worker=by[:100], stage=BY_PERSON, outcome=state, text=why).save()
        await record(Verb.LETTER_SETTLED, f"letter:{letter_id}", by, at, verdict=verdict, why=why)


async def settle_by_evidence(at: datetime, *, invitation: int | None = None, letter: UUID | None = None) -> int:
    """Settle every doubtful letter that an answer or a mail proves to have arrived; return how many.

    With `invitation` only its letters, with `letter` only that: to be called in the transaction of the answer or of
    the mail. Safe to repeat.
    """
    rows = await Letter.raw(SETTLED, at, at, letter, letter, invitation, invitation)
    for row in rows:
        if row["answered"]:
            await DeliveryFact(letter=row["id"], kind="answered", at=at).save()
        await record(Verb.LETTER_SETTLED, f"letter:{row['id']}", "mail", at, verdict="accepted", why=BY_EVIDENCE)
    return len(rows)


async def _locked(letter_id: UUID, keys: Keys, at: datetime) -> str:
    """Lock a doubtful letter and return why it need not be sent again. Raises NotFound and Conflict."""
    held = await Letter.raw("SELECT address FROM letter WHERE id = {} FOR UPDATE", letter_id)
    if not held:
        raise NotFound(f"there is no letter {letter_id}")
    row = (await Letter.raw(LOOK, suppression_digest(keys, held[0]["address"]), letter_id))[0]
    if row["state"] != "unknown":
        raise Conflict(f"letter {letter_id} is {row['state']}, not unknown: somebody has settled it already")
    if row["expires_at"] is not None and row["expires_at"] <= at:
        return str(row["reason"] or "expired")
    return str(row["reason"] or "")


async def _write(letter_id: UUID, state: str, at: datetime) -> None:
    """Without its lease token: the worker that left it comes too late from now on."""
    values: dict[Column | str, object] = {
        Letter.state: state,
        Letter.why: "",
        Letter.state_at: at,
        Letter.lease_token: None,
        Letter.lease_until: None,
    }
    values |= {Letter.crossed_at: None, Letter.due_at: at} if state == "ready" else {Letter.accepted_at: at}
    await Letter.update(values).where(Letter.id == letter_id)
