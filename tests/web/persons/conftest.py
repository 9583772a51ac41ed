"""A contact person with a link of their own."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from directory.app import Service
from directory.mail.rendering import link
from directory.organisations.entry import Person
from directory.organisations.reads import Stored
from directory.organisations.reads_consents import people_of
from directory.settings import Settings
from tests import builders

KARI = Person("Kari Dømesen", "leder", "+4790000001", "kari@fjordglimt.example")


@dataclass
class Own:
    """A person's own page in a browser."""

    browser: httpx.AsyncClient
    stored: Stored
    link: str
    path: str = field(default="", init=False)

    async def opens(self) -> httpx.Response:
        """Follow the letter's link."""
        answer = await self.browser.get(self.link)
        assert answer.status_code == 303, answer.text
        self.path = answer.headers["location"]
        return await self.browser.get(self.path)

    async def says(self, **answers: str) -> httpx.Response:
        """Send the questions' form with some answers, and load the page again."""
        page = await self.opens()
        fields = {f"answer-{name}": value for name, value in answers.items()}
        answer = await self.browser.post(self.path, data=hidden(page) | fields)
        return await self.browser.get(self.path) if answer.status_code == 303 else answer

    async def sends(self, end: str, **fields: Any) -> httpx.Response:
        """Send another form of the page."""
        page = await self.opens()
        token = {"_csrf_token": hidden(page)["_csrf_token"]}
        return await self.browser.post(f"{self.path}{end}", data=token | fields)


def hidden(page: httpx.Response) -> dict[str, str]:
    """Return the hidden fields of a page's forms, the last of each name."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))


def page_name(page: httpx.Response) -> str:
    found = re.search(r'<meta name="page" content="([^"]*)">', page.text)
    assert found, page.text[:500]
    return found[1]


@pytest.fixture
async def own(app: Service, browser: Callable[[Service], httpx.AsyncClient], settings: Settings) -> AsyncIterator[Own]:
    stored = await builders.organisation(centre=await builders.centre(), contacts=(KARI,), language="nb")
    (kari,) = await people_of(stored)
    assert kari.asked_id
    address = link(settings, "consent", kari.asked_id.hex).removeprefix(settings.base_url)
    async with browser(app) as client:
        yield Own(client, stored, address)
