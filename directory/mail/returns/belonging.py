"""Which letter of ours a mail speaks of, and which organisation; only what carries a letter's own mark is proof.

Anybody can write to the address that bounces go to. A letter's tag, its envelope id and its Message-ID are known
only to who had the letter, so they tie a mail to it; an address alone is a guess that staff may look at, and that
never stops a letter.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from directory.mail.addresses import spellings
from directory.mail.returns.parts import Parts
from directory.tables.mail import Letter, LetterInvitation
from directory.tables.organisations import Organisation

MOST_IDS = 50
TAG = re.compile(r"(?:\+|X-Directory-Ref:[ \t]{0,5})([0-9a-f]{20})\b", re.IGNORECASE)
BARE_TAG = re.compile(r"^(?:rfc822;|utf-8;)?\s{0,5}<?([0-9a-f]{20})>?$", re.IGNORECASE)
MESSAGE_ID = re.compile(r"<[^<>\s]{3,190}>")
ARRIVED_AT = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "cc")
REFERS = ("in-reply-to", "references", "x-ms-exchange-inbox-rules-loop", "original-message-id")


@dataclass(frozen=True, slots=True)
class Owner:
    """The letter a mail is tied to and the address it went to, and the organisations it is about."""

    letter: UUID | None
    address_norm: str
    organisations: tuple[UUID, ...]


async def owner_of(parts: Parts, address: str) -> Owner:
    """Return what a mail belongs to: by its marks, else the one organisation that is written to at the address."""
    letter = await _letter_of(parts)
    if letter is None:
        guess = await _organisation_at(address)
        return Owner(None, "", (guess,) if guess else ())
    ties = await LetterInvitation.select(LetterInvitation.organisation).where(
        LetterInvitation.letter == letter["id"]
    ).order_by(LetterInvitation.id)  # fmt: skip
    return Owner(UUID(str(letter["id"])), letter["address_norm"], tuple(UUID(str(tie["organisation"])) for tie in ties))


async def _letter_of(parts: Parts) -> dict[str, str] | None:
    """Return the letter whose mark a mail carries: the envelope's tag, then the envelope id, then Message-ID."""
    arrived = " ".join(parts.headers.get(name, "") for name in ARRIVED_AT)
    machine = [value for block in parts.delivery for value in block.values()]
    envelope_ids = [block["original-envelope-id"] for block in parts.delivery if "original-envelope-id" in block]
    said = " ".join([*machine, parts.returned, parts.text])
    tags = [found[1] for found in (BARE_TAG.match(one) for one in envelope_ids) if found]
    tags = [*TAG.findall(arrived), *tags, *TAG.findall(said)]
    ids = MESSAGE_ID.findall(" ".join([*(parts.headers.get(name, "") for name in REFERS), said]))
    for column, values in (
        (Letter.envelope_tag, [tag.lower() for tag in tags[:MOST_IDS]]),
        (Letter.message_id, ids[:MOST_IDS]),
    ):
        if values:
            found = await Letter.select(Letter.id, Letter.address_norm).where(column.is_in(values)).first()
            if found:
                return dict(found)
    return None


async def _organisation_at(address: str) -> UUID | None:
    spelt = spellings(address) if address else ["-"]
    rows = await Organisation.raw(
        """SELECT o.id FROM organisation o WHERE ARRAY[lower(o.update_email), lower(o.email)] && {}::text[]
           OR EXISTS (SELECT FROM contact k WHERE k.organisation = o.id AND lower(k.email) = ANY({}::text[]))
           LIMIT 2""",
        spelt,
        spelt,
    )
    return UUID(str(rows[0]["id"])) if len(rows) == 1 else None
