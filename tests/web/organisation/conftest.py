"""An organisation that has got its letter, and a visitor who opens it."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from directory.app import Service
from directory.campaigns.freezing import invite
from directory.campaigns.links import live_invitation
from directory.mail.rendering import link
from directory.organisations.entry import Person
from directory.organisations.reads import Stored, find
from directory.settings import Settings
from directory.tables.campaigns import Campaign, Invitation
from tests import builders
from tests.conftest import NOW

EXPIRES = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)


@dataclass
class Invited:
    """An organisation with the address of its link and its short code."""

    stored: Stored
    link: str
    code: str
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = f"/rediger/{self.stored.id}"

    async def now(self) -> Stored:
        return await find(self.stored.id)


Invite = Callable[..., Any]


@pytest.fixture
async def campaign(db: None) -> int:
    row = Campaign(
        centre=await builders.centre(),
        year=2026,
        state="running",
        deadline=date(2026, 10, 1),
        opened_at=datetime(2026, 9, 1, 7, 0, tzinfo=UTC),
        created_at=NOW,
    )
    await row.save()
    return int(row.id)


@pytest.fixture
def invited(campaign: int, settings: Settings) -> Invite:
    """Adds an organisation and invites it: `await invited("Name", **entry_fields)`."""

    async def add(name: str = "Fjordglimt pårørendelag", **fields: Any) -> Invited:
        row = await Campaign.select(Campaign.centre).where(Campaign.id == campaign).first()
        people = fields.pop("contacts", (Person(name="Kari Dømesen", role="leder", phone="+4755000009"),))
        stored = await builders.organisation(name, centre=row["centre"], contacts=people, **fields)
        await invite([stored.id], campaign, EXPIRES, NOW)
        opened = await live_invitation(stored.id, NOW)
        assert opened
        address = link(settings, "link", opened.random_id, opened.generation).removeprefix(settings.base_url)
        return Invited(stored, address, await code_of(opened.invitation))

    return add


async def code_of(invitation: int) -> str:
    row = await Invitation.select(Invitation.code).where(Invitation.id == invitation).first()
    return str(row["code"])


@dataclass
class Visitor:
    """Somebody with a browser: follows what the pages offer."""

    browser: httpx.AsyncClient

    async def opens(self, invited: Invited) -> httpx.Response:
        answer = await self.browser.get(invited.link)
        assert answer.status_code == 303, answer.text
        return await self.browser.get(answer.headers["location"])

    def token(self, page: httpx.Response) -> str:
        return hidden_of(page)["_csrf_token"][0]

    async def sends(self, page: httpx.Response, path: str, **typed: Any) -> httpx.Response:
        """Send the page's form with what is typed; None leaves a field out, as unticking does."""
        fields = fields_of(page) | typed
        return await self.browser.post(path, data={name: value for name, value in fields.items() if value is not None})


def page_name(page: httpx.Response) -> str:
    found = re.search(r'<meta name="page" content="([^"]*)">', page.text)
    assert found, page.text[:500]
    return found[1]


class _Fields(HTMLParser):
    """Collects what a browser would send of a page's forms, untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.hidden: dict[str, list[str]] = {}
        self._inside: str | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        ticks = of.get("type") in ("checkbox", "radio")
        if tag == "input" and "name" in of and (not ticks or "checked" in of):
            self._add(self.found, of["name"], of.get("value", "on"))
            if of.get("type") == "hidden":
                self._add(self.hidden, of["name"], of.get("value", ""))
        elif tag == "textarea":
            self._inside = of["name"]
            self.found[of["name"]] = [""]
        elif tag == "select":
            self._select = of["name"]
        elif tag == "option" and ("selected" in of or self._select not in self.found):
            self.found[self._select] = [of.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[self._inside] = [self.found[self._inside][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._inside = None

    @staticmethod
    def _add(fields: dict[str, list[str]], name: str, value: str) -> None:
        if value not in fields.setdefault(name, []):
            fields[name].append(value)


def fields_of(page: httpx.Response) -> dict[str, list[str]]:
    """Return every field of a page as it would be sent untouched."""
    return _parsed(page).found


def hidden_of(page: httpx.Response) -> dict[str, list[str]]:
    return _parsed(page).hidden


def _parsed(page: httpx.Response) -> _Fields:
    parser = _Fields()
    parser.feed(page.text)
    return parser


@pytest.fixture
async def visitor(app: Service, browser: Callable[[Service], httpx.AsyncClient]) -> AsyncIterator[Visitor]:
    async with browser(app) as client:
        yield Visitor(client)
