"""An address in the shared column that is a person's own never becomes public."""

from collections.abc import Callable

import pytest

from directory.imports import reasons
from directory.imports.entry import ImportedOrganisation

ReadOne = Callable[..., ImportedOrganisation]
ReasonsOf = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Bølgja", "siri.solberg@bergen.kommune.no"),
        ("Bølgja", "siri_solberg@bergen.kommune.no"),
        ("Mental Helse Lund", "kari.lund@mentalhelse.no"),
        ("Mental Helse Lund", "kari.lund@gmail.com"),
    ],
)
def test_an_address_made_of_a_persons_name_gets_the_letters_only(
    read_one: ReadOne, reasons_of: ReasonsOf, name: str, address: str
) -> None:
    item = read_one(name, Mail=address)
    assert (item.email, item.update_email) == (None, address)
    assert reasons.EMAIL_PRIVATE in reasons_of(item)


def test_another_persons_address_is_not_the_contacts(read_one: ReadOne, reasons_of: ReasonsOf) -> None:
    item = read_one("Fjordglimt", Kontaktperson="Ola Hansen", Mail="kari.nordmann@fjordglimt.no")
    assert (item.email, item.update_email) == (None, "kari.nordmann@fjordglimt.no")
    assert [(person.name, person.email) for person in item.contacts] == [("Ola Hansen", None)]
    assert reasons_of(item) == {reasons.EMAIL_PRIVATE}


def test_a_contacts_address_with_another_family_name_is_the_contacts(read_one: ReadOne) -> None:
    item = read_one("Fjordglimt", Kontaktperson="Kari Nordmann", Mail="kari.n.hansen@fjordglimt.no")
    assert (item.email, item.update_email) == (None, "kari.n.hansen@fjordglimt.no")
    assert item.contacts[0].email == "kari.n.hansen@fjordglimt.no"


def test_a_person_with_two_addresses_makes_neither_public(read_one: ReadOne) -> None:
    item = read_one("Fjordglimt", Kontaktperson="Kari Nordmann", Mail="kari.nordmann@a.example; kari@b.example")
    assert item.email is None
    assert item.update_email == item.contacts[0].email == "kari.nordmann@a.example"


def test_the_shared_mailbox_is_found_behind_a_persons_address(read_one: ReadOne, reasons_of: ReasonsOf) -> None:
    item = read_one("Fjordglimt", Mail="siri.solberg@kommune.example; post@fjordglimt.example")
    assert (item.email, item.update_email, item.contacts) == ("post@fjordglimt.example", None, ())
    assert reasons_of(item) == {reasons.EMAIL_SPARE}


@pytest.mark.parametrize("address", ["per.ungen@vik-skole.no", "per@vik-skole.no", "sol77@vik-skole.no"])
def test_a_youth_panels_address_is_public_only_when_it_is_surely_the_panels(
    read_one: ReadOne, reasons_of: ReasonsOf, address: str
) -> None:
    item = read_one("Vik ungdomspanel", Type="Ungdomspanel", Mail=address)
    assert (item.type, item.email, item.update_email) == ("ungdomspanel", None, address)
    assert reasons_of(item) == {reasons.EMAIL_PRIVATE}


@pytest.mark.parametrize("address", ["post@vik-skole.no", "ungdomspanelet@vik-skole.no"])
def test_a_youth_panels_own_address_is_public(read_one: ReadOne, address: str) -> None:
    assert read_one("Vik ungdomspanel", Type="Ungdomspanel", Mail=address).email == address


@pytest.mark.parametrize(
    "address",
    ["post@x.no", "post.bergen@x.no", "fjordglimt.leder@x.no", "rogaland.fylkeslag@x.no", "rus.vest@x.no", "a@x.no"],
)
def test_functions_fields_places_and_own_names_are_shared(read_one: ReadOne, address: str) -> None:
    item = read_one("Fjordglimt", Kontaktperson="Ola Hansen", Mail=address)
    assert (item.email, item.update_email) == (address, None)
