"""The own pages somebody has opened by their link: a signed cookie, checked against the row at each request."""

from collections.abc import Mapping
from uuid import UUID

from directory import tokens
from directory.errors import NotFound
from directory.organisations.consent_rows import PURPOSE
from directory.organisations.entry import YOUTH_TYPES
from directory.organisations.reads import Stored
from directory.organisations.reads_consents import Asked, asked_by, letter_with
from directory.organisations.receipts import speaks
from directory.tokens import read_link_token
from directory.web.cookies import PERSONS, cookie, read_cookie
from directory.web.exchange import Connection, exchange
from directory.web.guards import SAFE
from directory.web.letter_links import bare, is_cut, told_in
from directory.web.organisation.opened import sender_of
from directory.web.organisation.senders import only_sender, sender_with
from directory.web.pages import Page

COOKIE = "persons"  # what the cookie is signed for
LONGEST = 200  # characters of a token
MOST = 20
SECONDS = 24 * 60 * 60  # how long a browser keeps it; the link in the letter opens the page again


class DeadPersonLink(Exception):
    """A person's link that leads nowhere: `unknown`, `cut` in the middle, or `gone` when it was one of ours.

    `ended` is no link: an own page that is open in this browser no more.
    `sender` is who can be asked, None when nobody knows whose link it was.
    """

    def __init__(self, why: str, sender: Mapping[str, str] | None) -> None:
        super().__init__(f"the link is {why}")
        self.why = why
        self.sender = sender


async def by_token(request: Connection, token: str) -> tuple[Stored, Asked, UUID]:
    """Return whose page a letter's link opens; nothing is written. Raises DeadPersonLink."""
    whole = bare(token)
    payload = read_link_token(exchange(request).keys, PURPOSE, whole) if len(whole) <= LONGEST else None
    if payload is None:
        raise await _no_link_of_ours(request, "cut" if is_cut(token) else "unknown")
    return await _found(request, UUID(payload[0]))


async def by_cookie(request: Connection, asked: str) -> tuple[Stored, Asked, UUID]:
    """Return whose page this browser has opened by its link. Raises DeadPersonLink."""
    if not is_open(request, asked):
        raise await _no_link_of_ours(request, "unknown" if exchange(request).method in SAFE else "ended")
    return await _found(request, UUID(asked))


def is_open(request: Connection, asked: str) -> bool:
    """Return whether this browser has opened an own page by its link, and not longer ago than it keeps that."""
    return asked in _read(request)[1]


def remember(request: Connection, answer: Page, asked: UUID) -> Page:
    """Let the browser keep that a page is opened, beside those it has opened before."""
    here = exchange(request)
    visit, kept = _read(request)
    ids = [*(one for one in kept if one != asked.hex), asked.hex][-MOST:]
    value = here.keys.sign(COOKIE, "~".join([visit or tokens.random_id(), *ids]))
    answer.cookies.append(cookie(here.settings, PERSONS, value, SECONDS))
    return answer


async def gone(request: Connection, asked: UUID) -> DeadPersonLink:
    """Return what to raise of a link of ours whose person, or their address, is another one now.

    The letters with it still tell which centre wrote them, and in which language; nothing else is said.
    """
    letter = await letter_with(asked)
    told_in(request, letter.language if letter else "")
    return DeadPersonLink("gone", await (sender_with(request, letter.centre) if letter else only_sender(request)))


async def _no_link_of_ours(request: Connection, why: str) -> DeadPersonLink:
    told_in(request)
    return DeadPersonLink(why, await only_sender(request))


async def _found(request: Connection, asked: UUID) -> tuple[Stored, Asked, UUID]:
    try:
        stored, who = await asked_by(asked)
    except NotFound:
        raise await gone(request, asked) from None
    if stored.entry.type in YOUTH_TYPES:
        told_in(request, speaks(stored))
        raise DeadPersonLink("gone", await sender_of(request, stored))
    return stored, who, asked


def _read(request: Connection) -> tuple[str, list[str]]:
    payload = exchange(request).keys.read(COOKIE, read_cookie(request, PERSONS))
    visit, *ids = payload.split("~") if payload else [""]
    return visit, ids
