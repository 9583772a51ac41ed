"""What columns are called, in both written standards, and a list whose name column nobody could guess."""

from collections.abc import Callable

import pytest

from directory.imports import reasons
from directory.imports.entry import Reading
from directory.imports.headers import field_of


@pytest.mark.parametrize(
    "header",
    [
        "Namn på laget", "Foreningens navn", "Lagets navn", "Org.navn", "Brukerforening", "Namn på foreininga",
        "Bruker-/pårørendeorganisasjon", "Organisasjonens navn", "Namnet på organisasjonen", "Lagsnavn", "Navn (lag)",
        "Foreiningsnamn", "Brukarforeining", "Pårørandeorganisasjon", "Bruker- og pårørendeorganisasjoner",
        "NAVN PÅ BRUKERORGANISASJONEN", "Navn på tilbudet", "Gruppas namn", "Senterets navn", "Namn på tiltaket",
        "Organisasjonen", "Laget", "Foreningen", "Interesseorganisasjonens navn", "Pasientforening",
    ],
)  # fmt: skip
def test_every_way_to_say_the_organisations_name_is_that_column(header: str) -> None:
    assert field_of(header) == "name"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Kontakttelefon", "phone"),
        ("Felles postkasse", "email"),
        ("Tilholdssted", "municipality"),
        ("Tilhaldsstad", "municipality"),
        ("Tematikk", "areas"),
        ("Erfaring med", "areas"),
        ("Ansvarlig", "contact"),
        ("Ansvarleg", "contact"),
        ("Navn på kontaktperson", "contact"),
        ("Navn på leder", "contact"),
        ("Namn på kontaktperson i laget", "contact"),
        ("Kortnavn", "short"),
        ("Tidligere navn på laget", "aliases"),
        ("Fylkesnavn", "county"),
        ("Type organisasjon", "type"),
        ("Organisasjonsnummer", "orgnr"),
    ],
)
def test_other_columns_keep_their_own_meaning(header: str, field: str) -> None:
    assert field_of(header) == field


def table(first: str, *more: str) -> list[list[str | None]]:
    return [
        ["Nr", first, *more, "Kontaktperson", "Mobilnr", "E-post", "Tema"],
        ["1", "Fjordlaget", *["2024"] * len(more), "Kari Eksempel", "90000000", "post@fjordlaget.example", "rus"],
        [None, None, *[None] * len(more), "Ola Eksempel", None, None, None],
        ["2", "Bølgja", *["2023"] * len(more), "Ola Prøve", "91000000", "post@bolgja.example", "angst"],
    ]


@pytest.mark.parametrize("first", ["Hvem det gjelder", "Rubrikk 1", ""])
def test_without_a_name_column_the_leftmost_unknown_text_is_the_name_and_that_is_said(
    read_sheets: Callable[..., Reading], first: str
) -> None:
    reading = read_sheets({"Data": table(first)})
    assert [item.name for item in reading.organisations] == ["Fjordlaget", "Bølgja"]
    assert [len(item.contacts) for item in reading.organisations] == [2, 1]
    (said,) = [problem for problem in reading.problems if problem.reason == reasons.COLUMN_AS_NAME]
    assert (said.cell, said.value, said.params, said.weight) == ("B1", first, {"header": first or "B"}, "attention")
    assert reasons.COLUMN_UNKNOWN not in {problem.reason for problem in reading.problems}


def test_a_known_name_column_leaves_unknown_columns_alone(read_sheets: Callable[..., Reading]) -> None:
    reading = read_sheets({"Data": [["Rubrikk", "Lag", "E-post"], ["x y", "Fjordlaget", "post@fjordlaget.example"]]})
    assert [item.name for item in reading.organisations] == ["Fjordlaget"]
    assert reasons.COLUMN_AS_NAME not in {problem.reason for problem in reading.problems}


def test_numbers_dates_and_the_same_word_down_the_column_are_no_names(read_sheets: Callable[..., Reading]) -> None:
    rows = [
        ["Rubrikk", "Kode", "Hvem", "Tlf", "E-post"],
        ["vest", "12", "Fjordlaget", "51000000", "post@fjordlaget.example"],
        ["vest", "13", "Bølgja", "51000001", "post@bolgja.example"],
        ["vest", "14", "Nærlaget", "51000002", "post@naerlaget.example"],
    ]
    reading = read_sheets({"Data": rows})
    assert [item.name for item in reading.organisations] == ["Fjordlaget", "Bølgja", "Nærlaget"]
