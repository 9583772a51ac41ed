"""Files that are not lists, or that want to do harm: a clear line, nothing more."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from directory.errors import Refused
from directory.imports import formats, unreadable
from directory.imports.cells import Limits
from directory.imports.entry import Reading
from directory.imports.isolated import read_isolated
from directory.imports.packing import packed, unpacked
from directory.imports.reader import read_book
from directory.imports.unreadable import TOO_HEAVY, TOO_SLOW
from directory.imports.workbook import read

SAMPLE = Path(__file__).parent.parent / "data" / "oversikt-eksempel.xlsx"
SMALL = Limits(max_bytes=50_000, max_unpacked=2_000_000, max_rows=100, max_columns=50, max_entries=50, seconds=20)


def packed_file(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def sheet_of(rows: int, columns: int) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Organisasjon")
        sheet.write_string(rows - 1, columns - 1, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", unreadable.NOTHING),
        (b" \r\n\x00", unreadable.NOTHING),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", unreadable.PDF),
        (b"<html><table><tr><td>Organisasjon</td></tr></table></html>", unreadable.HTML),
        (b"{\\rtf1 Organisasjon}", unreadable.WORD),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03\x04\x05\x06\x07", unreadable.UNKNOWN),
        (b"PK\x03\x04 not really a zip", unreadable.BROKEN),
        (packed_file({"word/document.xml": b"<w/>"}), unreadable.WORD),
        (packed_file({"readme.txt": b"hello"}), unreadable.UNKNOWN),
        (packed_file({"xl/workbook.xml": b"<nonsense"}), unreadable.BROKEN),
        (formats._OLE + "EncryptedPackage".encode("utf-16-le"), unreadable.LOCKED),
        (formats._OLE + b"\x00" * 600, unreadable.BROKEN),
        (SAMPLE.read_bytes()[:9_000], unreadable.BROKEN),
    ],
)
def test_what_is_not_a_spreadsheet_gets_one_clear_line(content: bytes, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(content, Limits())
    assert str(refusal.value) == message


def test_a_pdf_renamed_to_xlsx_is_told_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "liste.xlsx"
    file.write_bytes(b"%PDF-1.4\nhello")
    with pytest.raises(Refused, match="This is a PDF"):
        read_isolated(file.read_bytes(), Limits())


def test_too_big_a_file_is_refused_before_it_is_opened() -> None:
    with pytest.raises(Refused, match="too big"):
        read_isolated(b"Organisasjon;Tlf\n" * 10_000, SMALL)


def test_a_zip_bomb_is_refused_by_its_declared_size() -> None:
    bomb = packed_file({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b"0" * 5_000_000})
    with pytest.raises(Refused, match="too big when unpacked"):
        read(bomb, SMALL)


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(Refused, match="too many parts"):
        read(packed_file({f"xl/{number}.xml": b"" for number in range(60)}), SMALL)


def test_ten_thousand_columns_are_refused() -> None:
    with pytest.raises(Refused, match=r"The sheet “\w+” has too many columns"):
        read_isolated(sheet_of(2, 10_000), Limits())
    with pytest.raises(Refused, match=r"The sheet “\w+” has too many columns"):
        read(b";".join([b"Organisasjon"] * 10_000), Limits())


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Refused, match=r"The sheet “\w+” has too many rows"):
        read(sheet_of(200, 2), SMALL)
    with pytest.raises(Refused, match=r"The sheet “\w+” has too many rows"):
        read(b"Organisasjon;Tlf\nFjordlaget;1\n" * 100, SMALL)


def test_a_document_type_in_a_sheet_is_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    with pytest.raises(Refused, match="damaged"):
        read(packed_file({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": laughs}), Limits())


def test_a_cell_with_an_impossible_name_is_refused() -> None:
    sheet = b'<worksheet><row><c r="ZZZZZ99"><v>1</v></c></row></worksheet>'
    with pytest.raises(Refused, match="damaged"):
        read(packed_file({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": sheet}), Limits())


def test_a_child_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(Refused, match=TOO_SLOW[:20]):
        read_isolated(SAMPLE.read_bytes(), Limits(seconds=0))


def test_a_child_that_wants_too_much_memory_is_stopped() -> None:
    with pytest.raises(Refused) as refusal:
        read_isolated(b"Organisasjon;Tlf\n" * 19_000, Limits(memory=30_000_000))
    assert str(refusal.value) == TOO_HEAVY


def test_the_child_hands_over_everything_unchanged() -> None:
    reading = read_book(read(SAMPLE.read_bytes(), Limits()))
    assert unpacked(packed(reading)) == reading == read_isolated(SAMPLE.read_bytes(), Limits())


def test_nul_and_other_control_characters_vanish(read_file: Callable[..., Reading]) -> None:
    (item,) = read_file(b"Organisasjon;Tlf;Kommune\nFjord\x00laget\x01;51000000;So\x00la\n").organisations
    assert (item.name, item.municipality) == ("Fjordlaget", "1124")


def test_a_very_long_cell_costs_little(read_file: Callable[..., Reading]) -> None:
    text = "Organisasjon;Kontaktperson;Tlf;Mail;Kommune;Kompetanse\n" + ";".join(["a, b / c og " * 10_000] * 6)
    before = spent()
    read_file(text.encode())
    assert spent() - before < 10


def test_two_thousand_rows_are_read_in_a_few_seconds(read_file: Callable[..., Reading]) -> None:
    row = "Lag nummer {0};Kari Eksempel (leder), Ola Prøve;51000000 / 9{0:07d};post@lag{0}.example;Sola;rus, angst\n"
    text = "Organisasjon;Kontaktperson;Tlf;Mail;Kommune;Kompetanse\n" + "".join(row.format(n) for n in range(2_000))
    before = spent()
    assert len(read_file(text.encode()).organisations) == 2_000
    assert spent() - before < 20


def spent() -> float:
    """Return the seconds of processor time that we and what we started have used: others' work does not count."""
    return sum(os.times()[:4])


def test_a_sheet_formatted_far_below_its_list_is_still_read(read_file: Callable[..., Reading]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Organisasjon", "Tlf"])
    sheet.append(["Fjordlaget", "51000000"])
    sheet.cell(90_000, 3).font = openpyxl.styles.Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)
    assert [item.name for item in read_file(stream.getvalue()).organisations] == ["Fjordlaget"]
