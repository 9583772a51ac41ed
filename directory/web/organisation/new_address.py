"""The link in a letter to a new address: looking shows what it is about, a press says that the address is right."""

from datetime import timedelta

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Conflict, NotFound
from directory.i18n import speaking
from directory.organisations import actions_address
from directory.organisations.address_rows import PURPOSE
from directory.organisations.reads import Stored
from directory.organisations.reads_address import DROPPED, Check, check_by_link
from directory.organisations.receipts import speaks
from directory.tokens import read_link_token
from directory.web import limits
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.letter_links import bare, in_own_language, is_cut, told_in
from directory.web.organisation.opened import sender_of
from directory.web.organisation.senders import only_sender
from directory.web.pages import Page, render

LONGEST = 200  # characters of a token
PRESSES = 30


@get("/adresse/{token:str}")
async def new_address(request: AnyRequest, token: FromPath[str]) -> Page:
    """Show which address letters would go to; nothing is written, so scanners may look too."""
    found = await _found(request, token)
    if found is None:
        return await _page(request, "cut" if is_cut(token) else "unknown", None)
    check, stored = found
    if elsewhere := in_own_language(request, speaks(stored)):
        return elsewhere
    if check.state == DROPPED or (check.is_open and exchange(request).clock() > check.link_until):
        return await _page(request, "expired", found)
    return await _page(request, "asked" if check.confirmed_at is None else check.state, found)


@post("/adresse/{token:str}", status_code=200)
async def confirm(request: AnyRequest, token: FromPath[str]) -> Page:
    """Take down that the address is right; a second press changes nothing."""
    found = await _found(request, token)
    if found is None:
        return await _page(request, "unknown", None)
    at = await limits.take(request, "address", PRESSES, timedelta(hours=1), thing=f"address {found[0].id}")
    try:
        check = await actions_address.confirm_address(found[0].random_id, at)
    except (NotFound, Conflict):
        return await _page(request, "expired", found)
    return await _page(request, check.state, (check, found[1]))


async def _found(request: AnyRequest, token: str) -> tuple[Check, Stored] | None:
    whole = bare(token)
    payload = read_link_token(exchange(request).keys, PURPOSE, whole) if len(whole) <= LONGEST else None
    try:
        return await check_by_link(payload[0]) if payload else None
    except NotFound:
        return None


async def _page(request: AnyRequest, state: str, found: tuple[Check, Stored] | None) -> Page:
    """Show the page of a link: `state` is as in reads_address, or `unknown`, `cut` or `expired`."""
    if found is None:
        told_in(request)
    sender = await sender_of(request, found[1]) if found else await only_sender(request)
    with speaking(exchange(request).language):
        return render(
            request,
            "organisation/new_address.html",
            page=f"address-{'unknown' if state == 'cut' else state}",
            status={"unknown": 404, "cut": 404, "expired": 410}.get(state, 200),
            state=state,
            name=found[1].entry.name if found else "",
            address=found[0].address if found else "",
            sender=sender,
        )
