"""A list that says which umbrella an organisation belongs to."""

import pytest

from directory.imports import reasons
from directory.imports.actions_undo import undo_import
from directory.imports.headers import field_of
from directory.organisations.actions_branches import set_umbrella
from directory.organisations.reads import find_by_slug
from directory.organisations.reads_branches import umbrella_of
from directory.tables.imports import ImportRun
from directory.tables.organisations import Organisation
from tests import builders
from tests.builders import STAFF
from tests.conftest import NOW
from tests.imports.test_actions import outcomes, taken

HEADER = "Organisasjon;Type;Paraply"
LINES = ("Fjordlaget Kinn;Brukerorganisasjon;Samanslutninga Fjord", "Samanslutninga Fjord;Paraplyorganisasjon;")


async def umbrella_at(slug: str) -> str:
    found = await umbrella_of((await find_by_slug(slug)).id)
    return found.name if found else ""


@pytest.mark.parametrize("header", ["Paraply", "Hovedorganisasjon", "Moderorganisasjon", "Lokallag av", "Høyrer til"])
def test_the_column_has_many_names(header: str) -> None:
    assert field_of(header) == "umbrella"


async def test_a_branch_finds_its_umbrella_on_a_later_row_and_twice_changes_nothing(db: None) -> None:
    centre = await builders.centre()
    report = await taken(centre, *LINES, header=HEADER, dry_run=True)
    assert not [problem for row in report.rows for problem in row.problems if problem.field == "umbrella"]
    report = await taken(centre, *LINES, header=HEADER)
    assert sorted(outcomes(report)) == [("Fjordlaget Kinn", "new"), ("Samanslutninga Fjord", "new")]
    assert await umbrella_at("fjordlaget-kinn") == "Samanslutninga Fjord"
    report = await taken(centre, *LINES, header=HEADER)
    assert {outcome for _name, outcome in outcomes(report)} == {"same"}
    last = await ImportRun.select(ImportRun.id).order_by(ImportRun.id).first()
    assert last is not None
    await undo_import(last["id"], "anne", NOW)
    assert await Organisation.count() == 0


async def test_an_entry_that_has_none_gets_it_and_an_undo_takes_it_away(db: None) -> None:
    centre = await builders.centre()
    await builders.organisation("Samanslutninga Fjord", centre=centre, municipality="")
    await taken(centre, "Fjordlaget Kinn;Brukerorganisasjon;", header=HEADER)
    report = await taken(centre, LINES[0], header=HEADER)
    assert outcomes(report) == [("Fjordlaget Kinn", "changed")]
    assert await umbrella_at("fjordlaget-kinn") == "Samanslutninga Fjord"
    last = await ImportRun.select(ImportRun.id).order_by(ImportRun.id, ascending=False).first()
    assert last is not None
    await undo_import(last["id"], "anne", NOW)
    assert await umbrella_at("fjordlaget-kinn") == ""


async def test_what_is_said_already_is_kept_and_circles_and_unknown_names_are_told(db: None) -> None:
    centre = await builders.centre()
    await taken(centre, *LINES, header=HEADER)
    other = await builders.organisation("Eit anna", centre=centre)
    branch = await find_by_slug("fjordlaget-kinn")
    await set_umbrella(str(branch.id), other.id, STAFF, NOW)
    report = await taken(
        centre,
        LINES[0],
        "Eit anna;Brukerorganisasjon;Fjordlaget Kinn",
        "Nytt lag;Brukerorganisasjon;Ingen som finst",
        header=HEADER,
    )
    said = {
        row.name: [problem.reason for problem in row.problems if problem.field == "umbrella"] for row in report.rows
    }
    assert said == {
        "Fjordlaget Kinn": [reasons.UMBRELLA_OTHER],
        "Eit anna": [reasons.UMBRELLA_CIRCLE],
        "Nytt lag": [reasons.UMBRELLA_UNKNOWN],
    }
    assert await umbrella_at("fjordlaget-kinn") == "Eit anna"
    assert await umbrella_at("eit-anna") == ""


async def test_rows_that_name_each_other_are_taken_in_and_go_round_in_no_circle(db: None) -> None:
    centre = await builders.centre()
    report = await taken(centre, "Alfa;Brukerorganisasjon;Beta", "Beta;Brukerorganisasjon;Alfa", header=HEADER)
    assert len(report.rows) == 2
    again = await taken(centre, "Alfa;Brukerorganisasjon;Beta", "Beta;Brukerorganisasjon;Alfa", header=HEADER)
    assert len(again.rows) == 2
    assert [await umbrella_at("alfa"), await umbrella_at("beta")].count("") == 1
