"""What a contact person says of being shown: asked once, field by field, effective at once, taken back as easily."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from directory.campaigns.actions_links import send_link_of
from directory.errors import Conflict, NotFound, Refused
from directory.mail.addresses import suppression_digest
from directory.organisations import actions, actions_consents
from directory.organisations.actions_consents import How, without
from directory.organisations.consent_text import FIELDS, version
from directory.organisations.entry import Actor, Person
from directory.organisations.own_address import is_own
from directory.organisations.reads import Stored, find
from directory.organisations.reads_consents import Asked, asked_by, asked_in_visit, named_at, people_of
from directory.organisations.roles import shown_role
from directory.search import find as search
from directory.settings import Settings
from directory.tables.audit import AuditEvent
from directory.tables.contacts import Consent, Contact, Suppression
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation
from directory.tables.revisions import Revision
from directory.tokens import Keys
from tests.builders import STAFF, centre, organisation
from tests.conftest import NOW

KARI = Person("Kari Dømesen", "leder", "+4790000001", "kari@fjordglimt.example")
ORGANISATION = Actor("organisation", "organisation", "link")
LINK = How("link", "nb-1")


async def with_people(*people: Person, **fields: Any) -> Stored:
    return await organisation(centre=await centre(), contacts=people or (KARI,), **fields)


async def edited(stored: Stored, *people: Person, by: Actor = STAFF) -> Stored:
    now = await find(stored.id)
    await actions.edit(str(stored.id), now.version, replace(now.entry, contacts=people), by, NOW)
    return await find(stored.id)


async def kari_of(stored: Stored) -> Asked:
    return next(one for one in await people_of(await find(stored.id)) if one.person.name.startswith("Kari"))


async def says(stored: Stored, *, how: How = LINK, **answers: bool) -> None:
    kari = await kari_of(stored)
    seen = {field: getattr(kari.person, field) for field in FIELDS}
    await actions_consents.answer(kari.id, answers, seen, how, NOW, NOW)


async def public(stored: Stored) -> tuple[dict[str, str], ...]:
    row = await Organisation.select(Organisation.slug).where(Organisation.id == stored.id).first()
    assert row
    return (await search.one(row["slug"], NOW)).contacts


async def letters(**wanted: str) -> list[tuple[str, str, str]]:
    rows = await Letter.select().where(Letter.template == "consent").order_by(Letter.created_at)
    return [(row["address"], row["state"], row["why"]) for row in rows]


ONLY_ROLE = {"name": "", "role": "leder", "phone": "", "email": ""}


async def test_until_a_person_says_yes_only_the_role_is_public(db: None) -> None:
    stored = await with_people()
    assert await public(stored) == (ONLY_ROLE,)
    await says(stored, name=True, phone=False)
    assert await public(stored) == ({**ONLY_ROLE, "name": "Kari Dømesen"},)
    await says(stored, name=False)
    assert await public(stored) == (ONLY_ROLE,)


async def test_what_was_said_is_told_field_by_field_and_kept_with_its_text_and_channel(db: None) -> None:
    stored = await with_people()
    await says(stored, name=True, phone=False, how=How("paper", "nb-2", "anne@korus.example"))
    name, phone, email = (await kari_of(stored)).said
    assert (name.answer, name.channel, name.noted_by, name.since) == ("yes", "paper", "anne@korus.example", NOW)
    assert (phone.answer, email.answer) == ("no", "")
    rows = await Consent.select(Consent.field, Consent.text_version, Consent.withdrawn_at).order_by(Consent.id)
    assert [(row["field"], row["text_version"], row["withdrawn_at"]) for row in rows] == [
        ("name", "nb-2", None),
        ("phone", "nb-2", NOW),
    ]
    (event,) = await AuditEvent.select().where(AuditEvent.verb == "person.consent").output(load_json=True)
    assert (event["by"], event["details"]["yes"], event["details"]["no"]) == ("anne@korus.example", ["name"], ["phone"])
    assert "Kari" not in json.dumps(event["details"])


async def test_saying_the_same_twice_is_saying_it_once(db: None) -> None:
    stored = await with_people()
    for _press in (1, 2):
        await says(stored, name=True, phone=False)
    assert await Consent.count() == 2
    for _press in (1, 2):
        await says(stored, name=False)
    assert await Consent.count() == 3


async def test_a_yes_is_to_the_value_that_was_seen(db: None) -> None:
    stored = await with_people()
    kari = await kari_of(stored)
    await edited(stored, replace(KARI, phone="+4790000002"))
    with pytest.raises(Conflict):
        await actions_consents.answer(kari.id, {"phone": True}, {"phone": KARI.phone}, LINK, NOW, NOW)
    await actions_consents.answer(kari.id, {"phone": False}, {"phone": KARI.phone}, LINK, NOW, NOW)
    with pytest.raises(Conflict):
        await actions_consents.answer(kari.id, {"name": True}, {}, LINK, NOW, NOW)


async def test_a_yes_that_ended_with_its_value_is_asked_anew_and_a_no_stays_no(db: None) -> None:
    stored = await with_people()
    await says(stored, phone=True, email=False)
    await edited(stored, replace(KARI, phone="+4790000002", email="kari.d@fjordglimt.example"))
    kari = await kari_of(stored)
    assert [one.answer for one in kari.said] == ["", "", "no"]
    assert kari.open


async def test_whoever_is_entered_with_an_address_of_their_own_gets_one_letter(db: None) -> None:
    stored = await with_people(Person("Uten Adresse", "kasserer"), Person("", "sekretær", "", "ola@fjordglimt.example"))
    assert await letters() == []
    await edited(stored, KARI)
    assert await letters() == [(KARI.email, "ready", "")]
    await edited(stored, replace(KARI, role="nestleder", phone="+4790000003"))
    await edited(stored, replace(KARI, email="KARI@fjordglimt.example"), by=ORGANISATION)
    assert len(await letters()) == 1


async def test_the_letter_goes_with_its_person_and_with_its_address(db: None) -> None:
    stored = await with_people()
    old = await kari_of(stored)
    assert old.asked_id
    await edited(stored, replace(KARI, email="ny@fjordglimt.example"))
    assert await letters() == [(KARI.email, "skipped", "revoked"), ("ny@fjordglimt.example", "ready", "")]
    with pytest.raises(NotFound):
        await asked_by(old.asked_id)
    new = await kari_of(stored)
    assert new.asked_id
    assert (await asked_by(new.asked_id))[1].person.email == "ny@fjordglimt.example"
    await edited(stored)
    assert (await letters())[-1][1:] == ("skipped", "revoked")
    with pytest.raises(NotFound):
        await asked_by(new.asked_id)


async def test_a_mailbox_that_several_read_is_nobodys_own(db: None) -> None:
    ola = Person("Ola Dømesen", "nestleder", "", KARI.email)
    post = Person("Per Dømesen", "kasserer", "", "post@fjordglimt.example")
    styret = Person("Siv Dømesen", "medlem", "", "styret@fjordglimt.example")
    stored = await with_people(KARI, ola, post, styret)
    assert not any(is_own(person, stored.entry) for person in stored.entry.contacts)
    assert await letters() == []
    alone = await find((await edited(stored, KARI)).id)
    assert is_own(KARI, alone.entry)
    assert is_own(KARI, replace(alone.entry, email=KARI.email))  # it has her name in it
    assert not is_own(replace(KARI, name="Per Dømesen"), replace(alone.entry, email=KARI.email))


async def test_nobody_in_a_youth_panel_is_asked_shown_or_can_say_yes(db: None) -> None:
    stored = await with_people(type="ungdomspanel")
    assert await letters() == []
    assert await public(stored) == (ONLY_ROLE,)
    with pytest.raises(Refused):
        await says(stored, name=True)
    await Consent(contact=(await kari_of(stored)).id, field="name", given_at=NOW, channel="link").save()
    assert await public(stored) == (ONLY_ROLE,)


async def test_a_centre_that_sends_nothing_yet_writes_to_nobody_its_staff_enter(db: None) -> None:
    stored = await organisation(centre=await centre(sending=False), contacts=(KARI,))
    assert await letters() == []
    await edited(stored, replace(KARI, name="Kari Ny"), by=ORGANISATION)
    assert len(await letters()) == 1


async def test_an_imports_persons_wait_for_the_round(db: None) -> None:
    stored = await with_people(Person("Uten Adresse", "kasserer"))
    await edited(stored, KARI, by=Actor("import", "list.xlsx", "import"))
    assert await letters() == []


async def test_who_is_asked_in_the_visit_gets_the_letter_only_when_they_have_not_answered(db: None) -> None:
    stored = await with_people(Person("Uten Adresse", "kasserer"), update_email=KARI.email)
    await edited(stored, KARI, by=ORGANISATION)
    (row,) = await Letter.select().where(Letter.template == "consent")
    assert (row["state"], row["due_at"] - NOW) == ("planned", timedelta(hours=1))
    await says(stored, name=True)
    assert await letters() == [(KARI.email, "skipped", "answered")]


async def test_the_link_is_sent_again_as_it_is_and_only_once_at_a_time(db: None) -> None:
    stored = await with_people()
    before = await kari_of(stored)
    assert await actions_consents.ask_again(before.id, "anne@korus.example", NOW)
    assert (await kari_of(stored)).asked_id == before.asked_id
    assert [state for _address, state, _why in await letters()] == ["skipped", "ready"]
    assert await actions_consents.send_links("KARI@Fjordglimt.example", NOW) == 1
    assert await actions_consents.send_links("nobody@fjordglimt.example", NOW) == 0
    assert await named_at("") == []


async def test_a_correction_by_the_person_keeps_what_they_said_for_the_new_value(db: None) -> None:
    stored = await with_people(KARI, Person("Ola", "kasserer"))
    await says(stored, name=True, phone=False)
    kari = await kari_of(stored)
    await actions_consents.correct(kari.id, "Kari Dømmesen", "+4790000009", LINK, NOW)
    again = await kari_of(stored)
    assert again.id == kari.id
    assert again.asked_id == kari.asked_id
    assert [one.answer for one in again.said] == ["yes", "no", ""]
    assert (await public(stored))[0]["name"] == "Kari Dømmesen"
    assert (await find(stored.id)).version == stored.version + 1
    assert [who.name for who in (await find(stored.id)).entry.contacts] == ["Kari Dømmesen", "Ola"]


async def test_taken_away_altogether_leaves_no_name_and_no_way_back(db: None, settings: Settings) -> None:
    stored = await with_people(KARI, Person("Ola", "kasserer"), update_email=KARI.email)
    await says(stored, name=True, email=True)
    keys = Keys(settings.secret_keys)
    await actions_consents.remove((await kari_of(stored)).id, keys, STAFF, NOW)
    now = await find(stored.id)
    assert [person.name for person in now.entry.contacts] == ["Ola"]
    assert now.entry.update_email == ""
    assert await Contact.count() == 1
    assert await Consent.count() == 0
    (kept,) = await Suppression.select()
    assert (kept["kind"], kept["digest"]) == ("address", suppression_digest(keys, KARI.email))
    (letter,) = await Letter.select(Letter.state, Letter.context).where(Letter.template == "consent")
    assert letter["state"] == "skipped"
    past = json.dumps([*await Revision.select(), letter], default=str)
    assert not any(word in past for word in ("Kari", KARI.email, KARI.phone))
    assert "Ola" in past
    events = json.dumps(await AuditEvent.select(), default=str)
    assert "Kari" not in events
    assert KARI.email not in events


async def test_who_asks_to_be_away_is_taken_out_of_every_entry(db: None, settings: Settings) -> None:
    stored = await with_people(KARI)
    same = replace(KARI, name="KARI DØMESEN", email=KARI.email.upper())
    others = (same, replace(KARI, name="Ola Dømesen", email="ola@havgap.example"))
    second = await organisation("Havgap", centre=stored.centre, email="post@havgap.example", contacts=others)
    await actions_consents.remove_everywhere((await kari_of(stored)).id, Keys(settings.secret_keys), NOW)
    assert (await find(stored.id)).entry.contacts == ()
    assert [person.name for person in (await find(second.id)).entry.contacts] == ["Ola Dømesen"]
    assert await Suppression.count() == 1


def test_only_whole_texts_are_forgotten() -> None:
    content = {"name": "Kari", "note": "Kari Lag", "list": ["kari", {"x": 1}]}
    assert without(content, {"kari"}) == {"name": "", "note": "Kari Lag", "list": ["", {"x": 1}]}


async def test_a_visitor_is_the_person_only_when_every_letter_of_the_link_went_to_them(db: None) -> None:
    stored = await with_people(update_email=KARI.email)
    assert await asked_in_visit(stored, 1) == []


@pytest.mark.parametrize(
    ("role", "name", "shown"),
    [
        ("leder", "Kari Dømesen", True),
        ("SLT-koordinator i Sunnfjord", "", True),
        ("rådgiver ved senteret", "", True),
        ("leder Kari", "Kari Dømesen", False),
        ("Koordinator Ola Ungdom", "", False),
        ("leder, ola@lag.example", "", False),
        ("leder, 900 00 001", "", False),
        ("leder " * 20, "", False),
    ],
)
def test_a_role_stands_alone_when_it_names_nobody(role: str, name: str, *, shown: bool) -> None:
    assert bool(shown_role(role, name)) is shown


def test_a_text_has_one_name_in_each_language() -> None:
    assert version() == version()
    assert version().startswith("nb-")
    assert len(version()) <= 20


async def test_who_has_said_yes_reads_in_later_letters_how_to_take_it_back(db: None, settings: Settings) -> None:
    stored = await with_people(update_email=KARI.email.upper(), language="nn")
    for at in (NOW, NOW + timedelta(days=1)):
        await send_link_of(stored.id, settings, "anne@korus.example", at)
        await says(stored, phone=True)
    rows = await Letter.select().where(Letter.template == "new_link").order_by(Letter.due_at).output(load_json=True)
    assert [row["context"]["consent_url"] for row in rows] == ["", "/nn/samtykke"]
