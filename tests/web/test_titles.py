"""The title of a page that is shown again with errors says so first: a screen reader reads it before all else."""

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from directory.app import Service
from directory.web.pages import TEMPLATES

FORMS = {"/kode": "code", "/samtykke": "email", "/logg-inn": "email", "/meld-feil": "message"}


def title(page: httpx.Response) -> str:
    found = re.search(r"<title>(.*?)</title>", page.text)
    assert found, page.text[:500]
    return found[1]


@pytest.fixture
async def client(app: Service, browser: Callable[[Service], httpx.AsyncClient]) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as found:
        yield found


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(("language", "said"), [("", "Feil: "), ("/nn", "Feil: "), ("/en", "Error: ")])
async def test_a_form_with_something_wrong_says_so_in_the_title(
    client: httpx.AsyncClient, path: str, language: str, said: str
) -> None:
    page = await client.get(f"{language}{path}")
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    assert token
    wrong = await client.post(f"{language}{path}", data={"_csrf_token": token[1], FORMS[path]: ""})
    assert wrong.status_code == 422
    assert title(wrong) == said + title(page)
    assert not title(page).startswith(said)


async def test_a_search_with_something_wrong_says_so_in_the_title(client: httpx.AsyncClient) -> None:
    wrong = await client.get("/?fylke=tull")
    assert (wrong.status_code, title(wrong).startswith("Feil: ")) == (422, True)


def pages_with_a_summary() -> list[tuple[str, str]]:
    found = []
    for path in sorted(Path(TEMPLATES).rglob("*.html")):
        calls = re.findall(r"\{\{ error_summary\(([^,)]*)", path.read_text(encoding="utf-8"))
        found += [(path.name, call) for call in calls]
    return found


def test_every_page_with_a_summary_of_errors_gives_it_what_the_title_looks_at() -> None:
    found = pages_with_a_summary()
    assert len(found) > 20
    assert [one for one in found if one[1] not in ("errors", "problems")] == []
