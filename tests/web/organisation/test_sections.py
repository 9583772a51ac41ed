"""One part of the entry at a time: confirmed, corrected, stepped through; two at once; what cannot be used."""

import re
from dataclasses import replace

import pytest

from directory.organisations import actions
from directory.organisations.entry import Person
from directory.organisations.reads import sections_confirmed, waiting_changes
from directory.tables.campaigns import Answer
from directory.tables.mail import Letter
from tests import builders
from tests.conftest import NOW
from tests.web.organisation.conftest import Invite, Visitor, fields_of, page_name

PARTS = ("om", "kontakt", "personer", "kompetanse", "dekning")


async def test_a_part_is_right_with_one_press_and_the_way_leads_back_to_its_card(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    assert page.text.count("Ikkje sett på enno") == 5
    answer = await visitor.sends(page, f"/nn{fjord.path}/kontakt/bekreftelse")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nn{fjord.path}#kontakt")
    page = await visitor.browser.get(f"/nn{fjord.path}")
    assert page.text.count("Ikkje sett på enno") == 4
    assert "1 av 5" in page.text
    assert "Resten stemmer" in page.text
    assert f'action="/nn{fjord.path}/kontakt/bekreftelse"' not in page.text
    assert set(await sections_confirmed(fjord.stored.id)) == {"contact"}
    assert (await fjord.now()).confirmed_at is None
    assert await Answer.count() == 0
    await visitor.sends(page, f"{fjord.path}/bekreftelse")
    assert (await fjord.now()).confirmed_at == NOW
    assert [letter["template"] for letter in await Letter.select()] == ["receipt"]


async def test_a_telephone_is_corrected_at_once_and_marked_on_its_card(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    saved = await visitor.sends(form, f"{fjord.path}/kontakt", phone="0047 55000002")
    assert (saved.status_code, saved.headers["location"]) == (303, f"{fjord.path}#kontakt")
    assert (await fjord.now()).entry == replace(fjord.stored.entry, phone="+4755000002")
    page = await visitor.browser.get(fjord.path)
    card = page.text.partition('id="kontakt"')[2].partition("</section>")[0]
    assert "55 00 00 02" in card
    assert card.count("Rettet nå") == 2  # in the card's heading and at the line


async def test_a_new_name_waits_and_is_said_to(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/om")
    assert (await visitor.sends(form, f"{fjord.path}/om", name="Fjordglimt")).status_code == 303
    assert (await fjord.now()).entry.name == "Fjordglimt pårørendelag"
    assert [set(change["fields"]) for change in await waiting_changes(fjord.stored.id)] == [{"name"}]
    for path in ("", "/visning"):
        page = await visitor.browser.get(fjord.path + path)
        marked = page.text.partition("Venter på oss")[2][:200]
        assert "Venter på oss" in page.text
        assert "Fjordglimt" in marked, path


async def test_step_by_step_leads_through_the_five_to_the_thanks(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    assert f'href="/nn{fjord.path}/om?steg=1"' in page.text
    where = f"{fjord.path}/om?steg=1"
    for number, part in enumerate(PARTS, start=1):
        form = await visitor.browser.get(where)
        assert f"{number} av 5" in form.text
        assert f'href="{fjord.path}#{part}"' in form.text
        answer = await visitor.sends(form, f"{fjord.path}/{part}")
        assert answer.status_code == 303
        where = answer.headers["location"]
    assert where == f"{fjord.path}/takk"
    thanks = await visitor.browser.get(where)
    assert page_name(thanks) == "receipt"
    assert (await fjord.now()).entry == fjord.stored.entry
    assert (await fjord.now()).confirmed_at == NOW


async def test_stepping_leaves_out_what_is_right_already(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    await visitor.sends(page, f"{fjord.path}/kontakt/bekreftelse")
    form = await visitor.browser.get(f"{fjord.path}/om?steg=1")
    answer = await visitor.sends(form, f"{fjord.path}/om")
    assert answer.headers["location"] == f"{fjord.path}/personer?steg=1"


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_that_is_sent_untouched_changes_nothing(invited: Invite, visitor: Visitor, part: str) -> None:
    fjord = await invited(
        phone="+4755000001",
        website="https://fjordglimt.example/om",
        forms=("forskning",),
        representatives=3,
        travels=True,
    )
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/{part}")
    assert page_name(form) == "edit"
    assert (await visitor.sends(form, f"{fjord.path}/{part}")).status_code == 303
    assert (await fjord.now()).entry == fjord.stored.entry
    assert await waiting_changes(fjord.stored.id) == []


async def test_a_part_takes_its_own_fields_alone(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    others = {"description": "Anna", "fine_forms": "rolle", "aliases": "Anna", "published": "", "status": "dissolved"}
    sent = await visitor.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 02", **others)
    assert sent.status_code == 303
    now = await fjord.now()
    assert now.entry == replace(fjord.stored.entry, phone="+4755000002")
    assert (now.published, now.status) == (True, "active")


async def test_two_who_correct_the_same_part_get_both_versions_and_nothing_typed_is_lost(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt?steg=1")
    newer = replace(fjord.stored.entry, website="https://fjordglimt.example/ny", phone="+4755000003")
    await actions.edit(str(fjord.stored.id), 1, newer, builders.STAFF, NOW)
    conflict = await visitor.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 02")
    assert (conflict.status_code, page_name(conflict)) == (409, "conflict")
    for said in ("55 00 00 02", "55 00 00 03", "fjordglimt.example/ny"):
        assert said in conflict.text
    assert "erstatter teksten din den andres der det står «begge endret dette»" in conflict.text
    assert (await fjord.now()).entry == newer
    back = await visitor.sends(conflict, f"{fjord.path}/kontakt/skjema")
    assert 'value="55 00 00 02"' in back.text
    saved = await visitor.sends(conflict, f"{fjord.path}/kontakt")
    assert (saved.status_code, saved.headers["location"]) == (303, f"{fjord.path}/personer?steg=1")
    now = (await fjord.now()).entry
    assert (now.phone, now.website) == ("+4755000002", "https://fjordglimt.example/ny")


async def test_two_who_correct_different_parts_do_not_meet(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    newer = replace(fjord.stored.entry, description="Fra staben.")
    await actions.edit(str(fjord.stored.id), 1, newer, builders.STAFF, NOW)
    assert (await visitor.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 02")).status_code == 303
    assert (await fjord.now()).entry == replace(newer, phone="+4755000002")


async def test_a_part_that_somebody_else_changed_is_not_right_unseen(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    newer = replace(fjord.stored.entry, phone="+4755000003")
    await actions.edit(str(fjord.stored.id), 1, newer, builders.STAFF, NOW)
    conflict = await visitor.sends(page, f"{fjord.path}/kontakt/bekreftelse")
    assert (conflict.status_code, "55 00 00 03" in conflict.text) == (409, True)
    assert (await visitor.sends(page, f"{fjord.path}/dekning/bekreftelse")).status_code == 303
    assert set(await sections_confirmed(fjord.stored.id)) == {"coverage"}


async def test_a_form_without_its_version_overwrites_nothing(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    answer = await visitor.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 02", version=None)
    assert (answer.status_code, "55 00 00 02" in answer.text) == (409, True)
    assert (await visitor.sends(form, f"{fjord.path}/kontakt/bekreftelse", version="")).status_code == 409
    assert (await fjord.now()) == fjord.stored


async def test_an_old_page_of_ones_own_is_no_conflict(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    overview = await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    for number in ("55 00 00 02", "55 00 00 03"):  # the second from the same page, as the back button shows it
        assert (await visitor.sends(form, f"{fjord.path}/kontakt", phone=number)).status_code == 303
    assert (await fjord.now()).entry.phone == "+4755000003"
    assert (await visitor.sends(overview, f"{fjord.path}/bekreftelse")).status_code == 303


async def test_contact_persons_are_added_changed_and_taken_away_without_script(
    invited: Invite, visitor: Visitor
) -> None:
    people = (Person("Kari Dømesen", "leder"), Person("Ola Nordfjord", "kasserer"))
    fjord = await invited(contacts=people)
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/personer")
    typed = {"contacts-0-name": "Kari Dømesen", "contacts-0-role": "nestleder", "contacts-1-remove": "1"}
    typed |= {"contacts-2-name": "Siri Sund", "contacts-2-phone": "415 00 009"}
    await visitor.sends(form, f"{fjord.path}/personer", **typed)
    assert (await fjord.now()).entry.contacts == (
        Person("Kari Dømesen", "nestleder"),
        Person("Siri Sund", phone="+4741500009"),
    )


async def test_nobody_in_a_youth_panel_is_named(invited: Invite, visitor: Visitor) -> None:
    panel = await invited("Ungdomspanelet", type="ungdomspanel", contacts=(Person(role="koordinator"),))
    await visitor.opens(panel)
    form = await visitor.browser.get(f"{panel.path}/personer")
    asked = {name.rpartition("-")[2] for name in re.findall(r'name="(contacts-\d-\w+)"', form.text)}
    assert asked == {"role", "remove"}
    wrong = await visitor.sends(form, f"{panel.path}/personer", **{"contacts-0-name": "Nora"})
    assert wrong.status_code == 422
    assert "Vi navngir aldri noen i et ungdomspanel" in wrong.text
    assert 'href="#contacts-0-name"' in wrong.text
    assert 'id="contacts-0-name"' in wrong.text
    assert (await panel.now()).entry.contacts == (Person(role="koordinator"),)


async def test_former_addresses_lead_to_the_overview_and_those_of_answers_to_their_part(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    for path in ("/skjema", "/kontroll", "/endringer", "/bekreftelse"):
        answer = await visitor.browser.get(f"/nn{fjord.path}{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/nn{fjord.path}")
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    for path in ("/skjema", "/kontroll", "/endringer"):  # a form that was open while the old one went
        answer = await visitor.sends(form, f"/nn{fjord.path}{path}", phone="55 00 00 02")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/nn{fjord.path}")
    assert (await fjord.now()).entry.phone != "+4755000002"
    for path in ("/visning", "/utkast", "/skjema", "/bekreftelse"):
        answer = await visitor.browser.get(f"{fjord.path}/kontakt{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{fjord.path}/kontakt")
    assert (await visitor.browser.get(f"{fjord.path}/ukjent")).status_code == 404


@pytest.mark.parametrize(("prefix", "said"), [("", "Rett opp"), ("/nn", "Tek imot"), ("/en", "This is right")])
async def test_every_page_speaks_the_language_of_its_address(
    invited: Invite, visitor: Visitor, prefix: str, said: str
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    page = await visitor.browser.get(prefix + fjord.path)
    assert said in page.text
    for part in PARTS:
        form = await visitor.browser.get(f"{prefix}{fjord.path}/{part}")
        assert f'action="{prefix}{fjord.path}/{part}"' in form.text
        assert set(fields_of(form)) & {"_csrf_token", "version"} == {"_csrf_token", "version"}
