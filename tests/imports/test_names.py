"""Names, organisation numbers, and which rows are one organisation."""

from collections.abc import Callable
from typing import Any

import pytest

from directory.imports import reasons
from directory.imports.entry import ImportedOrganisation, Reading

HEADER = ["Organisasjon", "Org.nr.", "Kommune", "E-post", "Kontaktperson"]


def row(
    name: str, orgnr: object = None, place: str | None = None, email: str | None = None, who: str | None = None
) -> list[Any]:
    return [name, orgnr, place, email, who]


def kept(reading: Reading) -> list[str]:
    return [item.name for item in reading.organisations]


@pytest.mark.parametrize(
    "copy",
    [
        "FJORDLAGET ROGALAND",
        "Fjordlaget  Rogaland ",
        "fjordlaget rogaland",
        "Fjordlaget, avd. Rogaland fylke",
        "Fjord-laget Rogaland".replace("-", ""),
        "Fjørdlaget Rogaland",
    ],
)
def test_the_same_name_written_otherwise_is_reported_and_not_taken_in(
    read_rows: Callable[..., Reading], copy: str
) -> None:
    reading = read_rows(
        row("Fjordlaget Rogaland", email="post@fjordlaget.example"), row("Nærlaget"), row(copy), header=HEADER
    )
    assert kept(reading) == ["Fjordlaget Rogaland", "Nærlaget"]
    assert [(item.cell, item.of) for item in reading.duplicates] == [("A4", "Fjordlaget Rogaland")]


def test_the_fuller_row_is_kept_wherever_it_stands(read_rows: Callable[..., Reading]) -> None:
    full = row("Fjordlaget Rogaland", "310000035", "Stavanger", "post@fjordlaget.example", "Kari Eksempel")
    assert kept(read_rows(row("FJORDLAGET ROGALAND"), row("Nærlaget"), full, header=HEADER)) == [
        "Nærlaget",
        "Fjordlaget Rogaland",
    ]


def test_both_written_standards_name_the_same_organisation(read_rows: Callable[..., Reading]) -> None:
    reading = read_rows(
        row("Bølgja brukarstyrte senter", place="Førde"),
        row("Midtlaget"),
        row("Bolgja brukerstyrt senter"),
        header=HEADER,
    )
    assert kept(reading) == ["Bølgja brukarstyrte senter", "Midtlaget"]


@pytest.mark.parametrize(
    ("short", "long"),
    [("FFO Rogaland", "Funksjonshemmedes Fellesorganisasjon Rogaland"), ("NFU", "Norsk Forbund for Utviklingshemmede")],
)
def test_a_short_form_beside_its_long_form_is_the_same(
    read_rows: Callable[..., Reading], short: str, long: str
) -> None:
    reading = read_rows(row(long), row("Nærlaget"), row(short), header=HEADER)
    assert kept(reading) == [long, "Nærlaget"]
    assert reading.duplicates[0].reason == reasons.SAME_SHORT


def test_a_short_form_of_another_place_is_not_the_same(read_rows: Callable[..., Reading]) -> None:
    names = ["Funksjonshemmedes Fellesorganisasjon Rogaland", "FFO Vestland"]
    assert kept(read_rows(*map(row, names), header=HEADER)) == names


def test_a_short_form_that_can_mean_two_is_left_alone(read_rows: Callable[..., Reading]) -> None:
    names = ["Barn av rusmisbrukere", "Bygdas arbeid rus", "BAR"]
    assert kept(read_rows(*map(row, names), header=HEADER)) == names


@pytest.mark.parametrize("name", ["LPP", "BAR", "LFB", "FRI", "IKS", "A-larm"])
def test_a_short_form_alone_is_an_organisation(read_rows: Callable[..., Reading], name: str) -> None:
    assert kept(read_rows(row(name, place="Sola"), row("Nærlaget"), header=HEADER)) == [name, "Nærlaget"]


@pytest.mark.parametrize(
    "names",
    [
        ["Mental Hjelp Sandnes", "Mental Hjelp Rogaland"],
        ["Fjordlaget", "Fjordlaget Sandnes"],
        ["Fjordlaget Ungdom", "Fjordlaget"],
    ],
)
def test_local_and_county_branches_are_not_duplicates(read_rows: Callable[..., Reading], names: list[str]) -> None:
    assert kept(read_rows(*(row(name, email="post@felles.example") for name in names), header=HEADER)) == names


def test_one_name_in_two_municipalities_is_two_organisations(read_rows: Callable[..., Reading]) -> None:
    reading = read_rows(row("Nærlaget", place="Sola"), row("Midtlaget"), row("Nærlaget", place="Time"), header=HEADER)
    assert kept(reading) == ["Nærlaget", "Midtlaget", "Nærlaget"]


def test_a_former_county_in_a_name_gives_way_to_the_present_one(read_rows: Callable[..., Reading]) -> None:
    reading = read_rows(
        row("FFO Hordaland", email="post@ffo.example"), row("Midtlaget"), row("FFO Vestland"), header=HEADER
    )
    assert kept(reading) == ["Midtlaget", "FFO Vestland"]
    assert reading.duplicates[0].reason == reasons.SAME_FORMER
    assert reading.organisations[1].aliases == ("FFO Hordaland",)


def test_former_names_written_beside_the_name_become_other_names(read_one: Callable[..., ImportedOrganisation]) -> None:
    item = read_one("Nærlaget (tidligere Fjernlaget)", Tlf="51000000")
    assert (item.name, item.aliases) == ("Nærlaget", ("Fjernlaget",))


def test_a_missing_organisation_number_is_accepted(read_one: Callable[..., ImportedOrganisation]) -> None:
    item = read_one(Orgnr=None, Tlf="51000000")
    assert (item.orgnr, item.problems) == (None, ())


@pytest.mark.parametrize(
    "written",
    ["310 000 035", "NO 310000035 MVA", "310\u00a0000\u00a0035", 310000035, 310000035.0, "310.000.035", "NO310000035"],
)
def test_an_organisation_number_is_read_however_it_is_written(
    read_one: Callable[..., ImportedOrganisation], written: object
) -> None:
    assert read_one(Orgnr=written).orgnr == "310000035"


@pytest.mark.parametrize("written", ["310000036", "31000003", "3,1E+08", "123456789"])
def test_a_wrong_organisation_number_is_refused_and_the_row_kept(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]], written: str
) -> None:
    item = read_one(Orgnr=written, Tlf="51000000")
    assert (item.orgnr, item.phone) == (None, "+4751000000")
    assert reasons_of(item) == {reasons.ORGNR_INVALID}
    assert item.problems[0].cell == "B2"


def test_one_number_on_parent_and_branch_is_warned_about(
    read_rows: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    reading = read_rows(row("Fjordlaget", "310000035"), row("Fjordlaget Sola", "310000035"), header=HEADER)
    assert len(reading.organisations) == 2
    assert reasons_of(reading) == {reasons.ORGNR_SHARED}


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("Brukarorganisasjon", "brukerorganisasjon"),
        ("pårørandeorganisasjon", "paarorendeorganisasjon"),
        ("Interesseorganisasjon / nettverk", "interesse_nettverk"),
        ("Brukerstyrt senter", "brukerstyrt_senter"),
        ("Paraply", "paraply"),
        ("User-led centre", "brukerstyrt_senter"),
    ],
)
def test_kinds_are_read_in_every_language(
    read_one: Callable[..., ImportedOrganisation], written: str, slug: str
) -> None:
    assert read_one(Type=written).type == slug


def test_an_unknown_kind_is_queued(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    item = read_one(Type="romskip")
    assert item.type is None
    assert reasons_of(item) == {reasons.TYPE_UNKNOWN}


def test_a_name_may_state_the_kind_itself(read_one: Callable[..., ImportedOrganisation]) -> None:
    assert read_one("Bølgja brukarstyrte senter", Tlf="51000000").type == "brukerstyrt_senter"
    assert read_one("Fjordlaget", Tlf="51000000").type is None
