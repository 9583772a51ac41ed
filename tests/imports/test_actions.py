"""Taking a list in: what becomes of every row, what is never overwritten, and taking it back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from directory.errors import NotFound, Refused
from directory.imports import reasons
from directory.imports.actions import Source, run_import
from directory.imports.actions_undo import EDITED_SINCE, undo_import
from directory.imports.cells import Limits
from directory.imports.delimited import read
from directory.imports.entry import Reading
from directory.imports.reader import read_book
from directory.imports.reads import rows, run_row, runs
from directory.imports.report import Report
from directory.imports.workbook import read as read_workbook
from directory.mail.addresses import suppression_digest
from directory.organisations import actions
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.organisations.entry import Entry, Person
from directory.organisations.reads import Stored, find, find_by_slug, history, waiting_changes
from directory.settings import Settings
from directory.tables.audit import AuditEvent
from directory.tables.contacts import Contact, Suppression
from directory.tables.imports import ImportRow, ImportRun
from directory.tables.organisations import Organisation
from directory.tables.revisions import Revision
from directory.tokens import Keys
from tests import builders
from tests.conftest import NOW

SAMPLE = Path(__file__).parent.parent / "data" / "oversikt-eksempel.xlsx"
HEADER = "Organisasjon;Type;Kommune;Kontaktperson;Tlf;E-post;Tema"
FJORD = "Fjordlaget;Brukerorganisasjon;Sola;Kari Eksempel;51000000 / 90000000;post@fjordlaget.example;rus"


def listed(*lines: str, header: str = HEADER) -> Reading:
    return read_book(read("\n".join([header, *lines]).encode(), Limits()))


async def taken(centre: int, *lines: str, header: str = HEADER, dry_run: bool = False) -> Report:
    reading = listed(*lines, header=header)
    return await run_import(reading, Source("liste.csv", b"x"), centre, "anne@korus.example", NOW, dry_run=dry_run)


async def entry(slug: str = "fjordlaget") -> Entry:
    return (await find_by_slug(slug)).entry


def outcomes(report: Report) -> list[tuple[str, str]]:
    return [(row.name, row.outcome) for row in report.rows]


async def confirmed(stored: Stored) -> None:
    await confirm(str(stored.id), stored.version, Visit("link"), NOW)


async def test_the_sample_twice_adds_everything_once_and_then_changes_nothing(db: None) -> None:
    centre = await builders.centre()
    reading = read_book(read_workbook(SAMPLE.read_bytes(), Limits()))
    source = Source("oversikt-eksempel.xlsx", SAMPLE.read_bytes())
    first = (await run_import(reading, source, centre, "anne", NOW)).as_json()
    keys = ("organisations", "new", "same", "changed", "attention", "duplicates", "dropped_notes")
    assert [first[key] for key in keys] == [50, 48, 0, 0, 0, 2, 2]
    versions = await Organisation.select(Organisation.id, Organisation.version).order_by(Organisation.id)
    second = (await run_import(reading, source, centre, "anne", NOW + timedelta(days=1))).as_json()
    assert [second[key] for key in keys] == [50, 0, 48, 0, 0, 2, 2]
    assert await Organisation.select(Organisation.id, Organisation.version).order_by(Organisation.id) == versions
    assert await Revision.count() == 48
    assert [run["id"] for run in await runs(centre)] == [second["run"], first["run"]]


async def test_a_new_entry_holds_what_the_row_said(db: None) -> None:
    report = await taken(await builders.centre(), FJORD)
    assert outcomes(report) == [("Fjordlaget", "new")]
    stored = await find_by_slug("fjordlaget")
    assert stored.published
    assert stored.entry == Entry(
        name="Fjordlaget",
        type="brukerorganisasjon",
        municipality="1124",
        coverage=("1124",),
        email="post@fjordlaget.example",
        phone="+4751000000",
        areas=(("rus", "egen"),),
        contacts=(Person("Kari Eksempel", "", "+4790000000", ""),),
    )
    assert stored.entry.update_email == ""
    assert [row["source"] for row in await Contact.select(Contact.source)] == ["import"]
    assert (await history(stored.id))[0]["by_kind"] == "import"
    assert await AuditEvent.exists().where(AuditEvent.verb == "import.done")


async def test_the_lists_date_is_the_label_of_an_entry_nobody_confirmed(db: None) -> None:
    await taken(await builders.centre(), "Fjordlaget;mars 2021", header="Organisasjon;Sist oppdatert")
    stored = await find_by_slug("fjordlaget")
    assert (str(stored.list_date), stored.list_precision) == ("2021-03-01", "month")


async def test_a_dry_run_says_the_same_and_writes_nothing(db: None) -> None:
    centre = await builders.centre()
    report = await taken(centre, FJORD, "FJORDLAGET;;;;;;", "Bølgja;romskip;;;;;", dry_run=True)
    assert report.run is None
    assert outcomes(report) == [("Fjordlaget", "new"), ("Bølgja", "attention"), ("FJORDLAGET", "duplicate")]
    for table in (Organisation, ImportRun, ImportRow, Revision, AuditEvent):
        assert await table.count() == 0
    again = await taken(centre, FJORD, "FJORDLAGET;;;;;;", "Bølgja;romskip;;;;;")
    assert (again.counts, outcomes(again)) == (report.counts, outcomes(report))


async def test_a_row_that_needs_attention_is_taken_in_with_what_could_be_read(db: None) -> None:
    report = await taken(await builders.centre(), FJORD.replace("rus", "rus, romfart"))
    assert outcomes(report) == [("Fjordlaget", "attention")]
    assert (await entry()).areas == (("rus", "egen"),)
    (row,) = await rows(report.run or 0)
    problems = [(problem.cell, problem.value, problem.reason) for problem in row["problems"]]
    assert problems == [("G2", "romfart", reasons.AREA_UNKNOWN)]
    assert outcomes(await taken((await find_by_slug("fjordlaget")).centre, FJORD.replace("rus", "rus, romfart"))) == [
        ("Fjordlaget", "same")
    ]


async def test_the_contracts_json_adds_up(db: None) -> None:
    report = (await taken(await builders.centre(), FJORD, "FJORDLAGET;;;;;;", "Bølgja;romskip;;;;;")).as_json()
    parts = ("new", "same", "changed", "attention", "duplicates")
    assert report["organisations"] == sum(report[part] for part in parts) == 3
    assert set(report["problems"][0]) == {"sheet", "cell", "field", "value", "reason"}
    stored = await run_row(report["run"])
    assert stored["report"]["organisations"] == 3


async def test_a_newer_list_changes_what_it_says_otherwise_and_keeps_the_rest(db: None) -> None:
    centre = await builders.centre()
    await taken(centre, FJORD)
    stored = await find_by_slug("fjordlaget")
    await actions.edit(str(stored.id), 1, replace(stored.entry, description="Om oss."), builders.STAFF, NOW)
    newer = "Fjordlaget;Brukerorganisasjon;Sola;Ola Eksempel;52000000;;rus, angst"
    assert outcomes(await taken(centre, newer)) == [("Fjordlaget", "changed")]
    after = await entry()
    assert after.phone == "+4752000000"
    assert after.email == "post@fjordlaget.example"
    assert after.description == "Om oss."
    assert after.areas == (("angst", "egen"), ("rus", "egen"))
    assert [person.name for person in after.contacts] == ["Ola Eksempel"]


async def test_the_same_list_does_not_take_back_what_staff_edited_since(db: None) -> None:
    centre = await builders.centre()
    await taken(centre, FJORD)
    stored = await find_by_slug("fjordlaget")
    edited = replace(stored.entry, phone="+4752000000", areas=(("angst", "egen"),), name="Fjordlaget i Sola")
    await actions.edit(str(stored.id), 1, edited, builders.STAFF, NOW)
    before = await entry()
    assert before.name == "Fjordlaget i Sola"
    assert outcomes(await taken(centre, FJORD)) == [("Fjordlaget", "same")]
    assert await entry() == before


async def test_what_the_organisation_confirmed_is_not_overwritten_but_suggested(db: None) -> None:
    centre = await builders.centre()
    await taken(centre, FJORD)
    stored = await find_by_slug("fjordlaget")
    await confirmed(stored)
    newer = FJORD.replace("51000000", "52000000")
    report = await taken(centre, newer)
    assert outcomes(report) == [("Fjordlaget", "attention")]
    assert [problem.reason for problem in report.problems] == [reasons.HELD]
    assert (await entry()).phone == "+4751000000"
    (waiting,) = await waiting_changes(stored.id)
    assert (waiting["kind"], waiting["fields"]) == ("import", {"phone": ("+4751000000", "+4752000000")})
    assert outcomes(await taken(centre, newer)) == [("Fjordlaget", "same")]
    assert len(await waiting_changes(stored.id)) == 1


@pytest.mark.parametrize(
    ("name", "more", "line"),
    [
        ("Bølgja", {"orgnr": "310000035"}, "Et helt annet navn;310 000 035;;"),
        ("Bølgja Brukerstyrt Senter", {}, "BØLGJA BRUKARSTYRTE SENTER;;;"),
        ("FFO Vestland", {"aliases": ("FFO Hordaland",)}, "FFO Hordaland;;;"),
        ("FFO Vestland", {}, "FFO Hordaland;;;"),
        ("Nærlaget", {"municipality": "1124"}, "Nærlaget;;Sola;"),
        ("Bølgja avdeling Time", {}, "Bølgja Time;;;"),
    ],
)
async def test_a_row_finds_its_entry_by_number_name_or_other_name(
    db: None, name: str, more: dict[str, str], line: str
) -> None:
    centre = await builders.centre()
    values = {"municipality": "", "coverage": (), "areas": (), "email": ""} | more
    await builders.organisation(name, centre=centre, **values)
    report = await taken(centre, line, header="Organisasjon;Orgnr;Kommune;Tlf")
    assert await Organisation.count() == 1
    assert report.counts["new"] == 0


@pytest.mark.parametrize("line", ["Nærlaget;;Time", "Nærlaget;310000043;", "Nærlaget Sola;;Sola"])
async def test_another_municipality_or_number_is_another_organisation(db: None, line: str) -> None:
    centre = await builders.centre()
    await builders.organisation("Nærlaget", centre=centre, municipality="1124", orgnr="310000035")
    assert (await taken(centre, line, header="Organisasjon;Orgnr;Kommune")).counts["new"] == 1


async def test_a_row_that_may_be_two_entries_changes_neither(db: None) -> None:
    centre = await builders.centre()
    for municipality in ("1124", "1121"):
        await builders.organisation("Nærlaget", centre=centre, municipality=municipality)
    report = await taken(centre, "Nærlaget;51000000", header="Organisasjon;Tlf")
    assert outcomes(report) == [("Nærlaget", "attention")]
    assert reasons.MATCH_SEVERAL in {problem.reason for problem in report.problems}
    assert await Revision.count() == 2


async def test_another_centres_entry_is_left_alone(db: None) -> None:
    other = await builders.centre("rkbu")
    await builders.organisation("Nærlaget", centre=other, municipality="")
    report = await taken(await builders.centre(), "Nærlaget;51000000", header="Organisasjon;Tlf")
    assert outcomes(report) == [("Nærlaget", "attention")]
    assert (await entry("naerlaget")).phone == ""


async def test_an_entry_that_left_the_list_is_not_touched(db: None) -> None:
    centre = await builders.centre()
    await builders.organisation("Nærlaget", centre=centre, municipality="", published=False)
    report = await taken(centre, "Nærlaget;51000000", header="Organisasjon;Tlf")
    assert outcomes(report) == [("Nærlaget", "attention")]
    assert not (await find_by_slug("naerlaget")).published


async def test_who_asked_not_to_come_back_stays_away(db: None, settings: Settings) -> None:
    keys = Keys(settings.secret_keys)
    digest = suppression_digest(keys, "kari.eksempel@fjordlaget.example")
    await Suppression(kind="address", digest=digest, reason="asked", created_at=NOW).save()
    line = "Fjordlaget;Kari Eksempel, Ola Prøve;Kari.Eksempel@fjordlaget.example; post@fjordlaget.example"
    reading = listed(line.replace("; post", " post"), header="Organisasjon;Kontaktperson;E-post")
    await run_import(reading, Source("x", b""), await builders.centre(), "anne", NOW, keys=keys)
    assert [person.name for person in (await entry()).contacts] == ["Ola Prøve"]


async def test_undo_removes_what_the_run_added(db: None) -> None:
    centre = await builders.centre()
    report = await taken(centre, FJORD, "Bølgja;;;;;;")
    done = await undo_import(report.run or 0, "anne", NOW)
    assert (done.removed, done.restored, done.kept) == (2, 0, [])
    assert await Organisation.count() == 0
    assert (await run_row(report.run or 0))["undone_by"] == "anne"
    with pytest.raises(Refused, match="undone before"):
        await undo_import(report.run or 0, "anne", NOW)
    with pytest.raises(NotFound):
        await undo_import(999, "anne", NOW)
    assert outcomes(await taken(centre, FJORD)) == [("Fjordlaget", "new")]


async def test_undo_restores_what_the_run_changed(db: None) -> None:
    centre = await builders.centre()
    await taken(centre, FJORD)
    before = await entry()
    second = await taken(centre, FJORD.replace("51000000", "52000000").replace("rus", "angst"))
    assert second.counts["changed"] == 1
    done = await undo_import(second.run or 0, "anne", NOW)
    assert (done.removed, done.restored, done.kept) == (0, 1, [])
    assert await entry() == before


async def test_undo_leaves_and_reports_what_was_changed_since(db: None) -> None:
    centre = await builders.centre()
    report = await taken(centre, FJORD, "Bølgja;;;;;;")
    stored = await find_by_slug("bolgja")
    await actions.edit(str(stored.id), 1, replace(stored.entry, phone="+4755000000"), builders.STAFF, NOW)
    done = await undo_import(report.run or 0, "anne", NOW)
    assert (done.removed, done.kept) == (1, [("Bølgja", EDITED_SINCE)])
    assert (await find(stored.id)).entry.phone == "+4755000000"


async def test_undo_keeps_later_edits_field_by_field(db: None) -> None:
    centre = await builders.centre()
    await taken(centre, FJORD)
    second = await taken(centre, FJORD.replace("51000000", "52000000").replace("rus", "angst"))
    stored = await find_by_slug("fjordlaget")
    await actions.edit(str(stored.id), stored.version, replace(stored.entry, phone="+4753000000"), builders.STAFF, NOW)
    done = await undo_import(second.run or 0, "anne", NOW)
    assert done.kept == [("Fjordlaget", "changed since the import: phone")]
    after = await entry()
    assert (after.phone, after.areas) == ("+4753000000", (("rus", "egen"),))


async def test_undo_withdraws_the_suggestions_of_the_run(db: None) -> None:
    centre = await builders.centre()
    await taken(centre, FJORD)
    stored = await find_by_slug("fjordlaget")
    await confirmed(stored)
    report = await taken(centre, FJORD.replace("51000000", "52000000"))
    assert len(await waiting_changes(stored.id)) == 1
    await undo_import(report.run or 0, "anne", NOW)
    assert await waiting_changes(stored.id) == []
