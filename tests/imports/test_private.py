"""What a list says of somebody's health or absence is counted and never kept, whichever column it stands in."""

from collections.abc import Callable

import pytest

from directory.imports import reasons
from directory.imports.actions import Source, run_import
from directory.imports.entry import Reading
from directory.imports.notes import about_a_person
from directory.mail.addresses import suppression_digest
from directory.settings import Settings
from directory.tables.contacts import Suppression
from directory.tables.imports import ImportRow, ImportRun
from directory.tables.organisations import Organisation
from directory.tokens import Keys
from tests import builders
from tests.conftest import NOW

HEADER = ["Organisasjon", "Kontaktperson", "Tlf", "Mail", "Kommune", "Kompetanse", "Sist kontaktet", "Til info"]
PLAIN = ["Fjordlaget", "Kari Eksempel", "90000000", "post@fjordlaget.example", "Voss", "rus", "2019", "ok"]
SECRETS = ("innlagt", "deprimert", "tilbakefall", "syk", "sjuk", "selvmordsforsøk", "psykose", "fengsel", "døde")


def with_cell(column: str, text: str) -> list[str]:
    row = list(PLAIN)
    row[HEADER.index(column)] = text
    return row


CELLS = [
    ("Sist kontaktet", "ringt 3/5, Kari innlagt på psykiatrisk"),
    ("Sist kontaktet", "Kari har hatt tilbakefall og er sykemeldt"),
    ("Sist kontaktet", "sykmeldt til mai"),
    ("Kompetanse", "angst, Ola er deprimert og sykemeldt for tiden"),
    ("Kompetanse", "rus (kona hans er alvorlig syk)"),
    ("Kommune", "Voss (Ola har psykose)"),
    ("Tlf", "900 11 223 (Kari er sykemeldt etter tilbakefall)"),
    ("Mail", "post@fjordlaget.example (hun er sykmeldt)"),
    ("Kontaktperson", "Ola Prøve (har hatt selvmordsforsøk)"),
    ("Kontaktperson", "Kari Eksempel, sykemeldt til mai"),
    ("Kontaktperson", "Kari Eksempel - innlagt på avrusning"),
    ("Til info", "Ola fekk tilbakefall i mai"),
    ("Til info", "mannen hennes døde i vår"),
    ("Til info", "leiar er sjukmeld"),
    ("Til info", "han sitter i fengsel"),
]


@pytest.mark.parametrize(("column", "text"), CELLS)
def test_a_private_note_is_dropped_and_counted_in_every_column(
    read_rows: Callable[..., Reading], column: str, text: str
) -> None:
    reading = read_rows(with_cell(column, text), header=HEADER)
    assert reading.dropped_notes == 1
    everything = repr(reading)
    assert [word for word in SECRETS if word in everything] == []
    (said,) = [problem for problem in reading.all_problems() if problem.reason == reasons.SENSITIVE_DROPPED]
    letter = "ABCDEFGH"[HEADER.index(column)]
    assert (said.cell, said.value, said.params) == (f"{letter}2", "", {})


@pytest.mark.parametrize(
    ("column", "text", "field", "kept"),
    [
        ("Kompetanse", "angst, Ola er deprimert og sykemeldt for tiden", "areas", (("angst", "egen"),)),
        ("Kommune", "Voss (Ola har psykose)", "municipality", "4621"),
        ("Mail", "post@fjordlaget.example (hun er sykmeldt)", "email", "post@fjordlaget.example"),
    ],
)
def test_what_else_stands_in_the_cell_is_kept(
    read_rows: Callable[..., Reading], column: str, text: str, field: str, kept: object
) -> None:
    (item,) = read_rows(with_cell(column, text), header=HEADER).organisations
    assert getattr(item, field) == kept


@pytest.mark.parametrize("text", ["Kari Eksempel (sykmeldt)", "Kari Eksempel, sykemeldt til mai"])
def test_the_person_stays_without_the_remark(read_rows: Callable[..., Reading], text: str) -> None:
    (item,) = read_rows(with_cell("Kontaktperson", text), header=HEADER).organisations
    assert [(person.name, person.role, person.phone) for person in item.contacts] == [
        ("Kari Eksempel", "", "+4790000000")
    ]


def test_the_date_stays_without_the_remark(read_rows: Callable[..., Reading]) -> None:
    (item,) = read_rows(["Fjordlaget", "mai 2021, Kari sjuk"], header=["Organisasjon", "Oppdatert"]).organisations
    assert str(item.list_date) == "2021-05-01"


@pytest.mark.parametrize(
    "text",
    [
        "psykisk helse; rus; selvmord; depresjon",
        "Psykose / Bipolar lidelse / Selvskading",
        "Pårørende (psykose)",
        "Angst og depresjon, avhengighet, overdose",
        "Etterlatte ved selvmord",
        "Psykisk syk, alvorlig syke, sykemeldte",
        "Hjelp til deg som er deprimert eller sykemeldt",
    ],
)
def test_themes_are_not_private_notes(read_rows: Callable[..., Reading], text: str) -> None:
    assert read_rows(with_cell("Kompetanse", text), header=HEADER).dropped_notes == 0


@pytest.mark.parametrize(
    "text",
    [
        "Vi er et lavterskeltilbud for alle som er syke eller har hatt tilbakefall.",
        "Fjordlaget har samtalegrupper for deg som er innlagt, deprimert eller har mistet noen i selvmord.",
        "Foreningen hjelper pårørende til personer innlagt på sykehus.",
    ],
)
def test_what_an_organisation_says_of_itself_is_not_private(read_rows: Callable[..., Reading], text: str) -> None:
    reading = read_rows(["Fjordlaget", text], header=["Organisasjon", "Beskrivelse"])
    assert (reading.dropped_notes, reading.organisations[0].description) == (0, text)


@pytest.mark.parametrize(
    "text",
    [
        "Kari er syk", "Ola N. er for tiden sykemeldt", "hun er innlagt", "Kari innlagt", "kona syk",
        "Per har fått kreft", "sønnen hans tok selvmord", "ho er på avrusing", "Kari Prøve ruser seg igjen",
        "Mannen til Kari døde", "Berit ligger på sykehus", "nestleder er i permisjon",
        "Kari Hansen sliter psykisk", "Kari sprakk igjen", "Ola er i behandling", "Anne på avrusning", "leiar sjuk",
        "hun er hjemme med sykt barn", "Eva gravid, perm fra mai", "Per har ADHD", "Tor C. har fått slag",
    ],
)  # fmt: skip
def test_a_sentence_about_a_person_is_told_by_who_and_what(text: str) -> None:
    assert about_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "leder rus", "Leder psykose", "Leder i rusgruppa", "Kontaktperson psykisk helse", "Leder for angstgruppa",
        "Rådgiver på sykehus", "Rusavhengige i fengsel", "Leder av sorggruppen", "mor til sykt barn", "Psykisk syke",
        "Barn som pårørende av psykisk syke", "Kreftforeningen", "Sorg og tap", "Far til bruker",
    ],
)  # fmt: skip
def test_a_role_or_a_theme_is_no_sentence_about_a_person(text: str) -> None:
    assert not about_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mental Helse er en organisasjon innen psykisk helse.", "Mental Trivsel Rogaland har tilbud innen rus.",
        "A-larm Rogaland driver samtaler i fengsel og på sykehus.", "Norsk Solforbund har avrusning og behandling.",
    ],
)  # fmt: skip
def test_an_organisations_own_name_is_nobody(text: str) -> None:
    assert not about_a_person(text, own_words=True)


def test_rows_that_are_no_organisations_do_not_show_it_either(read_rows: Callable[..., Reading]) -> None:
    reading = read_rows(
        PLAIN, [None] * 6 + ["Kari er sykemeldt"], [], [None] * 7 + ["Ola er innlagt"], ["* Per er sykmeldt"],
        header=HEADER,
    )  # fmt: skip
    assert reading.dropped_notes == 3
    assert [word for word in SECRETS if word in repr(reading)] == []


async def test_nothing_of_it_is_stored(db: None, read_rows: Callable[..., Reading]) -> None:
    rows = [[f"{row[0]} {number}", *row[1:]] for number, row in enumerate(with_cell(*cell) for cell in CELLS)]
    reading = read_rows(*rows, header=HEADER)
    report = await run_import(reading, Source("liste.xlsx", b"x"), await builders.centre(), "anne", NOW)
    assert report.as_json()["dropped_notes"] == len(CELLS)
    stored = [await table.select() for table in (Organisation, ImportRow, ImportRun)]
    assert [word for word in SECRETS if word in repr((stored, report.as_json()))] == []


async def test_an_address_that_asked_not_to_come_back_is_not_even_reported(
    db: None, read_rows: Callable[..., Reading], settings: Settings
) -> None:
    keys = Keys(settings.secret_keys)
    digest = suppression_digest(keys, "kari.eksempel@fjordlaget.example")
    await Suppression(kind="address", digest=digest, reason="asked", created_at=NOW).save()
    row = with_cell("Mail", "post@fjordlaget.example kari.eksempel@fjordlaget.example")
    reading = read_rows(["Fjordlaget", "Ola Prøve", *row[2:]], header=HEADER)
    assert "kari.eksempel" in repr(reading)
    report = await run_import(reading, Source("x", b""), await builders.centre(), "anne", NOW, keys=keys)
    assert "kari.eksempel" not in repr((report.as_json(), await ImportRow.select(), await ImportRun.select()))
