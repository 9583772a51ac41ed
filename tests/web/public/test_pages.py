"""What everybody sees."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import httpx
import openpyxl
import pytest

from directory.organisations import actions
from directory.search.export import KEYS
from directory.tables.organisations import Organisation
from directory.web.public import exports, lists
from tests.builders import STAFF, centre, organisation

NOW = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)
Token = Callable[[httpx.Response], str]


async def test_the_list_shows_who_they_are_where_and_how_fresh(client: httpx.AsyncClient, korus: int) -> None:
    stored = await organisation(centre=korus, phone="+4755000001")
    await Organisation.update({"confirmed_at": datetime(2026, 3, 4, tzinfo=UTC)}).where(Organisation.id == stored.id)
    page = await client.get("/")
    assert page.status_code == 200
    assert '<meta name="page" content="list">' in page.text
    said = "Bekreftet av organisasjonen mars 2026"
    for text in ("Fjordglimt pårørendelag", "Sunnfjord", said, "55 00 00 01", "KORUS Eksempel"):
        assert text in page.text
    assert "Stadfesta av organisasjonen mars 2026" in (await client.get("/nn/")).text
    assert "Confirmed by the organisation March 2026" in (await client.get("/en/")).text


async def test_a_page_names_itself_in_the_other_languages_with_the_same_query(
    client: httpx.AsyncClient, korus: int
) -> None:
    page = await client.get("/nn?q=angst&side=1")
    assert '<html lang="nn"' in page.text
    assert 'hreflang="nb" href="/?q=angst&amp;side=1"' in page.text
    assert 'hreflang="en" href="/en/?q=angst&amp;side=1"' in page.text
    assert '<link rel="canonical" href="http://directory.example/nn/">' in page.text
    assert (await client.get("/om", headers={"accept-language": "nn"})).text.count('<html lang="nb"') == 1


async def test_filters_narrow_the_list_and_can_be_taken_away(client: httpx.AsyncClient, korus: int) -> None:
    await organisation("Kinn lag", centre=korus, coverage=("4602",), type="paraply")
    await organisation("Bokn lag", centre=korus, coverage=("1145",))
    page = await client.get("/?kommune=4602&type=paraply")
    assert "Kinn lag" in page.text
    assert "Bokn lag" not in page.text
    assert 'href="/?kommune=4602"' in page.text
    assert 'href="/?type=paraply"' in page.text
    assert '<option value="4602" selected>' in page.text
    assert 'href="/eksport.csv?kommune=4602&amp;type=paraply"' in page.text


@pytest.mark.parametrize(
    ("query", "said", "kept"),
    [
        ("q=angst%00lag&fylke=46", "Her er et tegn som ikke kan brukes.", ('value="angstlag"', '"46" selected')),
        ("q=%00", "Her er et tegn som ikke kan brukes.", ()),
        ("q=angst&kommune=9999", "noe som ikke finnes: 9999", ('value="angst"',)),
        ("q=angst&side=0", "Skriv et helt tall", ('value="angst"',)),
        ("sortering=stjerner", "noe som ikke finnes: stjerner", ()),
        ("kompetanse=nothing&kompetanse=angst", "noe som ikke finnes: nothing", ()),
        (f"q={'x' * 300}", "Søket er for langt", (f'value="{"x" * 300}"',)),
    ],
)
async def test_a_search_that_cannot_be_made_shows_its_form_again_with_what_was_typed(
    client: httpx.AsyncClient, korus: int, query: str, said: str, kept: tuple[str, ...]
) -> None:
    await organisation("Kinn lag", centre=korus)
    answer = await client.get(f"/?{query}")
    assert answer.status_code == 422
    assert '<meta name="page" content="list">' in answer.text
    for text in (said, *kept):
        assert text in answer.text
    assert 'class="ds-error-summary" role="group"' in answer.text
    assert "Kinn lag" not in answer.text
    for ending in ("json", "csv", "xlsx"):
        file = await client.get(f"/eksport.{ending}?{query}")
        assert file.status_code == 422
        assert "content-disposition" not in file.headers
        assert '<meta name="page" content="list">' in file.text
        for text in (said, *kept):
            assert text in file.text


async def test_everything_wrong_with_a_search_is_said_at_once_and_leads_to_its_field(
    client: httpx.AsyncClient, korus: int
) -> None:
    page = (await client.get("/nn?q=angst&kommune=9999&fylke=99&bekreftet=0&kompetanse=nothing")).text
    for anchor in ("kommune", "fylke", "bekreftet", "filter"):
        assert f'<a class="ds-link" href="#{anchor}">' in page
        assert f'id="{anchor}"' in page
    assert "finst" in page


@pytest.mark.parametrize("path", ["/", "/eksport.csv", "/kart", "/om"])
async def test_a_flood_of_parameters_gets_a_short_answer(client: httpx.AsyncClient, korus: int, path: str) -> None:
    answer = await client.get(f"{path}?{'&'.join(f'kompetanse={number}' for number in range(2500))}")
    assert answer.status_code == (200 if path == "/om" else 422)
    assert len(answer.content) < 100_000
    assert "kompetanse=2" not in answer.text


async def test_a_page_behind_the_last_one_leads_to_the_last(client: httpx.AsyncClient, korus: int) -> None:
    for number in range(21):
        await organisation(f"Lag {number:02}", centre=korus)
    assert "Lag 20" in (await client.get("/?side=2")).text
    answer = await client.get("/?side=9")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?side=2")


async def test_an_organisations_page_says_everything_public_and_nothing_else(
    client: httpx.AsyncClient, korus: int
) -> None:
    await organisation(
        centre=korus, update_email="hemmelig@fjordglimt.example", postal_address="Gata 7", orgnr="974760673",
        description="Vi <b>møtes</b>.", website="https://www.fjordglimt.example/", answer_days=14,
    )  # fmt: skip
    page = await client.get("/organisasjon/fjordglimt-parorendelag")
    assert '<meta name="page" content="organisation">' in page.text
    for text in ("974 760 673", "Vi &lt;b&gt;møtes&lt;/b&gt;.", 'post<span class="at">@fjordglimt', "Psykose", "14 "):
        assert text in page.text
    for secret in ("hemmelig", "Gata 7"):
        assert secret not in page.text
    assert "Ennå ikke bekreftet av organisasjonen." in page.text


async def test_an_imported_entry_says_from_which_list_it_is(client: httpx.AsyncClient, korus: int) -> None:
    stored = await organisation("Gammelt lag", centre=korus)
    list_date = {"list_date": datetime(2021, 3, 1, tzinfo=UTC).date(), "list_precision": "month"}
    await Organisation.update(list_date).where(Organisation.id == stored.id)
    page = (await client.get("/organisasjon/gammelt-lag")).text
    assert "Fra senterets liste fra mars 2021, ennå ikke bekreftet av organisasjonen." in page
    await Organisation.update({"list_precision": "year"}).where(Organisation.id == stored.id)
    assert "liste fra 2021, ennå" in (await client.get("/organisasjon/gammelt-lag")).text


async def test_a_former_name_leads_to_the_present_page_and_nobody_is_404(client: httpx.AsyncClient, korus: int) -> None:
    await organisation("Nytt navn", centre=korus, aliases=("Gamle Øy",))
    answer = await client.get("/nn/organisasjon/gamle-oy")
    assert (answer.status_code, answer.headers["location"]) == (303, "/nn/organisasjon/nytt-navn")
    assert (await client.get("/organisasjon/nobody")).status_code == 404


async def test_what_no_longer_exists_says_so_and_takes_no_messages(client: httpx.AsyncClient, korus: int) -> None:
    gone = await organisation("Nedlagt", centre=korus)
    await actions.set_status(str(gone.id), "dissolved", None, STAFF, NOW)
    assert "finnes ikke lenger" in (await client.get("/organisasjon/nedlagt")).text
    assert (await client.get("/organisasjon/nedlagt/melding")).status_code == 404


async def test_a_municipality_sees_who_is_near_and_who_covers_it_from_afar(
    client: httpx.AsyncClient, korus: int
) -> None:
    await organisation("Nær", centre=korus, coverage=("4602",))
    await organisation("Fylkesvid", centre=korus, coverage=("46",))
    await organisation("Landsvid", centre=korus, coverage=("00",))
    page = (await client.get("/kommune/4602")).text
    assert page.index("Nær") < page.index("Fylkesvid") < page.index("Landsvid")
    assert (await client.get("/kommune/9999")).status_code == 404
    former = await client.get("/kommune/1401")
    assert (former.status_code, former.headers["location"]) == (303, "/kommune/4602")


async def test_the_map_says_the_same_as_the_list_beside_it(client: httpx.AsyncClient, korus: int) -> None:
    await organisation("Nær", centre=korus, coverage=("4602",))
    await organisation("Fylkesvid", centre=korus, coverage=("46",))
    page = (await client.get("/nn/kart?fylke=46")).text
    assert '<meta name="page" content="map">' in page
    assert "<title>Kinn: 2</title>" in page
    assert '<a href="/nn/kommune/4602">Kinn</a> <span class="quiet number">2</span>' in page
    assert "Bokn" not in page
    assert (await client.get("/kart")).status_code == 200
    for query in ("fylke=99", "fylke=%00", f"fylke={'9' * 400}"):
        wrong = await client.get(f"/kart?{query}")
        assert wrong.status_code == 422
        assert '<meta name="page" content="map">' in wrong.text
        assert 'href="#part"' in wrong.text


async def test_a_place_with_very_many_shows_the_nearest_and_says_how_many_more(
    client: httpx.AsyncClient, korus: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_IN_ONE_PLACE", 3)
    await organisation("Alle", centre=korus, coverage=("00",))
    for name in ("Bygd", "Grend", "Vik"):
        await organisation(name, centre=korus, coverage=("4602",))
    page = (await client.get("/kommune/4602")).text
    assert "Vik" in page
    assert "Alle</a>" not in page
    assert "Én til står i listen." in page
    assert "4 organisasjoner" in page


async def test_a_long_list_comes_piece_by_piece_and_whole(
    client: httpx.AsyncClient, korus: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    names = [f"Lag {letter}" for letter in "abcde"]
    for name in reversed(names):
        await organisation(name, centre=korus)
    assert [row["name"] for row in (await client.get("/eksport.json")).json()] == names
    text = (await client.get("/eksport.csv")).content.decode("utf-8-sig")
    assert [line[1] for line in csv.reader(StringIO(text, newline=""), delimiter=";")] == ["name", *names]
    assert (await client.get("/eksport.json?q=finnes-ikke")).json() == []


async def test_the_files_hold_what_the_list_shows(client: httpx.AsyncClient, korus: int) -> None:
    await organisation("Æ lag", centre=korus, type="paraply", phone="+4755000001")
    await organisation("Annet lag", centre=korus)
    found = await client.get("/eksport.json?type=paraply")
    assert [row["name"] for row in found.json()] == ["Æ lag"]
    text = (await client.get("/eksport.csv?type=paraply")).content
    [heading, line] = csv.reader(StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";")
    assert (tuple(heading), line[1]) == (KEYS, "Æ lag")
    workbook = openpyxl.load_workbook(BytesIO((await client.get("/nn/eksport.xlsx?type=paraply")).content))
    rows = list(workbook.active.values)
    assert rows[0][0] == "Namn"
    assert rows[1][:2] == ("Æ lag", "Paraplyorganisasjon")
    assert "55 00 00 01" in rows[1]


async def test_search_engines_find_every_page_in_every_language(client: httpx.AsyncClient, korus: int) -> None:
    await organisation(centre=korus)
    robots = (await client.get("/robots.txt")).text
    assert "Disallow: /rediger/" in robots
    assert "Sitemap: http://directory.example/sitemap.xml" in robots
    tree = ET.fromstring((await client.get("/sitemap.xml")).content)  # noqa: S314  # our own
    places = [item.text for item in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert "http://directory.example/organisasjon/fjordglimt-parorendelag" in places
    assert "http://directory.example/kommune/4602" in places


@pytest.mark.parametrize("path", ["/om", "/personvern", "/universell-utforming", "/meld-feil"])
@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
async def test_the_pages_that_explain_stand_in_three_languages(
    client: httpx.AsyncClient, korus: int, prefix: str, path: str
) -> None:
    answer = await client.get(prefix + path)
    assert answer.status_code == 200
    assert (await client.head(prefix + path)).status_code == 200


async def test_several_centres_share_the_list_without_a_name_on_top(client: httpx.AsyncClient, korus: int) -> None:
    await centre("rvts", name="RVTS Eksempel")
    page = (await client.get("/om")).text
    assert "<small>" not in page
    assert "RVTS Eksempel" in page
