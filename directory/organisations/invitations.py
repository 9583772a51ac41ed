"""The invitation behind a link that a letter carries outside a round's own, in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from directory.tables.campaigns import Invitation
from directory.tokens import random_id, short_code


@dataclass(frozen=True, slots=True)
class Lasting:
    """An invitation that counts, and until when."""

    id: int
    expires_at: datetime


async def live_or_new(organisation: UUID, days: int, at: datetime) -> Lasting:
    """Return the invitation of an organisation that counts longest, else a new one that counts for some days."""
    counts = (Invitation.expires_at > at) & Invitation.revoked_at.is_null()
    row = await (
        Invitation.select(Invitation.id, Invitation.expires_at)
        .where((Invitation.organisation == organisation) & counts)
        .order_by(Invitation.expires_at, Invitation.id, ascending=False)
        .first()
    )
    if row is not None:
        return Lasting(row["id"], row["expires_at"])
    made = Invitation(
        organisation=organisation,
        random_id=random_id(),
        code=short_code(),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    await made.save()
    return Lasting(int(made.id), made.expires_at)
