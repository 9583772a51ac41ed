"""Asking for the link at any time of the year: it goes to the address on record, and nowhere else."""

from datetime import datetime, timedelta

from litestar import get, post

from directory.campaigns.actions_links import send_asked_link, send_link
from directory.campaigns.links import public_in, written_to_at
from directory.errors import LimitReached, NotFound
from directory.i18n import _, listing
from directory.organisations import canonical
from directory.organisations.actions_consents import send_links
from directory.organisations.reads import find as find_stored
from directory.organisations.reads_consents import named_at
from directory.search import find
from directory.search.records import Listed
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.following import followed
from directory.web.forms import AnyRequest, Form, read_form, usable_query
from directory.web.guards import SHOWS_AGAIN
from directory.web.organisation.senders import sender_for
from directory.web.pages import Page, render, see_other

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST_ADDRESS = 254  # characters (RFC 5321 section 4.5.3.1.3)
LONGEST_SLUG = 200
RENEWAL = "renewal"  # what a letter about several is signed for, on the page of its dead link
LETTER = "brev"  # the field and the query: such a letter
ORGANISATION = "organisasjon"  # the field and the query: the end of an organisation's public address


@get("/ny-lenke")
async def new_link_form(request: AnyRequest) -> Page:
    """Ask where to send the link, or about a public entry only whether to send it."""
    return await _page(request, await _listed(request, usable_query(request)))


@post("/ny-lenke", status_code=200, opt=SHOWS_AGAIN)
async def new_link(request: AnyRequest) -> Page:
    """Mail the link to the address on record, if there is one; the answer never tells which.

    The mailing follows the answer, so that its time tells nothing either.
    """
    form = await read_form(request)
    slug = form.typed(ORGANISATION)[:LONGEST_SLUG]
    try:
        if letter := _letter(request, form):
            return await _asked_for_letter(request, letter, form.typed(LETTER))
        return await (_asked_for_entry(request, slug) if slug else _asked_for_address(request, form))
    except LimitReached as too_many:
        listed = await _listed(request, form)
        return await _page(request, listed, form.typed("email"), retry_after=too_many.retry_after)


async def _asked_for_entry(request: AnyRequest, slug: str) -> Page:
    """Answer who asked about a public entry, or about none. Raises LimitReached."""
    settings = exchange(request).settings
    await limits.take(request, "new-link", settings.limit_new_link * 2, HOUR)
    at = await limits.take(request, "new-link-of", settings.limit_new_link, HOUR, thing=slug.casefold())
    answer = see_other(request, f"/ny-lenke/sendt?{ORGANISATION}={slug}")
    return followed(request, answer, lambda: _send_to_organisation(request, slug, at))


async def _asked_for_letter(request: AnyRequest, letter: str, signed: str) -> Page:
    """Answer whose link to several organisations is dead. Raises LimitReached."""
    settings = exchange(request).settings
    await limits.take(request, "new-link", settings.limit_new_link * 2, HOUR)
    at = await limits.take(request, "new-link-of", settings.limit_new_link, HOUR, thing=letter)
    answer = see_other(request, f"/ny-lenke/sendt?{LETTER}={signed}")
    return followed(request, answer, lambda: _send_to_several(request, letter, at))


async def _asked_for_address(request: AnyRequest, form: Form) -> Page:
    """Answer who wrote an address. Raises LimitReached."""
    settings = exchange(request).settings
    address, problem = typed_address(form, _("Write the e-mail address that our letters go to."))
    if problem:
        return await _page(request, None, form.typed("email"), problem)
    await limits.take(request, "new-link", settings.limit_new_link * 2, HOUR)
    at = await limits.take(request, "new-link-to", settings.limit_new_link, HOUR, thing=address.casefold())
    return followed(request, see_other(request, "/ny-lenke/sendt"), lambda: _send_to_address(request, address, at))


def typed_address(form: Form, missing: str) -> tuple[str, str]:
    """Return the address that was typed in the field `email`, and what is wrong with it: `missing` where none was."""
    if problem := form.problem("email", LONGEST_ADDRESS):
        return "", problem
    try:
        address = canonical.email(form.typed("email"))
    except ValueError as wrong:
        return "", str(wrong)
    return address, "" if address else missing


async def _send_to_address(request: AnyRequest, address: str, at: datetime) -> None:
    """Send the links of the organisations that are written to at an address, or of the persons who stand with it."""
    if await written_to_at(address):
        await _count(request, address)
        await send_link(address, exchange(request).settings, at)
    else:
        await send_to_persons(request, address, at)


async def send_to_persons(request: AnyRequest, address: str, at: datetime) -> None:
    """Send the links of who stands with an address; only what is really sent counts against a mailbox's day and all.

    Raises LimitReached.
    """
    settings = exchange(request).settings
    if await named_at(address):
        await limits.take(request, "consent-link-day", settings.limit_new_link * 2, DAY, thing=address.casefold())
        await limits.take(request, "consent-link-all", settings.limit_new_link_all, HOUR, thing="everybody")
        await send_links(address, at)


async def _send_to_organisation(request: AnyRequest, slug: str, at: datetime) -> None:
    """Send a public entry's link, unless its mailbox has had enough of what strangers ask for."""
    try:
        organisation = (await find.one(slug, at)).id
    except NotFound:
        return
    if address := (await find_stored(organisation)).entry.update_address:
        await _count(request, address)
        await send_asked_link(organisation, exchange(request).settings, at)


async def _send_to_several(request: AnyRequest, letter: str, at: datetime) -> None:
    """Send the link of each public organisation that a letter was about; a mailbox that reads for many counts once."""
    counted: set[str] = set()
    for organisation, _name in await public_in(letter):
        if address := (await find_stored(organisation)).entry.update_address.casefold():
            if address not in counted:
                await _count(request, address)
            counted.add(address)
            await send_asked_link(organisation, exchange(request).settings, at)


async def _count(request: AnyRequest, address: str) -> None:
    """Count what is really sent against what a mailbox gets in a day, and what all may ask for together.

    Made-up addresses shut nobody out. Raises LimitReached.
    """
    settings = exchange(request).settings
    await limits.take(request, "new-link-day", settings.limit_new_link * 2, DAY, thing=address.casefold())
    await limits.take(request, "new-link-all", settings.limit_new_link_all, HOUR, thing="everybody")


def _letter(request: AnyRequest, given: Form) -> str:
    """Return the reference of the letter about several that a page of ours has named, empty for none."""
    return exchange(request).keys.read(RENEWAL, given.typed(LETTER)) or ""


async def _listed(request: AnyRequest, given: Form) -> Listed | None:
    """Return the public entry that the address names, None when it names none."""
    slug = given.typed(ORGANISATION)
    if not 0 < len(slug) <= LONGEST_SLUG:
        return None
    try:
        return await find.one(slug, exchange(request).clock())
    except NotFound:
        return None


async def _page(
    request: AnyRequest, listed: Listed | None, typed: str = "", problem: str = "", retry_after: int = 0
) -> Page:
    return render(
        request,
        "organisation/new_link.html",
        page="new-link",
        status=429 if retry_after else 422 if problem else 200,
        headers={"retry-after": str(retry_after)} if retry_after else None,
        listed=listed,
        sender=await sender_for(request, listed),
        typed=typed,
        problems={"email": problem} if problem else {},
        wait=max(1, round(retry_after / 60)) if retry_after else 0,
    )


@get("/ny-lenke/sendt")
async def new_link_sent(request: AnyRequest) -> Page:
    """Say where to look for the letter, the same to everybody, whether there is an address on record or not."""
    asked = usable_query(request)
    listed, letter = await _listed(request, asked), _letter(request, asked)
    names = listing([name for _organisation, name in await public_in(letter)]) if letter else ""
    sender, page = await sender_for(request, listed), "organisation/new_link_sent.html"
    return render(request, page, page="new-link-sent", listed=listed, names=names, sender=sender)
