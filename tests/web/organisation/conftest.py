"""An organisation that has got its letter, and a visitor who opens it."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from directory.app import Service
from directory.campaigns.links import live_invitation
from directory.campaigns.freezing import invite
from directory.mail.rendering import link
from directory.organisations.entry import Person
from directory.organisations.reads import Stored, find
from directory.settings import Settings
from directory.tables.campaigns import Campaign
from tests import builders
from tests.conftest import NOW

EXPIRES = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
FIELD = re.compile(r'<input[^>]*?name="([^"]+)"[^>]*?>')


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
    from directory.tables.campaigns import Invitation

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

    async def sends(self, page: httpx.Response, path: str, **typed: Any) -> httpx.Response:
        """Send the page's hidden fields and what is typed."""
        return await self.browser.post(path, data=hidden_of(page) | typed)


def hidden_of(page: httpx.Response) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]+>", page.text):
        if 'type="hidden"' in tag:
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            assert name and value
            if value[1] not in found.setdefault(name[1], []):
                found[name[1]].append(value[1])
    return found


@pytest.fixture
async def visitor(app: Service, browser: Callable[[Service], httpx.AsyncClient]) -> AsyncIterator[Visitor]:
    async with browser(app) as client:
        yield Visitor(client)
