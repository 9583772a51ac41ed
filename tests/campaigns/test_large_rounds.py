"""A large round is planned in portions: sending begins meanwhile; what a crash leaves is planned by the scheduler."""

from datetime import timedelta

import asyncpg

from directory.campaigns import actions
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.bundles import portions
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import find
from directory.settings import Settings
from directory.tables.campaigns import Campaign, Invitation
from directory.tables.mail import Letter, LetterInvitation
from directory.tables.organisations import Organisation
from tests import builders
from tests.conftest import NOW

MANY = 2300
COPIES = """
INSERT INTO organisation SELECT (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(),
  'slug', o.slug || n, 'name', o.name || n, 'sort_key', lpad(n::text, 9, '0'),
  'email', CASE WHEN n IN (2, 2200) THEN 'felles@paraply.example' ELSE 'post' || n || '@lag.example' END))).*
FROM organisation o CROSS JOIN generate_series(2, $1::int) n
"""
TWICE = """
SELECT organisation FROM letter_invitation GROUP BY campaign, wave, organisation, address_norm HAVING count(*) > 1
"""


async def started(settings: Settings, number: int) -> int:
    """Start a round of so many organisations, the second of which shares its mailbox with the 2,200th."""
    centre = await builders.centre()
    await builders.organisation("Lag", centre=centre, email="post@lag.example")
    connection = await asyncpg.connect(settings.database_url)
    await connection.execute(COPIES, number)
    await connection.close()
    campaign = await actions.create("korus", NOW.year, (NOW + timedelta(days=30)).date(), "anne", NOW)
    await actions.start(campaign, settings, "anne", NOW, now=True)
    return campaign


def test_who_shares_a_mailbox_is_in_one_portion() -> None:
    addressed = [("a@x.example", 1), ("b@x.example", 2), ("", 3), ("c@x.example", 4), ("A@x.example", 5), ("", 6)]
    assert portions(addressed, 2) == [[1, 5], [2, 3], [4, 6]]
    assert portions([], 2) == []


async def test_everybody_in_a_large_round_gets_one_letter_and_who_shares_a_mailbox_one_together(
    db: None,
    settings: Settings,
) -> None:
    await started(settings, MANY)
    assert await Letter.count() == MANY - 1
    assert await LetterInvitation.count() == MANY
    assert not await Letter.raw(TWICE)
    shared = await Letter.select(Letter.id, Letter.link_purpose).where(Letter.address == "felles@paraply.example")
    assert [one["link_purpose"] for one in shared] == ["letter"]
    instants = await Letter.raw("SELECT DISTINCT due_at, created_at, expires_at, template FROM letter")
    assert len(instants) == 1


async def test_a_portion_is_planned_of_what_stands_then_and_not_while_the_round_is_paused(
    db: None, settings: Settings
) -> None:
    """What happens between two portions: nobody is written to who has answered, and a pause waits for nobody."""
    campaign = await started(settings, 8)
    rows = await Invitation.select().where(Invitation.campaign == campaign).order_by(Invitation.id).limit(4).offset(3)
    left = [row["organisation"] for row in rows]
    await forget(left)
    answered = await find(left[0])
    await confirm(str(answered.id), answered.version, Visit("link", rows[0]["id"], campaign), NOW)
    await Organisation.update({Organisation.published: False}).where(Organisation.id == left[1])
    await actions.pause(campaign, "", "anne", NOW)
    assert await enqueue_due(settings, NOW) == 0
    await actions.resume(campaign, "anne", NOW)
    assert await enqueue_due(settings, NOW + timedelta(minutes=1)) == 2
    assert await enqueue_due(settings, NOW + timedelta(minutes=2)) == 0
    of_the_round = (LetterInvitation.campaign == campaign) & LetterInvitation.organisation.is_in(left)
    planned = await LetterInvitation.select().where(of_the_round)
    assert {row["organisation"] for row in planned} == set(left[2:])
    assert {row["wave"] for row in planned} == {"first"}


async def test_who_was_invited_after_the_opening_is_sent_no_first_letter_by_the_scheduler(
    db: None, settings: Settings
) -> None:
    campaign = await started(settings, 8)
    row = await Invitation.select().where(Invitation.campaign == campaign).first()
    assert row
    await forget([row["organisation"]])
    later = NOW + timedelta(hours=1)
    await Invitation.update({Invitation.created_at: later}).where(Invitation.id == row["id"])
    assert await enqueue_due(settings, later) == 0


async def forget(organisations: list[object]) -> None:
    """Leave organisations as a start does that ended before their portion."""
    ties = await LetterInvitation.select(LetterInvitation.letter).where(
        LetterInvitation.organisation.is_in(organisations)
    )
    await Letter.delete().where(Letter.id.is_in([tie["letter"] for tie in ties]))
    assert await Campaign.exists().where(Campaign.state == "running")
