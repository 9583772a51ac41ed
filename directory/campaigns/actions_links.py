"""Links given out and taken back."""

from datetime import datetime, timedelta
from uuid import UUID

from directory.audit import Verb, record
from directory.campaigns.freezing import invite
from directory.campaigns.links import Opened, live_invitation, written_to_at
from directory.database import transaction
from directory.i18n import last_day, speaking
from directory.mail.contexts import NewLink, frozen
from directory.mail.outbox import NewLetter, put
from directory.mail.rendering import link
from directory.mail.signature import signature
from directory.organisations.closed_links import close_others, turn
from directory.organisations.consent_rows import taken_back_at
from directory.organisations.language import language_of
from directory.organisations.reads import Stored, centre_of
from directory.organisations.writing import locked
from directory.settings import Settings
from directory.tables.campaigns import Invitation


async def issue(organisation: UUID | str, settings: Settings, by: str, at: datetime) -> str:
    """Return a link that opens an organisation's entry, the one that counts today or a new one. Raises NotFound."""
    async with transaction():
        stored = await locked(organisation)
        opened = await _live(stored.id, settings, at)
        await record(Verb.LINK_ISSUED, f"organisation:{stored.id}", by, at, invitation=opened.invitation)
    return link(settings, "link", opened.random_id, opened.generation)


async def revoke(organisation: UUID | str, by: str, at: datetime) -> int:
    """Kill every link and code of an organisation; return how many invitations that were. Raises NotFound."""
    async with transaction():
        stored = await locked(organisation)
        alive = (Invitation.organisation == stored.id) & Invitation.revoked_at.is_null()
        rows = (
            await Invitation.update({Invitation.generation: Invitation.generation + 1, Invitation.revoked_at: at})
            .where(alive)
            .returning(Invitation.id)
        )
        await close_others(stored.id, at)
        await record(Verb.LINK_REVOKED, f"organisation:{stored.id}", by, at, invitations=len(rows))
    return len(rows)


async def send_link(address: str, settings: Settings, at: datetime) -> int:
    """Mail its link to whoever asked, only when an organisation is written to at that very address.

    The letter goes to the stored spelling. The valid link is sent again, so that a stranger cannot kill it.
    Returns how many letters were planned; a page must answer the same whatever that is.
    """
    found = await written_to_at(address)
    for organisation in found:
        async with transaction():
            await _put_link(await locked(organisation), settings, at, asked=True)
    return len(found)


async def send_asked_link(organisation: UUID, settings: Settings, at: datetime) -> bool:
    """Mail one public organisation's link to the address on record, as somebody who does not know it asked for.

    False when there is no address, or the organisation is not listed; a page must answer the same.
    Raises NotFound.
    """
    async with transaction():
        stored = await locked(organisation)
        if not stored.entry.update_address or not stored.published:
            return False
        await _put_link(stored, settings, at, asked=True)
    return True


async def send_link_of(organisation: UUID | str, settings: Settings, by: str, at: datetime) -> bool:
    """Mail one organisation's link to the address on record; False when there is none. Raises NotFound."""
    async with transaction():
        stored = await locked(organisation)
        if not stored.entry.update_address:
            return False
        opened = await _put_link(stored, settings, at, asked=False)
        to = "the address on record"
        await record(Verb.LINK_ISSUED, f"organisation:{stored.id}", by, at, invitation=opened.invitation, to=to)
    return True


async def _put_link(stored: Stored, settings: Settings, at: datetime, *, asked: bool) -> Opened:
    opened = await _live(stored.id, settings, at)
    centre = await centre_of(stored)
    language = language_of(stored.entry.language, stored.entry.municipality)
    with speaking(language):
        until = last_day(opened.expires_at)
        who = signature(centre, language)
        back = await taken_back_at(stored.id, stored.entry.update_address, language)
        facts = NewLink(**who, organisation=stored.entry.name, link_until=until, asked=asked, consent_url=back)
    letter = NewLetter(
        template="new_link",
        language=language,
        address=stored.entry.update_address,
        context=frozen(facts),
        centre=stored.centre,
        due_at=at,
        expires_at=opened.expires_at,
        organisations=((stored.id, opened.invitation),),
    )
    await put(letter, at)
    return opened


async def _live(organisation: UUID, settings: Settings, at: datetime) -> Opened:
    """Return the invitation that counts today: else one that was revoked, with a new code; else a new one."""
    found = await live_invitation(organisation, at)
    if found is None and not await _revive(organisation, at):
        await invite([organisation], None, at + timedelta(days=settings.link_ttl_days), at)
    found = found or await live_invitation(organisation, at)
    if found is None:
        raise RuntimeError("an invitation that was made just now does not open")
    return found


async def _revive(organisation: UUID, at: datetime) -> bool:
    """Let the newest revoked invitation count again; the old links and code stay dead."""
    mine = (Invitation.organisation == organisation) & (Invitation.expires_at > at)
    row = await Invitation.select(Invitation.id).where(mine).order_by(Invitation.id, ascending=False).first()
    if row is None:
        return False
    await turn(row["id"])
    return True
