"""The public search for themes that a form asks while somebody types."""

import re
from urllib.parse import quote

import httpx
import pytest

from directory.facts.taxonomies import taxonomy


def offered(page: httpx.Response) -> list[str]:
    return re.findall(r'name="areas" value="([^"]+)"', page.text)


async def test_the_search_answers_with_a_piece_of_a_page_and_sets_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/tema", params={"q": "metadon", "type": "paarorendeorganisasjon"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<html" not in answer.text
    assert "set-cookie" not in answer.headers
    assert offered(answer)[0] == "lar:paarorende"
    assert (await client.head("/tema?q=angst")).status_code == 200


@pytest.mark.parametrize(
    ("prefix", "words", "named"),
    [
        ("", "pengespill", "Spilleavhengighet"),
        ("/nn", "pengespel", "Speleavhengigheit"),
        ("/en", "gambling", "Gambling"),
    ],
)
async def test_it_speaks_the_language_of_its_address(
    client: httpx.AsyncClient, prefix: str, words: str, named: str
) -> None:
    assert named in (await client.get(f"{prefix}/tema", params={"q": words})).text


async def test_what_is_chosen_already_is_said_and_not_offered_again(client: httpx.AsyncClient) -> None:
    answer = await client.get("/tema", params={"q": "angst", "areas": ["angst:egen", "angst:paarorende"]})
    assert set(offered(answer)) == {"angst:etterlatt", "angst:barn_som_paarorende"}
    assert "Angst – egen erfaring" in answer.text


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=kreft", "q=" + "a" * 3000, "q=%00%ff", "q=<script>alert(1)</script>", "type=x&areas=x:y&q=angst",
     "&".join(["areas=angst:egen"] * 2000)],
)  # fmt: skip
async def test_nothing_that_is_asked_harms(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get("/tema?" + quote(query, safe="=&%:"))
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    known = {f"{area.slug}:{each.slug}" for area in taxonomy("areas") for each in taxonomy("perspectives")}
    assert set(offered(answer)) <= known


async def test_a_wide_search_shows_four_and_folds_the_rest(client: httpx.AsyncClient) -> None:
    answer = await client.get("/tema", params={"q": "psykisk helse"})
    assert answer.text.count('class="ds-fieldset hit"') > 4
    assert answer.text.index('<details class="more"><summary>Flere tema (') > answer.text.index("Angst")
