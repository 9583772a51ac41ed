"""What a person has said is told to that person alone: what everybody sees now, and how to take it back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from directory.i18n import speaking
from directory.mail.contexts import thawed
from directory.mail.letters import render
from directory.organisations import actions_consents
from directory.organisations.actions_consents import How
from directory.organisations.consent_text import FIELDS
from directory.organisations.entry import Person
from directory.organisations.reads import Stored
from directory.organisations.reads_consents import people_of
from directory.settings import Settings
from directory.tables.contacts import Contact
from directory.tables.mail import Letter
from directory.tokens import Keys
from tests.builders import STAFF, centre, organisation
from tests.conftest import NOW

KARI = Person("Kari Dømesen", "leder", "+4790000001", "kari@fjordglimt.example")
LINK, PHONE = How("link", "nb-1"), How("phone", "nb-1", "anne@korus.example")
SOON = timedelta(minutes=1)


async def with_kari(kari: Person = KARI, **fields: Any) -> Stored:
    return await organisation(centre=await centre(), contacts=(kari,), **fields)


async def says(stored: Stored, how: How = LINK, at: Any = NOW, **answers: bool) -> None:
    (kari,) = await people_of(stored)
    seen = {field: getattr(kari.person, field) for field in FIELDS}
    await actions_consents.answer(kari.id, answers, seen, how, at, at)


async def receipts(*states: str) -> list[dict[str, Any]]:
    rows = (
        await Letter.select()
        .where(Letter.template == "consent_receipt")
        .order_by(Letter.created_at, Letter.due_at)
        .output(load_json=True)
    )
    return [row for row in rows if not states or row["state"] in states]


def told(letter: dict[str, Any]) -> list[str]:
    return [one["value"].replace("\xa0", " ") for one in letter["context"]["fields"]]


async def test_after_a_yes_the_person_is_told_what_everybody_sees_with_the_own_link(db: None) -> None:
    stored = await with_kari()
    await says(stored, name=True, phone=True, email=False)
    (letter,) = await receipts()
    assert (letter["address"], letter["state"], letter["due_at"]) == (KARI.email, "ready", NOW)
    assert [one["field"] for one in letter["context"]["fields"]] == ["Navn", "Telefon", "E-post"]
    assert told(letter) == ["Kari Dømesen", "90 00 00 01", ""]
    (kari,) = await people_of(stored)
    assert kari.asked_id
    assert (letter["link_purpose"], letter["link_id"]) == ("consent", kari.asked_id.hex)
    assert (kari.letter, kari.why) == ("skipped", "answered")  # the letter that asked, not its receipt
    read = render("consent_receipt", "nb", thawed("consent_receipt", letter["context"], link="https://x.example/a"))
    for line in ("  Rolle: leder", "  Navn: Kari Dømesen", "  E-post: vises ikke", "https://x.example/a"):
        assert line in read.text.split("\n")


async def test_what_there_is_none_of_is_missing_and_a_role_that_tells_who_it_is_stands_beside_the_name_alone(
    db: None,
) -> None:
    stored = await with_kari(replace(KARI, phone="", role="leder (Kari)"))
    for at, name, role in ((NOW, True, True), (NOW + SOON, False, False)):
        await says(stored, name=name, email=True, at=at)
        (letter,) = await receipts("ready")
        context = thawed("consent_receipt", letter["context"], link="https://x.example/a")
        said = {language: render("consent_receipt", language, context).text for language in ("nb", "nn", "en")}
        assert "  Telefon: mangler\n" in said["nb"]
        assert "  Telefon: manglar\n" in said["nn"]
        assert "  Telefon: is missing\n" in said["en"]
        assert ("  Rolle: leder (Kari)\n" in said["nb"]) is role


async def test_saying_the_same_again_is_no_second_receipt_and_takes_none_back(db: None) -> None:
    stored = await with_kari()
    for _press in (1, 2):
        await says(stored, name=True)
    assert [letter["state"] for letter in await receipts()] == ["ready"]


async def test_a_change_that_comes_soon_after_is_told_once_and_a_little_later(db: None) -> None:
    stored = await with_kari()
    await says(stored, name=True)
    await Letter.update({Letter.state: "accepted"}).where(Letter.template == "consent_receipt")
    for minutes, yes in ((1, True), (2, False), (3, True)):
        await says(stored, at=NOW + minutes * SOON, phone=yes)
    first, last = await receipts("accepted", "planned", "ready")
    assert told(first) == ["Kari Dømesen", "", ""]
    assert (told(last), last["due_at"]) == (["Kari Dømesen", "90 00 00 01", ""], NOW + 10 * SOON)
    assert len(await receipts("skipped")) == 2


async def test_what_is_taken_back_is_told_and_a_no_to_everything_is_not(db: None) -> None:
    stored = await with_kari()
    await says(stored, name=False, phone=False, email=False)
    assert await receipts() == []
    await says(stored, name=True)
    await says(stored, at=NOW + timedelta(days=1), name=False)
    assert [told(letter) for letter in await receipts("planned", "ready")] == [["", "", ""]]


async def test_what_an_employee_writes_down_is_told_where_the_person_has_an_address_of_their_own(db: None) -> None:
    stored = await with_kari(language="nn")
    await says(stored, how=PHONE, name=True)
    (letter,) = await receipts()
    assert (letter["language"], letter["context"]["channel"]) == ("nn", "phone")
    await Letter.delete(force=True)
    for person in (replace(KARI, email=""), replace(KARI, email="post@fjordglimt.example")):
        other = await organisation("Havgap", centre=stored.centre, contacts=(person,))
        await says(other, how=PHONE, name=True)
    assert await receipts() == []


async def test_a_centre_that_sends_nothing_yet_sends_no_receipt_of_what_its_staff_write_down(db: None) -> None:
    stored = await organisation(centre=await centre(sending=False), contacts=(KARI,))
    await says(stored, how=PHONE, name=True)
    assert await receipts() == []


async def test_who_was_never_written_to_gets_a_link_with_the_receipt(db: None) -> None:
    stored = await with_kari()
    await Contact.update({Contact.asked_id: None, Contact.asked_at: None}, force=True)
    await says(stored, how=How("visit", "nb-1"), name=True)
    (letter,) = await receipts()
    (kari,) = await people_of(stored)
    assert kari.asked_id
    assert letter["link_id"] == kari.asked_id.hex


async def test_the_receipt_speaks_as_the_page_did(db: None) -> None:
    stored = await with_kari(language="nb")
    with speaking("nn"):
        await says(stored, name=True)
    (letter,) = await receipts()
    assert (letter["language"], letter["context"]["fields"][0]["field"]) == ("nn", "Namn")


@pytest.mark.parametrize("shown", [True, False])
async def test_a_correction_is_told_when_everybody_sees_it(db: None, *, shown: bool) -> None:
    stored = await with_kari()
    if shown:
        await says(stored, phone=True)
        await Letter.update({Letter.state: "accepted"}).where(Letter.template == "consent_receipt")
    (kari,) = await people_of(stored)
    await actions_consents.correct(kari.id, KARI.name, "+4790000009", LINK, NOW)
    assert [told(letter) for letter in await receipts("planned", "ready")] == [["", "90 00 00 09", ""]] * shown


async def test_who_wants_to_be_taken_away_gets_no_more_letters_and_stands_in_none(db: None, settings: Settings) -> None:
    stored = await with_kari()
    await says(stored, name=True, phone=True)
    (kari,) = await people_of(stored)
    await actions_consents.remove(kari.id, Keys(settings.secret_keys), STAFF, NOW)
    (letter,) = await receipts()
    assert (letter["state"], told(letter)) == ("skipped", ["", "", ""])
    assert "Kari" not in str(letter["context"])
