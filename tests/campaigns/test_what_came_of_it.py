"""The year's letter tells how many messages reached the organisation through the list since it was asked last."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from directory.campaigns import actions, reads
from directory.campaigns.came_of_it import came_of_it
from directory.campaigns.facts import shown
from directory.i18n import speaking
from directory.involvement.actions import send_message
from directory.involvement.message import Message
from directory.organisations.reads import Stored
from directory.settings import Settings
from directory.tables.campaigns import Campaign, Invitation
from directory.tables.mail import DeliveryFact, Letter
from tests import builders
from tests.campaigns.rounds import BY, draft
from tests.conftest import NOW

LAST_YEAR = NOW - timedelta(days=365)


async def asked_last_year(centre: int, stored: Stored) -> None:
    row = Campaign(
        centre=centre,
        year=2025,
        state="closed",
        deadline=date(2025, 10, 1),
        opened_at=LAST_YEAR,
        created_at=LAST_YEAR,
        created_by=BY,
    )
    await row.save()
    await Invitation(
        campaign=row.id,
        organisation=stored.id,
        random_id="x" * 22,
        code="ABCDEFGH",
        created_at=LAST_YEAR,
        expires_at=LAST_YEAR,
    ).save()


async def reached(stored: Stored, at: datetime, state: str = "accepted") -> UUID:
    """Pass a message on; return the id of its letter."""
    message = Message("Per", "Sunnfjord kommune", "per@kommune.example", "Kan dere komme til oss i mars?")
    await send_message(stored.id, message, at)
    letter = await Letter.select(Letter.id).where(Letter.state.is_in(["planned", "ready"])).first()
    assert letter is not None
    accepted = at if state == "accepted" else None
    await Letter.update({Letter.state: state, Letter.accepted_at: accepted}).where(Letter.id == letter["id"])
    found: UUID = letter["id"]
    return found


async def told(centre: int, language: str = "nb") -> str:
    (described,) = await reads.described(centre, opened_at=NOW)
    with speaking(language):
        return shown(described)["came_of_it"]


async def test_messages_since_last_years_letter_are_counted_in_the_letters_own_language(db: None) -> None:
    centre = await builders.centre()
    stored = await builders.organisation(centre=centre)
    await asked_last_year(centre, stored)
    await reached(stored, LAST_YEAR - timedelta(days=1))
    await reached(stored, LAST_YEAR + timedelta(days=40))
    one = "Siden vi spurte sist, har dere fått 1 melding fra kommuner og andre gjennom oversikten."
    assert await told(centre) == one
    await reached(stored, LAST_YEAR + timedelta(days=50))
    two = "Sidan vi spurde sist, har de fått 2 meldingar frå kommunar og andre gjennom oversikta."
    assert await told(centre, "nn") == two


async def test_an_organisation_that_was_never_asked_is_told_of_all_until_now(db: None) -> None:
    centre = await builders.centre()
    stored = await builders.organisation(centre=centre)
    await reached(stored, NOW - timedelta(days=2))
    assert (
        await told(centre, "en") == "So far, 1 message from municipalities and others has reached you through the list."
    )


async def test_what_never_reached_them_is_not_counted_and_nothing_is_said_of_nothing(db: None) -> None:
    centre = await builders.centre()
    stored = await builders.organisation(centre=centre)
    await reached(stored, NOW - timedelta(days=9), "refused")
    back = await reached(stored, NOW - timedelta(days=8))
    await DeliveryFact(letter=back, organisation=stored.id, kind="hard", at=NOW).save()
    await builders.organisation("Uten adresse", centre=centre, email="")
    assert await came_of_it(centre, NOW) == {}
    assert {shown(one)["came_of_it"] for one in await reads.described(centre, opened_at=NOW)} == {""}


async def test_a_message_that_went_to_the_centre_for_lack_of_an_address_did_not_reach_them(db: None) -> None:
    centre = await builders.centre()
    stored = await builders.organisation(centre=centre, email="")
    await reached(stored, NOW - timedelta(days=2))
    assert await came_of_it(centre, NOW) == {}


async def test_the_number_outlives_what_the_messages_said(db: None) -> None:
    centre = await builders.centre()
    stored = await builders.organisation(centre=centre)
    letter = await reached(stored, NOW - timedelta(days=2))
    empty: dict[Any, Any] = {Letter.context: "{}", Letter.address: "", Letter.reply_to: ""}
    await Letter.update(empty).where(Letter.id == letter)
    assert (await came_of_it(centre, NOW))[stored.id].messages == 1


async def test_the_sentence_is_frozen_when_the_letter_is_planned(db: None, settings: Settings) -> None:
    centre = await builders.centre()
    stored = await builders.organisation(centre=centre)
    await asked_last_year(centre, stored)
    await reached(stored, NOW - timedelta(days=2))
    campaign = await draft()
    await actions.start(campaign, settings, BY, NOW)
    await reached_in_the_round(stored)
    (row,) = await Letter.select(Letter.context).where(Letter.campaign == campaign)
    (entry,) = json.loads(row["context"])["entries"]
    assert "fått 1 melding " in entry["came_of_it"]


async def reached_in_the_round(stored: Stored) -> None:
    await send_message(stored.id, Message("Per", "", "per@kommune.example", "En melding til."), NOW)
    await Letter.update({Letter.state: "accepted", Letter.accepted_at: NOW}).where(Letter.template == "contact_message")
