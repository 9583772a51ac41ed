"""Editing: two at once, what cannot be used, what is hostile, and undoing it all."""

from dataclasses import replace

import pytest

from directory.campaigns.actions_links import revoke
from directory.organisations import actions
from directory.organisations.actions_answers import close, confirm, correct
from directory.organisations.answer_rows import Visit
from directory.organisations.entry import Person
from directory.organisations.reads import waiting_changes
from directory.settings import Settings
from directory.tables.mail import Letter
from directory.tables.review import Suggestion
from directory.tokens import Keys, link_token
from tests import builders
from tests.conftest import NOW, MovableClock
from tests.web.organisation.conftest import Invite, Visitor, hidden_of, page_name


async def test_two_editors_get_both_versions_and_nothing_typed_is_lost(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/skjema")
    newer = replace(fjord.stored.entry, description="Fra staben.", phone="+4755000003")
    await actions.edit(str(fjord.stored.id), 1, newer, builders.STAFF, NOW)
    typed = {"phone": "55 00 00 02", "website": "fjordglimt.example/ny"}
    for path in ("kontroll", "endringer"):
        conflict = await visitor.sends(form, f"{fjord.path}/{path}", **typed)
        assert (conflict.status_code, page_name(conflict)) == (409, "conflict")
        for said in ("55 00 00 02", "55 00 00 03", "Fra staben.", "https://fjordglimt.example/ny"):
            assert said in conflict.text
    assert (await fjord.now()).entry == newer
    check = await visitor.sends(conflict, f"{fjord.path}/kontroll")
    assert page_name(check) == "check"
    assert (await visitor.sends(check, f"{fjord.path}/endringer")).status_code == 303
    now = (await fjord.now()).entry
    assert (now.phone, now.description, now.website) == (
        "+4755000002", "Fra staben.", "https://fjordglimt.example/ny",
    )  # fmt: skip


async def test_all_correct_on_a_page_that_has_become_old_shows_what_is_new(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    newer = replace(fjord.stored.entry, description="Fra staben.")
    await actions.edit(str(fjord.stored.id), 1, newer, builders.STAFF, NOW)
    conflict = await visitor.sends(page, f"{fjord.path}/bekreftelse")
    assert (conflict.status_code, "Fra staben." in conflict.text) == (409, True)
    assert (await fjord.now()).confirmed_at is None


async def test_all_correct_is_refused_when_another_window_with_the_same_link_has_saved_since(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited(phone="+4755000001")
    old_page = await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/skjema")
    assert (await visitor.sends(form, f"{fjord.path}/endringer", phone="55 00 00 02")).status_code == 303
    conflict = await visitor.sends(old_page, f"{fjord.path}/bekreftelse")
    assert (conflict.status_code, page_name(conflict)) == (409, "conflict")
    for version in ("55 00 00 01", "55 00 00 02"):
        assert version in conflict.text


async def test_what_cannot_be_used_is_said_with_everything_typed_kept(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/skjema")
    typed = {"name": "", "phone": "12", "email": "post", "website": "javascript:alert(1)", "description": "Ny."}
    typed |= {"orgnr": "123456789", "representatives": "mange", "contacts-0-email": "kari@", "areas": "angst:egen"}
    wrong = await visitor.sends(form, f"{fjord.path}/kontroll", **typed)
    assert wrong.status_code == 422
    assert "autofocus" in wrong.text
    for field in ("name", "phone", "email", "website", "orgnr", "representatives", "contacts-0-email"):
        assert f'href="#{field}"' in wrong.text, field
        assert f'id="{field}-error"' in wrong.text, field
    for kept in ('value="12"', 'value="javascript:alert(1)"', ">\nNy.<", 'value="mange"', 'value="angst:egen" checked'):
        assert kept in wrong.text, kept
    assert (await visitor.sends(form, f"{fjord.path}/endringer", **typed)).status_code == 422
    assert (await fjord.now()) == fjord.stored


@pytest.mark.parametrize("page", ["kontroll", "skjema", "endringer"])
@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"description": "Vi møtes\x00 torsdager"}, "description"),
        ({"version": "abc", "description": "Vi møtes torsdager"}, "main"),
        ({"ukjent": "\x00", "description": "Vi møtes torsdager"}, "main"),
    ],
)
async def test_a_character_that_cannot_be_used_costs_nobody_the_rest(
    invited: Invite, visitor: Visitor, page: str, broken: dict[str, str], where: str
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/skjema")
    again = await visitor.sends(form, f"{fjord.path}/{page}", phone="55 00 00 02", **broken)
    assert (again.status_code, page_name(again)) == (422, "edit")
    for said in (f'href="#{where}"', 'value="55 00 00 02"', "Vi møtes torsdager"):
        assert said in again.text
    assert (await fjord.now()) == fjord.stored
    mended = await visitor.sends(again, f"{fjord.path}/endringer")
    assert mended.status_code == 303
    assert (await fjord.now()).entry.description == "Vi møtes torsdager"


async def test_what_was_unticked_stays_unticked_when_something_else_is_wrong(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/skjema")
    wrong = await visitor.sends(form, f"{fjord.path}/kontroll", phone="12", areas=None, coverage=None)
    assert wrong.status_code == 422
    assert 'value="psykose:paarorende" checked' not in wrong.text
    assert 'value="4647" checked' not in wrong.text


async def test_a_script_in_the_name_is_shown_as_text(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/skjema")
    check = await visitor.sends(
        form, f"{fjord.path}/kontroll", name="<script>alert(1)</script>", description='"><img src=x>'
    )
    assert page_name(check) == "check"
    assert "<script>alert" not in check.text
    assert "<img src=x" not in check.text
    assert "&lt;script&gt;" in check.text


async def test_hostile_forms_change_nothing(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    path = f"{fjord.path}/endringer"
    many = await visitor.sends(page, path, areas=[f"tema{number}" for number in range(5000)])
    assert many.status_code in (413, 422)
    for typed in (
        {"description": "a\x00b"},
        {"areas": "ukjend:egen"},
        {"areas": "angst:ukjend"},
        {"coverage": "9999"},
        {"municipality": "46"},
        {"type": "ukjend"},
        {"language": "de"},
        {"version": "99999999999"},
        {"version": "en"},
        {"description": "x" * 2001},
        {"accepts_requests": "kanskje"},
        {"representatives": "99999999999999999999"},
    ):
        assert (await visitor.sends(page, path, **typed)).status_code == 422, typed
    assert (await fjord.now()) == fjord.stored


async def test_a_theme_alone_is_taken_from_the_perspective_the_kind_has(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    sent = await visitor.sends(page, f"{fjord.path}/endringer", areas=["psykose", "angst"])
    assert sent.status_code == 303
    assert (await fjord.now()).entry.areas == (("angst", "paarorende"), ("psykose", "paarorende"))


async def test_fields_that_are_not_the_organisations_are_not_taken(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    sent = await visitor.sends(
        page,
        f"{fjord.path}/endringer",
        fine_forms="rolle",
        aliases="Anna",
        published="",
        status="dissolved",
        centre="2",
    )
    assert sent.status_code == 303
    now = await fjord.now()
    assert (now.entry, now.published, now.status) == (fjord.stored.entry, True, "active")


async def test_contact_persons_are_added_changed_and_taken_away_without_script(
    invited: Invite, visitor: Visitor
) -> None:
    people = (Person("Kari Dømesen", "leder"), Person("Ola Nordfjord", "kasserer"))
    fjord = await invited(contacts=people)
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/skjema")
    typed = {"contacts-0-name": "Kari Dømesen", "contacts-0-role": "nestleder", "contacts-1-remove": "1"}
    typed |= {"contacts-2-name": "Siri Sund", "contacts-2-phone": "415 00 009"}
    check = await visitor.sends(form, f"{fjord.path}/kontroll", **typed)
    await visitor.sends(check, f"{fjord.path}/endringer")
    assert (await fjord.now()).entry.contacts == (
        Person("Kari Dømesen", "nestleder"),
        Person("Siri Sund", phone="+4741500009"),
    )


async def test_nobody_in_a_youth_panel_is_named(invited: Invite, visitor: Visitor) -> None:
    panel = await invited("Ungdomspanelet", type="ungdomspanel", contacts=(Person(role="koordinator"),))
    await visitor.opens(panel)
    form = await visitor.browser.get(f"{panel.path}/skjema")
    wrong = await visitor.sends(form, f"{panel.path}/kontroll", **{"contacts-0-name": "Nora"})
    assert wrong.status_code == 422
    assert "Vi navngir aldri noen i et ungdomspanel" in wrong.text
    assert 'href="#contacts-0-name"' in wrong.text


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
async def test_every_page_speaks_the_language_of_its_address(invited: Invite, visitor: Visitor, prefix: str) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    headings = {"": "Hva stemmer ikke?", "/nn": "Kva stemmer ikkje?", "/en": "What is not right?"}
    form = await visitor.browser.get(f"{prefix}{fjord.path}/skjema")
    assert headings[prefix] in form.text
    assert f'action="{prefix}{fjord.path}/kontroll"' in form.text


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
    assert (await visitor.browser.get("/angre/" + "x" * 60)).status_code == 404


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
    chosen = await visitor.browser.get(path, headers={"sec-fetch-site": "same-origin"})
    assert (chosen.status_code, '<html lang="nb"' in chosen.text) == (200, True)
    assert "Undo the answer?" in (await visitor.browser.get(f"/en{path}")).text
    clock.forward(days=15)
    assert (await visitor.browser.get(path)).headers["location"] == f"/nn{path}"


async def test_what_staff_have_decided_is_not_said_to_be_undone(
    invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    fjord = await invited()
    await close(str(fjord.stored.id), "paused", "", Visit("link"), NOW)
    await Suggestion.update({Suggestion.state: "accepted", Suggestion.decided_at: NOW}, force=True)
    used = await visitor.browser.get(f"/nn{await undo_path(settings)}")
    assert (used.status_code, page_name(used)) == (410, "undo-done")
    assert "Vi har alt sett på svaret" in used.text


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


async def test_looking_over_nothing_says_so(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/skjema")
    check = await visitor.sends(form, f"{fjord.path}/kontroll")
    assert "Du har ikke endret noe" in check.text
    assert set(hidden_of(check)["shown"]) == {"coverage", "areas", "target_groups", "forms"}
