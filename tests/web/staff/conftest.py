"""Employees in their browsers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest

from directory.app import Service
from directory.settings import Settings
from directory.staff import actions
from directory.tokens import Keys
from tests.conftest import MovableClock

HTML = {"content-type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Employee:
    """A signed-in browser: `get`, and `post` with the token of a page of ours."""

    browser: httpx.AsyncClient
    token_in: Callable[[httpx.Response], str]

    async def get(self, path: str) -> httpx.Response:
        return await self.browser.get(path)

    async def post(self, path: str, from_: str = "/intern", **fields: object) -> httpx.Response:
        """Send a form as the page at `from_` would."""
        token = self.token_in(await self.browser.get(from_))
        return await self.browser.post(path, data={"_csrf_token": token, **fields})


SignIn = Callable[..., Awaitable[Employee]]


@pytest.fixture
async def sign_in(
    app: Service,
    browser: Callable[[Service], httpx.AsyncClient],
    token_in: Callable[[httpx.Response], str],
    settings: Settings,
    clock: MovableClock,
) -> SignIn:
    """Makes an employee of a centre and signs them in: `await sign_in(centre, "editor")`."""

    async def enter(centre: int, role: str = "admin", email: str = "") -> Employee:
        address = email or f"{role}-{centre}@korus.example"
        await actions.add(address, role, centre, "test", clock())
        token = await actions.sign_in_link(address, Keys(settings.secret_keys), "test", clock())
        window = browser(app)
        form = await window.get(f"/logg-inn/{token}")
        entered = await window.post(f"/logg-inn/{token}", data={"_csrf_token": token_in(form)})
        assert entered.status_code == 303
        return Employee(window, token_in)

    return enter
