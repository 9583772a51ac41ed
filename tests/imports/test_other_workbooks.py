"""The same forty-eight organisations, kept by other people in other ways."""

import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from directory.facts.places import places
from directory.facts.taxonomies import taxonomy
from directory.imports.entry import Reading
from tests.imports.old_excel import old_excel

ANSWERS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data" / "oversikt-eksempel.fasit.json").read_text(encoding="utf-8")
)
Answer = dict[str, Any]


def national(number: str | None) -> str:
    return (number or "").removeprefix("+47")


def spaced(number: str | None) -> str:
    digits = national(number)
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))


def words(answer: Answer, language: str, chance: random.Random) -> list[str]:
    """Name the competence areas by name or a synonym."""
    terms = [taxonomy("areas")[slug] for slug in answer["areas"]]
    return [chance.choice([term.name(language), term.synonyms[0], term.name(language).upper()]) for term in terms]


def kind(answer: Answer, language: str) -> str:
    return taxonomy("types")[answer["type"]].name(language)


def as_csv(rows: Sequence[Sequence[object]], separator: str, encoding: str) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode(encoding)


def nynorsk_list() -> bytes:
    """One organisation a row, other column names and order, headings by kind, Windows-1252."""
    chance = random.Random(1)
    header = ["Tema", "Nedslagsfelt", "E-postadr.", "Brukarorganisasjon", "Kontakt", "Mobil", "Tlf.", "www", "Org. nr"]
    rows: list[list[object]] = [["Oversikt, ajourført januar 2024"], [], list(header)]
    for slug in sorted({answer["type"] for answer in ANSWERS}):
        rows.append([None, None, None, f"{taxonomy('types')[slug].name('nn')}:"])
        rows += [
                [
                    " / ".join(words(answer, "nn", chance)), f"{answer['municipality_name']} kommune",
                    answer["email"].replace("@", "(at)"), answer["name"],
                    "; ".join(f"{one['name']}, {one['role']}" for one in answer["contacts"]),
                    "\n".join(spaced(one["phone"]) for one in answer["contacts"] if one["phone"]),
                    spaced(answer["phone"]) or "-", (answer["website"] or "").removeprefix("https://"),
                    answer["orgnr"] or "manglar",
                ]
                for answer in ANSWERS if answer["type"] == slug
        ]  # fmt: skip
        rows.append([])
    return as_csv([*rows, ["I alt 48"]], ";", "cp1252")


def county_sheets() -> bytes:
    """A sheet for each county under its old name, two rows of column names, a row for each person."""
    chance = random.Random(2)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, county in (("Rogaland 2023", "11"), ("Hordaland og S&Fj", "46")):
        sheet = book.create_sheet(title)
        sheet.append([None, f"Brukerorganisasjoner – {title}"])
        sheet.append([])
        head = ["Nr.", "Lag/forening", "Slag", "Knr.", "Organisasjonsnr", "Kontaktperson", None, None, "Fellespost"]
        sheet.append([*head, "Sentralbord", "Hjemmeside", "Fagfelt"])
        sheet.append([None, None, None, None, None, "Navn", "Verv", "Tlf", None, None, None, None])
        sheet.merge_cells("F3:H3")
        for column in (1, 2, 3, 4, 5, 9, 10, 11, 12):
            sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
        for number, answer in enumerate((item for item in ANSWERS if item["county"] == county), 1):
            top = sheet.max_row + 1
            for first, one in enumerate(answer["contacts"]):
                person = [one["name"], one["role"], national(one["phone"])]
                own = [number, answer["name"], kind(answer, "nb"), int(answer["municipality"]), answer["orgnr"]]
                more = [
                    answer["email"],
                    national(answer["phone"]),
                    answer["website"],
                    "\n".join(words(answer, "nb", chance)),
                ]
                sheet.append([*own, *person, *more] if first == 0 else [None] * 5 + person)
            if len(answer["contacts"]) > 1:
                for column in (2, 3, 4):
                    sheet.merge_cells(start_row=top, end_row=sheet.max_row, start_column=column, end_column=column)
            sheet.cell(top, 2).font = Font(bold=True)
        sheet.append([None, "Antall organisasjoner: 48"])
    book.create_sheet("Gammel liste").append(["Organisasjon", "E-post"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def comma_list() -> bytes:
    """Commas and a byte order mark, blank cells below an organisation, post codes, a family name first."""
    chance = random.Random(3)
    rows: list[list[object]] = [
        ["Organisasjon", "Kategori", "Sted", "Kontaktperson", "Telefon", "E-post", "Orgnr", "Web", "Tema"]
    ]
    for answer in ANSWERS:
        for first, one in enumerate(answer["contacts"]):
            family = one["name"].split()[-1]
            name = f"{family}, {one['name'].removesuffix(family).strip()} ({one['role']})"
            phones = [f"0047{national(one['phone'])}"] if one["phone"] else ["N.N."]
            if first:
                rows.append(["", "", "", name, phones[0], "", "", "", ""])
                continue
            own = [f"+47 {national(answer['phone'])}"]
            rows.append(
                [
                    f"  {answer['name']} ", kind(answer, "en"),
                    f"{chance.randint(4000, 6999)} {answer['municipality_name']}",
                    name, ", ".join([*own, *phones]), f"mailto:{answer['email'].upper()}",
                    f"NO {answer['orgnr']} MVA" if answer["orgnr"] else "", answer["website"] or "",
                    ", ".join(words(answer, "en", chance)),
                ]
            )  # fmt: skip
    return as_csv(rows, ",", "utf-8-sig")


def old_workbook() -> bytes:
    """Old Excel, numbers kept as numbers, columns for two persons, shouted column names."""
    chance = random.Random(4)
    header = [
        "ORGANISASJON",
        "ORG.NR",
        "KONTAKTPERSON 1",
        "TLF KONTAKTPERSON 1",
        "KONTAKTPERSON 2",
        "TLF KONTAKTPERSON 2",
    ]
    header += [
        "KONTAKTPERSON 3",
        "TLF KONTAKTPERSON 3",
        "TELEFON",
        "EPOST",
        "KOMMUNE",
        "TYPE",
        "KOMPETANSE",
        "HJEMMESIDE",
    ]
    rows: list[list[object]] = [["Brukerorganisasjoner i vest"], ["oppd. 12/3-21"], [], list(header)]
    for answer in ANSWERS:
        people: list[object] = []
        for one in answer["contacts"]:
            people += [f"{one['name']} - {one['role']}", float(national(one["phone"])) if one["phone"] else None]
        people += [None] * (6 - len(people))
        number = float(answer["orgnr"]) if answer["orgnr"] else None
        own = [float(national(answer["phone"])), answer["email"], float(answer["municipality"]), kind(answer, "nb")]
        rows.append([answer["name"], number, *people, *own, " + ".join(words(answer, "nb", chance)), answer["website"]])
    return old_excel({"Mailliste": [["a@x.example"]], "Liste": rows, "Ark3": []})


def unicode_text() -> bytes:
    """What Excel calls Unicode text: tabs and UTF-16, former municipalities, one cell for everything about persons."""
    chance = random.Random(5)
    former = {item.municipality: item.name for item in places().former if item.name != places()[item.municipality].name}
    rows: list[list[object]] = [
        [
            "Navn på organisasjon",
            "Kontaktinfo",
            "Tlf/mob",
            "Mail",
            "Kommune/fylke",
            "Type",
            "Kompetanse",
            "Nettside",
            "Orgnr.",
        ]
    ]
    for answer in ANSWERS:
        people = "; ".join(
            f"{one['role'].capitalize()}: {one['name']} {spaced(one['phone'])}".strip() for one in answer["contacts"]
        )
        place = former.get(answer["municipality"], answer["municipality_name"])
        rows.append(
            [
                answer["name"], people, spaced(answer["phone"]), f"<{answer['email']}>", place, kind(answer, "nn"),
                " & ".join(words(answer, "nb", chance)), answer["website"], answer["orgnr"],
            ]
        )  # fmt: skip
    return as_csv(rows, "\t", "utf-16")


@pytest.mark.parametrize("make", [nynorsk_list, county_sheets, comma_list, old_workbook, unicode_text])
def test_another_shape_of_list_gives_the_same_organisations(
    read_file: Callable[..., Reading], make: Callable[[], bytes]
) -> None:
    reading = read_file(make())
    found = {item.name: item for item in reading.organisations}
    assert sorted(found) == sorted(answer["name"] for answer in ANSWERS)
    assert reading.duplicates == ()
    wrong: list[tuple[str, str, object, object]] = []
    for answer in ANSWERS:
        item = found[answer["name"]]
        pairs = {
            name: (getattr(item, name), answer[name]) for name in ("type", "orgnr", "municipality", "email", "website")
        }
        pairs["phone"] = (item.phone, answer["phone"])
        pairs["areas"] = (sorted(area for area, _ in item.areas), sorted(answer["areas"]))
        said = sorted((one["name"], one["role"]) for one in answer["contacts"])
        pairs["contacts"] = (sorted((one.name, one.role.lower()) for one in item.contacts), said)
        numbers = sorted(one["phone"] or "" for one in answer["contacts"])
        pairs["phones"] = (sorted(one.phone or "" for one in item.contacts), numbers)
        wrong += [(item.name, name, got, wanted) for name, (got, wanted) in pairs.items() if got != wanted]
    assert wrong == []
    assert [item.name for item in reading.organisations if item.needs_attention] == []
