"""What holds for every answer of the service."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from ipaddress import ip_network

import httpx
import pytest
from litestar.types import ControllerRouterHandler

from directory import database
from directory.app import Service, create_app
from directory.clock import Clock
from directory.settings import Settings
from directory.web.access import masked
from directory.web.clients import client_address, neighbourhood
from directory.web.forms import storable
from directory.web.guards import own_path

Token = Callable[[httpx.Response], str]
Browser = Callable[[Service], httpx.AsyncClient]
Tries = Sequence[ControllerRouterHandler]
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/nothing", 404), ("/try/echo", 405), ("/%00", 404)])
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


async def test_private_pages_are_kept_by_nobody_and_links_leave_no_referrer(client: httpx.AsyncClient) -> None:
    for path in ("/o/abc", "/rediger/x", "/intern", "/logg-inn/x", "/nn/rediger/x", "/angre/x"):
        answer = await client.get(path)
        assert answer.headers["cache-control"] == "no-store", path
        assert "noindex" in answer.headers["x-robots-tag"]
    assert (await client.get("/nn/o/abc")).headers["referrer-policy"] == "no-referrer"


async def test_https_is_asked_for_ever_and_binds_cookies_to_the_host(
    db: None, settings: Settings, clock: Clock, browser: Browser, app: Service
) -> None:
    secure = create_app(replace(settings, base_url="https://directory.example"), clock, [])
    async with browser(secure) as client:
        assert "max-age=31536000" in (await client.get("/nothing")).headers["strict-transport-security"]
    async with browser(app) as client:
        assert "strict-transport-security" not in (await client.get("/nothing")).headers


@pytest.mark.parametrize("host", ["evil.example", "directory.example.evil.example", "", "directory.example:81", "[::1"])
async def test_an_unknown_host_is_refused(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/nothing", headers={"host": host})).status_code == 400


async def test_development_answers_to_local_names_and_health_checks_to_any(
    client: httpx.AsyncClient, settings: Settings, clock: Clock, browser: Browser
) -> None:
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000", "Directory.Example:80"):
        assert (await client.get("/nothing", headers={"host": host})).status_code == 404
    async with browser(create_app(replace(settings, environment="production"), clock)) as production:
        assert (await production.get("/nothing", headers={"host": "localhost"})).status_code == 400
        assert (await production.get("/healthz", headers={"host": "10.0.0.7"})).status_code == 200


async def test_head_answers_like_get_without_a_body(client: httpx.AsyncClient) -> None:
    answer = await client.head("/try/form")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_what_cannot_be_done_says_what_can(client: httpx.AsyncClient) -> None:
    assert (await client.get("/try/echo")).headers["allow"] == "POST, OPTIONS"
    refused = await client.post("/try/form")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_a_form_needs_the_token_of_our_own_page(client: httpx.AsyncClient, token_in: Token) -> None:
    token = token_in(await client.get("/try/form"))
    assert (await client.post("/try/echo", data={"said": "ja"})).status_code == 403
    assert (await client.post("/try/echo", data={"said": "ja", "_csrf_token": token + "x"})).status_code == 403
    answer = await client.post("/try/echo", data={"said": "ja", "_csrf_token": token})
    assert (answer.status_code, answer.text) == (201, "ja")


@pytest.mark.parametrize("length", [400, 401, 5_000])
async def test_a_token_longer_than_any_of_ours_is_as_bad_as_a_wrong_one(client: httpx.AsyncClient, length: int) -> None:
    refused = await client.post("/try/echo", data={"said": "ja", "_csrf_token": "x" * length})
    assert refused.status_code == 403
    assert '<meta name="page" content="error">' in refused.text


async def test_a_form_with_more_fields_than_any_of_ours_gets_a_page_that_says_so(client: httpx.AsyncClient) -> None:
    refused = await client.post("/try/echo", data={f"field-{number}": "x" for number in range(1001)})
    assert refused.status_code == 422
    assert '<meta name="page" content="error">' in refused.text
    assert "for mye på en gang" in refused.text


async def test_a_token_is_worth_nothing_in_another_session(client: httpx.AsyncClient, token_in: Token) -> None:
    token = token_in(await client.get("/try/form"))
    client.cookies.set("directory-session", "somebody", domain="directory.example")
    refused = await client.post("/try/echo", data={"_csrf_token": token})
    assert refused.status_code == 403
    assert '<meta name="page" content="error">' in refused.text
    token = token_in(await client.get("/try/form"))
    assert (await client.post("/try/echo", data={"_csrf_token": token})).status_code == 201


async def test_opening_a_second_link_keeps_the_first_ones_form_alive(
    client: httpx.AsyncClient, token_in: Token
) -> None:
    client.cookies.set("directory-links", "visit~a.signature", domain="directory.example")
    token = token_in(await client.get("/try/form"))
    client.cookies.set("directory-links", "visit~a~b.signature", domain="directory.example")
    assert (await client.post("/try/echo", data={"_csrf_token": token})).status_code == 201


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://directory.example"}, 201),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 201),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
async def test_a_form_on_another_site_is_refused(
    client: httpx.AsyncClient, token_in: Token, headers: dict[str, str], status: int
) -> None:
    token = token_in(await client.get("/try/form"))
    answer = await client.post("/try/echo", data={"_csrf_token": token}, headers=headers)
    assert answer.status_code == status


async def test_bad_input_gets_a_clear_page_in_the_language_at_hand(client: httpx.AsyncClient, token_in: Token) -> None:
    token = token_in(await client.get("/try/form"))

    async def send(said: str, address: str = "/try/echo") -> httpx.Response:
        body = f"_csrf_token={token}&said={said}"
        return await client.post(address, content=body, headers={"content-type": FORM})

    for bad in ("a%00b", "%ED%A0%80" + "%1b", "x" * 51):
        assert (await send(bad)).status_code == 422
    assert "Her er et tegn" in (await send("a%00b")).text
    assert "teikn" in (await send("a%00b", "/nn/try/echo")).text
    assert "character" in (await send("a%00b", "/en/try/echo")).text


async def test_what_is_too_large_or_no_form_is_refused(client: httpx.AsyncClient) -> None:
    large = await client.post("/try/echo", data={"said": "x" * 70_000})
    assert large.status_code == 413

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"said=" + b"x" * 5000

    assert (await client.post("/try/echo", content=pieces(), headers={"content-type": FORM})).status_code == 413
    assert (await client.post("/try/echo", json={"said": "ja"})).status_code == 415
    many = "&".join(f"f{number}=1" for number in range(1500))
    assert (await client.post("/try/echo", content=many, headers={"content-type": FORM})).status_code == 422
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert (await client.post("/try/echo", content=b"--y\r\nnonsense", headers=broken)).status_code in (403, 422)


async def test_a_message_is_said_once_on_the_next_page(client: httpx.AsyncClient, token_in: Token) -> None:
    token = token_in(await client.get("/try/form"))
    answer = await client.post("/nn/try/saved", data={"_csrf_token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/nn/om")
    assert "Lagret &amp; &lt;klart&gt;" in (await client.get("/nothing")).text
    assert "Lagret" not in (await client.get("/nothing")).text


async def test_a_forged_message_is_not_shown(client: httpx.AsyncClient) -> None:
    client.cookies.set("directory-flash", "W1siaW5mbyIsIkhhY2tlZCJdXQ.xxxx", domain="directory.example")
    assert "Hacked" not in (await client.get("/nothing")).text


async def test_a_mistake_of_ours_shows_a_number_and_no_trace(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get("/try/mistake")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    [record] = [record for record in caplog.records if record.name == "directory.web"]
    assert record.getMessage().removeprefix("incident ") in answer.text
    assert record.exc_info


async def test_refusals_have_their_own_status(client: httpx.AsyncClient) -> None:
    assert (await client.get("/try/refusal/conflict")).status_code == 409
    allowed = await client.get("/try/refusal/allowed")
    assert (allowed.status_code, "Nei &amp; nei" in allowed.text) == (403, True)
    limited = await client.get("/try/refusal/limit")
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "90")


async def test_without_a_database_the_answer_is_503_and_work_goes_on_afterwards(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setattr(database.ENGINE, "pool", None)
        away.setattr(database.ENGINE, "config", {"dsn": "postgresql://127.0.0.1:9/nothing"})
        answer = await client.get("/try/places")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert "127.0.0.1" not in answer.text
        assert (await client.get("/readyz")).status_code == 503
        assert (await client.get("/healthz")).status_code == 200
    assert (await client.get("/try/places")).status_code == 200
    assert (await client.get("/readyz")).text == "ready"


async def test_one_address_cannot_flood_the_service(
    settings: Settings, clock: Clock, browser: Browser, tries: Tries
) -> None:
    app = create_app(replace(settings, limit_requests=3), clock, tries)
    async with browser(app) as client:
        statuses = [(await client.get("/try/form")).status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        assert (await client.get("/healthz")).status_code == 200


async def test_two_requests_at_once_speak_their_own_languages(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(client.get(f"{prefix}/nothing") for prefix in ("", "/nn", "/en") * 5))
    assert [f'lang="{code}"' in answer.text for answer, code in zip(answers, ("nb", "nn", "en") * 5, strict=True)] == [
        True
    ] * 15


def test_the_persons_address_is_the_rightmost_that_is_no_proxy_of_ours(settings: Settings) -> None:
    behind = replace(settings, trusted_proxies=(ip_network("10.0.0.0/8"),))
    assert client_address("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.2.2.2", behind) == "203.0.113.9"
    assert client_address("203.0.113.9", "1.2.3.4", behind) == "203.0.113.9"
    assert client_address("10.0.0.1", "1.2.3.4", settings) == "10.0.0.1"
    assert client_address("10.0.0.1", "nonsense", behind) == "10.0.0.1"
    assert neighbourhood("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    assert neighbourhood("::ffff:203.0.113.9") == "203.0.113.9"


def test_keys_in_addresses_are_not_logged() -> None:
    assert masked("/o/abc.def") == "/o/…"
    assert masked("/logg-inn/abc") == "/logg-inn/…"
    assert masked("/organisasjon/fjordglimt") == "/organisasjon/fjordglimt"
    assert masked("/O/abc.def") == "/O/…"
    assert masked("/nn/o/abc.def/x") == "/nn/o/…"
    assert masked("/kode") == "/kode"
    assert masked("/o/") == "/o/"


async def test_slashes_too_many_do_not_hide_what_an_address_is(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "directory.access")
    base = "http://directory.example"
    for path in ("//o/abc.def", "/nn//o/abc.def", "//nn///o//abc.def", "///o/abc.def", "/%2Fo/abc.def"):
        answer = await client.get(f"{base}{path}")
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["referrer-policy"] == "no-referrer", path
    for path in ("//intern", "/nn//intern/import", "//rediger/x"):
        answer = await client.get(f"{base}{path}")
        assert answer.headers["cache-control"] == "no-store", path
        assert "noindex" in answer.headers["x-robots-tag"], path
    for path in ("/O/abc.def", "/nn/nn/o/abc.def"):
        await client.get(f"{base}{path}")
    assert len(caplog.records) >= 10
    assert "abc.def" not in caplog.text


@pytest.mark.parametrize("path", ["//evil.example", "/nn//evil.example", "/%5Cevil.example", "/en/%2F%2Fevil.example"])
async def test_an_address_that_is_nowhere_links_to_no_other_site(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"http://directory.example{path}")
    assert answer.status_code == 404
    assert "evil.example" in answer.text
    for foreign in ('"//', '"/\\', "http://evil", "https://evil"):
        assert foreign not in answer.text


@pytest.mark.parametrize(
    "foreign", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "", "/a\nb"]
)
def test_only_own_paths_are_gone_back_to(foreign: str) -> None:
    assert own_path(foreign, "/intern") == "/intern"
    assert own_path("/intern/x?y=1") == "/intern/x?y=1"


def test_what_cannot_be_stored_is_controls_but_tab_and_line_breaks_and_lone_surrogates() -> None:
    refused = {number for number in range(0x110000) if not storable(f"å{chr(number)}b")}
    controls = {*range(0x20), *range(0x7F, 0xA0)} - {*b"\t\n\r"}
    assert refused == controls | {*range(0xD800, 0xE000)}
