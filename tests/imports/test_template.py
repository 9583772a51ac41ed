"""The empty list that people fill in."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from directory.errors import Refused
from directory.facts.taxonomies import taxonomy
from directory.imports import reasons
from directory.imports.entry import Reading
from directory.imports.headers import field_of, template_name
from directory.imports.template import COLUMNS, write_template

FILLED = {
    "name": "Fjordlaget Rogaland",
    "umbrella": "Samanslutninga Fjord",
    "orgnr": "310000035",
    "contact": "Kari Eksempel",
    "phone": "51 00 00 00",
    "mobile": "900 00 000",
    "email": "post@fjordlaget.example",
    "update_email": "styret@fjordlaget.example",
    "website": "www.fjordlaget.example",
    "description": "Vi møtes hver onsdag.",
}


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("field", [column[0] for column in COLUMNS])
def test_the_reader_knows_every_column_of_the_template(language: str, field: str) -> None:
    assert field_of(template_name(field, language)) == field


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_filled_in_template_comes_back_whole(
    tmp_path: Path, read_file: Callable[..., Reading], language: str
) -> None:
    path = tmp_path / "mal.xlsx"
    write_template(path, language)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    words = FILLED | {
        "type": taxonomy("types")["brukerstyrt_senter"].name(language),
        "municipality": "Herøy (Nordland)",
        "coverage": "Nordland",
        "role": "leiar",
        "areas": taxonomy("areas")["skole"].name(language),
        "target_groups": taxonomy("target_groups")["ungdom"].name(language),
        "note": "ringt i mai",
    }
    fields = {column.value: field_of(str(column.value)) for column in sheet[1]}
    for column in sheet[1]:
        sheet.cell(2, column.column, words[fields[column.value] or ""])
    book.save(path)
    reading = read_file(path.read_bytes())
    (item,) = reading.organisations
    assert reading.all_problems() == []
    assert (item.name, item.type, item.orgnr) == ("Fjordlaget Rogaland", "brukerstyrt_senter", "310000035")
    assert (item.municipality, item.coverage, item.umbrella) == ("1818", ("18",), "Samanslutninga Fjord")
    assert (item.email, item.update_email) == ("post@fjordlaget.example", "styret@fjordlaget.example")
    assert (item.phone, item.website) == ("+4751000000", "https://www.fjordlaget.example/")
    assert [(one.name, one.role, one.phone) for one in item.contacts] == [("Kari Eksempel", "leiar", "+4790000000")]
    assert (item.areas, item.target_groups) == ((("skole", "egen"),), ("ungdom",))
    assert (item.description, item.notes) == ("Vi møtes hver onsdag.", ("ringt i mai",))


def test_an_empty_template_is_refused_in_plain_words(tmp_path: Path, read_file: Callable[..., Reading]) -> None:
    path = tmp_path / "mal.xlsx"
    write_template(path)
    with pytest.raises(Refused, match="no organisations below"):
        read_file(path.read_bytes())


def test_the_choices_stand_on_a_hidden_sheet_that_is_not_read(
    tmp_path: Path, read_file: Callable[..., Reading]
) -> None:
    path = tmp_path / "mal.xlsx"
    write_template(path, "nn")
    book = openpyxl.load_workbook(path)
    assert [(sheet.title, sheet.sheet_state) for sheet in book.worksheets] == [
        ("Organisasjonar", "visible"),
        ("Lister", "hidden"),
        ("Rettleiing", "visible"),
    ]
    rules = book.worksheets[0].data_validations.dataValidation
    assert sum(rule.type == "list" for rule in rules) == 7
    book.worksheets[0]["A2"] = "Fjordlaget"
    book.save(path)
    reading = read_file(path.read_bytes())
    assert {skipped.reason for skipped in reading.skipped} == {reasons.SHEET_HIDDEN, reasons.SHEET_HELP}


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="mal"):
        write_template(tmp_path / "nowhere" / "mal.xlsx")
