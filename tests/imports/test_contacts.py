"""Contact persons, their numbers and addresses: whose is what, and what must not be kept."""

from collections.abc import Callable

import pytest

from directory.imports import reasons
from directory.imports.contacts import read_people
from directory.imports.entry import ImportedOrganisation, Reading


@pytest.mark.parametrize(
    ("written", "people"),
    [
        (
            "Kari Eksempel (leder), Ola Eksempel - nestleder",
            [("Kari Eksempel", "leder"), ("Ola Eksempel", "nestleder")],
        ),
        ("Kari Eksempel; Ola Eksempel", [("Kari Eksempel", ""), ("Ola Eksempel", "")]),
        ("Kari Eksempel / Ola Eksempel", [("Kari Eksempel", ""), ("Ola Eksempel", "")]),
        ("Kari Eksempel og Ola Eksempel", [("Kari Eksempel", ""), ("Ola Eksempel", "")]),
        ("Kari Eksempel\nOla Eksempel", [("Kari Eksempel", ""), ("Ola Eksempel", "")]),
        ("Kari/Ola", [("Kari", ""), ("Ola", "")]),
        ("Leiar: Kari Eksempel", [("Kari Eksempel", "leiar")]),
        ("Kari Eksempel, leder", [("Kari Eksempel", "leder")]),
        ("Kari Eksempel\nleder", [("Kari Eksempel", "leder")]),
        ("Daglig leder Kari Eksempel", [("Kari Eksempel", "daglig leder")]),
        ("Kari Eksempel – styreleiar", [("Kari Eksempel", "styreleiar")]),
        ("KARI EKSEMPEL", [("Kari Eksempel", "")]),
        ("kari eksempel", [("Kari Eksempel", "")]),
        ("Anne-Lise O’Prøve", [("Anne-Lise O’Prøve", "")]),
        ("Rådgiver ved senteret", [("", "Rådgiver ved senteret")]),
    ],
)
def test_names_and_roles_are_told_apart(written: str, people: list[tuple[str, str]]) -> None:
    read = read_people(written)
    assert [(person.name, person.role) for person in read.found] == people
    assert read.issues == []


@pytest.mark.parametrize("written", ["Se nettside", "N.N.", "vakant", "-", "?", "Leiar: N.N.", "ukjent", " "])
def test_words_for_nobody_are_nobody(written: str) -> None:
    assert read_people(written).found == []


@pytest.mark.parametrize(
    ("written", "names"),
    [("Eksempel, Kari", ["Kari Eksempel"]), ("Eksempel, Kari; Prøve, Ola", ["Kari Eksempel", "Ola Prøve"])],
)
def test_family_name_first_is_turned_and_mentioned(written: str, names: list[str]) -> None:
    read = read_people(written)
    assert [person.name for person in read.found] == names
    assert {issue.reason for issue in read.issues} == {reasons.NAME_TURNED}


def test_what_is_no_person_is_queued() -> None:
    (issue,) = read_people("Ring 3 ganger først").issues
    assert issue.reason == reasons.CONTACT_UNREAD


def test_numbers_and_addresses_among_the_names_are_used(read_one: Callable[..., ImportedOrganisation]) -> None:
    item = read_one(Kontaktperson="Kari Eksempel 900 00 000, kari.eksempel@fjordlaget.example")
    (contact,) = item.contacts
    assert (contact.name, contact.phone, contact.email) == (
        "Kari Eksempel",
        "+4790000000",
        "kari.eksempel@fjordlaget.example",
    )


def test_a_landline_is_the_organisations_and_a_mobile_the_contacts_in_order(
    read_one: Callable[..., ImportedOrganisation],
) -> None:
    item = read_one(Kontaktperson="Kari Eksempel, Ola Eksempel", Tlf="90000000 / 51 00 00 00 / 91000000")
    assert item.phone == "+4751000000"
    assert [contact.phone for contact in item.contacts] == ["+4790000000", "+4791000000"]


def test_a_number_with_a_name_beside_it_is_that_persons(read_one: Callable[..., ImportedOrganisation]) -> None:
    item = read_one(Kontaktperson="Kari Eksempel, Ola Eksempel", Tlf="900 00 000 (Ola)")
    assert [contact.phone for contact in item.contacts] == [None, "+4790000000"]


def test_a_lone_mobile_number_does_not_become_public(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    item = read_one(Tlf="90000000")
    assert item.phone is None
    assert [contact.phone for contact in item.contacts] == ["+4790000000"]
    assert reasons_of(item) == {reasons.PHONE_MOBILE}


def test_more_numbers_than_persons_are_kept_and_queued(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    item = read_one(Kontaktperson="Kari Eksempel", Tlf="90000000, 91000000")
    assert [(contact.name, contact.phone) for contact in item.contacts] == [
        ("Kari Eksempel", "+4790000000"),
        ("", "+4791000000"),
    ]
    assert reasons_of(item) == {reasons.PHONE_SPARE}


@pytest.mark.parametrize(
    "address", ["kari.eksempel@fjordlaget.example", "kari@fjordlaget.example", "keksempel@x.example"]
)
def test_a_persons_own_address_is_not_the_organisations(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]], address: str
) -> None:
    item = read_one(Kontaktperson="Kari Eksempel", Mail=address)
    assert (item.email, item.update_email) == (None, address)
    assert item.contacts[0].email == address
    assert reasons_of(item) == {reasons.EMAIL_PRIVATE}


def test_shared_and_personal_addresses_are_told_apart(read_one: Callable[..., ImportedOrganisation]) -> None:
    item = read_one(Kontaktperson="Kari Eksempel", Mail="kari.eksempel@FJORDLAGET.example; post@fjordlaget.example")
    assert (item.email, item.update_email) == ("post@fjordlaget.example", None)
    assert item.contacts[0].email == "kari.eksempel@fjordlaget.example"


@pytest.mark.parametrize("host", ["gmail.com", "hotmail.com", "online.no"])
def test_an_address_at_a_private_provider_is_not_public(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]], host: str
) -> None:
    item = read_one(Kontaktperson="Kari Eksempel", Mail=f"solskinn77@{host}")
    assert (item.email, item.update_email) == (None, f"solskinn77@{host}")
    assert reasons.EMAIL_PRIVATE in reasons_of(item)


def test_an_organisations_own_name_at_a_private_provider_is_asked_about(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    item = read_one("Fjordlaget Rogaland", Mail="fjordlaget.rogaland@gmail.com")
    assert item.email == "fjordlaget.rogaland@gmail.com"
    assert reasons_of(item) == {reasons.EMAIL_PRIVATE_HOST}
    assert item.needs_attention


def test_a_second_address_is_nobodys_unless_the_name_is_in_it(read_one: Callable[..., ImportedOrganisation]) -> None:
    item = read_one("Hele Vest-laget", Kontaktperson="Nordmann, Kari", Mail="a@hv.example; b@hv.example")
    assert (item.email, [(person.name, person.email) for person in item.contacts]) == (
        "a@hv.example",
        [("Kari Nordmann", None)],
    )
    said = [(problem.cell, problem.value, problem.weight) for problem in item.problems if problem.field == "email"]
    assert said == [("C2", "b@hv.example", "attention")]


@pytest.mark.parametrize("address", ["kari.n@hv.example", "nordmannkari@hv.example", "k.nordmann@gmail.com"])
def test_a_second_address_with_the_persons_name_is_the_persons(
    read_one: Callable[..., ImportedOrganisation], address: str
) -> None:
    item = read_one("Hele Vest-laget", Kontaktperson="Kari Nordmann", Mail=f"a@hv.example; {address}")
    assert (item.email, item.contacts[0].email) == ("a@hv.example", address)


def test_an_address_on_a_persons_own_row_is_the_persons(read_rows: Callable[..., Reading]) -> None:
    (item,) = read_rows(
        ["Fjordlaget", "Kari Eksempel", None, "post@fjordlaget.example"], [None, "Ola Prøve", None, "sol77@gmail.com"]
    ).organisations
    assert item.email == "post@fjordlaget.example"
    assert [(person.name, person.email) for person in item.contacts] == [
        ("Kari Eksempel", None),
        ("Ola Prøve", "sol77@gmail.com"),
    ]


def test_a_youth_panels_second_address_is_not_shown(read_rows: Callable[..., Reading]) -> None:
    reading = read_rows(["Ærlig Ungdomspanel", "Kari", None, "panel@panel.example; sol77@panel.example"])
    assert "sol77" not in repr(reading)


def test_a_private_number_of_nobody_is_not_kept(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    item = read_one(Kontaktperson="N.N.", Tlf="90000000 (priv)")
    assert (item.contacts, item.phone) == ((), None)
    assert reasons_of(item) == {reasons.PHONE_PRIVATE}
    assert "90000000" not in repr(item)
    assert read_one(**{"Privat mobil": "90000000"}).contacts == ()
    leader = read_one(Kontaktperson="Leder", Tlf="90000000 (priv)")
    assert [(person.name, person.role, person.phone) for person in leader.contacts] == [("", "Leder", "+4790000000")]


def test_a_contact_without_an_organisation_is_queued(
    read_rows: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    lost = [None, "Kari Eksempel", "90000000"]
    reading = read_rows(["Fjordlaget"], [], [], lost)
    assert [(problem.cell, problem.reason) for problem in reading.problems if problem.cell != "A1"] == [
        ("B5", reasons.NO_ORGANISATION)
    ]
    assert reading.organisations[0].contacts == ()


def test_one_person_in_two_organisations_is_mentioned(
    read_rows: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    reading = read_rows(["Fjordlaget", "Kari Eksempel", "90000000"], ["Bølgja", "Kari Eksempel", "90000000"])
    assert reasons_of(reading) == {reasons.PERSON_TWICE}
    assert len(reading.organisations) == 2


@pytest.mark.parametrize(
    "note", ["sluttet – kona syk", "hadde tilbakefall i mai", "sykmeldt", "innlagt på Haukeland", "f.nr. 010190 12345"]
)
def test_notes_about_somebodys_health_are_dropped_and_counted(read_rows: Callable[..., Reading], note: str) -> None:
    reading = read_rows(["Fjordlaget", None, None, None, None, None, note])
    assert reading.dropped_notes == 1
    assert reading.organisations[0].notes == ()
    assert note not in repr(reading)


@pytest.mark.parametrize("note", ["ringte 3/5, svarte ikkje", "oppd. 2019", "* ikke svart 2020"])
def test_other_notes_are_kept_for_staff(read_rows: Callable[..., Reading], note: str) -> None:
    reading = read_rows(["Fjordlaget", None, None, None, None, None, note])
    assert (reading.dropped_notes, reading.organisations[0].notes) == (0, (note,))


def test_a_private_remark_as_a_role_is_dropped(read_rows: Callable[..., Reading]) -> None:
    reading = read_rows(["Fjordlaget", "Kari Eksempel (sykmeldt)"])
    assert [(contact.name, contact.role) for contact in reading.organisations[0].contacts] == [("Kari Eksempel", "")]
    assert reading.dropped_notes == 1


def test_a_note_that_asks_whether_it_still_exists_is_a_suggestion(
    read_rows: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    reading = read_rows(["Fjordlaget", None, None, None, None, None, "nedlagt?"])
    assert len(reading.organisations) == 1
    assert reasons_of(reading) == {reasons.SAYS_DISSOLVED}


@pytest.mark.parametrize("name", ["Ærlig Ungdomspanel", "Ungdomsrådet i Sola"])
def test_nobody_in_a_youth_panel_is_named(
    read_rows: Callable[..., Reading], reasons_of: Callable[..., set[str]], name: str
) -> None:
    row = [name, "Kari Eksempel, Ola Eksempel", "90000000", "aerlig@panel.example; kari@panel.example"]
    reading = read_rows(row)
    (item,) = reading.organisations
    assert item.contacts == ()
    assert "aerlig@panel.example" in (item.email, item.update_email)
    assert reasons.NAMES_DROPPED in reasons_of(reading)
    for hidden in ("Kari", "90000000", "kari@"):
        assert hidden not in repr(reading)


def test_the_adults_role_at_a_youth_panel_stays(read_rows: Callable[..., Reading]) -> None:
    (item,) = read_rows(["Ærlig Ungdomspanel", "Rådgiver ved senteret"]).organisations
    assert [(contact.name, contact.role) for contact in item.contacts] == [("", "Rådgiver ved senteret")]
