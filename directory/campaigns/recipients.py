"""A round organisation by organisation, and a letter with everything that was tried (for the staff's pages)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.campaigns import facts
from directory.campaigns.answered import ANSWERED, LATEST
from directory.campaigns.plan import address_of
from directory.campaigns.reads import described, find
from directory.errors import NotFound
from directory.mail import letters
from directory.mail.asking import STANDS
from directory.mail.contexts import LETTERS, thawed
from directory.mail.rehearsal import without_note
from directory.mail.several import undo_links
from directory.organisations.language import language_of
from directory.settings import Settings
from directory.tables.campaigns import Campaign
from directory.tables.mail import Attempt, Letter

SAMPLE_CODE = "XXXX-XXXX"


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation in a round: its latest answer (a kind, `replied` or `unanswered`) and its latest letter."""

    organisation: UUID
    name: str
    phone: str
    answer: str
    answered_at: datetime | None
    letter: UUID | None
    wave: str | None
    state: str | None
    why: str | None
    address: str | None
    stopped: bool


RECIPIENTS = """
SELECT * FROM (
  SELECT o.id AS organisation, o.name, o.phone, o.sort_key,
    ANSWERED AS answer,
    a.at AS answered_at, l.id AS letter, l.wave, l.state, l.why, l.address,
    (i.opted_out_at IS NOT NULL) AS stopped
  FROM invitation i JOIN campaign c ON c.id = i.campaign JOIN organisation o ON o.id = i.organisation LATEST
  LEFT JOIN LATERAL (SELECT x.* FROM letter_invitation t JOIN letter x ON x.id = t.letter
                     WHERE t.invitation = i.id AND x.campaign = c.id ORDER BY x.created_at DESC, x.id LIMIT 1) l ON true
  WHERE c.id = {}) r
WHERE ({} = '' OR r.answer = {}) ORDER BY r.sort_key, r.organisation
""".replace("ANSWERED", ANSWERED).replace("LATEST", LATEST)


async def recipients(campaign_id: int, answer: str = "") -> Sequence[Recipient]:
    """Return who is asked in a round, by name; with `answer` only those who answered so."""
    rows = await Campaign.raw(RECIPIENTS, campaign_id, answer, answer)
    return [Recipient(**{item.name: row[item.name] for item in fields(Recipient)}) for row in rows]


async def letter(letter_id: UUID) -> dict[str, Any]:
    """Return a letter's row with what belongs to it. Raises NotFound.

    `organisations` it speaks of (id, name, and whether each has `answered` since), `tries` every attempt and `facts`
    what came of it (at, kind, text), each oldest first; `round_state` is empty for a letter of no round.
    """
    rows = await Letter.raw(
        """SELECT l.*, COALESCE(c.state, '') AS round_state FROM letter l LEFT JOIN campaign c ON c.id = l.campaign
           WHERE l.id = {}""",
        letter_id,
    )
    if not rows:
        raise NotFound("no such letter")
    organisations = await Letter.raw(
        f"""SELECT o.id, o.name, EXISTS (SELECT FROM answer a WHERE a.organisation = o.id AND a.at >= l.created_at
             AND {STANDS}) AS answered
           FROM letter l JOIN letter_invitation t ON t.letter = l.id JOIN organisation o ON o.id = t.organisation
           WHERE l.id = {{}} ORDER BY o.sort_key, o.id""",  # noqa: S608  # its parts are ours
        letter_id,
    )
    tries = await Attempt.select().where(Attempt.letter == letter_id).order_by(Attempt.at, Attempt.id)
    facts_ = await Letter.raw("SELECT at, kind, text FROM delivery_fact WHERE letter = {} ORDER BY at, id", letter_id)
    return {**rows[0], "organisations": organisations, "tries": list(tries), "facts": facts_}


async def body(letter_id: UUID, stand_in: str) -> str:
    """Return a letter's HTML as it was sent, with `stand_in` where the live link stood. Raises NotFound."""
    row = await letter(letter_id)
    kind = LETTERS[row["template"]]
    facts, _note = without_note(json.loads(row["context"]))
    links = {name: _stand_in(name, facts, stand_in) for name in kind.AT_SENDING}
    context = thawed(row["template"], facts, **links)
    return letters.render(row["template"], row["language"], context).html


def _stand_in(name: str, facts: Mapping[str, Any], address: str) -> str | tuple[str, ...]:
    if name == "undo_links":
        return undo_links(facts, lambda _visit: address)
    return SAMPLE_CODE if name == "code" else address


async def sample(campaign_id: int, language: str, settings: Settings, at: datetime, stand_in: str) -> str:
    """Return the first letter's HTML as the first recipient with this language would get it.

    Raises NotFound when nobody is there to write to.
    """
    campaign = await find(campaign_id)
    found = await described(campaign.centre["id"], opened_at=campaign.opened_at or at)
    fitting = [one for one in found if language_of(one.candidate.language, one.candidate.municipality) == language]
    if not found:
        raise NotFound("nobody to write to")
    one = (fitting or found)[0]
    told = facts.Told(address_of(one.candidate), (one,))
    following = len(campaign.reminders) + (campaign.after_deadline is not None)
    round_ = campaign.round_(settings, at)
    stored = facts.stored("first", told, round_, facts.alike("first", round_, following, language), language)
    context = thawed("first", stored, link=stand_in, code=SAMPLE_CODE)
    return letters.render("first", language, context).html
