"""The list as a file."""

import csv
import json
from datetime import UTC, datetime
from io import BytesIO, StringIO

import openpyxl

from directory.search import export, find
from directory.search.criteria import Criteria
from tests.builders import centre, organisation

NOW = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)


async def test_the_export_has_the_contracts_keys_and_nothing_private(db: None) -> None:
    korus = await centre()
    await organisation(
        "Lag", centre=korus, update_email="hemmelig@lag.example", postal_address="Gata 1", phone="+4755000001"
    )
    rows = [export.row(entry) for entry in await find.everything(Criteria(), NOW, 10)]
    [found] = json.loads(export.as_json(rows))
    assert tuple(found) == export.KEYS
    assert found["coverage"] == ["4647"]
    assert (found["areas"], found["perspectives"]) == (["psykose"], ["paarorende"])
    assert found["phone"] == "+4755000001"
    assert "hemmelig" not in export.as_json(rows).decode()
    assert "Gata" not in export.as_csv(rows).decode()


def test_no_spreadsheet_takes_a_cell_for_a_formula() -> None:
    content = export.as_csv([{"name": "=HYPERLINK(1)", "phone": "+4755000001", "coverage": ["11", "46"]}])
    assert content.startswith(b"\xef\xbb\xbf")
    [heading, line] = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    cells = dict(zip(heading, line, strict=True))
    assert cells["name"] == "'=HYPERLINK(1)"
    assert cells["phone"] == "'+4755000001"
    assert cells["coverage"] == "11; 46"


def test_a_workbook_holds_text_and_no_formula() -> None:
    workbook = openpyxl.load_workbook(BytesIO(export.as_xlsx([["Navn"], ["=1+1"], ["0047"]], "Oversikt")))
    sheet = workbook.active
    assert [(sheet[cell].value, sheet[cell].data_type) for cell in ("A2", "A3")] == [("=1+1", "s"), ("0047", "s")]
