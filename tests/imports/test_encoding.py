"""Text that was typed, exported and pasted for years."""

import unicodedata
from collections.abc import Callable

import pytest

from directory.imports import reasons
from directory.imports.delimited import separator_of
from directory.imports.entry import ImportedOrganisation, Reading
from directory.imports.text import clean, fold

TEXT = "Organisasjon;Kommune;Kompetanse\nÆrlige Bølgja på Åsen;Øygarden;sjølvskading\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_encoding_gives_the_same_letters(read_file: Callable[..., Reading], encoding: str) -> None:
    (item,) = read_file(TEXT.encode(encoding)).organisations
    assert (item.name, item.municipality, item.areas) == ("Ærlige Bølgja på Åsen", "4626", (("selvskading", "egen"),))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_usual_separator_is_found(read_file: Callable[..., Reading], separator: str, ending: str) -> None:
    rows = [["Organisasjon", "Tlf", "Kompetanse"], ["Fjordlaget", "51 00 00 00", '"rus, angst"'], ["Bølgja", "", "rus"]]
    text = ending.join(separator.join(row) for row in rows)
    reading = read_file(text.encode("cp1252"))
    assert [item.name for item in reading.organisations] == ["Fjordlaget", "Bølgja"]
    assert reading.organisations[0].areas == (("rus", "egen"), ("angst", "egen"))


def test_excels_own_line_about_the_separator_is_obeyed(read_file: Callable[..., Reading]) -> None:
    (item,) = read_file(b"sep=|\nOrganisasjon|Tlf\nFjordlaget|51000000\n").organisations
    assert (item.phone, item.cells["name"]) == ("+4751000000", "A3")


def test_a_comma_in_the_text_does_not_win_over_the_separator() -> None:
    assert separator_of("Organisasjon;Tema\nFjordlaget;rus, angst, vold, sorg, arbeid\n") == ";"


def test_wrongly_decoded_text_is_mended_and_shown(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    item = read_one("Ã˜yblikk pÃ¥rÃ¸rende", Tlf="51000000")
    assert item.name == "Øyblikk pårørende"
    assert reasons.MOJIBAKE in reasons_of(item)
    assert item.needs_attention


def test_decomposed_letters_are_put_together(read_one: Callable[..., ImportedOrganisation]) -> None:
    item = read_one(unicodedata.normalize("NFD", "Pårørendelaget på Åsen"), Kommune=unicodedata.normalize("NFD", "Hå"))
    assert item.name == "Pårørendelaget på Åsen"
    assert item.municipality == "1119"


@pytest.mark.parametrize(
    "name", ["Fjordlaget\u00a0 Rogaland ", "Fjord\u00adlaget\u200b Rogaland", "\ufeffFjordlaget Rogaland"]
)
def test_invisible_characters_and_spare_spaces_go(read_one: Callable[..., ImportedOrganisation], name: str) -> None:
    assert read_one(name, Tlf="51000000").name == "Fjordlaget Rogaland"


def test_smart_quotes_and_dashes_in_names_are_kept(read_one: Callable[..., ImportedOrganisation]) -> None:
    assert read_one("«Fjordlaget» – avd. “Nord”", Tlf="51000000").name == "«Fjordlaget» – avd. “Nord”"


def test_folding_makes_both_ways_of_writing_alike() -> None:
    assert fold("Bølgja ÅPNE  hus!") == fold("BOLGJA apne hus") == "bolgja apne hus"


def test_control_characters_never_get_through() -> None:
    assert clean("Fjord\x00laget\x07") == "Fjordlaget"
