"""Employees come, sign in and go; each act in one transaction with its record."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import Invalid, NotFound, Refused
from directory.i18n import _, day, speaking
from directory.mail.addresses import read_address
from directory.mail.contexts import SignIn, frozen
from directory.mail.outbox import NewLetter, put
from directory.staff import reads
from directory.staff.policy import ROLES
from directory.staff.reads import PURPOSE, SignedIn
from directory.tables.centres import Centre
from directory.tables.staff import Membership, Session, SignInToken, StaffMember
from directory.tokens import Keys, fingerprint, link_token, random_id, read_link_token, session_id

LINK_LASTS = timedelta(minutes=15)
NOTE_SEEN_EVERY = timedelta(minutes=1)


class LinkSpent(Refused):
    """A sign-in link has been used, or its time is over."""


async def add(email: str, role: str, centre: int, by: str, at: datetime, name: str = "") -> int:
    """Give a person a role at a centre, and let a disabled one in again; return the person's id.

    Adding twice sets the role anew. A name is only set while nobody else knows the person by another. Raises
    Invalid for what is no address or no role, Refused when the centre's last administrator would be less.
    """
    if role not in ROLES:
        raise Invalid({"role": _("Choose a role.")})
    address = an_address(email)
    async with transaction():
        row = await reads.by_email(address)
        if row is None:
            person = StaffMember(email=address, name=name, created_at=at)
            await person.save()
            staff = int(person.id)
        else:
            staff = row["id"]
            await _let_in(row, role, centre, name)
        await Membership.insert(Membership(staff=staff, centre=centre, role=role)).on_conflict(
            target=(Membership.staff, Membership.centre), action="DO UPDATE", values=[Membership.role]
        )
        await record(Verb.STAFF_ADDED, f"staff:{staff}", by, at, role=role, centre=centre)
        return staff


async def _let_in(row: Mapping[str, Any], role: str, centre: int, name: str) -> None:
    """Prepare somebody known for a role at a centre; what another centre calls them stays."""
    staff = row["id"]
    await Centre.raw("SELECT id FROM centre WHERE id = {} FOR UPDATE", centre)
    memberships = await Membership.select().where(Membership.staff == staff)
    leads = any(item["centre"] == centre and item["role"] == "admin" for item in memberships)
    if leads and role != "admin" and not await _other_administrator(centre, staff):
        raise Refused(_("This is the only administrator. Add another one first."))
    elsewhere = any(item["centre"] != centre for item in memberships)
    called = row["name"] if elsewhere else name or row["name"]
    await StaffMember.update({StaffMember.disabled_at: None, StaffMember.name: called}).where(StaffMember.id == staff)


async def disable(email: str, by: str, at: datetime) -> None:
    """Shut a person out of everything at once: sessions and links end. Raises NotFound."""
    async with transaction():
        row = await reads.by_email(email)
        if row is None:
            raise NotFound(f"no such employee: {email}")
        await _shut_out(row["id"], by, at)


async def leave(staff: int, centre: int, by: str, at: datetime) -> None:
    """Take a person's role at one centre; whoever has no other role is shut out.

    Raises NotFound, and Refused for the centre's last administrator, so that nobody is locked out for good.
    """
    async with transaction():
        await Centre.raw("SELECT id FROM centre WHERE id = {} FOR UPDATE", centre)
        rows = await Membership.select().where(Membership.centre == centre)
        mine = next((row for row in rows if row["staff"] == staff), None)
        if mine is None:
            raise NotFound("no such employee")
        if mine["role"] == "admin" and not await _other_administrator(centre, staff):
            raise Refused(_("This is the only administrator. Add another one first."))
        await Membership.delete().where(Membership.id == mine["id"])
        if not await Membership.exists().where(Membership.staff == staff):
            await _shut_out(staff, by, at)
        else:
            await record(Verb.STAFF_DISABLED, f"staff:{staff}", by, at, centre=centre)


async def sign_in_link(email: str, keys: Keys, by: str, at: datetime) -> str:
    """Make a one-time sign-in link and return its token; the link works for 15 minutes. Raises NotFound."""
    async with transaction():
        row = await _active(email)
        if row is None:
            raise NotFound(f"no such employee: {email}")
        return link_token(keys, PURPOSE, await _new_link(row["id"], by, at), 1)


async def request_link(email: str, site: str, at: datetime) -> None:
    """Send a sign-in link to an employee, and do nothing for anybody else: it takes longer for an employee.

    `site` is the address of this installation. Raises Invalid for what is no address.
    """
    address = an_address(email)
    async with transaction():
        row = await _active(address)
        if row is None:
            return
        link_id = await _new_link(row["id"], row["email"], at)
        with speaking(row["language"]):
            context = SignIn(site=site, minutes=int(LINK_LASTS.total_seconds() // 60), asked_at=day(at))
        letter = NewLetter(
            template="sign_in",
            language=row["language"],
            address=row["email"],
            context=frozen(context),
            centre=await _sender(row["id"]),
            due_at=at,
            expires_at=at + LINK_LASTS,
            link_purpose=PURPOSE,
            link_id=link_id,
        )
        await put(letter, at)


async def sign_in(token: str, keys: Keys, at: datetime) -> str:
    """Spend a sign-in link and return the id of the new session, for the browser alone.

    Raises NotFound for a token that is not ours, LinkSpent for one that was used or is too old.
    """
    read = read_link_token(keys, PURPOSE, token)
    if read is None:
        raise NotFound("no such link")
    async with transaction():
        digest = fingerprint(read[0])
        rows = await (
            SignInToken.update({SignInToken.used_at: at})
            .where((SignInToken.digest == digest) & SignInToken.used_at.is_null() & (SignInToken.expires_at > at))
            .returning(SignInToken.staff)
        )
        staff = rows[0]["staff"] if rows else None
        enabled = StaffMember.disabled_at.is_null()
        if staff is None or not await StaffMember.exists().where((StaffMember.id == staff) & enabled):
            raise LinkSpent("the link has been used, or its time is over")
        session = session_id()
        await Session.insert(Session(digest=fingerprint(session), staff=staff, created_at=at, seen_at=at))
        await record(Verb.SIGNED_IN, f"staff:{staff}", f"staff:{staff}", at)
        return session


async def session(cookie: str, idle: timedelta, longest: timedelta, at: datetime) -> SignedIn | None:
    """Return who is signed in by a cookie and note that they were seen; None when nobody is."""
    found = await reads.signed_in(cookie, idle, longest, at) if cookie else None
    if found and at - found.seen_at > NOTE_SEEN_EVERY:
        await Session.update({Session.seen_at: at}).where(Session.digest == found.digest)
    return found


async def sign_out(cookie: str, at: datetime) -> None:
    """End a session; one that is unknown or over stays as it is."""
    async with transaction():
        rows = await (
            Session.update({Session.ended_at: at})
            .where((Session.digest == fingerprint(cookie)) & Session.ended_at.is_null())
            .returning(Session.staff)
        )
        for row in rows:
            await record(Verb.SIGNED_OUT, f"staff:{row['staff']}", f"staff:{row['staff']}", at)


async def forget_old(at: datetime) -> None:
    """Remove links and sessions that have been over for a month."""
    before = at - timedelta(days=30)
    await SignInToken.delete().where(SignInToken.expires_at < before)
    await Session.delete().where((Session.seen_at < before) | (Session.ended_at < before))


def an_address(email: str) -> str:
    """Return an employee's address in the form it is kept in. Raises Invalid for what is no address."""
    try:
        return read_address(email).written.lower()
    except ValueError:
        problem = _("This is not a whole e-mail address. An example of a whole one: post@example.no.")
        raise Invalid({"email": problem}) from None


async def _active(email: str) -> Mapping[str, Any] | None:
    row = await reads.by_email(email)
    return row if row and row["disabled_at"] is None else None


async def _new_link(staff: int, by: str, at: datetime) -> str:
    secret = random_id()
    await SignInToken.insert(
        SignInToken(digest=fingerprint(secret), staff=staff, created_at=at, expires_at=at + LINK_LASTS)
    )
    await record(Verb.SIGN_IN_LINK_MADE, f"staff:{staff}", by, at)
    return secret


async def _shut_out(staff: int, by: str, at: datetime) -> None:
    await StaffMember.update({StaffMember.disabled_at: at}).where(StaffMember.id == staff)
    # Whoever lets the person in again later decides over that centre's role only.
    await Membership.delete().where(Membership.staff == staff)
    await Session.update({Session.ended_at: at}).where((Session.staff == staff) & Session.ended_at.is_null())
    await SignInToken.update({SignInToken.used_at: at}).where(
        (SignInToken.staff == staff) & SignInToken.used_at.is_null()
    )
    await record(Verb.STAFF_DISABLED, f"staff:{staff}", by, at)


async def _other_administrator(centre: int, staff: int) -> bool:
    rows = await Membership.raw(
        "SELECT 1 FROM membership p JOIN staff_member m ON m.id = p.staff "
        "WHERE p.centre = {} AND p.staff <> {} AND p.role = 'admin' AND m.disabled_at IS NULL LIMIT 1",
        centre,
        staff,
    )
    return bool(rows)


async def _sender(staff: int) -> int | None:
    """Return a centre of the person's that has a sender of its own, so that the letter comes from a known name."""
    rows = await Membership.raw(
        "SELECT c.id FROM membership p JOIN centre c ON c.id = p.centre "
        "WHERE p.staff = {} AND c.sender_address <> '' ORDER BY c.id LIMIT 1",
        staff,
    )
    return rows[0]["id"] if rows else None
