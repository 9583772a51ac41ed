"""What is typed and not saved: kept, there again on another device, thrown away; and the own page seen before it."""

from dataclasses import replace

import httpx
import pytest

from directory.app import Service, create_app
from directory.clock import Clock
from directory.organisations import actions
from directory.settings import Settings
from directory.tables.visits import DraftRow
from tests import builders
from tests.conftest import NOW, MovableClock
from tests.web.organisation.conftest import Invite, Visitor, page_name
from tests.web.organisation.test_kept import Browser

BEGUN = "Dere begynte å skrive her"


async def test_what_is_typed_is_there_on_another_device_and_gone_once_it_is_saved(
    invited: Invite, visitor: Visitor, app: Service, browser: Browser
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    kept = await visitor.sends(form, f"{fjord.path}/kontakt/utkast", phone="55 00")
    assert (kept.status_code, kept.content) == (204, b"")
    assert (await fjord.now()) == fjord.stored
    async with browser(app) as other:
        telephone = Visitor(other)
        overview = await telephone.opens(fjord)
        assert "De har byrja å rette dette." in overview.text
        form = await other.get(f"{fjord.path}/kontakt")
        assert BEGUN in form.text
        assert 'value="55 00"' in form.text
        saved = await telephone.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 02")
        assert saved.status_code == 303
        assert BEGUN not in (await other.get(f"{fjord.path}/kontakt")).text
    assert await DraftRow.count() == 0
    assert (await fjord.now()).entry.phone == "+4755000002"


async def test_two_people_behind_one_link_each_find_what_they_typed(
    invited: Invite, visitor: Visitor, app: Service, browser: Browser, clock: MovableClock
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    mine = await visitor.browser.get(f"{fjord.path}/om")
    async with browser(app) as other:
        colleague = Visitor(other)
        await colleague.opens(fjord)
        theirs = await other.get(f"{fjord.path}/om")
        await visitor.sends(mine, f"{fjord.path}/om/utkast", description="Vi møtes torsdager.")
        clock.forward(seconds=1)
        await colleague.sends(theirs, f"{fjord.path}/om/utkast", description="Vi møtes mandager.")
        mine, theirs = await visitor.browser.get(f"{fjord.path}/om"), await other.get(f"{fjord.path}/om")
        assert ("torsdager" in mine.text, "mandager" in mine.text) == (True, False)
        assert ("torsdager" in theirs.text, "mandager" in theirs.text) == (False, True)
        assert (await colleague.sends(theirs, f"{fjord.path}/om")).status_code == 303
    again = await visitor.browser.get(f"{fjord.path}/om")
    assert (BEGUN in again.text, "torsdager" in again.text) == (True, True)
    assert (await visitor.sends(again, f"{fjord.path}/om")).status_code == 409
    kept = await visitor.browser.get(f"{fjord.path}/om")
    assert "torsdager" in kept.text


async def test_another_device_that_keeps_and_then_saves_what_was_begun_leaves_nothing_begun(
    invited: Invite, visitor: Visitor, app: Service, browser: Browser, clock: MovableClock
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    await visitor.sends(form, f"{fjord.path}/kontakt/utkast", phone="55 00")
    clock.forward(minutes=1)
    async with browser(app) as other:
        telephone = Visitor(other)
        await telephone.opens(fjord)
        form = await other.get(f"{fjord.path}/kontakt")
        await telephone.sends(form, f"{fjord.path}/kontakt/utkast", phone="55 00 00")
        assert 'value="55 00"' in (await visitor.browser.get(f"{fjord.path}/kontakt")).text
        assert (await telephone.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 02")).status_code == 303
    assert await DraftRow.count() == 0


async def test_without_script_a_button_keeps_it_and_leads_back(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    assert 'name="etter" value="oversikt"' in form.text
    later = await visitor.sends(form, f"{fjord.path}/kontakt/utkast", phone="55 00 00 02", etter="oversikt")
    assert (later.status_code, later.headers["location"]) == (303, f"{fjord.path}#kontakt")
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    assert 'value="55 00 00 02"' in form.text
    gone = await visitor.sends(form, f"{fjord.path}/kontakt/utkast/sletting")
    assert (gone.status_code, gone.headers["location"]) == (303, f"{fjord.path}/kontakt")
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    assert BEGUN not in form.text
    assert 'value="55 00 00 02"' not in form.text


async def test_a_draft_never_overwrites_what_others_have_corrected_since(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    await visitor.sends(form, f"{fjord.path}/kontakt/utkast", phone="55 00 00 02")
    newer = replace(fjord.stored.entry, phone="+4755000003", website="https://fjordglimt.example/ny")
    await actions.edit(str(fjord.stored.id), 1, newer, builders.STAFF, NOW)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    assert "Andre har rettet noe her i mellomtiden." in form.text
    assert 'value="55 00 00 02"' in form.text
    conflict = await visitor.sends(form, f"{fjord.path}/kontakt")
    assert (conflict.status_code, page_name(conflict)) == (409, "conflict")
    assert (await fjord.now()).entry == newer
    leave = await visitor.sends(conflict, f"{fjord.path}/kontakt/utkast/sletting", etter="oversikt")
    assert leave.status_code == 303
    assert BEGUN not in (await visitor.browser.get(f"{fjord.path}/kontakt")).text


async def test_looking_at_it_first_shows_the_public_page_and_saves_nothing(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/om?steg=1")
    typed = {"description": "Vi møtes torsdager", "name": "Fjordglimt"}
    seen = await visitor.sends(form, f"{fjord.path}/om/visning", **typed)
    assert (seen.status_code, page_name(seen)) == (200, "preview")
    for said in (
        "Det er ikke lagret ennå",
        "<p>Vi møtes torsdager</p>",
        "Rettet nå",
        "Venter på oss",
        "Dette kan de bidra",
    ):
        assert said in seen.text, said
    assert "<h1>Fjordglimt pårørendelag</h1>" in seen.text  # a new name waits, so this is what others would see
    assert (await fjord.now()) == fjord.stored
    back = await visitor.browser.get(f"{fjord.path}/om?steg=1")
    assert "Vi møtes torsdager" in back.text
    saved = await visitor.sends(seen, f"{fjord.path}/om")
    assert (saved.status_code, saved.headers["location"]) == (303, f"{fjord.path}/kontakt?steg=1")
    assert (await fjord.now()).entry.description == "Vi møtes torsdager"


async def test_the_own_page_is_the_public_one_with_what_changed_marked(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    await visitor.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 02")
    own = await visitor.browser.get(f"{fjord.path}/visning")
    public = await visitor.browser.get(f"/organisasjon/{fjord.stored.slug}")
    assert (own.status_code, page_name(own)) == (200, "preview")
    assert "Rettet: Telefon." in own.text
    assert "Rettet nå" in own.text
    assert "Rettet nå" not in public.text
    for page in (own, public):
        assert "55 00 00 02" in page.text
        assert "Dømesen" not in page.text


async def test_who_is_not_listed_sees_how_it_would_look(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    await visitor.sends(page, f"{fjord.path}/ikke-vises")
    own = await visitor.browser.get(f"{fjord.path}/visning")
    assert (own.status_code, "Dere står ikke i oversikten nå" in own.text) == (200, True)


@pytest.mark.parametrize("path", ["", "/visning", "/skjema", "/utkast", "/utkast/sletting", "/bekreftelse"])
async def test_nothing_is_taken_without_the_forms_token(invited: Invite, visitor: Visitor, path: str) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    answer = await visitor.browser.post(f"{fjord.path}/kontakt{path}", data={"phone": "55 00 00 02", "version": "1"})
    assert answer.status_code == 403
    assert await DraftRow.count() == 0
    assert (await fjord.now()) == fjord.stored


async def test_a_limit_keeps_what_was_typed_also_as_a_draft(
    invited: Invite, settings: Settings, clock: Clock, browser: Browser
) -> None:
    fjord = await invited()
    async with browser(create_app(replace(settings, limit_edits=1), clock)) as client:
        visitor = Visitor(client)
        await visitor.opens(fjord)
        form = await client.get(f"{fjord.path}/kontakt")
        statuses = [
            (await visitor.sends(form, f"{fjord.path}/{part}", phone="55 00 00 02")).status_code
            for part in ("om", "kontakt")
        ]
        assert statuses == [303, 429]
    async with browser(create_app(settings, clock)) as client:
        await Visitor(client).opens(fjord)
        assert 'value="55 00 00 02"' in (await client.get(f"{fjord.path}/kontakt")).text


async def test_more_drafts_than_the_limit_wait(
    invited: Invite, settings: Settings, clock: Clock, browser: Browser
) -> None:
    fjord = await invited()
    async with browser(create_app(replace(settings, limit_edits=1, limit_requests=0), clock)) as client:
        visitor = Visitor(client)
        await visitor.opens(fjord)
        form = await client.get(f"{fjord.path}/kontakt")
        statuses = [
            (await visitor.sends(form, f"{fjord.path}/kontakt/utkast", phone=f"55 00 00 {number}")).status_code
            for number in range(10, 22)
        ]
    assert statuses == [204] * 10 + [429] * 2


async def test_what_says_nothing_new_or_is_far_too_much_is_no_draft(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form: httpx.Response = await visitor.browser.get(f"{fjord.path}/om")
    for typed in ({}, {"description": "x" * 50_000}, {"version": "77", "description": "Ny."}):
        assert (await visitor.sends(form, f"{fjord.path}/om/utkast", **typed)).status_code == 204
    assert await DraftRow.count() == 0
