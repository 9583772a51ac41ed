"""Places as they stand in lists."""

from collections.abc import Callable

import pytest

from directory.imports import reasons
from directory.imports.entry import ImportedOrganisation, Reading
from directory.imports.geography import read_places


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("Sauda", ("1135",)),
        ("Time kommune", ("1121",)),
        ("SOLA ", ("1124",)),
        ("1124", ("1124",)),
        ("301", ("0301",)),
        ("Stavanger/Sandnes", ("1103", "1108")),
        ("Sandnes, Sola og Time", ("1108", "1124", "1121")),
        ("5003 Bergen", ("4601",)),
        ("N-4005 Stavanger", ("1103",)),
        ("Bergen (4601)", ("4601",)),
        ("4601 Bergen", ("4601",)),
        ("Kárášjohka", ("5610",)),
        ("Karasjok", ("5610",)),
        ("Gáivuotna - Kåfjord", ("5540",)),
        ("Voss herad", ("4621",)),
        ("Rogaland", ("11",)),
        ("Rogaland fylke", ("11",)),
        ("Rogaland og Vestland", ("11", "46")),
        ("Møre og Romsdal", ("15",)),
        ("Oslo", ("0301",)),
        ("Oslo fylke", ("03",)),
        ("hele landet", ("00",)),
        ("nasjonal", ("00",)),
        ("Våler (Østfold)", ("3114",)),
        ("Herøy i Nordland", ("1818",)),
        ("", ()),
        ("-", ()),
        ("Bergen\nStord", ("4601", "4614")),
        ("Trondheim", ("5001",)),
        ("Oygarden", ("4626",)),
    ],
)
def test_places_are_read_by_name_number_and_post_code(written: str, numbers: tuple[str, ...]) -> None:
    where = read_places(written)
    assert (where.all, where.issues) == (numbers, [])


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Førde", "4647"),
        ("1432", "4647"),
        ("Flora", "4602"),
        ("Odda", "4618"),
        ("1201", "4601"),
        ("Lindås", "4631"),
        ("Førde (old; now Sunnfjord 4647)", "4647"),
        ("Hornindal", "1577"),
        ("Finnøy", "1103"),
        ("Fjell kommune", "4626"),
    ],
)
def test_former_municipalities_lead_to_the_present_one(written: str, number: str) -> None:
    where = read_places(written)
    assert where.all == (number,)
    assert [(issue.reason, issue.weight) for issue in where.issues] == [(reasons.PLACE_FORMER, "notice")]


@pytest.mark.parametrize("written", ["Hordaland", "Sogn og Fjordane", "S&Fj", "Hordaland fylke"])
def test_former_counties_lead_to_the_present_one(written: str) -> None:
    where = read_places(written)
    assert where.all == ("46",)
    assert [issue.reason for issue in where.issues] == [reasons.PLACE_REGION]


def test_all_of_western_norway_is_asked_about() -> None:
    where = read_places("hele vestlandet")
    assert where.all == ("11", "46")
    assert [issue.weight for issue in where.issues] == ["attention"]


@pytest.mark.parametrize("written", ["Herøy", "Våler"])
def test_a_name_of_two_places_is_not_guessed(written: str) -> None:
    where = read_places(written)
    assert where.all == ()
    assert [issue.reason for issue in where.issues] == [reasons.PLACE_AMBIGUOUS]


@pytest.mark.parametrize(
    ("written", "county", "number"), [("Herøy", "15", "1515"), ("Våler", "34", "3419"), ("Os", "46", "4624")]
)
def test_the_county_beside_it_decides(written: str, county: str, number: str) -> None:
    assert read_places(written, (county,)).all == (number,)


@pytest.mark.parametrize("written", ["Atlantis", "9999", "Solbakken"])
def test_an_unknown_place_is_queued(written: str) -> None:
    where = read_places(written)
    assert where.all == ()
    assert [(issue.reason, issue.value) for issue in where.issues] == [(reasons.PLACE_UNKNOWN, written)]


def test_several_municipalities_are_all_covered_and_the_first_is_home(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    item = read_one(Kommune="Stavanger/Sandnes")
    assert (item.municipality, item.coverage) == ("1103", ("1103", "1108"))
    assert reasons_of(item) == {reasons.PLACE_SEVERAL}


def test_coverage_in_a_column_of_its_own_is_not_the_home(read_one: Callable[..., ImportedOrganisation]) -> None:
    item = read_one(Kommune="Stavanger", Dekker="Rogaland")
    assert (item.municipality, item.coverage) == ("1103", ("11",))


def test_a_county_alone_is_coverage_without_a_home(read_one: Callable[..., ImportedOrganisation]) -> None:
    item = read_one(Kommune="Rogaland")
    assert (item.municipality, item.coverage) == (None, ("11",))


@pytest.mark.parametrize(
    ("values", "coverage", "areas"),
    [(["Sola", "Time"], ("1124",), ()), (["rus", "angst"], (), (("rus", "egen"),))],
)
def test_a_column_called_area_is_what_its_values_are(
    read_rows: Callable[..., Reading], values: list[str], coverage: object, areas: object
) -> None:
    reading = read_rows(["Fjordlaget", values[0]], ["Bølgja", values[1]], header=["Organisasjon", "Område"])
    assert (reading.organisations[0].coverage, reading.organisations[0].areas) == (coverage, areas)
