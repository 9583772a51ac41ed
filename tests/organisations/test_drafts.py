"""What was typed and not saved is kept, on any device, and never gets in anybody's way."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from directory.campaigns import actions as campaigns
from directory.database import transaction
from directory.errors import Conflict, Invalid
from directory.organisations import actions
from directory.organisations.actions_drafts import drop_draft, keep_draft
from directory.organisations.actions_sections import confirm_section
from directory.organisations.actions_visits import end_visits
from directory.organisations.closed_links import replace_links
from directory.organisations.drafts import Draft, merge
from directory.organisations.entry import Actor, Entry, Visit
from directory.organisations.reads import Stored, find, history
from directory.organisations.reads_sections import draft_of, drafts_of
from directory.settings import Settings
from directory.tables.audit import AuditEvent
from directory.tables.visits import DraftRow, VisitRow
from tests import builders
from tests.campaigns import rounds
from tests.conftest import NOW, MovableClock
from tests.organisations.visits import HERE, THERE, invited, save

TYPED = {"phone": ["55 00 00"], "email": ["post@fjordglimt.example"], "_csrf_token": ["x"], "version": ["1"]}


async def test_a_draft_is_there_again_as_it_was_typed_and_the_entry_is_untouched(db: None) -> None:
    stored, visit = await invited()
    assert await keep_draft(str(stored.id), "contact", stored.version, TYPED, visit, NOW)
    kept = {"phone": ["55 00 00"], "email": ["post@fjordglimt.example"]}
    assert await draft_of(stored.id, "contact") == Draft("contact", stored.version, kept, NOW)
    assert await find(stored.id) == stored
    assert (await VisitRow.count(), len(await history(stored.id))) == (0, 1)
    assert "55 00 00" not in json.dumps(await AuditEvent.select(AuditEvent.details))


async def test_the_latest_draft_of_a_section_counts_and_each_section_has_its_own(db: None) -> None:
    stored, visit = await invited()
    for phone in ("55", "55 00 00 08"):
        await keep_draft(str(stored.id), "contact", stored.version, {"phone": [phone]}, visit, NOW)
    await keep_draft(str(stored.id), "about", stored.version, {"description": ["Kort"]}, visit, NOW)
    assert {name: draft.fields for name, draft in (await drafts_of(stored.id)).items()} == {
        "contact": {"phone": ["55 00 00 08"]},
        "about": {"description": ["Kort"]},
    }


async def test_two_people_behind_one_link_lose_nothing_to_each_other(db: None) -> None:
    stored, visit = await invited()
    other = replace(visit, visitor=THERE)
    for who, typed in ((visit, "Mitt"), (other, "Ditt")):
        await keep_draft(str(stored.id), "about", stored.version, {"description": [typed]}, who, NOW)
    assert [await _begun(stored, "about", "description", who) for who in (visit, other)] == ["Mitt", "Ditt"]
    await save(stored, other, NOW, "about", description="Ditt er lagret.")
    assert await _begun(stored, "about", "description", visit) == "Mitt"
    await drop_draft(str(stored.id), "about", HERE)
    assert await DraftRow.count() == 0


async def test_a_device_without_a_draft_sees_the_newest_and_keeps_its_own_beside_it(db: None) -> None:
    stored, visit = await invited()
    other, third = replace(visit, visitor=THERE), "c" * 22
    for minute, (who, typed) in enumerate(((visit, "55"), (other, "55 00"))):
        when = NOW + timedelta(minutes=minute)
        await keep_draft(str(stored.id), "contact", stored.version, {"phone": [typed]}, who, when)
    device = replace(visit, visitor=third)
    assert await _begun(stored, "contact", "phone", device) == "55 00"
    seen, later = NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)
    more = {"phone": ["55 00 00"]}
    await keep_draft(str(stored.id), "contact", stored.version, more, device, later, seen)
    assert await _begun(stored, "contact", "phone", other) == "55 00"
    assert await _begun(stored, "contact", "phone", device) == "55 00 00"
    await save(stored, device, later, "contact", phone="+4755000008")  # what was gone on with is done with too
    assert [row["visitor"] for row in await DraftRow.select(DraftRow.visitor)] == [HERE]


async def test_what_was_typed_on_after_another_device_was_filled_with_it_stays(db: None) -> None:
    stored, visit = await invited()
    other, later = replace(visit, visitor=THERE), NOW + timedelta(minutes=1)
    for when, typed in ((NOW, "55"), (later, "55 00")):
        await keep_draft(str(stored.id), "contact", stored.version, {"phone": [typed]}, visit, when)
    await keep_draft(str(stored.id), "contact", stored.version, {"phone": ["66"]}, other, later, NOW)
    await save(stored, other, later + timedelta(minutes=1), "contact", phone="+4755000008")
    assert await _begun(stored, "contact", "phone", visit) == "55 00"


async def test_a_section_keeps_the_drafts_of_twenty_browsers_and_no_more(db: None) -> None:
    stored, visit = await invited()
    for number in range(22):
        who, when = replace(visit, visitor=f"{number}"), NOW + timedelta(minutes=number)
        await keep_draft(str(stored.id), "contact", stored.version, {"phone": ["55"]}, who, when)
    kept = {row["visitor"] for row in await DraftRow.select(DraftRow.visitor)}
    assert kept == {f"{number}" for number in range(2, 22)}


async def _begun(stored: Stored, section: str, name: str, visit: Visit) -> str:
    draft = await draft_of(stored.id, section, visit.visitor)
    assert draft
    return draft.fields[name][-1]


async def test_what_is_saved_on_one_device_is_not_begun_on_any_other(db: None) -> None:
    stored, visit = await invited()
    other, later = replace(visit, visitor=THERE), NOW + timedelta(minutes=1)
    for who, typed in ((visit, "55 00 00 08"), (other, "55 00 00 08")):  # neither form was filled with the other's
        await keep_draft(str(stored.id), "contact", stored.version, {"phone": [typed]}, who, NOW)
    await save(stored, other, later, "contact", phone="+4755000008")
    assert await DraftRow.count() == 0


async def test_what_staff_have_written_meanwhile_is_saved(db: None) -> None:
    stored, visit = await invited()
    await keep_draft(str(stored.id), "contact", stored.version, {"phone": ["55 00 00 08"]}, visit, NOW)
    after = replace(stored.entry, phone="+4755000008")
    await actions.edit(stored.id, stored.version, after, Actor("staff", "anne@korus.example"), NOW)
    assert await draft_of(stored.id, "contact", HERE) is None


async def test_what_another_typed_before_one_saved_is_shown_to_them_alone(db: None) -> None:
    stored, visit = await invited()
    other, later = replace(visit, visitor=THERE), NOW + timedelta(minutes=1)
    await keep_draft(str(stored.id), "about", stored.version, {"description": ["Mitt"]}, visit, NOW)
    await save(stored, other, later, "about", description="Ditt er lagret.")
    assert await draft_of(stored.id, "about", THERE) is None
    assert await _begun(stored, "about", "description", visit) == "Mitt"
    await keep_draft(str(stored.id), "about", stored.version, {"description": ["Mer"]}, visit, later + timedelta(1))
    assert await _begun(stored, "about", "description", other) == "Mer"


async def test_saving_the_section_and_throwing_away_both_end_its_draft(db: None) -> None:
    stored, visit = await invited()
    for section in ("contact", "about", "coverage"):
        typed = {"contact": {"phone": ["5"]}, "about": {"description": ["x"]}, "coverage": {"municipality": ["1103"]}}
        await keep_draft(str(stored.id), section, stored.version, typed[section], visit, NOW)
    await save(stored, visit, NOW, "contact", phone="+4755000008")
    await drop_draft(str(stored.id), "about")
    assert set(await drafts_of(stored.id)) == {"coverage"}


async def test_that_a_section_is_right_throws_nothing_away(db: None) -> None:
    stored, visit = await invited()
    await keep_draft(str(stored.id), "contact", stored.version, TYPED, visit, NOW)
    await confirm_section(str(stored.id), "contact", stored.version, visit, NOW)
    assert await draft_of(stored.id, "contact")


async def test_what_says_nothing_new_is_no_draft_and_ends_the_one_before(db: None) -> None:
    stored, visit = await invited()
    await keep_draft(str(stored.id), "contact", stored.version, TYPED, visit, NOW)
    assert not await keep_draft(str(stored.id), "contact", stored.version, {"phone": ["55 00 00 01"]}, visit, NOW)
    assert await drafts_of(stored.id) == {}


async def test_a_draft_that_arrives_after_the_save_does_not_come_back(db: None) -> None:
    stored, visit = await invited()
    await save(stored, visit, NOW, "contact", phone="+4755000008")
    assert not await keep_draft(str(stored.id), "contact", stored.version, {"phone": ["55 00"]}, visit, NOW)
    other = replace(visit, visitor=THERE)
    assert await keep_draft(str(stored.id), "contact", stored.version, {"phone": ["55 00"]}, other, NOW)


@pytest.mark.parametrize(
    "much",
    [{"phone": ["5" * 40_001]}, {"areas": ["rus"] * 601}, {"p" * 65: ["5"]}],
    ids=["text", "ticks", "name"],
)
async def test_far_too_much_is_not_kept_and_says_so(db: None, much: dict[str, list[str]]) -> None:
    stored, visit = await invited()
    with pytest.raises(Invalid):
        await keep_draft(str(stored.id), "contact", stored.version, much, visit, NOW)
    with pytest.raises(Invalid):
        await keep_draft(str(stored.id), "secrets", stored.version, TYPED, visit, NOW)
    with pytest.raises(Conflict):
        await keep_draft(str(stored.id), "contact", 99, TYPED, visit, NOW)
    assert await DraftRow.count() == 0


async def test_nobody_in_a_youth_panel_is_named_in_a_draft_either(db: None) -> None:
    stored, visit = await invited(type="ungdomspanel")
    typed = {"contacts-0-name": ["Ola Ung"], "contacts-0-role": ["leder"]}
    await keep_draft(str(stored.id), "persons", stored.version, typed, visit, NOW)
    draft = await draft_of(stored.id, "persons")
    assert draft
    assert draft.fields == {"contacts-0-role": ["leder"]}
    young = {"role": "Lise Ungdom, medlem", "phone": "900 00 009", "email": "lise@panel.example"}
    typed = {f"contacts-0-{part}": [said] for part, said in young.items()}
    typed |= {"contacts-1-role": ["koordinator"], "contacts-1-phone": ["55 00 00 03"]}
    await keep_draft(str(stored.id), "persons", stored.version, typed, visit, NOW)
    kept = await draft_of(stored.id, "persons")
    assert kept
    assert kept.fields == {"contacts-1-role": ["koordinator"], "contacts-1-phone": ["55 00 00 03"]}
    await keep_draft(str(stored.id), "persons", stored.version, dict(list(typed.items())[:3]), visit, NOW)
    assert await draft_of(stored.id, "persons") is None


async def test_a_draft_is_forgotten_after_sixty_days(db: None, clock: MovableClock) -> None:
    stored, visit = await invited()
    await keep_draft(str(stored.id), "contact", stored.version, TYPED, visit, NOW)
    await end_visits(NOW + timedelta(days=59))
    assert await DraftRow.count() == 1
    await end_visits(NOW + timedelta(days=60))
    assert await DraftRow.count() == 0


async def test_a_draft_is_forgotten_when_the_links_are_taken_back(db: None) -> None:
    stored, visit = await invited()
    await keep_draft(str(stored.id), "contact", stored.version, TYPED, visit, NOW)
    async with transaction():
        await replace_links(stored.id, "anne@korus.example", NOW, "wrong person")
    assert await DraftRow.count() == 0


async def test_a_draft_is_forgotten_when_its_round_is_over_and_other_entries_keep_theirs(
    db: None, settings: Settings
) -> None:
    campaign, (stored, *_others) = await rounds.running(settings, 1)
    other = await builders.organisation("Utanfor", centre=stored.centre, published=False)
    for one in (stored, other):
        await keep_draft(str(one.id), "contact", one.version, TYPED, Visit(), NOW)
    await campaigns.close(campaign, "anne@korus.example", NOW + timedelta(days=1))
    assert await DraftRow.select(DraftRow.organisation) == [{"organisation": other.id}]


async def test_a_draft_meets_an_entry_that_others_changed_elsewhere(db: None) -> None:
    stored, _visit = await invited()
    draft = Draft("contact", stored.version, {"phone": ["55 00 00 08"], "email": [stored.entry.email]}, NOW)
    theirs = replace(stored.entry, email="ny@fjordglimt.example", description="Ny.")
    now = await _edited(stored.id, stored.version, theirs)
    merged = merge(draft, stored.entry, now.entry, now.version)
    assert (merged.clashes, merged.version) == ((), now.version)
    assert (merged.fields["phone"], merged.fields["email"]) == (["55 00 00 08"], ["ny@fjordglimt.example"])


async def _edited(organisation: UUID, version: int, entry: Entry) -> Stored:
    await actions.edit(str(organisation), version, entry, builders.STAFF, NOW)
    return await find(organisation)


async def test_a_draft_of_a_field_that_others_changed_clashes_and_keeps_its_own_version(db: None) -> None:
    stored, _visit = await invited()
    draft = Draft("contact", stored.version, {"phone": ["55 00"], "email": [stored.entry.email]}, NOW)
    now = await _edited(stored.id, stored.version, replace(stored.entry, phone="+4755000007"))
    merged = merge(draft, stored.entry, now.entry, now.version)
    assert (merged.clashes, merged.version, merged.fields["phone"]) == (("phone",), stored.version, ["55 00"])


async def test_ticks_taken_away_in_a_draft_stay_away_and_those_of_others_come(db: None) -> None:
    stored, _visit = await invited(target_groups=("barn",))
    draft = Draft("competence", stored.version, {"shown": ["forms", "target_groups"], "target_groups": ["barn"]}, NOW)
    now = await _edited(stored.id, stored.version, replace(stored.entry, target_groups=("barn", "ungdom")))
    merged = merge(draft, stored.entry, now.entry, now.version)
    assert (merged.clashes, merged.fields["forms"], merged.fields["target_groups"]) == ((), [], ["barn", "ungdom"])
