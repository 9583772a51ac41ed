"""What a link or a code opens. Looking writes nothing: mail scanners open links too (SECURITY.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.campaigns.codes import meanings, signs
from directory.mail.addresses import spellings
from directory.mail.rendering import BUNDLE
from directory.tables.campaigns import Invitation
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation
from directory.tokens import Keys, read_link_token

PURPOSE = "link"
LONGEST = 200  # characters of a token
MOST_AT_ONCE = 20  # organisations one mailbox may look after and be mailed about at once


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that counts: whose entry it opens, in which round (None: a link asked for on its own)."""

    invitation: int
    organisation: UUID
    campaign: int | None
    random_id: str
    generation: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedBundle:
    """A letter's link that counts: the organisations one mailbox looks after, in the language of its letter."""

    reference: str
    language: str
    members: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class Expired:
    """A link of ours whose time is over; `language` and `letter` as in Revoked."""

    organisation: UUID
    language: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Revoked:
    """A link of ours that was taken back, or replaced by a newer one.

    `language` is that of a letter about several which brought it, else empty: the organisation's own. `letter` is that
    letter's reference.
    """

    organisation: UUID
    language: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not a link of ours."""


Found = Opened | OpenedBundle | Expired | Revoked | Unknown

# What the letters of one round to one address speak of. A tie counts while the link it was to carry does.
TIED = """
SELECT DISTINCT ON (o.sort_key, i.organisation) i.*, l.language, l.envelope_tag AS letter, o.name,
  o.published AND o.status <> 'dissolved' AS listed,
  i.revoked_at IS NULL AND i.generation = t.generation AS counts
FROM letter l JOIN letter same ON same.campaign = l.campaign AND same.address_norm = l.address_norm
JOIN letter_invitation t ON t.letter = same.id JOIN invitation i ON i.id = t.invitation
JOIN organisation o ON o.id = i.organisation
WHERE l.envelope_tag = {} AND l.link_purpose = 'letter'
ORDER BY o.sort_key, i.organisation, i.generation = t.generation DESC
"""

# A code that a newer one has replaced is still told apart from a mistyped one.
CODED = """
SELECT * FROM invitation
WHERE code = ANY({}::text[]) OR (cardinality(former_codes) > 0 AND former_codes && {}::varchar[])
"""


async def open_link(token: str, keys: Keys, at: datetime) -> Found:
    """Return what a token opens; reads only."""
    if len(token) > LONGEST:
        return Unknown()
    if payload := read_link_token(keys, PURPOSE, token):
        return await open_invitation(*payload, at)
    bundle = read_link_token(keys, BUNDLE, token)
    return await open_bundle(bundle[0], at) if bundle else Unknown()


async def open_bundle(reference: str, at: datetime) -> Found:
    """Return what the link of a letter about several opens: those whose own link has not been taken back."""
    rows = await Invitation.raw(TIED, reference)
    found = [_open(row, at) for row in rows if row["counts"]]
    members = tuple(one for one in found if isinstance(one, Opened))
    if members:
        return OpenedBundle(reference, rows[0]["language"], members)
    if found:
        return found[0]
    return Revoked(rows[0]["organisation"], rows[0]["language"], reference) if rows else Unknown()


async def open_member(reference: str, organisation: UUID, at: datetime) -> Found:
    """Return what the link of a letter about several opens of one organisation."""
    row = next((row for row in await Invitation.raw(TIED, reference) if row["organisation"] == organisation), None)
    if row is None:
        return Unknown()
    return _open(row, at) if row["counts"] else Revoked(organisation, row["language"], reference)


async def public_in(reference: str) -> Sequence[tuple[UUID, str]]:
    """Return id and name of those of the organisations in a letter about several that are public, by name."""
    return [(row["organisation"], row["name"]) for row in await Invitation.raw(TIED, reference) if row["listed"]]


async def closed_by_staff(random_ids: Sequence[str], references: Sequence[str], at: datetime) -> set[UUID]:
    """Return whose links staff have closed, among what some invitations and some letters about several opened."""
    own = await Invitation.select().where(Invitation.random_id.is_in(list(random_ids))) if random_ids else []
    rows = [*own, *[row for reference in references for row in await Invitation.raw(TIED, reference)]]
    return {row["organisation"] for row in rows if row["revoked_at"] is not None and row["expires_at"] > at}


async def open_invitation(random_id: str, generation: int, at: datetime) -> Found:
    """Return what an invitation opens, for a visitor who has come through its link before (signed cookie)."""
    return (await open_invitations({random_id: generation}, at))[random_id]


async def open_invitations(generations: Mapping[str, int], at: datetime) -> dict[str, Found]:
    """Return what each of several invitations opens, by its random id, as `open_invitation`."""
    rows = await Invitation.select().where(Invitation.random_id.is_in(list(generations))) if generations else []
    found = {row["random_id"]: _open_as(row, generations[row["random_id"]], at) for row in rows}
    return {random_id: found.get(random_id, Unknown()) for random_id in generations}


def _open_as(row: dict[str, Any], generation: int, at: datetime) -> Found:
    if row["revoked_at"] is not None or row["generation"] != generation:
        return Revoked(row["organisation"])
    return _open(row, at)


async def open_code(typed: str, at: datetime) -> Found:
    """Return what a short code opens, however it is typed (campaigns/codes.py); reads only.

    Signs that look alike stand for one another only where a single code of ours is meant.
    """
    codes = meanings(typed)
    if not codes:
        return Unknown()
    listed = list(codes)
    invitations = await Invitation.raw(CODED, listed, listed)
    letters = await Letter.select(Letter.envelope_tag, Letter.link_id).where(
        (Letter.link_purpose == BUNDLE) & Letter.link_id.is_in(listed)
    )
    meant: dict[str, Found] = {
        code: Revoked(row["organisation"]) for row in invitations for code in row["former_codes"] if code in codes
    }
    meant |= {row["code"]: _open_as(row, row["generation"], at) for row in invitations if row["code"] in codes}
    meant |= {row["link_id"]: await open_bundle(row["envelope_tag"], at) for row in letters}
    return meant.get(signs(typed)) or (next(iter(meant.values())) if len(meant) == 1 else Unknown())


async def live_invitation(organisation: UUID, at: datetime) -> Opened | None:
    """Return the newest invitation of an organisation that still opens its entry."""
    row = (
        await Invitation.select()
        .where(
            (Invitation.organisation == organisation) & (Invitation.expires_at > at) & Invitation.revoked_at.is_null()
        )
        .order_by(Invitation.expires_at, ascending=False)
        .order_by(Invitation.id, ascending=False)
        .first()
    )
    found = _open(row, at) if row else None
    return found if isinstance(found, Opened) else None


async def written_to_at(address: str) -> Sequence[UUID]:
    """Return the published organisations whose letters go to an address, however it is spelt."""
    if not address.strip():
        return []
    rows = await Organisation.raw(
        """SELECT id FROM organisation WHERE published
           AND lower(CASE WHEN update_email <> '' THEN update_email ELSE email END) = ANY({}::text[])
           ORDER BY sort_key LIMIT {}""",
        spellings(address),
        MOST_AT_ONCE,
    )
    return [row["id"] for row in rows]


def _open(row: dict[str, Any], at: datetime) -> Found:
    if row["expires_at"] <= at:
        return Expired(row["organisation"], row.get("language", ""), row.get("letter", ""))
    return Opened(
        invitation=row["id"],
        organisation=row["organisation"],
        campaign=row["campaign"],
        random_id=row["random_id"],
        generation=row["generation"],
        expires_at=row["expires_at"],
    )
