"""Links and codes that lead nowhere: each says what happened, in the reader's language, and gives the next step."""

import re

import httpx
import pytest

from directory.campaigns.actions_links import revoke, send_link_of
from directory.organisations.closed_links import replace_links
from directory.settings import Settings
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation
from tests.conftest import NOW, MovableClock
from tests.web.organisation.conftest import Invite, Invited, Visitor, page_name


async def test_the_code_of_a_round_that_is_over_says_so(invited: Invite, visitor: Visitor, clock: MovableClock) -> None:
    fjord = await invited()
    page = await visitor.browser.get("/kode")
    clock.forward(days=120)
    answer = await visitor.sends(page, "/kode", code=fjord.code.lower())
    assert (answer.status_code, page_name(answer)) == (410, "link-expired")
    assert "Koden verkar ikkje lenger" in answer.text
    assert_no_dead_code_is_offered(answer, fjord)


async def test_a_code_that_was_taken_back_says_so(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await revoke(fjord.stored.id, "anne@korus.example", NOW)
    page = await visitor.browser.get("/kode")
    answer = await visitor.sends(page, "/kode", code=fjord.code)
    assert (answer.status_code, page_name(answer)) == (410, "link-revoked")
    assert "Koden verkar ikkje lenger" in answer.text
    assert_no_dead_code_is_offered(answer, fjord)


async def test_the_code_of_an_earlier_letter_says_so_when_a_new_link_has_gone_out(
    invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    replaced, closed = await invited(), await invited("Kinn brukarlag")
    await replace_links(replaced.stored.id, "anne@korus.example", NOW, "another person")
    await revoke(closed.stored.id, "anne@korus.example", NOW)
    assert await send_link_of(closed.stored.id, settings, "anne@korus.example", NOW)
    page = await visitor.browser.get("/kode")
    for old in (replaced, closed):
        answer = await visitor.sends(page, "/kode", code=old.code)
        assert (answer.status_code, page_name(answer)) == (410, "link-revoked")
        assert "Koden verkar ikkje lenger" in answer.text
        assert_no_dead_code_is_offered(answer, old)


def assert_no_dead_code_is_offered(page: httpx.Response, dead: Invited) -> None:
    """The next steps are the link, the telephone and a reply; nothing sends the code once more."""
    assert dead.code not in page.text.upper()
    assert "/kode" not in re.findall(r'(?:href|action)="(?:/nn)?(/[^"?]*)"', page.text.partition("<main")[2])
    assert 'action="/ny-lenke"' in page.text.replace("/nn/", "/")
    assert "55 00 00 01" in page.text
    assert "Du kan òg svare på brevet vårt" in page.text


async def test_a_letters_dead_link_offers_no_code_as_that_died_too(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord, other = await invited(), await invited("Kinn brukarlag")
    await revoke(other.stored.id, "anne@korus.example", NOW)
    clock.forward(days=120)
    for dead in (fjord, other):
        page = await visitor.browser.get(dead.link)
        assert (page.status_code, "Eg har ein kode" in page.text) == (410, False)
    assert "Jeg har en kode" in (await visitor.browser.get(f"/o/{'a' * 22}-1.{'b' * 43}")).text


async def test_what_was_typed_before_a_dead_code_is_sent_to_its_own_form(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited()
    page = await visitor.browser.get("/kode")
    clock.forward(days=120)
    typed = {"til": f"{fjord.path}/kontakt", "version": "1", "phone": "55 00 00 77"}
    answer = await visitor.sends(page, "/kode", code=fjord.code, **typed)
    assert f'action="{fjord.path}/kontakt"' in answer.text.replace("/nn/", "/")
    assert 'name="phone" value="55 00 00 77"' in answer.text
    assert fjord.code not in answer.text
    elsewhere = await visitor.sends(page, "/kode", code=fjord.code, **typed | {"til": "//evil.example/om"})
    assert "evil" not in elsewhere.text


@pytest.mark.parametrize("prefix", ["/o", "/angre", "/samtykke", "/adresse", "/logg-inn"])
@pytest.mark.parametrize(
    ("language", "said"), [("", "Lenken er ikke hel"), ("/nn", "Lenka er ikkje heil"), ("/en", "The link is not whole")]
)
async def test_a_link_that_was_cut_says_so(
    invited: Invite, visitor: Visitor, prefix: str, language: str, said: str
) -> None:
    token = (await invited()).link.removeprefix("/o/")
    for part in (token[:10], token[:30], token[:-1]):
        answer = await visitor.browser.get(f"{language}{prefix}/{part}")
        assert (answer.status_code, said in answer.text) == (404, True)
    if prefix == "/o":
        assert said in (await visitor.browser.get(f"{language}/o")).text


async def test_a_link_that_tells_nobody_speaks_the_written_standard_of_the_browser(
    invited: Invite, visitor: Visitor
) -> None:
    token, nynorsk = (await invited()).link, {"accept-language": "nn-NO,nn;q=0.9,no;q=0.8,nb;q=0.7,en;q=0.6"}
    cut = [f"{prefix}/{token[3:-9]}" for prefix in ("/o", "/angre", "/adresse")]
    for path in (*cut, "/o", f"/o/{'a' * 22}-1.{'b' * 43}", "/rediger"):
        for headers, language in (({}, "nb"), (nynorsk, "nn"), (nynorsk | {"sec-fetch-site": "same-origin"}, "nb")):
            page = await visitor.browser.get(path, headers=headers)
            assert (page.status_code, f'<html lang="{language}"' in page.text) == (404, True), (path, headers)
            assert ("kvardagar 9–15" if language == "nn" else "hverdager 9–15") in page.text
            assert "Fjordglimt" not in page.text
        assert '<html lang="en"' in (await visitor.browser.get(f"/en{path}", headers=nynorsk)).text


async def test_a_dead_link_speaks_its_organisations_language_and_offers_the_next_step(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited()
    clock.forward(days=120)
    answer = await visitor.browser.get(fjord.link)
    assert 'lang="nn"' in answer.text
    assert "Fjordglimt" in answer.text
    head = await visitor.browser.head(fjord.link)
    assert (head.status_code, head.content) == (410, b"")
    sent = await visitor.sends(answer, "/nn/ny-lenke")  # one press, and nobody types an address
    assert sent.headers["location"] == f"/nn/ny-lenke/sendt?organisasjon={fjord.stored.slug}"
    [letter] = await Letter.select()
    assert (letter["template"], letter["address"]) == ("new_link", "post@fjordglimt.example")


async def test_a_dead_link_of_an_entry_that_is_not_public_names_nobody(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited()
    await Organisation.update({Organisation.published: False}).where(Organisation.id == fjord.stored.id)
    clock.forward(days=120)
    answer = await visitor.browser.get(fjord.link)
    assert (answer.status_code, "Fjordglimt" in answer.text) == (410, False)
