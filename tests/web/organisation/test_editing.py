"""Editing: two at once, what cannot be used, what is hostile, and undoing it all."""

from dataclasses import replace
from datetime import timedelta

from directory.campaigns.actions_links import revoke
from directory.organisations import actions
from directory.organisations.actions_answers import confirm, correct
from directory.organisations.actions_other_answers import close
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import waiting_changes
from directory.organisations.said import DISSOLVED, PAUSED, Closing
from directory.settings import Settings
from directory.tables.mail import Letter
from directory.tables.review import Suggestion
from directory.tokens import Keys, link_token
from tests import builders
from tests.conftest import NOW, MovableClock
from tests.web.conftest import BASE
from tests.web.organisation.conftest import Invite, Visitor, page_name


async def test_all_correct_on_a_page_that_has_become_old_shows_what_is_new(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    newer = replace(fjord.stored.entry, description="Fra staben.")
    await actions.edit(str(fjord.stored.id), 1, newer, builders.STAFF, NOW)
    conflict = await visitor.sends(page, f"{fjord.path}/bekreftelse")
    assert (conflict.status_code, "Fra staben." in conflict.text) == (409, True)
    assert (await fjord.now()).confirmed_at is None


async def test_a_theme_alone_is_taken_from_the_perspective_the_kind_has(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    sent = await visitor.sends(page, f"{fjord.path}/kompetanse", areas=["psykose", "angst"])
    assert sent.status_code == 303
    assert (await fjord.now()).entry.areas == (("angst", "paarorende"), ("psykose", "paarorende"))


async def test_the_receipts_link_shows_what_it_takes_back_and_a_press_takes_it_back(
    invited: Invite, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    fjord = await invited()
    after = replace(fjord.stored.entry, phone="+4755000002", name="Nytt navn")
    await correct(str(fjord.stored.id), 1, after, Visit("link"), clock())
    path = f"/nn{await undo_path(settings)}"
    page = await visitor.browser.get(path)
    assert (page.status_code, page_name(page)) == (200, "undo-asked")
    assert "55 00 00 02" in page.text
    assert (await fjord.now()).entry.phone == "+4755000002"
    done = await visitor.sends(page, path)
    assert (done.status_code, page_name(done)) == (200, "undo-done")
    version = (await fjord.now()).version
    for used in (await visitor.browser.get(path), await visitor.sends(page, path)):
        assert (used.status_code, page_name(used)) == (410, "undo-done")
        for said in ("Svaret er alt angra", "Det blei angra 2. september 2026", "/ny-lenke"):
            assert said in used.text
    assert (await fjord.now()).version == version
    now = await fjord.now()
    assert (now.entry, now.confirmed_at) == (fjord.stored.entry, None)
    assert await waiting_changes(now.id) == []
    clock.forward(days=15)
    late = await visitor.browser.get(path)
    assert (late.status_code, page_name(late)) == (410, "undo-expired")
    assert f'<p class="asks">{now.entry.name}</p>' in late.text
    unknown = await visitor.browser.get("/angre/" + "x" * 60)
    assert (unknown.status_code, now.entry.name in unknown.text) == (404, False)


async def test_an_undo_tells_what_others_have_changed_since_and_leaves_it(
    invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    fjord = await invited()
    after = replace(fjord.stored.entry, phone="+4755000002", description="Vi møtes torsdager.")
    await correct(str(fjord.stored.id), 1, after, Visit("link"), NOW)
    now = await fjord.now()
    await actions.edit(str(now.id), now.version, replace(now.entry, phone="+4755000003"), builders.STAFF, NOW)
    path = f"/nn{await undo_path(settings)}"
    asked = await visitor.browser.get(path)
    back, _heading, stays = asked.text.partition("Endra igjen sidan, og blir ståande")
    assert ("torsdager" in back, "55 00 00 02" in asked.text) == (True, False)
    assert "55 00 00 03" in stays
    done = await visitor.sends(asked, path)
    assert (page_name(done), "Resten står no som før" in done.text, "55 00 00 03" in done.text) == (
        "undo-done",
        True,
        True,
    )
    entry = (await fjord.now()).entry
    assert (entry.phone, entry.description) == ("+4755000003", fjord.stored.entry.description)


async def test_an_undo_leaves_the_date_of_a_later_confirmation_and_does_not_say_that_it_goes(
    invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    fjord = await invited()
    after = replace(fjord.stored.entry, phone="+4755000002")
    await correct(str(fjord.stored.id), 1, after, Visit("link"), NOW)
    path = f"/nn{await undo_path(settings)}"
    gone = "Datoen for stadfestinga"
    assert gone in (await visitor.browser.get(path)).text
    later = NOW + timedelta(hours=2)
    await confirm(str(fjord.stored.id), (await fjord.now()).version, Visit("link"), later)
    asked = await visitor.browser.get(path)
    assert ("55 00 00 02" in asked.text, gone in asked.text) == (True, False)
    await visitor.sends(asked, path)
    assert (await fjord.now()).confirmed_at == later


async def test_the_receipts_link_opens_in_the_organisations_own_language(
    invited: Invite, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    fjord = await invited()
    await confirm(str(fjord.stored.id), 1, Visit("link"), NOW)
    path = await undo_path(settings)
    answer = await visitor.browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nn{path}")
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")
    page = await visitor.browser.get(answer.headers["location"])
    assert "Vil de angre svaret?" in page.text
    for headers in (
        {"sec-fetch-site": "same-origin"},
        {"referer": f"{BASE}/om"},
        {"referer": f"https://evil.example/nn{path}"},
    ):
        assert (await visitor.browser.get(path, headers=headers)).headers["location"] == f"/nn{path}"
    chosen = await visitor.browser.get(path, headers={"referer": f"{BASE}/nn{path}"})
    assert (chosen.status_code, '<html lang="nb"' in chosen.text) == (200, True)
    assert "Undo the answer?" in (await visitor.browser.get(f"/en{path}")).text
    clock.forward(days=15)
    assert (await visitor.browser.get(path)).headers["location"] == f"/nn{path}"


async def test_what_staff_have_decided_is_not_said_to_be_undone(
    invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    fjord = await invited()
    await close(str(fjord.stored.id), Closing(PAUSED), Visit("link"), NOW)
    await Suggestion.update({Suggestion.state: "accepted", Suggestion.decided_at: NOW}, force=True)
    used = await visitor.browser.get(f"/nn{await undo_path(settings)}")
    assert (used.status_code, page_name(used)) == (410, "undo-done")
    assert "Vi har alt sett på svaret" in used.text


async def test_what_a_later_answer_has_replaced_is_not_said_to_be_decided_by_staff(
    invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    fjord = await invited()
    await close(str(fjord.stored.id), Closing(PAUSED), Visit("link"), NOW)
    path = f"/nn{await undo_path(settings)}"
    assert page_name(await visitor.browser.get(path)) == "undo-asked"
    await close(str(fjord.stored.id), Closing(DISSOLVED), Visit("link"), NOW + timedelta(hours=2))
    used = await visitor.browser.get(path)
    assert (used.status_code, page_name(used)) == (410, "undo-done")
    assert "Eit nyare svar har kome i staden" in used.text
    assert "Vi har alt sett på svaret" not in used.text


async def test_an_undo_link_is_dead_once_the_links_of_the_organisation_were_taken_back(
    invited: Invite, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    await visitor.sends(page, f"{fjord.path}/ikke-vises")
    path = f"/nn{await undo_path(settings)}"
    asked = await visitor.browser.get(path)
    assert (asked.status_code, page_name(asked)) == (200, "undo-asked")
    clock.forward(hours=1)
    await revoke(fjord.stored.id, "anne@korus.example", clock())
    for answer in (await visitor.browser.get(path), await visitor.sends(asked, path)):
        assert (answer.status_code, page_name(answer)) == (410, "undo-revoked")
        assert "Lenka er stengd" in answer.text
    assert not (await fjord.now()).published


async def test_an_answer_given_after_the_links_were_replaced_can_be_undone(
    invited: Invite, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    fjord = await invited()
    await revoke(fjord.stored.id, "anne@korus.example", clock())
    clock.forward(hours=1)
    await confirm(str(fjord.stored.id), 1, Visit("link"), clock())
    path = f"/nn{await undo_path(settings)}"
    done = await visitor.sends(await visitor.browser.get(path), path)
    assert (done.status_code, page_name(done)) == (200, "undo-done")


async def undo_path(settings: Settings) -> str:
    """Return the address of the undo link in the only receipt."""
    undo_id = (await Letter.select(Letter.link_id).first())["link_id"]
    return f"/angre/{link_token(Keys(settings.secret_keys), 'undo', undo_id, 1)}"
