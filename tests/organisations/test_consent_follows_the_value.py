"""A yes is to what was shown when it was given, never to what somebody wrote in its place."""

from dataclasses import replace

import pytest

from directory.organisations import actions
from directory.organisations.entry import Person
from directory.organisations.reads import Stored
from directory.search import find
from directory.tables.contacts import Consent, Contact
from tests import builders
from tests.conftest import NOW

KARI = Person("Kari Eksempel", "leder", "+4790000000", "kari@fjordglimt.example")


async def agreed(person: Person) -> Stored:
    stored = await builders.organisation("Lag", centre=await builders.centre(), contacts=(person,))
    row = await Contact.select(Contact.id).where(Contact.organisation == stored.id).first()
    assert row
    for field in ("name", "phone", "email"):
        await Consent(contact=row["id"], field=field, given_at=NOW, channel="link", text_version="1").save()
    return stored


async def becomes(stored: Stored, person: Person) -> tuple[dict[str, str], ...]:
    await actions.edit(str(stored.id), stored.version, replace(stored.entry, contacts=(person,)), builders.STAFF, NOW)
    return (await find.one("lag", NOW)).contacts


@pytest.mark.parametrize(("field", "value"), [("phone", "+4791111111"), ("email", "ny@fjordglimt.example")])
async def test_a_new_value_is_not_shown_by_the_yes_to_the_old_one(db: None, field: str, value: str) -> None:
    stored = await agreed(KARI)
    (shown,) = await becomes(stored, replace(KARI, **{field: value}))
    kept = {"name": KARI.name, "role": KARI.role, "phone": KARI.phone, "email": KARI.email}
    assert shown == kept | {field: ""}
    ended = await Consent.select(Consent.field, Consent.withdrawn_at).where(Consent.withdrawn_at.is_not_null())
    assert ended == [{"field": field, "withdrawn_at": NOW}]


async def test_the_name_in_other_letters_is_a_new_name(db: None) -> None:
    (shown,) = await becomes(await agreed(KARI), replace(KARI, name="KARI EKSEMPEL"))
    assert (shown["name"], shown["phone"]) == ("", KARI.phone)


async def test_the_same_value_keeps_its_yes(db: None) -> None:
    (shown,) = await becomes(await agreed(KARI), replace(KARI, role="styreleder"))
    assert (shown["name"], shown["role"], shown["phone"]) == (KARI.name, "styreleder", KARI.phone)


@pytest.mark.parametrize(("field", "value"), [("phone", "+4791111111"), ("email", "ny@fjordglimt.example")])
async def test_a_role_without_a_name_may_be_somebody_else_with_a_new_number(db: None, field: str, value: str) -> None:
    nameless = replace(KARI, name="")
    stored = await agreed(nameless)
    before = await Contact.select(Contact.id).where(Contact.organisation == stored.id)
    (shown,) = await becomes(stored, replace(nameless, **{field: value}))
    assert shown == {"name": "", "role": "leder", "phone": "", "email": ""}
    assert await Contact.select(Contact.id).where(Contact.organisation == stored.id) != before
