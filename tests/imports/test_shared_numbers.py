"""One organisation number on several rows or entries: parents and branches are kept apart, doubt is for a person."""

import pytest

from directory.imports import reasons
from directory.imports.actions import Source, run_import
from directory.imports.cells import Limits
from directory.imports.delimited import read
from directory.imports.names import names_alike
from directory.imports.reader import read_book
from directory.imports.report import Report
from directory.tables.organisations import Organisation
from tests import builders
from tests.conftest import NOW

ROGALAND = "Mental Trivsel Rogaland;310 000 051;post@mt.example"
SANDNES = "Mental Trivsel Sandnes;310 000 051;sandnes@mt.example"


async def taken(centre: int, *lines: str, dry_run: bool = False) -> Report:
    reading = read_book(read("\n".join(["Organisasjon;Orgnr;E-post", *lines]).encode(), Limits()))
    return await run_import(reading, Source("liste.csv", b"x"), centre, "anne", NOW, dry_run=dry_run)


async def existing(name: str, centre: int) -> None:
    await builders.organisation(name, centre=centre, orgnr="310000051", municipality="", coverage=(), email="")


async def entries() -> list[tuple[str, str]]:
    rows = await Organisation.select(Organisation.name, Organisation.email).order_by(Organisation.name)
    return [(row["name"], row["email"]) for row in rows]


def outcomes(report: Report) -> list[tuple[str, str]]:
    return [(row.name, row.outcome) for row in report.rows]


def said(report: Report) -> dict[str, dict[str, str]]:
    return {problem.reason: problem.params for problem in report.problems if problem.reason != reasons.TYPE_ASSUMED}


async def test_a_number_on_an_entry_with_quite_another_name_changes_nothing(db: None) -> None:
    centre = await builders.centre()
    await existing("Mallaget nn æøå", centre)
    tried = await taken(centre, ROGALAND, SANDNES, dry_run=True)
    report = await taken(centre, ROGALAND, SANDNES)
    assert outcomes(tried) == outcomes(report)
    assert outcomes(report) == [("Mental Trivsel Rogaland", "attention"), ("Mental Trivsel Sandnes", "attention")]
    assert said(report)[reasons.MATCH_NUMBER] == {"name": "Mallaget nn æøå"}
    assert reasons.ORGNR_SHARED in said(report)
    assert reasons.MATCH_TWICE not in said(report)
    assert await entries() == [("Mallaget nn æøå", ""), ("Mental Trivsel Sandnes", "sandnes@mt.example")]
    again = await taken(centre, ROGALAND, SANDNES)
    assert outcomes(again) == [("Mental Trivsel Rogaland", "attention"), ("Mental Trivsel Sandnes", "same")]


async def test_a_branch_with_its_parents_number_is_taken_in_by_itself_with_a_warning(db: None) -> None:
    centre = await builders.centre()
    await existing("Mental Trivsel Rogaland", centre)
    report = await taken(centre, SANDNES)
    assert outcomes(report) == [("Mental Trivsel Sandnes", "attention")]
    assert said(report)[reasons.ORGNR_SHARED] == {"other": "Mental Trivsel Rogaland"}
    assert await entries() == [("Mental Trivsel Rogaland", ""), ("Mental Trivsel Sandnes", "sandnes@mt.example")]
    assert outcomes(await taken(centre, SANDNES)) == [("Mental Trivsel Sandnes", "same")]


@pytest.mark.parametrize("lines", [(ROGALAND, SANDNES), (SANDNES, ROGALAND)])
async def test_parent_and_branch_of_one_file_are_two_the_first_time_and_the_second(
    db: None, lines: tuple[str, str]
) -> None:
    centre = await builders.centre()
    assert (await taken(centre, *lines)).counts["new"] == 1
    assert await Organisation.count() == 2
    assert (await taken(centre, *lines)).counts["same"] == 2
    assert len(await entries()) == 2


@pytest.mark.parametrize("parent_first", [True, False])
async def test_the_row_with_the_entrys_own_name_has_it_whatever_the_order(db: None, parent_first: bool) -> None:
    centre = await builders.centre()
    await existing("Mental Trivsel", centre)
    lines = ["Mental Trivsel;310000051;post@mt.example", SANDNES]
    report = await taken(centre, *(lines if parent_first else lines[::-1]))
    assert report.counts["changed"] + report.counts["attention"] == 2
    assert await entries() == [("Mental Trivsel", "post@mt.example"), ("Mental Trivsel Sandnes", "sandnes@mt.example")]


@pytest.mark.parametrize("name", ["Mental Trivsel avdeling Rogaland", "Mentaltrivsel Rogaland", "Trivsel"])
async def test_a_number_with_a_name_alike_is_the_same_organisation(db: None, name: str) -> None:
    centre = await builders.centre()
    await existing("Mental Trivsel Rogaland", centre)
    report = await taken(centre, f"{name};310000051;post@mt.example")
    assert outcomes(report) == [(name, "changed")]
    assert await Organisation.count() == 1


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("FFO Rogaland", "Funksjonshemmedes Fellesorganisasjon Rogaland", True),
        ("Bølgja brukarstyrte senter", "Bolgja Brukerstyrt Senter", True),
        ("Norsk forening for solskinn", "Norsk forening for regn", False),
        ("Mallaget", "Mental Trivsel Rogaland", False),
        ("Fjordlaget Bergen", "Bølgja Bergen", False),
    ],
)
def test_names_are_alike_when_they_share_something_of_their_own(first: str, second: str, alike: bool) -> None:
    assert names_alike(first, second) is alike
