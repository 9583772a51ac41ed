"""One receipt for all that is answered to a letter about several, in the caller's transaction.

It waits while its reader goes on, and goes when the last of them is answered. Locks, in this order and no other: the
entry's row, the other letters that wait, the receipts of one bundle (by turns), the receipts that wait by their
ids. So two who answer at once, and staff who close links meanwhile, never wait in a ring.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from directory.i18n import speaking
from directory.mail.addresses import norm_of
from directory.mail.asking import ALIVE, STANDS
from directory.mail.context_answers import Answered, Receipts
from directory.mail.contexts import frozen
from directory.mail.outbox import NewLetter, put
from directory.mail.rendering import BUNDLE, RECEIPTS
from directory.mail.several import about
from directory.mail.signature import signature
from directory.mail.states import before
from directory.organisations.consent_rows import taken_back_at
from directory.organisations.reads import Stored
from directory.organisations.reads_visit import Running
from directory.organisations.receipts import Said, put_receipt, told_of
from directory.tables.mail import Letter, LetterInvitation

WAITS = timedelta(minutes=15)  # for the next answer
AT_MOST = timedelta(hours=1)  # since the first: whoever has got hold of a link cannot put its receipt off for ever
LOCK = 20_261_122
TEMPLATE = "receipts"

TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended({}, {}))"
# Something is asked still about one on the page behind the link (campaigns/links.TIED, LookedAfter.done_with).
UNANSWERED = f"""
SELECT FROM letter l JOIN campaign c ON c.id = l.campaign
JOIN letter same ON same.campaign = l.campaign AND same.address_norm = l.address_norm
JOIN letter_invitation li ON li.letter = same.id JOIN invitation i ON i.id = li.invitation
JOIN organisation o ON o.id = li.organisation AND o.status <> 'dissolved'
WHERE l.envelope_tag = {{}} AND l.link_purpose = 'letter' AND {ALIVE} AND i.expires_at > {{}}
  AND NOT EXISTS (SELECT FROM answer a WHERE a.organisation = li.organisation AND a.at >= c.opened_at
                  AND {STANDS})
LIMIT 1
"""  # noqa: S608  # its parts are ours
# A receipt that a worker has taken is another's now, and so is one that has been tried.
HOLD = """
SELECT id, language, centre, state, due_at, created_at, context FROM letter
WHERE address_norm = {} AND link_purpose = 'receipts' AND link_id = {} AND state = ANY({}::text[]) AND attempts = 0
ORDER BY id FOR UPDATE
"""
LET_GO = """
UPDATE letter SET state = 'ready', state_at = {}, due_at = LEAST(due_at, {})
WHERE address_norm = {} AND link_purpose = 'receipts' AND link_id = {} AND state = 'planned'
"""
HOLD_OF = """
SELECT id, context FROM letter
WHERE link_purpose = 'receipts' AND state = ANY({}::text[]) AND crossed_at IS NULL
  AND id IN (SELECT letter FROM letter_invitation WHERE organisation = {}) ORDER BY id FOR UPDATE
"""
WRITE_ANEW = """
UPDATE letter SET context = {}::text::jsonb, state = CASE state WHEN 'sending' THEN 'ready' ELSE state END,
  lease_token = NULL, lease_until = NULL
WHERE id = {}
"""


async def put_together(
    stored: Stored, centre: Mapping[str, Any], said: Said, visit: Running, at: datetime, language: str
) -> None:
    """Tell of an answer to a letter about several in the receipt of them all; it goes when nobody is left to answer.

    Where letters about the organisation go to another address by now, its receipt goes there by itself, at once.
    """
    await Letter.raw(TAKE_TURNS, visit.bundle, LOCK)
    bundle = (Letter.envelope_tag == visit.bundle) & (Letter.link_purpose == BUNDLE)
    row = await Letter.select(Letter.address_norm).where(bundle).first()
    norm = row["address_norm"] if row else ""
    waiting = await Letter.raw(HOLD, norm, visit.bundle, ["planned", "ready"])
    if not norm or norm_of(stored.entry.update_address) != norm:
        await put_receipt(stored, centre, said, visit.id, at, language)
    else:
        fitting = [one for one in waiting if (one["language"], one["centre"]) == (language, centre["id"])]
        facts = await _facts(stored, centre, said, visit.id, at, language)
        await (_add(fitting[-1], stored, facts, at) if fitting else _begin(stored, centre, facts, visit, at, language))
    if not await Letter.raw(UNANSWERED, visit.bundle, at):
        await Letter.raw(LET_GO, at, at, norm, visit.bundle)


async def _facts(
    stored: Stored, centre: Mapping[str, Any], said: Said, visit: UUID, at: datetime, language: str
) -> dict[str, Any]:
    """Return the stored facts of a receipt that tells of one answer."""
    with speaking(language):
        part = Answered(id=str(stored.id), visit=visit.hex, name=stored.entry.name, **told_of(stored, said, at))
    back = await taken_back_at(stored.id, stored.entry.update_address, language)
    signed: dict[str, Any] = {**signature(centre, language), "consent_url": back}
    return frozen(Receipts(organisation=stored.entry.name, number=1, entries=(part,), **signed))


async def _begin(
    stored: Stored, centre: Mapping[str, Any], facts: dict[str, Any], visit: Running, at: datetime, language: str
) -> None:
    letter = NewLetter(
        template=TEMPLATE,
        language=language,
        address=stored.entry.update_address,
        context=facts,
        centre=centre["id"],
        due_at=at + WAITS,
        organisations=((stored.id, None),),
        link_purpose=RECEIPTS,
        link_id=visit.bundle,
    )
    await put(letter, at)


async def _add(waits: Mapping[str, Any], stored: Stored, facts: Mapping[str, Any], at: datetime) -> None:
    """Write an answer into a receipt that waits, after those that stand there; what was said again says so."""
    told, mine = json.loads(waits["context"]), str(stored.id)
    earlier = [one | {"listed": stored.published} if one["id"] == mine else one for one in told["entries"]]
    again = any(one["id"] == mine for one in earlier)
    entries = [*earlier, *(one | {"again": again} for one in facts["entries"])]
    told = about(entries, told, waits["language"]) | {"consent_url": told["consent_url"] or facts["consent_url"]}
    due_at = max(waits["due_at"], min(at + WAITS, waits["created_at"] + AT_MOST))
    values: dict[Any, Any] = {Letter.context: json.dumps(told)}
    if waits["state"] == "planned":
        values[Letter.due_at] = due_at
    await Letter.update(values).where(Letter.id == waits["id"])
    if not again:
        tie = LetterInvitation(
            letter=waits["id"], organisation=stored.id, address_norm=norm_of(stored.entry.update_address)
        )
        await tie.save()


async def take_undo_out(organisation: UUID, over: str, visit: UUID | None = None) -> None:
    """Take the undo links of an organisation (`visit`: of one visit alone) out of the receipts that wait.

    `over` says why: `closed` or `undone`. One in a worker's hands is written anew, unless it is past its point of no
    return.
    """
    for row in await Letter.raw(HOLD_OF, before("skipped"), organisation):
        told = json.loads(row["context"])
        entries = [_over(one, organisation, over, visit) for one in told["entries"]]
        await Letter.raw(WRITE_ANEW, json.dumps(told | {"entries": entries}), row["id"])


def _over(entry: dict[str, Any], organisation: UUID, over: str, visit: UUID | None) -> dict[str, Any]:
    about_it = entry["id"] == str(organisation) and (visit is None or entry["visit"] == visit.hex)
    return entry | {"over": over} if about_it and not entry["over"] else entry
