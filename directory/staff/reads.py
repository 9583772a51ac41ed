"""Who works where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from directory.staff.policy import Member
from directory.tables.staff import Membership, Session, SignInToken, StaffMember
from directory.tokens import Keys, fingerprint, read_link_token

PURPOSE = "sign-in"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One line of a centre's list of staff."""

    id: int
    email: str
    name: str
    role: str
    disabled: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, and which session it is."""

    member: Member
    digest: str
    seen_at: datetime


async def by_email(email: str) -> Mapping[str, Any] | None:
    """Return the row of an employee by address, None when there is none."""
    return await StaffMember.select().where(StaffMember.email == email.strip().lower()).first()


async def member(row: Mapping[str, Any]) -> Member:
    """Return an employee with the roles, from a row of `staff_member`."""
    rows = await Membership.select(Membership.centre, Membership.role).where(Membership.staff == row["id"])
    roles = {item["centre"]: item["role"] for item in rows}
    return Member(row["id"], row["email"], row["name"], row["language"], roles)


async def signed_in(session: str, idle: timedelta, longest: timedelta, at: datetime) -> SignedIn | None:
    """Return whose session a cookie names; None when it is unknown, ended, idle or too old (ASVS 5.0, 7.3)."""
    digest = fingerprint(session)
    found = await (
        Session.select(Session.staff, Session.seen_at)
        .where(
            (Session.digest == digest)
            & Session.ended_at.is_null()
            & (Session.seen_at > at - idle)
            & (Session.created_at > at - longest)
        )
        .first()
    )
    row = (
        found
        and await StaffMember.select()
        .where((StaffMember.id == found["staff"]) & StaffMember.disabled_at.is_null())
        .first()
    )
    return SignedIn(await member(row), digest, found["seen_at"]) if found and row else None


async def link_state(keys: Keys, token: str, at: datetime) -> str:
    """Return whether a sign-in link is `good`, `spent` (used, expired, the person is gone) or `unknown`."""
    read = read_link_token(keys, PURPOSE, token)
    row = read and await SignInToken.select().where(SignInToken.digest == fingerprint(read[0])).first()
    if not row:
        return "unknown"
    return "spent" if row["used_at"] or row["expires_at"] <= at else "good"


async def colleagues(centre: int) -> Sequence[Colleague]:
    """Return everyone with a role at a centre, by name."""
    rows = await Membership.raw(
        """
        SELECT m.id, m.email, m.name, p.role, m.disabled_at IS NOT NULL AS disabled,
               (SELECT max(s.seen_at) FROM session s WHERE s.staff = m.id) AS seen_at
        FROM membership p JOIN staff_member m ON m.id = p.staff
        WHERE p.centre = {} ORDER BY m.disabled_at IS NOT NULL, lower(m.name), m.email
        """,
        centre,
    )
    return [Colleague(**row) for row in rows]
