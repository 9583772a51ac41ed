"""A centre's spreadsheet, by upload."""

import re
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from directory.app import Service, create_app
from directory.settings import Settings
from directory.tables.imports import ImportRun
from directory.tables.organisations import Organisation
from tests.builders import centre
from tests.conftest import MovableClock
from tests.web.staff.conftest import Employee, SignIn

Browser = Callable[[Service], httpx.AsyncClient]
LIST = """Organisasjon;Kommune;E-post
Fjordglimt pårørendelag;Stavanger;post@fjordglimt.example
Havgap brukerforening;Ukjent sted;post@havgap.example
""".encode()
SAMPLE = Path(__file__).parents[2] / "data" / "oversikt-eksempel.xlsx"


async def upload(who: Employee, content: bytes, name: str = "liste.xlsx") -> httpx.Response:
    token = who.token_in(await who.get("/intern/import"))
    return await who.browser.post("/intern/import", data={"_csrf_token": token}, files={"file": (name, content)})


async def import_(who: Employee, content: bytes) -> httpx.Response:
    fields = {"name": "liste.xlsx", "content": b64encode(content).decode()}
    token = who.token_in(await who.get("/intern/import"))
    return await who.browser.post("/intern/import/innlesing", data={"_csrf_token": token, **fields})


async def test_the_file_is_looked_at_before_anything_is_saved(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(), "editor")
    page = await upload(anne, SAMPLE.read_bytes())
    assert page.status_code == 200
    assert await Organisation.count() == 0
    carried = re.search(r'name="content" value="([^"]+)"', page.text)
    assert carried
    assert carried[1] == b64encode(SAMPLE.read_bytes()).decode()


async def test_the_same_file_is_then_imported_and_its_report_can_be_read_and_kept(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(counties='["11", "46"]'), "editor")
    done = await import_(anne, LIST)
    assert done.status_code == 303
    assert await Organisation.count() == 2
    page = await anne.get(done.headers["location"])
    assert page.status_code == 200
    workbook = await anne.get(done.headers["location"] + "/rapport.xlsx")
    assert workbook.content.startswith(b"PK")
    table = (await anne.get(done.headers["location"] + "/rapport.csv")).text
    assert table.startswith("\ufeffArk;Celle;Organisasjon")
    assert len(table.splitlines()) >= 3


async def test_an_import_can_be_taken_back_from_its_page(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(counties='["11", "46"]'), "editor")
    run = (await import_(anne, LIST)).headers["location"]
    undone = await anne.post(f"{run}/angring", from_=run)
    assert undone.status_code == 303
    assert await Organisation.count() == 0
    assert "angret" in (await anne.get(run)).text


async def test_what_is_no_spreadsheet_is_said_and_changes_nothing(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(), "editor")
    for content, name in ((b"%PDF-1.4 hei", "liste.xlsx"), (b"", "tom.xlsx"), (b"PK\x03\x04 not a zip", "liste.xlsx")):
        page = await upload(anne, content, name)
        assert page.status_code == 422, name
        assert "ds-error-summary" in page.text
    assert (await import_(anne, b"%PDF")).status_code == 422
    assert await ImportRun.count() == 0


async def test_another_centres_import_is_not_there(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(counties='["11", "46"]'), "editor")
    run = (await import_(anne, LIST)).headers["location"]
    stranger = await sign_in(await centre("rvts"), "admin", "per@rvts.example")
    for path in (run, f"{run}/rapport.xlsx", f"{run}/rapport.csv"):
        assert (await stranger.get(path)).status_code == 404
    assert (await stranger.post(f"{run}/angring")).status_code == 404
    assert await Organisation.count() == 2


async def test_an_empty_list_to_fill_in_is_a_workbook(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(), "editor")
    assert (await anne.get("/intern/import/mal.xlsx")).content.startswith(b"PK")


@pytest.mark.parametrize("path", ["/intern/import", "/intern/import/innlesing", "/nn/intern/import"])
async def test_nobody_makes_us_read_a_large_body_without_signing_in(client: httpx.AsyncClient, path: str) -> None:
    read = []

    async def body() -> AsyncIterator[bytes]:
        read.append(True)
        yield b"content=" + b"x" * 50_000

    client.cookies.set("directory-session", "nobodys", domain="directory.example")
    answer = await client.post(path, content=body(), headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 303
    assert answer.headers["location"].removeprefix("/nn") == "/logg-inn?next=%2Fintern"
    assert not read


async def test_a_reader_is_refused_before_the_file_is_read(sign_in: SignIn) -> None:
    read = []

    async def body() -> AsyncIterator[bytes]:
        read.append(True)
        yield b"content=x"

    kari = await sign_in(await centre(), "reader")
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert (await kari.browser.post("/intern/import", content=body(), headers=headers)).status_code == 403
    assert not read


async def test_the_largest_file_is_what_the_setting_says(
    sign_in: SignIn, app: Service, settings: Settings, clock: MovableClock, browser: Browser
) -> None:
    anne = await sign_in(await centre(), "editor")
    other = create_app(replace(settings, limit_requests=0, import_max_bytes=100_000), clock)
    async with browser(other) as window:
        window.cookies.update(anne.browser.cookies)
        small = Employee(window, anne.token_in)
        assert (await upload(small, LIST + b"\n" * (99_000 - len(LIST)))).status_code == 200
        assert (await upload(small, b"x" * 100_001)).status_code == 413
        assert (await upload(small, b"x" * 300_000)).status_code == 413
        assert (await import_(small, b"x" * 300_000)).status_code == 413
