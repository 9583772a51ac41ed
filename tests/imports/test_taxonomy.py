"""Competence areas, perspectives, target groups and ways to take part, and dates."""

from collections.abc import Callable

import pytest

from directory.facts.taxonomies import taxonomy
from directory.imports import reasons
from directory.imports.areas import read_areas
from directory.imports.dates import read_date
from directory.imports.entry import ImportedOrganisation, Reading


def slugs(text: str) -> list[str]:
    return [area for area, _ in read_areas(text, ("egen",)).pairs]


@pytest.mark.parametrize(
    ("written", "areas"),
    [
        ("rus, psyk. helse + pårørende", ["rus", "psykisk_helse", "paarorende"]),
        ("RUS/ROP", ["rus", "rop"]),
        ("Angst og depresjon; sjølvmord", ["angst", "depresjon", "selvmord"]),
        ("barn&unge", ["barn_unge"]),
        ("angst/depresjon, selvmord", ["angst", "depresjon", "selvmord"]),
        ("Barn og unge", ["barn_unge"]),
        ("Skole, mobbing og utenforskap, LHBT+", ["skole", "lhbt"]),
        ("Rus (alkohol, LAR)", ["rus", "alkohol", "lar"]),
        ("Dobbeltdiagnose / ROP-lidingar\nsuicid", ["rop", "selvmord"]),
        ("rus og psykiatri", ["rop"]),
        ("rus, psykiatri", ["rus", "psykisk_helse"]),
        ("Kjønns- og seksualitetsmangfald", ["lhbt"]),
        ("Legemiddelassistert rehabilitering (LAR)", ["lar"]),
        ("User involvement at service and system level", ["brukermedvirkning"]),
        ("ARBEID, AKTIVITET OG UTDANNING + Vald i nære relasjonar", ["arbeid", "vold"]),
        ("-", []),
    ],
)
def test_several_areas_in_a_cell_are_cut_apart_but_compounds_stay_whole(written: str, areas: list[str]) -> None:
    assert slugs(written) == areas


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_area_is_known_by_its_name_in_every_language(language: str) -> None:
    wrong = [term.slug for term in taxonomy("areas") if slugs(term.name(language)) != [term.slug]]
    assert wrong == []


def test_every_synonym_leads_somewhere() -> None:
    wrong = [word for term in taxonomy("areas") for word in term.synonyms if len(slugs(word)) != 1]
    assert wrong == []


def test_all_names_in_one_cell_come_back_in_order() -> None:
    terms = list(taxonomy("areas"))
    assert slugs("; ".join(term.name("nn") for term in terms)) == [term.slug for term in terms]


@pytest.mark.parametrize(
    ("written", "pairs"),
    [
        ("Pårørende (psykose)", [("psykose", "paarorende")]),
        ("pårørende til noen med rus", [("rus", "paarorende")]),
        ("Etterlatte ved selvmord og brå død", [("etterlatte", "etterlatt")]),
        ("pårørende", [("paarorende", "paarorende")]),
        ("barn av rusmisbrukere", [("barn_som_paarorende", "barn_som_paarorende")]),
        ("psykose", [("psykose", "egen")]),
    ],
)
def test_the_perspective_is_read_where_it_is_said(written: str, pairs: list[tuple[str, str]]) -> None:
    assert read_areas(written, ("egen",)).pairs == pairs


def test_the_kind_of_organisation_proposes_the_perspective(read_one: Callable[..., ImportedOrganisation]) -> None:
    assert read_one(Type="Pårørendeorganisasjon", Tema="psykose").areas == (("psykose", "paarorende"),)
    both = (("psykose", "egen"), ("psykose", "paarorende"))
    assert read_one(Type="Bruker- og pårørendeorganisasjon", Tema="psykose").areas == both
    assert read_one(Type="Brukerorganisasjon", Tema="psykose").areas == (("psykose", "egen"),)
    stated = read_one(Type="Brukerorganisasjon", Tema="psykose", Perspektiv="Som pårørende")
    assert stated.areas == (("psykose", "paarorende"),)


def test_an_unknown_value_is_queued_and_the_known_ones_are_taken(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    item = read_one(Kompetanse="rus, romfart")
    assert item.areas == (("rus", "egen"),)
    assert [(problem.cell, problem.value) for problem in item.problems] == [("B2", "romfart")]
    assert reasons_of(item) == {reasons.AREA_UNKNOWN}
    assert item.needs_attention


def test_a_group_of_areas_is_asked_about_not_guessed() -> None:
    read = read_areas("Levekår", ("egen",))
    assert read.pairs == []
    assert [issue.reason for issue in read.issues] == [reasons.AREA_GROUP]


def test_a_misspelt_area_is_read_and_mentioned() -> None:
    read = read_areas("spiseforstyrelser", ("egen",))
    assert read.pairs == [("spiseforstyrrelser", "egen")]
    assert [(issue.reason, issue.weight) for issue in read.issues] == [(reasons.AREA_READ_AS, "notice")]


def test_long_free_text_becomes_a_note(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    text = "Vi holder til i gamle Sjøbua og har åpent hver onsdag kveld året rundt for alle som vil"
    item = read_one(Kompetanse=text)
    assert (item.areas, item.notes) == ((), (text,))
    assert reasons_of(item) == {reasons.TEXT_LONG}


def test_target_groups_and_ways_to_take_part(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    item = read_one(Målgruppe="barn og unge voksne, rus", **{"Innleder?": "ja", "Kan bidra med": "rådslag, trolling"})
    assert item.target_groups == ("barn", "unge_voksne")
    assert item.areas == (("rus", "egen"),)
    assert item.forms == ("innleder", "radslag")
    assert reasons_of(item) == {reasons.FORM_UNKNOWN}


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("12.03.2021", "2021-03-12", "day"),
        ("12/3-21", "2021-03-12", "day"),
        ("mars 2021", "2021-03-01", "month"),
        ("2019", "2019-01-01", "year"),
        ("44267", "2021-03-12", "day"),
        ("2021-03-12", "2021-03-12", "day"),
        ("12. mars 2021", "2021-03-12", "day"),
        ("03.2021", "2021-03-01", "month"),
        ("desember 2020", "2020-12-01", "month"),
    ],
)
def test_dates_are_read_with_how_exact_they_are(written: str, day: str, precision: str) -> None:
    read = read_date(written)
    assert read is not None
    assert (str(read.date), read.precision, read.issue) == (day, precision, None)


def test_a_date_that_may_be_american_is_flagged() -> None:
    read = read_date("03/12/2021")
    assert read is not None
    assert str(read.date) == "2021-12-03"
    assert read.issue is not None
    assert read.issue.reason == reasons.DATE_AMBIGUOUS


@pytest.mark.parametrize("written", ["", "i fjor", "99.99.2021x", "12345678"])
def test_what_is_no_date_is_none(written: str) -> None:
    read = read_date(written)
    assert read is None or read.precision == "year"


def test_a_date_column_dates_the_row(read_rows: Callable[..., Reading]) -> None:
    reading = read_rows(["Fjordlaget", "mars 2020"], ["Bølgja", 44267], header=["Organisasjon", "Sist oppdatert"])
    assert [str(item.list_date) for item in reading.organisations] == ["2020-03-01", "2021-03-12"]
