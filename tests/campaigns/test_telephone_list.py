"""Who is left when the letters have gone: the telephone list, and the round as a file."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from openpyxl import load_workbook

from directory.campaigns import actions, export
from directory.campaigns.asked import asked
from directory.campaigns.calls import Asked, Try, next_step
from directory.campaigns.telephone import telephone_list
from directory.errors import NotFound
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.organisations.entry import Person
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.mail import DeliveryFact, Letter
from directory.tables.organisations import Organisation
from tests import builders
from tests.campaigns.rounds import draft, running
from tests.conftest import NOW

AFTER = datetime(2026, 10, 2, 8, 0, tzinfo=UTC)
SENT = Try(UUID(int=1), "first", "post@lag.example", "accepted", "", NOW, "", None)
DEAD = Try(UUID(int=1), "first", "post@lag.example", "refused", "address", NOW, "", None)


def one(**more: object) -> Asked:
    known = {
        "organisation": UUID(int=2), "name": "Lag", "type": "lag", "municipality": "", "phone": "+4755000001",
        "address": "post@lag.example", "postal_address": "", "people": (), "answer": "unanswered", "answered_at": None,
        "channel": "", "stopped_at": None, "tries": (SENT,),
    }  # fmt: skip
    return Asked(**known | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "over", "step"),
    [
        ({"answer": "confirmed"}, True, "nothing"),
        ({"answer": "replied"}, True, "read"),
        ({"stopped_at": NOW}, True, "leave"),
        ({}, False, "wait"),
        ({}, True, "ring"),
        ({"tries": (DEAD,)}, False, "ring-for-address"),
        ({"address": "", "tries": ()}, False, "ring-for-address"),
        ({"address": "new@lag.example", "tries": (DEAD,)}, True, "ring"),
        ({"phone": "", "postal_address": "Vegen 1"}, True, "post"),
        ({"phone": ""}, True, "find"),
    ],
)
def test_each_organisation_has_one_best_next_step(facts: dict[str, object], over: bool, step: str) -> None:
    assert next_step(one(**facts), over=over) == step


async def test_the_list_holds_who_has_not_answered_with_all_that_was_tried(db: None, settings: Settings) -> None:
    campaign, (answered, _bounced, stopped) = await running(settings)
    await Letter.update({Letter.state: "accepted", Letter.accepted_at: NOW}, force=True)
    await confirm(str(answered.id), answered.version, Visit(), NOW + timedelta(days=1))
    (letter,) = await Letter.select(Letter.id).where(Letter.address == "lag1@lag.example")
    await DeliveryFact(letter=letter["id"], kind="hard", at=NOW, address_norm="lag1@lag.example").save()
    await Invitation.update({Invitation.opted_out_at: NOW}).where(Invitation.organisation == stopped.id)
    first, second = await telephone_list(campaign, settings, AFTER)
    assert (first.name, first.bounced, first.stopped, first.step) == ("Lag 1", True, False, "find")
    assert first.tried == (
        "Første brev, 2. september 2026 (lag1@lag.example): er sendt; kom i retur: adressen virker ikke",
    )
    assert (second.name, second.stopped, second.rings) == ("Lag 2", True, False)
    assert second.municipality == "Sunnfjord"


async def test_whom_to_ring_comes_first_with_each_number_once(db: None, settings: Settings) -> None:
    centre = await builders.centre()
    people = (Person(name="Kari", phone="+4755000001"), Person(name="Per", role="leder", phone="+4755000002"))
    await builders.organisation("Alfa", centre=centre, email="a@lag.example")
    await builders.organisation("Beta", centre=centre, email="", phone="+4755000001", contacts=people)
    await builders.organisation("Gamma", centre=centre, email="g@lag.example")
    campaign = await draft()
    await start(campaign, settings)
    first, *rest = await telephone_list(campaign, settings, NOW)
    assert (first.name, first.no_address, first.rings) == ("Beta", True, True)
    assert first.phones == (("55 00 00 01", ""), ("55 00 00 02", "Per"))
    assert [call.step for call in rest] == ["wait", "wait"]


async def start(campaign: int, settings: Settings) -> None:
    await actions.start(campaign, settings, "anne", NOW)


async def test_the_round_as_a_file_has_a_row_for_each_organisation_and_no_formula(db: None, settings: Settings) -> None:
    centre = await builders.centre()
    await builders.organisation("=HYPERLINK(1)", centre=centre, email="post@lag.example")
    other = await builders.organisation("Beta", centre=centre, email="")
    campaign = await draft()
    await start(campaign, settings)
    await confirm(str(other.id), other.version, Visit("phone", by="anne"), NOW)
    rows = await export.export_rows(campaign, settings, NOW)
    assert [list(row) for row in rows] == [list(export.HEADINGS)] * 2
    by_name = {row["name"]: row for row in rows}
    assert by_name["Beta"]["answer"] == "Alt stemmer"
    assert (by_name["Beta"]["channel"], by_name["Beta"]["next_step"]) == ("på telefon", "Ingenting: De har svart")
    assert by_name["=HYPERLINK(1)"]["letters"] == ["Første brev, 2. september 2026 (post@lag.example): venter på tur"]
    lines = list(csv.DictReader(io.StringIO(export.written(rows, "csv").decode("utf-8-sig")), delimiter=";"))
    assert "'=HYPERLINK(1)" in [line["name"] for line in lines]
    sheet = load_workbook(io.BytesIO(export.written(rows, "xlsx"))).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert json.loads(export.written(rows, "json")) == rows
    with pytest.raises(ValueError, match="no such format"):
        export.written(rows, "pdf")


async def test_nobody_is_on_the_list_of_a_round_that_is_not_there(db: None, settings: Settings) -> None:
    with pytest.raises(NotFound):
        await telephone_list(404, settings, NOW)
    assert await asked(404) == []


async def test_nobody_is_to_be_waited_for_in_a_round_that_has_ended(db: None, settings: Settings) -> None:
    campaign, _three = await running(settings)
    await Organisation.update({Organisation.phone: "+4755000001"}, force=True)
    await Letter.update({Letter.state: "accepted", Letter.accepted_at: NOW}, force=True)
    before = await telephone_list(campaign, settings, NOW)
    await actions.close(campaign, "anne", NOW)
    after = await telephone_list(campaign, settings, NOW)
    assert [{call.step for call in calls} for calls in (before, after)] == [{"wait"}, {"ring"}]
