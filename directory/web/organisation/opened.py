"""The entries somebody has opened by their link or code: a signed cookie, checked against the row at each request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from directory import tokens
from directory.campaigns import reads as campaigns
from directory.campaigns.links import (
    Expired,
    Found,
    Opened,
    OpenedBundle,
    Revoked,
    Unknown,
    closed_by_staff,
    open_bundle,
    open_invitation,
    open_invitations,
    open_member,
    public_in,
)
from directory.i18n import language
from directory.mail.signature import signature
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored, centre_of, find
from directory.organisations.reads_answer import asked_anew_at
from directory.organisations.reads_closed import Closed, closed_of
from directory.organisations.receipts import speaks
from directory.tokens import Keys
from directory.web.cookies import LINKS, LINKS_SECONDS, cookie, read_cookie
from directory.web.exchange import Connection, exchange
from directory.web.letter_links import told_in
from directory.web.organisation.senders import only_sender
from directory.web.pages import Page

MOST_ENTRIES = 30


class DeadLink(Exception):
    """A link, or a visit by a link, that leads nowhere now: `why` is `unknown`, `cut`, `expired` or `revoked`.

    `sender` is who can be asked, None when nobody knows whose link it was. `name` and `slug` are the entry's where
    it is public, else empty. `channel` is `code` when it was a code that was typed. Of a letter about several, `letter`
    is the reference and `names` are those of its organisations that are public.
    """

    def __init__(
        self, why: str, sender: Mapping[str, str] | None = None, stored: Stored | None = None, channel: str = "link"
    ) -> None:
        super().__init__(f"the link is {why}")
        self.why = why
        self.channel = channel
        self.sender = sender
        public = stored is not None and stored.published
        self.name = stored.entry.name if stored and public else ""
        self.slug = stored.slug if stored and public else ""
        self.names = [self.name] if self.name else []
        self.letter = ""

    def about(self, letter: str, names: list[str]) -> Self:
        """Return it as the link of a letter about several, when there is one of them to name."""
        if names:
            self.letter, self.names = letter, names
        return self


@dataclass(frozen=True, slots=True)
class Key:
    """One opened entry in the cookie: which invitation opened it, in which generation, and by link or code.

    Without an organisation it is a letter about several, by its reference.
    """

    organisation: str
    random_id: str
    generation: int
    channel: str


@dataclass(frozen=True, slots=True)
class Visiting:
    """Somebody who may answer for an entry now: the entry, its centre, the invitation, and how they came.

    `round` is the one that the invitation belongs to, None for a link that was asked for on its own. `anew` is since
    when somebody is asked in the place of who was not the right one, None when nobody is.
    """

    stored: Stored
    centre: Mapping[str, Any]
    opened: Opened
    visit: Visit
    round: campaigns.Found | None
    anew: datetime | None = None

    @property
    def path(self) -> str:
        """The address of the entry's own page, without language."""
        return f"/rediger/{self.stored.id}"

    @property
    def sender(self) -> Mapping[str, str]:
        """Who can be asked, as `sender_of` tells it."""
        return _sender(self.centre, language())


class ClosedDown(Exception):
    """A visit to an organisation that no longer exists: there is nothing to answer.

    `several` says that this browser may answer for others too.
    """

    def __init__(self, visit: Visiting, closed: Closed, *, several: bool) -> None:
        super().__init__("the organisation no longer exists")
        self.visit = visit
        self.closed = closed
        self.several = several


async def sender_of(request: Connection, stored: Stored) -> Mapping[str, str]:
    """Return who can be asked about an entry, and who is responsible (`owner`), in the language at hand."""
    return _sender(await centre_of(stored), exchange(request).language)


def _sender(centre: Mapping[str, Any], spoken: str) -> Mapping[str, str]:
    return {**signature(centre, spoken), "owner": centre["owner"]}


async def alive(request: Connection, found: Found, channel: str = "link") -> Opened | OpenedBundle:
    """Return what a link, or a code, opens. Raises DeadLink that says why it is none.

    A dead link is told of in its letter's language, else its organisation's, unless one was chosen on a page of ours.
    """
    if isinstance(found, Opened | OpenedBundle):
        return found
    if isinstance(found, Expired | Revoked):
        stored = await find(found.organisation)
        told_in(request, found.language or speaks(stored))
        why = "expired" if isinstance(found, Expired) else "revoked"
        problem = DeadLink(why, await sender_of(request, stored), stored, channel)
        raise problem.about(found.letter, [name for _organisation, name in await public_in(found.letter)])
    raise await no_link_of_ours(request)


async def no_link_of_ours(request: Connection, why: str = "unknown") -> DeadLink:
    """Return what to raise of a link that nobody knows whose it is, or that is `cut`."""
    told_in(request)
    return DeadLink(why, await only_sender(request))


def remember(request: Connection, answer: Page, opened: Opened | OpenedBundle, channel: str) -> Page:
    """Let the browser keep that an entry, or a letter's several, is opened, beside those it has opened before."""
    here = exchange(request)
    visit, keys = _read(here.keys, read_cookie(request, LINKS))
    if isinstance(opened, OpenedBundle):
        new = Key("", opened.reference, 0, channel)
    else:
        new = Key(str(opened.organisation), opened.random_id, opened.generation, channel)
    same = (new.organisation,) if new.organisation else ("", new.random_id)
    kept = [key for key in keys if same not in ((key.organisation,), (key.organisation, key.random_id))]
    kept = kept[-MOST_ENTRIES + 1 :]
    value = here.keys.sign(LINKS, "~".join([visit or tokens.random_id(), *map(_written, [*kept, new])]))
    answer.cookies.append(cookie(here.settings, LINKS, value, LINKS_SECONDS))
    return answer


async def visiting(request: Connection, organisation: str, *, closed: bool = False) -> Visiting:
    """Return the visit to one entry. Raises DeadLink when its link was never opened here, or is dead now.

    Raises ClosedDown for an organisation that no longer exists, unless the page is there for one too (`closed`).
    """
    here = exchange(request)
    browser, keys = _read(here.keys, read_cookie(request, LINKS))
    opened, key = await _opened(request, keys, organisation)
    stored = await find(organisation)
    round_ = await campaigns.find(opened.campaign) if opened.campaign else None
    anew = await asked_anew_at(stored.id)
    visit = Visit(
        channel=key.channel,
        invitation=opened.invitation,
        campaign=opened.campaign,
        since=max(filter(None, (round_.opened_at, anew)), default=None) if round_ else None,
        visitor=browser,
        language=here.language,
        bundle="" if key.organisation else key.random_id,
    )
    found = Visiting(stored, await centre_of(stored), opened, visit, round_, anew)
    if stored.status == "dissolved" and not closed:
        raise ClosedDown(found, await closed_of(stored), several=len(await all_opened(request)) > 1)
    return found


async def _opened(request: Connection, keys: Sequence[Key], organisation: str) -> tuple[Opened, Key]:
    """Return by what an entry is open here, its own link before a letter's. Raises DeadLink, its own link's first."""
    at = exchange(request).clock()
    problem: Found = Unknown()
    for key in sorted(keys, key=lambda key: not key.organisation):
        if key.organisation == organisation:
            found = await open_invitation(key.random_id, key.generation, at)
        elif not key.organisation and (wanted := _id(organisation)):
            found = await open_member(key.random_id, wanted, at)
        else:
            continue
        if isinstance(found, Opened):
            return found, key
        problem = problem if isinstance(problem, Expired | Revoked) else found
    await alive(request, problem)
    raise await no_link_of_ours(request)


def browser_of(request: Connection) -> str:
    """Return the mark of a browser that has opened something before, empty without one."""
    return _read(exchange(request).keys, read_cookie(request, LINKS))[0]


async def all_opened(request: Connection) -> Sequence[Opened]:
    """Return every entry that this browser may answer for now, each once."""
    here = exchange(request)
    _visit, keys = _read(here.keys, read_cookie(request, LINKS))
    own = await open_invitations({key.random_id: key.generation for key in keys if key.organisation}, here.clock())
    found: dict[UUID, Opened] = {}
    for key in keys:
        one = own[key.random_id] if key.organisation else await open_bundle(key.random_id, here.clock())
        members = one.members if isinstance(one, OpenedBundle) else (one,)
        found |= {member.organisation: member for member in members if isinstance(member, Opened)}
    return list(found.values())


async def closed_here(request: Connection, opened: Sequence[Opened]) -> int:
    """Return how many entries this browser had opened, beside those still open to it, whose links staff have closed."""
    here, still = exchange(request), {one.organisation for one in opened}
    _visit, keys = _read(here.keys, read_cookie(request, LINKS))
    others = [key for key in keys if _id(key.organisation) not in still]
    own, letters = ([key.random_id for key in others if bool(key.organisation) is one] for one in (True, False))
    return len(await closed_by_staff(own, letters, here.clock()) - still)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _read(keys: Keys, value: str) -> tuple[str, Sequence[Key]]:
    payload = keys.read(LINKS, value) if value else None
    if not payload:
        return "", []
    visit, *entries = payload.split("~")
    return visit, [_key(entry) for entry in entries if entry]  # none in a visit that only a form has begun


def _written(key: Key) -> str:
    return f"{key.organisation}.{key.random_id}.{key.generation}.{key.channel}"


def _key(text: str) -> Key:
    organisation, random_id, generation, channel = text.split(".")
    return Key(organisation, random_id, int(generation), channel)
