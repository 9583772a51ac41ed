"""No request that could change something gets through without the token of a page of ours."""

import re
from dataclasses import replace

import httpx
import pytest
from litestar.routes import HTTPRoute

from directory.app import Service, create_app
from directory.clock import Clock
from directory.settings import Settings

SAFE = {"GET", "HEAD", "OPTIONS"}
NOBODYS = {"uuid": "00000000-0000-0000-0000-000000000000"}
LARGE = {"/intern/import", "/intern/import/innlesing"}  # whoever is not signed in goes to the sign-in, unread


@pytest.fixture
def app(db: None, settings: Settings, clock: Clock) -> Service:
    return create_app(replace(settings, limit_requests=0), clock)


def changing(app: Service) -> list[tuple[str, str]]:
    """Every (method, path) that is not safe, with its parameters filled in."""
    return [
        (method, re.sub(r"\{\w+:(\w+)\}", lambda found: NOBODYS.get(found[1], "1"), route.path))
        for route in app.litestar.routes
        if isinstance(route, HTTPRoute)
        for method in sorted(set(route.methods) - SAFE)
    ]


async def test_every_changing_request_without_a_token_is_refused(app: Service) -> None:
    asked = changing(app)
    assert len(asked) > 5
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=app.ground.settings.base_url) as client:
        for method, path in asked:
            answer = await client.request(method, path, data={"name": "x"})
            refused = 303 if path in LARGE else 403
            assert answer.status_code == refused, (method, path, answer.status_code)
            foreign = await client.request(method, path, data={"name": "x"}, headers={"origin": "https://evil.example"})
            assert foreign.status_code == refused, (method, path)
