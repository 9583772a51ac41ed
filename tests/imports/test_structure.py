"""Where the list is in a workbook, and which of its rows are organisations."""

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from directory.errors import Refused
from directory.imports import reasons
from directory.imports.entry import Reading

HEADER = ["Organisasjon", "Kontaktperson", "Tlf", "Mail", "Kommune", "Kompetanse", "Merknad"]
ONE = ["Fjordlaget", "Kari Eksempel", "51000000", "post@fjordlaget.example", "Stavanger", "rus", None]
TWO = ["Bølgja", "Ola Eksempel", "90000000", "post@bolgja.example", "Sandnes", "angst", None]


def names(reading: Reading) -> list[str]:
    return [organisation.name for organisation in reading.organisations]


def test_title_rows_above_the_column_names_are_passed_over(read_sheets: Callable[..., Reading]) -> None:
    def merge(book: Workbook) -> None:
        book["Liste"].merge_cells("A1:G1")
        book["Liste"].merge_cells("A2:D2")

    rows = [["OVERSIKT OVER BRUKERORGANISASJONER"], ["Sist oppdatert: mars 2021 / ML"], [], HEADER, ONE]
    reading = read_sheets({"Liste": rows}, merge)
    assert names(reading) == ["Fjordlaget"]
    assert (str(reading.list_date), reading.list_precision) == ("2021-03-01", "month")


def test_two_rows_of_column_names_with_a_merged_group(read_sheets: Callable[..., Reading]) -> None:
    def merge(book: Workbook) -> None:
        for area in ("A1:A2", "B1:D1", "E1:E2"):
            book["Liste"].merge_cells(area)

    rows = [
        ["Organisasjon", "Kontaktperson", None, None, "Kommune"],
        [None, "Navn", "Tlf", "Mail", None],
        ["Fjordlaget", "Kari Eksempel", "90000000", "kari.eksempel@fjordlaget.example", "Sola"],
    ]
    (item,) = read_sheets({"Liste": rows}, merge).organisations
    assert (item.name, item.municipality) == ("Fjordlaget", "1124")
    (contact,) = item.contacts
    assert (contact.name, contact.phone, contact.email) == (
        "Kari Eksempel",
        "+4790000000",
        "kari.eksempel@fjordlaget.example",
    )


def test_several_persons_in_columns_of_their_own(read_sheets: Callable[..., Reading]) -> None:
    header = ["Lag", "Kontaktperson 1", "Tlf kontaktperson 1", "Kontaktperson 2", "Tlf kontaktperson 2", "Telefon"]
    row = ["Fjordlaget", "Kari Eksempel", "90000000", "Ola Eksempel", "91000000", "51000000"]
    (item,) = read_sheets({"Liste": [header, row]}).organisations
    assert item.phone == "+4751000000"
    assert [(contact.name, contact.phone) for contact in item.contacts] == [
        ("Kari Eksempel", "+4790000000"),
        ("Ola Eksempel", "+4791000000"),
    ]


@pytest.mark.parametrize("look", ["bold", "merged", "capitals"])
def test_a_heading_row_is_the_competence_area_of_the_rows_below(read_sheets: Callable[..., Reading], look: str) -> None:
    def touch(book: Workbook) -> None:
        for row in (2, 4):
            if look == "bold":
                book["Liste"].cell(row, 1).font = Font(bold=True)
            elif look == "merged":
                book["Liste"].merge_cells(start_row=row, end_row=row, start_column=1, end_column=5)

    header = ["Organisasjon", "Tlf", "Mail", "Kommune", "Merknad"]
    word = str.upper if look == "capitals" else str.capitalize
    rows = [
        header,
        [word("rus")],
        ["Fjordlaget", "51000000", "post@fjordlaget.example", "Sola", None],
        [word("psykisk helse")],
        ["Bølgja", "51000001", "post@bolgja.example", "Time", None],
    ]
    reading = read_sheets({"Liste": rows}, touch)
    assert [(item.name, item.areas) for item in reading.organisations] == [
        ("Fjordlaget", (("rus", "egen"),)),
        ("Bølgja", (("psykisk_helse", "egen"),)),
    ]


def test_a_heading_can_be_a_county_a_municipality_or_a_kind(read_rows: Callable[..., Reading]) -> None:
    reading = read_rows(
        ["VESTLAND:"],
        ["Fjordlaget"],
        ["Bergen:"],
        ["Bølgja"],
        ["Pårørendeorganisasjoner:"],
        ["Nærlaget"],
        header=["Organisasjon", "Tlf"],
    )
    assert [(item.name, item.municipality, item.coverage, item.type) for item in reading.organisations] == [
        ("Fjordlaget", None, ("46",), None),
        ("Bølgja", "4601", ("4601",), None),
        ("Nærlaget", "4601", ("4601",), "paarorendeorganisasjon"),
    ]


def test_an_unknown_heading_is_queued_and_ends_the_one_before(
    read_sheets: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    def touch(book: Workbook) -> None:
        for row in (2, 4):
            book["Liste"].cell(row, 1).font = Font(bold=True)

    rows = [["Organisasjon", "Tlf"], ["Rus"], ["Fjordlaget", "51000000"], ["Ymse greier"], ["Bølgja", "51000001"]]
    reading = read_sheets({"Liste": rows}, touch)
    assert [item.areas for item in reading.organisations] == [(("rus", "egen"),), ()]
    assert reasons.SECTION_UNKNOWN in reasons_of(reading)


@pytest.mark.parametrize("merged", [True, False])
def test_an_organisation_over_several_contact_rows_is_one(read_sheets: Callable[..., Reading], merged: bool) -> None:
    def touch(book: Workbook) -> None:
        if merged:
            book["Liste"].merge_cells("A2:A4")
            book["Liste"].merge_cells("D2:D4")

    rows = [
        HEADER,
        ONE,
        [None, "Ola Eksempel (nestleder)", "91000000"],
        [None, "Siv Eksempel", "-"],
        TWO,
    ]
    reading = read_sheets({"Liste": rows}, touch)
    assert names(reading) == ["Fjordlaget", "Bølgja"]
    first = reading.organisations[0]
    assert [(contact.name, contact.role, contact.phone) for contact in first.contacts] == [
        ("Kari Eksempel", "", None),
        ("Ola Eksempel", "nestleder", "+4791000000"),
        ("Siv Eksempel", "", None),
    ]
    assert first.email == "post@fjordlaget.example"


def test_the_name_written_again_for_the_next_contact_is_the_same_organisation(
    read_rows: Callable[..., Reading],
) -> None:
    again = ["Fjordlaget", "Ola Eksempel", "91000000", None, None, None, None]
    reading = read_rows(ONE, again, TWO)
    assert names(reading) == ["Fjordlaget", "Bølgja"]
    assert [contact.name for contact in reading.organisations[0].contacts] == ["Kari Eksempel", "Ola Eksempel"]


def test_blank_rows_between_are_nothing(read_rows: Callable[..., Reading]) -> None:
    assert names(read_rows([], ONE, [], [None, " "], TWO, [])) == ["Fjordlaget", "Bølgja"]


@pytest.mark.parametrize("text", ["Sum: 43 organisasjoner", "Totalt 43", "* = ikke svart 2020", "Kilde: intern liste"])
def test_totals_and_footnotes_are_no_organisations_but_are_mentioned(
    read_rows: Callable[..., Reading], text: str
) -> None:
    reading = read_rows(ONE, [], [text])
    assert names(reading) == ["Fjordlaget"]
    assert [skipped.value for skipped in reading.skipped if skipped.cell == "A4"] == [text]


def test_hidden_sheets_and_columns_are_skipped_and_reported(read_sheets: Callable[..., Reading]) -> None:
    def hide(book: Workbook) -> None:
        book["Mailliste"].sheet_state = "hidden"
        book["Liste"].column_dimensions["C"].hidden = True

    rows = {"Liste": [["Organisasjon", "Tlf", "Privat mobil"], ["Fjordlaget", "51000000", "90000000"]]}
    reading = read_sheets({**rows, "Mailliste": [["Navn", "Mail"], ["X", "x@x.example"]]}, hide)
    assert names(reading) == ["Fjordlaget"]
    assert "90000000" not in repr(reading)
    assert {(skipped.sheet, skipped.cell, skipped.reason) for skipped in reading.skipped} == {
        ("Liste", "C", reasons.COLUMN_HIDDEN),
        ("Mailliste", "", reasons.SHEET_HIDDEN),
    }


def test_rows_hidden_by_a_filter_are_read_and_that_is_said(
    read_sheets: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    def hide(book: Workbook) -> None:
        book["Liste"].row_dimensions[3].hidden = True

    reading = read_sheets({"Liste": [HEADER, ONE, TWO]}, hide)
    assert names(reading) == ["Fjordlaget", "Bølgja"]
    assert reasons.ROWS_HIDDEN in reasons_of(reading)


def test_sheets_named_after_counties_tell_the_county_when_asked(read_sheets: Callable[..., Reading]) -> None:
    sheets = {
        "Rogaland": [["Organisasjon", "Tlf"], ["Fjordlaget", "51000000"]],
        "Hordaland": [["Organisasjon", "Tlf"], ["Bølgja", "55000000"]],
        "S&Fj": [["Organisasjon", "Tlf"], ["Fonnalaget", "57000000"]],
        "Nasjonale": [["Organisasjon", "Tlf"], ["Landslaget", "22000000"]],
    }
    asked = read_sheets(sheets, county_from_sheet=True)
    assert [item.coverage for item in asked.organisations] == [("11",), ("46",), ("46",), ("00",)]
    assert [item.coverage for item in read_sheets(sheets).organisations] == [(), (), (), ()]


def test_a_county_sheet_decides_between_places_of_one_name(read_sheets: Callable[..., Reading]) -> None:
    sheets = {"Nordland": [HEADER[:5], ["Fjordlaget", None, None, None, "Herøy"]]}
    assert read_sheets(sheets).organisations[0].municipality == "1818"


@pytest.mark.parametrize("name", ["UTGÅTT - ikke bruk", "Gammel liste", "arkiv 2018", "IKKJE BRUK"])
def test_sheets_that_call_themselves_out_of_date_are_skipped(read_sheets: Callable[..., Reading], name: str) -> None:
    reading = read_sheets({"Liste": [HEADER, ONE], name: [HEADER, TWO]})
    assert names(reading) == ["Fjordlaget"]
    assert [skipped.sheet for skipped in reading.skipped] == [name]


def test_one_sheet_can_be_asked_for_by_name(read_sheets: Callable[..., Reading]) -> None:
    sheets = {"A": [HEADER, ONE], "Gammel": [HEADER, TWO]}
    assert names(read_sheets(sheets, sheet="Gammel")) == ["Bølgja"]
    with pytest.raises(Refused, match="no sheet called B; it has A, Gammel"):
        read_sheets(sheets, sheet="B")


def test_an_empty_sheet_beside_the_list_is_only_mentioned(read_sheets: Callable[..., Reading]) -> None:
    reading = read_sheets({"Liste": [HEADER, ONE], "Ark1": []})
    assert [(skipped.sheet, skipped.reason) for skipped in reading.skipped] == [("Ark1", reasons.SHEET_EMPTY)]


def test_a_workbook_without_any_list_is_refused_in_plain_words(read_sheets: Callable[..., Reading]) -> None:
    for sheets in ({"Ark1": []}, {"Ark1": [["Fjordlaget", "51000000"], ["Bølgja", "90000000"]]}):
        with pytest.raises(Refused, match="No list of organisations was found"):
            read_sheets(sheets)
