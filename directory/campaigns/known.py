"""What is known of addresses and persons before a letter goes: suppressed, returned, not told yet."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from directory.campaigns.findings import Known, Returned
from directory.mail.addresses import is_allowed, norm_of, suppression_digest
from directory.mail.asking import GONE
from directory.settings import Settings
from directory.tables.contacts import Contact, Suppression
from directory.tables.mail import Letter
from directory.tokens import Keys

RECENTLY = timedelta(days=550)  # last year's round, also when this year's comes late


async def known(centre: int, addresses: Iterable[str], settings: Settings, at: datetime) -> Known:
    """Return all three for a centre's addresses."""
    norms = {norm_of(address) for address in addresses}
    return Known(await suppressed(norms, settings), await returned(norms, at - RECENTLY), await not_told(centre))


async def suppressed(addresses: Collection[str], settings: Settings) -> set[str]:
    """Return which addresses asked never to be written to; none when there is no key to know them by."""
    if not addresses or not settings.secret_keys:
        return set()
    keys = Keys(settings.secret_keys)
    digests = {suppression_digest(keys, address): address for address in addresses}
    rows = await Suppression.select(Suppression.digest).where(
        (Suppression.kind == "address") & Suppression.digest.is_in(list(digests))
    )
    return {digests[row["digest"]] for row in rows}


async def closed(addresses: Iterable[str], settings: Settings) -> set[str]:
    """Return to which addresses nothing is sent: suppressed ones, and those the setting does not allow."""
    norms = {norm_of(address) for address in addresses}
    listed = settings.sending_allow
    barred = {one for one in norms if settings.sending == "allowlist" and not is_allowed(one, "allowlist", listed)}
    return barred | await suppressed(norms, settings)


async def returned(addresses: Collection[str], since: datetime) -> dict[str, Returned]:
    """Return the addresses whose latest letter came back for good, and no letter has arrived there since."""
    rows = await Letter.raw(
        """
        SELECT DISTINCT ON (back.address_norm) back.address_norm, back.at, back.text
        FROM (SELECT f.address_norm, f.at, f.text FROM delivery_fact f
              JOIN letter ours ON ours.id = f.letter AND ours.address_norm = f.address_norm
              WHERE f.kind = 'hard' AND f.at >= {}
              UNION ALL SELECT address_norm, state_at, last_text FROM letter
              WHERE state = 'refused' AND why = 'address' AND state_at >= {}) back
        WHERE back.address_norm = ANY({}::text[])
          AND NOT EXISTS (SELECT FROM letter l WHERE l.address_norm = back.address_norm AND l.accepted_at > back.at)
        ORDER BY back.address_norm, back.at DESC
        """,
        since,
        since,
        list(addresses),
    )
    return {row["address_norm"]: Returned(row["at"], row["text"]) for row in rows}


async def not_told(centre: int) -> set[UUID]:
    """Return the organisations with a contact person who has not had the information notice (GDPR article 14)."""
    rows = await Contact.raw(
        """SELECT DISTINCT k.organisation FROM contact k JOIN organisation o ON o.id = k.organisation
           WHERE o.centre = {} AND k.notified_at IS NULL AND k.name <> ''""",
        centre,
    )
    return {row["organisation"] for row in rows}


async def dead(campaign_id: int, since: datetime) -> frozenset[str]:
    """Return the addresses (addresses.norm_of) that do not exist, as a round's letters have shown since its opening.

    By the same rule a letter that is planned already is not sent (mail/asking.py).
    """
    rows = await Letter.raw(GONE.format(campaign="{}", since="{}"), campaign_id, since)
    return frozenset(row["address_norm"] for row in rows)
