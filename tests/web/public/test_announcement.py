"""A round that runs is announced on the front page and on its organisations' pages, calmly, and only while it runs."""

from datetime import date

import httpx

from directory.organisations import actions
from directory.tables.campaigns import Campaign
from tests import builders
from tests.conftest import NOW

SAID = {"": "Svar gjerne innen 1. oktober 2026", "/nn": "Svar gjerne innan 1. oktober 2026",
        "/en": "Please answer by 1 October 2026"}  # fmt: skip


async def a_round(state: str, centre: int) -> int:
    row = Campaign(
        centre=centre,
        year=2026,
        state=state,
        deadline=date(2026, 10, 1),
        opened_at=NOW if state != "draft" else None,
        created_at=NOW,
    )
    await row.save()
    return int(row.id)


async def test_it_is_said_on_the_front_page_in_every_language(korus: int, client: httpx.AsyncClient) -> None:
    await a_round("running", korus)
    for prefix, said in SAID.items():
        page = await client.get(prefix or "/")
        assert said in page.text
        assert f'<a href="{prefix}/kode">' in page.text
    assert SAID[""] not in (await client.get("/?q=lag")).text  # not above every search


async def test_it_is_gone_with_the_round_and_not_there_before(korus: int, client: httpx.AsyncClient) -> None:
    number = await a_round("draft", korus)
    for state, there in (
        ("draft", False),
        ("scheduled", False),
        ("paused", True),
        ("closed", False),
        ("cancelled", False),
    ):
        await Campaign.update({Campaign.state: state, Campaign.opened_at: None if state == "draft" else NOW}).where(
            Campaign.id == number
        )
        assert ('class="announcement' in (await client.get("/")).text) is there, state


async def test_after_the_deadline_no_day_is_named(korus: int, client: httpx.AsyncClient) -> None:
    await a_round("running", korus)
    await Campaign.update({Campaign.deadline: date(2026, 9, 1)}).where(Campaign.year == 2026)
    page = await client.get("/")
    assert "tar fortsatt imot svar" in page.text
    assert "1. september" not in page.text


async def test_an_organisation_is_told_of_its_own_centres_round_alone(korus: int, client: httpx.AsyncClient) -> None:
    await a_round("running", korus)
    mine = await builders.organisation("Fjordglimt", centre=korus)
    other = await builders.organisation("Nordlys", centre=await builders.centre("nord", name="KORUS Nord"))
    page = await client.get(f"/organisasjon/{mine.slug}")
    assert SAID[""] in page.text
    assert f'href="/ny-lenke?organisasjon={mine.slug}"' in page.text
    assert SAID[""] not in (await client.get(f"/organisasjon/{other.slug}")).text


async def test_an_organisation_that_no_longer_exists_is_asked_nothing(korus: int, client: httpx.AsyncClient) -> None:
    await a_round("running", korus)
    gone = await builders.organisation("Fjordglimt", centre=korus)
    await actions.set_status(str(gone.id), "dissolved", None, builders.STAFF, NOW)
    page = await client.get(f"/organisasjon/{gone.slug}")
    assert "Organisasjonen finnes ikke lenger" in page.text
    assert "nedlagt i" not in page.text
    for asked in (SAID[""], "/ny-lenke", 'id="yours"'):
        assert asked not in page.text
