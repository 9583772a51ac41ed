"""Finding a theme by what people call it."""

import pytest

from directory.facts.taxonomies import taxonomy
from directory.search.themes import MOST, find, offered


def first(query: str) -> str:
    found = find(query)
    return found[0].slug if found else ""


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_theme_is_found_first_by_its_own_name(language: str) -> None:
    shared = {"paarorende", "etterlatte"}  # their names are the perspectives' too
    for area in taxonomy("areas"):
        if area.slug not in shared:
            assert first(area.name(language)) == area.slug, area.name(language)


def test_every_theme_is_found_by_each_of_its_synonyms() -> None:
    for area in taxonomy("areas"):
        for synonym in area.synonyms:
            assert area.slug in [found.slug for found in find(synonym)], (area.slug, synonym)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("metadon", "lar"),
        ("voldtekt", "overgrep"),
        ("rusmisbruk", "rus"),  # read by the import, in no vocabulary
        ("hearing voices", "psykose"),
        ("sjølvskading", "selvskading"),
        ("pengespel", "spilleavhengighet"),
        ("fattigdom", "okonomi"),
    ],
)
def test_a_synonym_finds_its_theme_in_both_written_standards_and_english(typed: str, slug: str) -> None:
    assert first(typed) == slug


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("psykosr", "psykose"),
        ("pykose", "psykose"),
        ("psyksoe", "psykose"),
        ("gamling", "spilleavhengighet"),
        ("spiseforstyrelse", "spiseforstyrrelser"),
        ("skizofreni", "psykose"),  # a long word may have two slips
    ],
)
def test_a_slip_of_the_finger_still_finds(typed: str, slug: str) -> None:
    assert first(typed) == slug


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("psyko", "psykose"),
        ("psykosen", "psykose"),
        ("fengslet", "kriminalomsorg"),
        ("alkoholisme", "alkohol"),
        ("selvmordsforebyggende", "selvmord"),
        ("SJØLVMORD", "selvmord"),
        ("sjolvmord", "selvmord"),
        ("paarorende", "paarorende"),
        ("oekonomi", "okonomi"),
    ],
)
def test_beginnings_endings_and_other_ways_to_write_a_letter_find(typed: str, slug: str) -> None:
    assert first(typed) == slug


def test_a_group_finds_all_its_themes() -> None:
    for group in taxonomy("groups"):
        inside = {area.slug for area in taxonomy("areas") if area.group == group.slug}
        found = {area.slug for area in find(group.name("nb"))}
        assert inside <= found or len(found) == MOST, group.slug


def test_two_themes_in_one_search_are_both_found() -> None:
    assert [area.slug for area in find("angst og depresjon")][:2] == ["angst", "depresjon"]


@pytest.mark.parametrize("typed", ["", "  ", "og", "x", "%_\\", "kreft", "zzzzzz", "\x00", "🦊", "a" * 5000])
def test_what_means_no_theme_finds_none(typed: str) -> None:
    assert find(typed) == []


def test_an_exact_name_does_not_bring_what_only_has_it_inside() -> None:
    assert "ocd" not in [area.slug for area in find("angst")]  # tvangstanker


def test_a_word_for_a_perspective_says_as_whom_and_not_what() -> None:
    assert [area.slug for area in find("pårørende psykose")] == ["psykose"]
    assert offered("psykose", "brukerorganisasjon", "pårørende psykose").first[0] == "paarorende"
    assert offered("psykose", "brukerorganisasjon", "psykose").first == ("egen", "paarorende")


def test_the_perspective_of_the_kind_is_offered_first_and_all_are_there() -> None:
    everyone = {term.slug for term in taxonomy("perspectives")}
    assert offered("psykose", "paarorendeorganisasjon").first == ("paarorende",)
    assert offered("psykose", "bruker_og_paarorende").first == ("egen", "paarorende")
    assert offered("paarorende", "brukerorganisasjon").first == ("paarorende",)
    assert offered("etterlatte", "brukerorganisasjon").first == ("etterlatt",)
    for kind in ("paarorendeorganisasjon", "paraply", "no such kind"):
        given = offered("angst", kind)
        assert {*given.first, *given.rest} == everyone
        assert len(given.first) + len(given.rest) == len(everyone)
