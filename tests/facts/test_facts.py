"""The fact files of the package: whole in every language, and without a loose end."""

import re
from collections import Counter
from importlib import resources

import pytest

from directory.facts.places import COUNTRY, places
from directory.facts.source import rows
from directory.facts.taxonomies import FILES, taxonomy

FACT_FILES = sorted(entry.name for entry in resources.files("directory.facts").iterdir() if entry.name.endswith(".csv"))
TEXT = re.compile(r"(name|description)_(nb|nn|en)")


@pytest.mark.parametrize("name", FACT_FILES)
def test_no_text_is_empty_in_any_language(name: str) -> None:
    found = rows(name)
    assert found
    holes = [(row, column) for row in found for column in row if TEXT.fullmatch(column) and not row[column].strip()]
    assert not holes


@pytest.mark.parametrize("name", FACT_FILES)
def test_every_row_has_every_column_and_no_more(name: str) -> None:
    for row in rows(name):
        assert None not in row, row
        assert None not in row.values(), row


@pytest.mark.parametrize("name", FACT_FILES)
def test_no_text_holds_a_stray_sign(name: str) -> None:
    stray = re.compile(r"\(\s*,|\(\s*\)|,,|\s{2}|\s[,.;]|^\s|\s$")
    texts = [value for row in rows(name) for column, value in row.items() if TEXT.fullmatch(column)]
    assert not [text for text in texts if stray.search(text)]


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_text_that_exists_in_one_language_exists_in_all(name: str) -> None:
    for term in taxonomy(name):
        assert set(term.names) == set(term.descriptions) == {"nb", "nn", "en"}
        assert all(term.names.values()), term.slug
        assert len({bool(text) for text in term.descriptions.values()}) == 1, term.slug


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_slug_is_used_once(name: str) -> None:
    slugs = Counter(row["slug"] for row in rows(FILES[name]))
    assert [slug for slug, count in slugs.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z][a-z_]*", slug) for slug in slugs)


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_two_terms_of_one_vocabulary_never_share_a_name(name: str, language: str) -> None:
    names = Counter(term.name(language).casefold() for term in taxonomy(name))
    assert [text for text, count in names.items() if count > 1] == []


def test_the_nynorsk_texts_hold_no_bokmaal_words() -> None:
    bokmaal = re.compile(
        r"\b(ikke|også|fra|noen|jeg|hva|hvem|hvor|deres|selv|tjenesten?|tjenester|erfaringer|brukere|"
        r"pårørende|etterlatte|tilbudet|utvalg|beslutninger|organisasjoner|vold|skole|forskning|høring|"
        r"rådgivende|ansvarlig|deltakelse|mennesker|være|gjøre|ble|voksne)\b",
        re.IGNORECASE,
    )
    texts = [row[column] for name in FACT_FILES for row in rows(name) for column in row if column.endswith("_nn")]
    assert texts
    assert not [text for text in texts if bokmaal.search(text)]


def test_every_competence_area_belongs_to_a_group_and_every_group_has_areas() -> None:
    assert {area.group for area in taxonomy("areas")} == {group.slug for group in taxonomy("groups")}
    assert len(list(taxonomy("areas"))) == 44
    assert len(list(taxonomy("groups"))) == 10


def test_every_form_names_levels_and_choices_that_exist() -> None:
    assert len(list(taxonomy("forms"))) == 25
    for form in taxonomy("forms"):
        levels = form.more["levels"].split(";")
        assert all(level in taxonomy("levels") for level in levels), form.slug
        assert form.more["duration"] in {"single", "lasting", "employment"}, form.slug
        assert form.more["choice"] == "" or form.more["choice"] in taxonomy("choices"), form.slug


def test_every_plain_choice_stands_for_at_least_one_form() -> None:
    chosen = {form.more["choice"] for form in taxonomy("forms")} - {""}
    assert chosen == {choice.slug for choice in taxonomy("choices")}
    assert len(chosen) == 8


def test_there_are_357_municipalities_in_15_counties() -> None:
    assert len(places().municipalities()) == 357
    assert len(places().counties()) == 15
    assert sum(len(places().municipalities(county.number)) for county in places().counties()) == 357


def test_a_municipality_lies_in_the_county_its_number_begins_with() -> None:
    for place in places().municipalities():
        assert re.fullmatch(r"\d{4}", place.number)
        assert place.county == place.number[:2]
        assert place.county in places()
        assert place.language_form in {"nb", "nn", "neutral"}


def test_every_former_municipality_leads_to_one_that_exists() -> None:
    existing = {place.number for place in places().municipalities()}
    assert places().former
    for former in places().former:
        assert former.municipality in existing, former
        assert former.number not in existing, former
        assert former.name


def test_every_tile_of_the_map_is_a_municipality_and_no_two_share_a_square() -> None:
    existing = {place.number for place in places().municipalities()}
    tiles = rows("tiles.csv")
    assert {tile["municipality"] for tile in tiles if tile["layout"] == "norge"} == existing
    squares = Counter((tile["layout"], tile["column"], tile["row"]) for tile in tiles)
    assert [square for square, count in squares.items() if count > 1] == []
    for tile in tiles:
        assert tile["municipality"] in existing
        assert tile["layout"] in {"norge", "vest"} or tile["municipality"].startswith(tile["layout"])


def test_a_municipality_is_covered_by_itself_its_county_and_the_country() -> None:
    assert places().covering("1103") == ("1103", "11", COUNTRY)
    assert places().covering("11") == ("11", COUNTRY)
    assert places().covering(COUNTRY) == (COUNTRY,)


def test_the_county_of_a_place_is_known_and_the_country_has_none() -> None:
    assert places().county_of("4647") == "46"
    assert places().county_of("46") == "46"
    assert places().county_of(COUNTRY) is None


def test_only_names_that_two_municipalities_share_carry_their_county() -> None:
    labels = Counter(places().label(place.number) for place in places().municipalities())
    assert [label for label, count in labels.items() if count > 1] == []
    assert {label for label in labels if "(" in label} == {
        "Herøy (Møre og Romsdal)",
        "Herøy (Nordland)",
        "Våler (Innlandet)",
        "Våler (Østfold)",
    }
    assert places().label("1103") == "Stavanger"
    assert places().label("11") == "Rogaland"


def test_an_unknown_place_or_vocabulary_is_an_error() -> None:
    with pytest.raises(KeyError):
        places()["9999"]
    with pytest.raises(KeyError):
        taxonomy("colours")
