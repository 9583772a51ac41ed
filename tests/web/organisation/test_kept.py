"""What was typed outlives a limit, a key that was changed, and a link that died meanwhile."""

from collections.abc import Callable
from dataclasses import replace

import httpx

from directory.app import Service, create_app
from directory.campaigns.actions_links import revoke, send_link_of
from directory.campaigns.links import live_invitation
from directory.clock import Clock
from directory.mail.rendering import link
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.settings import Settings
from directory.tables.mail import Letter
from directory.tables.visits import DraftRow
from directory.tokens import Keys, link_token
from tests.conftest import NOW
from tests.web.conftest import BASE
from tests.web.organisation.conftest import Invite, Visitor, page_name

Browser = Callable[[Service], httpx.AsyncClient]
TYPED = {"description": "Vi møtes torsdager"}
FROM_OUR_PAGE = {"origin": BASE}


async def test_a_limit_keeps_what_was_typed(
    invited: Invite, settings: Settings, clock: Clock, browser: Browser
) -> None:
    fjord = await invited()
    async with browser(create_app(replace(settings, limit_edits=0), clock)) as client:
        visitor = Visitor(client)
        await visitor.opens(fjord)
        form = await client.get(f"{fjord.path}/om")
        later = await visitor.sends(form, f"{fjord.path}/om", **TYPED)
        assert (later.status_code, "Vi møtes torsdager" in later.text) == (429, True)
        assert "Teksten er ikke tapt" in later.text
        cookies = client.cookies
    async with browser(create_app(settings, clock)) as client:
        client.cookies = cookies
        assert (await Visitor(client).sends(later, f"{fjord.path}/om")).status_code == 303
    assert (await fjord.now()).entry.description == "Vi møtes torsdager"


async def test_new_keys_keep_what_was_typed_until_the_link_is_opened_again(
    invited: Invite, settings: Settings, clock: Clock, visitor: Visitor, browser: Browser
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/om")
    path = f"{fjord.path}/om"
    both = (*settings.secret_keys, "n" * 40)
    async with browser(create_app(replace(settings, secret_keys=both[1:]), clock)) as client:
        client.cookies, client.headers = visitor.browser.cookies, httpx.Headers(FROM_OUR_PAGE)
        old = await Visitor(client).sends(form, path, **TYPED)
        assert (old.status_code, page_name(old), "Vi møtes torsdager" in old.text) == (403, "error", True)
        dead = await Visitor(client).sends(old, path)
        assert (dead.status_code, page_name(dead), "Vi møtes torsdager" in dead.text) == (404, "link-unknown", True)
    async with browser(create_app(replace(settings, secret_keys=both), clock)) as client:
        again = Visitor(client)
        await again.opens(fjord)
        client.headers = httpx.Headers(FROM_OUR_PAGE)
        shown = await again.sends(dead, path)
        assert shown.status_code == 403
        assert (await again.sends(shown, path)).status_code == 303
    assert (await fjord.now()).entry.description == "Vi møtes torsdager"


async def test_the_first_press_is_enough_when_the_link_has_been_opened_again(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/om")
    visitor.browser.cookies.clear()
    visitor.browser.headers.update(FROM_OUR_PAGE)
    ended = await visitor.sends(form, f"/nn{fjord.path}/om", **TYPED)
    assert ended.status_code == 403
    assert "Opne lenka i brevet vårt ein gong til i eit nytt vindauge" in ended.text
    assert "Anne Eksempel" in ended.text
    assert "55 00 00 01" in ended.text
    await visitor.opens(fjord)
    assert (await visitor.sends(ended, f"{fjord.path}/om")).status_code == 303
    assert (await fjord.now()).entry.description == "Vi møtes torsdager"


async def test_a_form_of_nobodys_visit_is_not_taken_in_a_visit_that_a_lost_form_began(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    nobodys = await visitor.browser.get("/kode")
    visitor.browser.headers.update(FROM_OUR_PAGE)
    assert (await visitor.browser.post(f"{fjord.path}/om", data=TYPED)).status_code == 403
    assert visitor.browser.cookies.get("directory-links")
    await visitor.opens(fjord)
    forged = await visitor.browser.post(f"{fjord.path}/om", data=TYPED | {"_csrf_token": visitor.token(nobodys)})
    assert forged.status_code == 403
    assert (await fjord.now()) == fjord.stored


async def test_what_was_typed_is_sent_with_the_new_link_when_the_old_one_was_closed_meanwhile(
    invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"/nn{fjord.path}/om")
    await revoke(fjord.stored.id, "anne@korus.example", NOW)
    dead = await visitor.sends(form, f"/nn{fjord.path}/om", **TYPED)
    assert (dead.status_code, page_name(dead)) == (410, "link-revoked")
    assert "Når den nye lenka er komen" in dead.text
    assert "Opne lenka i brevet vårt ein gong til" not in dead.text
    assert 'name="code"' not in dead.text
    assert 'target="_blank"' in dead.text
    assert await send_link_of(fjord.stored.id, settings, "anne@korus.example", NOW)
    opened = await live_invitation(fjord.stored.id, NOW)
    assert opened
    await visitor.browser.get(link(settings, "link", opened.random_id, opened.generation))
    assert (await visitor.sends(dead, f"{fjord.path}/om")).status_code == 303
    assert (await fjord.now()).entry.description == "Vi møtes torsdager"


async def test_a_form_from_elsewhere_is_not_offered_to_be_sent_again(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    for said in ({}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = await visitor.browser.post(f"{fjord.path}/om", data=TYPED, headers=said)
        assert (answer.status_code, "torsdager" in answer.text) == (403, False)


async def test_who_comes_back_by_the_code_finds_what_was_typed_when_the_visit_had_ended(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    visitor.browser.cookies.clear()
    visitor.browser.headers.update(FROM_OUR_PAGE)
    lost = await visitor.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 02")
    assert (lost.status_code, "Teksten er ikke tapt" in lost.text) == (403, True)
    back = await visitor.sends(lost, "/kode", code=fjord.code)
    assert (back.status_code, back.headers["location"]) == (303, f"/nn{fjord.path}/kontakt")
    form = await visitor.browser.get(back.headers["location"])
    assert "De byrja å skrive her" in form.text
    assert 'value="55 00 00 02"' in form.text
    assert (await fjord.now()) == fjord.stored
    assert (await visitor.sends(form, f"{fjord.path}/kontakt")).status_code == 303
    assert (await fjord.now()).entry.phone == "+4755000002"


async def test_the_code_of_another_organisation_brings_nothing_along(invited: Invite, visitor: Visitor) -> None:
    fjord, other = await invited(), await invited("Kinn brukarlag")
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    visitor.browser.cookies.clear()
    visitor.browser.headers.update(FROM_OUR_PAGE)
    lost = await visitor.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 02")
    back = await visitor.sends(lost, "/kode", code=other.code)
    assert back.headers["location"] == f"/nn{other.path}"
    assert await DraftRow.count() == 0


async def test_a_code_sent_twice_from_a_page_older_than_the_visit_is_one_press_away(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    visitor.browser.headers.update(FROM_OUR_PAGE)
    form = await visitor.browser.get("/kode")
    assert (await visitor.sends(form, "/kode", code=fjord.code)).status_code == 303
    back = await visitor.sends(form, "/kode", code=fjord.code)
    assert (back.status_code, fjord.code in back.text, "Send en gang til" in back.text) == (403, True, True)
    again = await visitor.sends(back, "/kode")
    assert (again.status_code, again.headers["location"]) == (303, f"/nn{fjord.path}")


async def test_a_new_link_is_asked_for_from_a_page_older_than_the_visit(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    visitor.browser.headers.update(FROM_OUR_PAGE)
    form = await visitor.browser.get("/ny-lenke")
    await visitor.opens(fjord)
    back = await visitor.sends(form, "/ny-lenke", email="post@fjordglimt.example")
    assert (back.status_code, "Teksten er ikke tapt" in back.text) == (403, True)
    assert (await visitor.sends(back, "/ny-lenke")).headers["location"] == "/ny-lenke/sendt"


async def test_an_undo_from_a_page_older_than_the_visit_is_one_press_away(
    invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    fjord = await invited()
    await confirm(str(fjord.stored.id), 1, Visit("link"), NOW)
    undo_id = (await Letter.select(Letter.link_id).first())["link_id"]
    path = f"/nn/angre/{link_token(Keys(settings.secret_keys), 'undo', undo_id, 1)}"
    visitor.browser.headers.update(FROM_OUR_PAGE)
    form = await visitor.browser.get(path)
    await visitor.opens(fjord)
    back = await visitor.sends(form, path)
    assert (back.status_code, "Send ein gong til" in back.text, "Teksten" in back.text) == (403, True, False)
    assert (await fjord.now()).confirmed_at
    done = await visitor.sends(back, path)
    assert (done.status_code, page_name(done)) == (200, "undo-done")
