"""The centre's sample list against what a careful person recovers from it."""

import json
from pathlib import Path
from typing import Any

import pytest

from directory.imports.cells import Limits
from directory.imports.entry import ImportedOrganisation, Reading
from directory.imports.isolated import read_isolated

DATA = Path(__file__).parent.parent / "data"
ANSWERS: list[dict[str, Any]] = json.loads((DATA / "oversikt-eksempel.fasit.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_isolated((DATA / "oversikt-eksempel.xlsx").read_bytes(), Limits())


@pytest.fixture(scope="module")
def pairs(reading: Reading) -> list[tuple[ImportedOrganisation, dict[str, Any]]]:
    found = {organisation.name: organisation for organisation in reading.organisations}
    return [(found[answer["name"]], answer) for answer in ANSWERS]


def test_every_organisation_is_found_and_none_is_invented(reading: Reading) -> None:
    assert len(ANSWERS) == 48
    assert sorted(organisation.name for organisation in reading.organisations) == sorted(
        item["name"] for item in ANSWERS
    )


@pytest.mark.parametrize("field", ["type", "orgnr", "municipality", "email", "website"])
def test_every_value_is_the_right_one(pairs: list[tuple[ImportedOrganisation, dict[str, Any]]], field: str) -> None:
    wrong = [(item.name, getattr(item, field)) for item, answer in pairs if getattr(item, field) != answer[field]]
    assert wrong == []


def test_every_organisation_number_is_there(reading: Reading) -> None:
    wanted = {answer["orgnr"] for answer in ANSWERS if answer["orgnr"]}
    assert len(wanted) == 31
    assert {item.orgnr for item in reading.organisations if item.orgnr} == wanted


def test_every_competence_area_is_right(pairs: list[tuple[ImportedOrganisation, dict[str, Any]]]) -> None:
    wrong = [item.name for item, answer in pairs if sorted(area for area, _ in item.areas) != sorted(answer["areas"])]
    assert wrong == []


def test_every_contact_has_its_name_and_role(pairs: list[tuple[ImportedOrganisation, dict[str, Any]]]) -> None:
    for item, answer in pairs:
        wanted = sorted((contact["name"], contact["role"]) for contact in answer["contacts"])
        assert sorted((contact.name, contact.role) for contact in item.contacts) == wanted


def test_every_telephone_number_is_found_and_none_is_invented(
    pairs: list[tuple[ImportedOrganisation, dict[str, Any]]],
) -> None:
    for item, answer in pairs:
        wanted = {contact["phone"] for contact in answer["contacts"]}
        wanted |= {answer["phone"]} if answer.get("phone_in_sheet", True) else set()
        assert {item.phone, *(contact.phone for contact in item.contacts)} - {None} == wanted - {None}, item.name


def test_no_mobile_number_is_an_organisations_own(reading: Reading) -> None:
    assert [item.name for item in reading.organisations if item.phone and item.phone[3] in "49"] == []


def test_shouted_copies_are_reported_and_not_taken_in(reading: Reading) -> None:
    wanted = {answer["name"] for answer in ANSWERS if answer.get("duplicate_row")}
    assert {duplicate.of for duplicate in reading.duplicates} == wanted
    assert {duplicate.cell for duplicate in reading.duplicates} == {"A36", "A45"}


def test_empty_hidden_and_outdated_sheets_are_skipped_and_reported(reading: Reading) -> None:
    assert reading.sheets == ("Rogaland", "Vestland")
    assert {skipped.sheet for skipped in reading.skipped if not skipped.cell} == {
        "Ark1",
        "Mailliste",
        "UTGÅTT - ikke bruk",
    }


def test_private_notes_are_dropped_and_counted(reading: Reading) -> None:
    assert reading.dropped_notes == 2
    everything = repr(reading)
    assert "kona" not in everything
    assert "syk" not in everything.replace("psykisk", "").replace("Psykisk", "").replace("PSYKISK", "")


def test_the_list_tells_its_own_date(reading: Reading) -> None:
    assert (str(reading.list_date), reading.list_precision) == ("2021-03-12", "day")
    assert {str(item.list_date) for item in reading.organisations} == {"2021-03-12"}


def test_nothing_in_the_sample_needs_a_persons_attention_but_the_duplicates(reading: Reading) -> None:
    assert [item.name for item in reading.organisations if item.needs_attention] == []


def test_organisations_of_next_of_kin_are_proposed_that_perspective(reading: Reading) -> None:
    own_words = {"paarorende", "etterlatte", "barn_som_paarorende"}
    perspectives: dict[str | None, set[str]] = {}
    for item in reading.organisations:
        said = {perspective for area, perspective in item.areas if area not in own_words}
        perspectives.setdefault(item.type, set()).update(said)
    assert perspectives["paarorendeorganisasjon"] == {"paarorende"}
    assert perspectives["brukerorganisasjon"] == {"egen"}
