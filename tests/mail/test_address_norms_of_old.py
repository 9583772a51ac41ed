"""Letters planned before addresses had one normal form are brought to it when the database is updated."""

import runpy
from pathlib import Path

from directory.settings import Settings
from directory.tables.mail import DeliveryFact, Letter, LetterInvitation
from tests.campaigns.rounds import running
from tests.conftest import NOW

BRING = Path(__file__).parents[2] / "migrations" / "m0009_address_norms.py"


async def bring() -> None:
    manager = await runpy.run_path(str(BRING))["forwards"]()
    for step in manager.raw:
        await step()


async def test_old_forms_are_written_anew_and_others_are_left_alone(db: None, settings: Settings) -> None:
    await running(settings, 2)
    old = {"address_norm": "post@blåbær.example"}
    await Letter.update(old).where(Letter.address == "lag0@lag.example")
    await LetterInvitation.update(old).where(LetterInvitation.address_norm == "lag0@lag.example")
    await DeliveryFact(kind="hard", at=NOW, address_norm="post@blåbær.example", text="").save()
    await bring()
    await bring()
    for table in (Letter, LetterInvitation):
        assert {row["address_norm"] for row in await table.select()} == {
            "post@xn--blbr-roah.example",
            "lag1@lag.example",
        }
    assert [row["address_norm"] for row in await DeliveryFact.select()] == ["post@xn--blbr-roah.example"]
