"""What single cells and columns may hold: formulas, errors, colours, comments, names of columns."""

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from directory.imports import reasons
from directory.imports.entry import ImportedOrganisation, Reading

HEADER = ["Organisasjon", "Kontaktperson", "Tlf", "Mail", "Kommune", "Kompetanse", "Merknad"]
ONE = ["Fjordlaget", "Kari Eksempel", "51000000", "post@fjordlaget.example", "Stavanger", "rus", None]
TWO = ["Bølgja", "Ola Eksempel", "90000000", "post@bolgja.example", "Sandnes", "angst", None]


def names(reading: Reading) -> list[str]:
    return [organisation.name for organisation in reading.organisations]


def test_formulas_give_their_last_result_or_nothing(
    read_rows: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    reading = read_rows([*ONE[:3], '=A2&"x"', *ONE[4:]], ['=A2&" "&B2', "x", "51000000"])
    assert names(reading) == ["Fjordlaget"]
    assert reading.organisations[0].email is None
    assert reasons.FORMULA_DROPPED in reasons_of(reading)
    assert {problem.cell for problem in reading.all_problems() if problem.reason != reasons.TYPE_ASSUMED} == {
        "D2",
        "A3",
    }


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VERDI!", "#NAVN?"])
def test_error_cells_are_set_aside(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]], error: str
) -> None:
    item = read_one(Kommune=error, Tlf="51000000")
    assert item.municipality is None
    assert item.phone == "+4751000000"
    assert reasons_of(item) == {reasons.CELL_ERROR}


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x.example","klikk")', "@SUM(1+1)*cmd|' /C calc'!A0", "+SUM(1)", "-cmd|'/C calc'!A0"]
)
def test_text_that_a_spreadsheet_would_run_is_never_taken_in(
    read_rows: Callable[..., Reading], reasons_of: Callable[..., set[str]], text: str
) -> None:
    reading = read_rows(ONE, [text, "Kari Eksempel", "51000000"], [*TWO[:5], text])
    assert names(reading) == ["Fjordlaget", "Bølgja"]
    assert reading.organisations[1].areas == ()
    assert reasons.FORMULA_DROPPED in reasons_of(reading)


def test_the_apostrophe_of_our_own_csv_export_is_taken_off_again(read_file: Callable[..., Reading]) -> None:
    text = "Organisasjon;Tlf;Merknad\nFjordlaget;'+4751000000;'=ikke formel\n"
    (item,) = read_file(text.encode()).organisations
    assert item.phone == "+4751000000"


def test_struck_through_and_grey_rows_only_suggest_that_it_is_dissolved(
    read_sheets: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    def touch(book: Workbook) -> None:
        book["Liste"]["A2"].font = Font(strike=True)
        book["Liste"]["A3"].fill = PatternFill("solid", fgColor="FFBFBFBF")

    more = [["Nærlaget"], ["Sørlaget"], ["Vestlaget"], ["Østlaget"], ["Norlaget"]]
    reading = read_sheets({"Liste": [HEADER, ONE, TWO, *more]}, touch)
    assert len(reading.organisations) == 7
    marked = [item.name for item in reading.organisations if item.needs_attention]
    assert marked == ["Fjordlaget", "Bølgja"]
    assert reasons_of(reading) == {reasons.MAYBE_DISSOLVED}


def test_grey_stripes_over_the_whole_list_mean_nothing(
    read_sheets: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    def touch(book: Workbook) -> None:
        for row in range(2, 12, 2):
            book["Liste"].cell(row, 1).fill = PatternFill("solid", fgColor="FFD9D9D9")

    rows = [[f"Lag {word}"] for word in ("en", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti")]
    assert reasons_of(read_sheets({"Liste": [HEADER, *rows]}, touch)) == set()


def test_a_comment_stays_a_note_unless_it_is_private(read_sheets: Callable[..., Reading]) -> None:
    def touch(book: Workbook) -> None:
        book["Liste"]["A2"].comment = Comment("ringte 3/5, ny leder til høsten", "ML")
        book["Liste"]["B3"].comment = Comment("sykmeldt til jul", "ML")

    reading = read_sheets({"Liste": [HEADER, ONE, TWO]}, touch)
    assert [item.notes for item in reading.organisations] == [("ringte 3/5, ny leder til høsten",), ()]
    assert reading.dropped_notes == 1
    assert "sykmeldt" not in repr(reading)


def test_columns_in_any_order_and_with_other_names(read_sheets: Callable[..., Reading]) -> None:
    header = [
        "Nr",
        "Tema",
        "Heimeside",
        "Leiar",
        "E-postadr.",
        "Org.nr.",
        "Brukarorganisasjon",
        "Nedslagsfelt",
        "Mobil",
    ]
    row = [
        1,
        "angst",
        "www.bolgja.example",
        "Siv Prøve",
        "post@bolgja.example",
        "310 000 035",
        "Bølgja",
        "Sauda",
        "90000000",
    ]
    (item,) = read_sheets({"Liste": [header, row]}).organisations
    assert (item.name, item.orgnr, item.municipality, item.website) == (
        "Bølgja",
        "310000035",
        "1135",
        "https://www.bolgja.example/",
    )
    assert [(contact.name, contact.role, contact.phone) for contact in item.contacts] == [
        ("Siv Prøve", "leiar", "+4790000000")
    ]


def test_a_column_nobody_knows_is_reported_once(
    read_sheets: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    rows = [["Organisasjon", "Tlf", "Skostørrelse"], ["Fjordlaget", "51000000", 44], ["Bølgja", "51000001", 39]]
    reading = read_sheets({"Liste": rows})
    problems = [problem for problem in reading.problems if problem.reason == reasons.COLUMN_UNKNOWN]
    assert [(problem.cell, problem.value) for problem in problems] == [("C1", "Skostørrelse")]


def test_column_names_repeated_further_down_are_passed_over(read_rows: Callable[..., Reading]) -> None:
    assert names(read_rows(ONE, [], HEADER, TWO)) == ["Fjordlaget", "Bølgja"]


def test_a_single_column_of_names_is_a_list_too(read_sheets: Callable[..., Reading]) -> None:
    assert names(read_sheets({"Ark1": [["Organisasjon"], ["Fjordlaget"], ["Bølgja"]]})) == ["Fjordlaget", "Bølgja"]


def test_a_formula_with_a_stored_result_is_read_and_mentioned(
    read_file: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Liste")
        sheet.write_row(0, 0, ["Organisasjon", "Tlf"])
        sheet.write_formula(1, 0, '="Fjord"&"laget"', None, "Fjordlaget")
        sheet.write_string(1, 1, "51000000")
    reading = read_file(stream.getvalue())
    assert names(reading) == ["Fjordlaget"]
    assert reasons_of(reading) == {reasons.FORMULA_RESULT}


def test_a_county_above_the_column_names_is_the_place_of_the_rows_below(read_file: Callable[..., Reading]) -> None:
    text = "ROGALAND;\nOrganisasjon;Tlf\nFjordlaget;51000000\n;\nVESTLAND;\nOrganisasjon;Tlf\nBølgja;55000000\n"
    reading = read_file(text.encode())
    assert [(item.name, item.coverage) for item in reading.organisations] == [
        ("Fjordlaget", ("11",)),
        ("Bølgja", ("46",)),
    ]


def test_sheets_named_after_competence_areas_are_those_areas(read_sheets: Callable[..., Reading]) -> None:
    header = ["Organisasjon", "Tlf"]
    sheets = {"Rus": [header, ["Fjordlaget", "51000000"]], "Psykisk helse": [header, ["Bølgja"], ["Fjordlaget"]]}
    reading = read_sheets(sheets)
    assert {item.name: [area for area, _ in item.areas] for item in reading.organisations} == {
        "Fjordlaget": ["rus", "psykisk_helse"],
        "Bølgja": ["psykisk_helse"],
    }
    assert [duplicate.cell for duplicate in reading.duplicates] == ["A3"]


def test_given_and_family_name_in_columns_of_their_own(read_sheets: Callable[..., Reading]) -> None:
    header = ["Navn", "Fornavn", "Etternavn", "Rolle", "Tlf dagtid", "Privat tlf", "Postadresse", "Postnr", "Poststed"]
    row = ["Fjordlaget", "Kari", "Eksempel", "leder", "51000000", "51111111", "Gata 1", "4005", "Stavanger"]
    (item,) = read_sheets({"Liste": [header, row]}).organisations
    assert [(one.name, one.role, one.phone) for one in item.contacts] == [("Kari Eksempel", "leder", "+4751111111")]
    assert (item.phone, item.municipality, item.postal_address) == ("+4751000000", "1103", "Gata 1\n4005 Stavanger")


def test_one_column_with_everything_about_the_contact(read_sheets: Callable[..., Reading]) -> None:
    text = "Kari Eksempel (leder)\ntlf. 900 00 000\npost@fjordlaget.example"
    (item,) = read_sheets({"Liste": [["Forening", "Kontaktinfo"], ["Fjordlaget", text]]}).organisations
    assert [(one.name, one.role, one.phone) for one in item.contacts] == [("Kari Eksempel", "leder", "+4790000000")]
    assert item.email == "post@fjordlaget.example"


def test_a_status_column_is_a_remark_and_may_suggest_an_end(
    read_sheets: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    reading = read_sheets({"Liste": [["Organisasjon", "Status"], ["Fjordlaget", "aktiv"], ["Bølgja", "lagt ned 2020"]]})
    assert [item.notes for item in reading.organisations] == [("aktiv",), ("lagt ned 2020",)]
    assert reasons_of(reading) == {reasons.SAYS_DISSOLVED}


def test_an_open_document_sheet_is_read_too(read_file: Callable[..., Reading]) -> None:
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    start, end = '<table:table-cell office:value-type="string"><text:p>', "</text:p></table:table-cell>"
    rows = (["Organisasjon", "Kommune"], ["Bølgja", "Sola"])
    cells = "".join(f"<table:table-row>{''.join(start + text + end for text in row)}</table:table-row>" for row in rows)
    sheet = f'<office:spreadsheet><table:table table:name="Liste">{cells}</table:table></office:spreadsheet>'
    head = f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.2">'
    content = f"{head}<office:body>{sheet}</office:body></office:document-content>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        archive.writestr("META-INF/manifest.xml", manifest)
    (item,) = read_file(stream.getvalue()).organisations
    assert (item.name, item.municipality) == ("Bølgja", "1124")


def test_a_heading_may_stand_in_the_column_of_running_numbers(read_sheets: Callable[..., Reading]) -> None:
    rows = [["Nr.", "Organisasjon", "Tlf"], ["RUS"], [1, "Fjordlaget", "51000000"], [2.0, "MENTAL HELSE"]]
    reading = read_sheets({"Liste": rows})
    assert [(item.name, item.areas) for item in reading.organisations] == [
        ("Fjordlaget", (("rus", "egen"),)),
        ("MENTAL HELSE", (("rus", "egen"),)),
    ]


def test_a_link_behind_the_words_is_the_address(read_sheets: Callable[..., Reading]) -> None:
    def touch(book: Workbook) -> None:
        book["Liste"]["B2"].hyperlink = "https://fjordlaget.example/om"
        book["Liste"]["C2"].hyperlink = "mailto:post@fjordlaget.example"

    rows = [["Organisasjon", "Nettside", "E-post"], ["Fjordlaget", "Lenke", "Send e-post"]]
    (item,) = read_sheets({"Liste": rows}, touch).organisations
    assert (item.website, item.email) == ("https://fjordlaget.example/om", "post@fjordlaget.example")
