"""A person's link that is lost, cut or dead leads to a new one, in the reader's language, and to somebody to ask."""

from dataclasses import replace

import httpx
import pytest

from directory.organisations import actions
from directory.organisations.reads import find
from directory.organisations.reads_consents import people_of
from directory.tables.contacts import Contact
from directory.tables.mail import Letter
from tests import builders
from tests.builders import STAFF
from tests.conftest import NOW
from tests.web.persons.conftest import KARI, Own, hidden, page_name


async def letters_after_asking(own: Own, path: str, **fields: str) -> list[tuple[str, str]]:
    """Return template and address of the letters that come of a form which asks for a link."""
    await Letter.delete(force=True)
    form = await own.browser.get(path)
    answer = await own.browser.post(path, data={**hidden(form), **fields})
    assert answer.status_code == 303
    return [(row["template"], row["address"]) for row in await Letter.select()]


async def dead_pages(own: Own) -> list[httpx.Response]:
    """Return the pages of a link that was cut, of an own page that was not opened here, and of no link of ours."""
    await own.opens()
    own.browser.cookies.clear()
    return [await own.browser.get(path) for path in (own.link[:-9], own.path, "/samtykke/" + own.link[-70:])]


async def test_a_lost_link_is_got_again_from_its_own_page(own: Own) -> None:
    await own.says(name="ja")
    for page in await dead_pages(own):
        assert (page.status_code, page_name(page)) == (404, "link-unknown")
        assert 'href="/samtykke"' in page.text
        assert "/ny-lenke" not in page.text
        assert "Usikker? Spør oss først" in page.text
        assert "55 00 00 01" in page.text
    assert await letters_after_asking(own, "/samtykke", email=KARI.email) == [("consent", KARI.email)]
    for path in ("/samtykke", "/samtykke/sendt"):
        assert "55 00 00 01" in (await own.browser.get(path)).text


async def test_a_link_whose_person_is_gone_names_the_centre_that_wrote_and_nothing_else(own: Own) -> None:
    await builders.centre("rvts", name="RVTS Prøve", phone="55 00 00 99")
    await Contact.delete().where(Contact.organisation == own.stored.id)
    page = await own.browser.get(own.link)
    assert (page.status_code, page_name(page)) == (410, "link-revoked")
    assert 'href="/samtykke"' in page.text
    assert "55 00 00 01" in page.text
    assert "55 00 00 99" not in page.text
    assert own.stored.entry.name not in page.text
    unknown = await own.browser.get(own.link[:-9])
    assert "Ring senteret som sendte deg brevet" in unknown.text  # nobody knows which of the two


async def test_a_dead_link_speaks_as_its_letter_did_and_a_cut_one_as_the_browser_does(own: Own) -> None:
    nynorsk = {"accept-language": "nn-NO,nn;q=0.9,no;q=0.8,nb;q=0.7"}
    for path in (own.link[:-9], "/samtykke/svar/" + "0" * 32):
        said = [(await own.browser.get(path, headers=headers)).text for headers in ({}, nynorsk)]
        assert ['<html lang="nb"' in said[0], '<html lang="nn"' in said[1]] == [True, True]
        assert "Usikker? Spør oss fyrst" in said[1] or "kvardagar 9–15" in said[1]
        chosen = await own.browser.get(path, headers=nynorsk | {"sec-fetch-site": "same-origin"})
        assert '<html lang="nb"' in chosen.text
        assert '<html lang="en"' in (await own.browser.get(f"/en{path}", headers=nynorsk)).text
    await Contact.delete().where(Contact.organisation == own.stored.id)
    assert '<html lang="nb"' in (await own.browser.get(own.link, headers=nynorsk)).text
    await Letter.update({Letter.language: "nn"}, force=True)
    gone = await own.browser.get(own.link)
    assert '<html lang="nn"' in gone.text
    assert "Lenka verkar ikkje lenger" in gone.text


@pytest.mark.parametrize("shared", [False, True])
async def test_who_asks_on_the_organisations_page_gets_the_persons_link_when_that_is_what_there_is(
    own: Own, *, shared: bool
) -> None:
    stored = await find(own.stored.id)
    if shared:
        after = replace(stored.entry, update_email=KARI.email)
        await actions.edit(str(stored.id), stored.version, after, STAFF, NOW)
    came = await letters_after_asking(own, "/ny-lenke", email="Kari@Fjordglimt.example")
    assert came == [("new_link" if shared else "consent", KARI.email)]
    assert [one.person for one in await people_of(await find(stored.id))] == [KARI]
    assert 'href="/samtykke"' in (await own.browser.get("/ny-lenke")).text


async def test_the_organisations_page_answers_a_person_as_it_answers_anybody(own: Own) -> None:
    answers = []
    for address in (KARI.email, "post@fjordglimt.example", "ukjent@fjordglimt.example"):
        form = await own.browser.get("/ny-lenke")
        answers.append(await own.browser.post("/ny-lenke", data={**hidden(form), "email": address}))
    assert len({(one.status_code, one.content, str(one.headers)) for one in answers}) == 1
    for _again in range(12):
        form = await own.browser.get("/ny-lenke")
        last = await own.browser.post("/ny-lenke", data={**hidden(form), "email": KARI.email})
    assert last.status_code == 429
    assert await Letter.count().where(Letter.template == "consent") <= 6
