"""Putting letters in the outbox, and taking back the reason for them."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from directory.campaigns import actions
from directory.database import transaction
from directory.errors import Invalid, Refused
from directory.mail import states
from directory.mail.addresses import read_address, spellings
from directory.mail.outbox import AT_A_TIME, NewLetter, cancel_waiting, put, put_many
from directory.tables.campaigns import Campaign, Invitation
from directory.tables.mail import Letter, LetterInvitation
from tests import builders
from tests.conftest import NOW
from tests.mail.faults.outside import outside
from tests.mail.letters_in_the_outbox import SIGN_IN, one, sign_in_letter
from tests.mail.letters_in_the_outbox import states as states_now


async def a_campaign(centre: int) -> int:
    row = Campaign(centre=centre, year=2026, state="running", deadline=NOW.date(), created_at=NOW, opened_at=NOW)
    await row.save()
    return int(row.id)


def new_letter(campaign: int, centre: int, *organisations: UUID, **more: Any) -> NewLetter:
    return NewLetter(
        **{
            "template": "first",
            "language": "nn",
            "address": "Post@Lag.example",
            "context": SIGN_IN,
            "centre": centre,
            "due_at": NOW,
            "campaign": campaign,
            "wave": "first",
            "organisations": tuple((organisation, None) for organisation in organisations),
        }
        | more
    )


async def campaign_letter(campaign: int, centre: int, *organisations: UUID, **more: Any) -> UUID | None:
    async with transaction():
        return await put(new_letter(campaign, centre, *organisations, **more), NOW)


@pytest.fixture
async def round_(db: None) -> tuple[int, int, UUID, UUID]:
    centre = await builders.centre()
    organisations = [(await builders.organisation(f"Lag {n}", centre=centre)).id for n in range(2)]
    return await a_campaign(centre), centre, organisations[0], organisations[1]


async def test_the_same_letter_is_put_once_however_the_address_is_spelled(round_: tuple[int, int, UUID, UUID]) -> None:
    campaign, centre, one_, two = round_
    assert await campaign_letter(campaign, centre, one_) is not None
    assert await campaign_letter(campaign, centre, one_, address="post@lag.example") is None
    assert await campaign_letter(campaign, centre, two) is not None
    assert await campaign_letter(campaign, centre, one_, wave="reminder-1") is not None
    assert await Letter.count() == 3


async def test_a_list_of_letters_is_put_as_each_of_them_would_be(round_: tuple[int, int, UUID, UUID]) -> None:
    campaign, centre, one_, two = round_
    await campaign_letter(campaign, centre, one_)
    letters = [
        new_letter(campaign, centre, one_, address="post@lag.example"),
        new_letter(campaign, centre, one_, two),
        new_letter(campaign, centre, two),
        new_letter(campaign, centre, one_, address="post@lag.example\r\nBcc: x@y.example"),
        new_letter(campaign, centre, two, wave="reminder-1", due_at=NOW + timedelta(days=1)),
    ]
    async with transaction():
        had, bundled, again, bad, later = await put_many(letters, NOW)
    assert had is again is None
    assert bundled is not None and bad is not None and later is not None  # noqa: PT018  # mypy reads it
    tied = await LetterInvitation.select(LetterInvitation.organisation).where(LetterInvitation.letter == bundled)
    assert [row["organisation"] for row in tied] == [two]
    assert ((await one(bad))["state"], (await one(bad))["why"]) == ("skipped", "no_address")
    assert ((await one(later))["state"], (await one(later))["due_at"]) == ("planned", NOW + timedelta(days=1))
    assert await Letter.count() == 4
    assert await put_many([], NOW) == []


async def test_postgresql_knows_what_a_large_round_has_put_here(round_: tuple[int, int, UUID, UUID]) -> None:
    """Planned as for an empty table, the statements of the workers read a whole table beside each letter."""
    campaign, centre, first, _second = round_
    await Letter.raw("ANALYZE letter, letter_invitation")
    assert await believed() == {"letter": 0, "letter_invitation": 0}
    letters = [new_letter(campaign, centre, first, address=f"lag{n}@hus.example") for n in range(AT_A_TIME + 1)]
    await put_many(letters, NOW)
    assert await believed() == {"letter": AT_A_TIME + 1, "letter_invitation": AT_A_TIME + 1}


async def believed() -> dict[str, int]:
    """Return how many rows PostgreSQL reckons with in each table."""
    rows = await Letter.raw(
        "SELECT relname, reltuples::int AS rows FROM pg_class WHERE relname IN ('letter', 'letter_invitation')"
    )
    return {row["relname"]: row["rows"] for row in rows}


async def test_a_bundled_letter_speaks_only_of_those_who_do_not_have_it_yet(
    round_: tuple[int, int, UUID, UUID],
) -> None:
    campaign, centre, one_, two = round_
    await campaign_letter(campaign, centre, one_)
    both = await campaign_letter(campaign, centre, one_, two)
    tied = await LetterInvitation.select(LetterInvitation.organisation).where(LetterInvitation.letter == both)
    assert [row["organisation"] for row in tied] == [two]


async def test_a_bad_address_is_seen_in_a_campaign_and_refused_elsewhere(round_: tuple[int, int, UUID, UUID]) -> None:
    campaign, centre, one_, _two = round_
    kept = await campaign_letter(campaign, centre, one_, address="post@lag.example\r\nBcc: x@y.example")
    assert kept is not None
    found = await one(kept)
    assert (found["state"], found["why"]) == ("skipped", "no_address")
    assert "\n" not in found["address"]
    with pytest.raises(Invalid):
        await sign_in_letter("nobody")
    with pytest.raises(Invalid):
        await sign_in_letter(reply_to="a@b.example, c@d.example")


async def test_an_answer_skips_what_waits_for_that_organisation_only(round_: tuple[int, int, UUID, UUID]) -> None:
    campaign, centre, one_, two = round_
    mine, other = await campaign_letter(campaign, centre, one_), await campaign_letter(campaign, centre, two)
    bundled = await campaign_letter(campaign, centre, one_, two, wave="reminder-1")
    assert mine is not None
    assert other is not None
    assert bundled is not None
    assert await cancel_waiting(one_, NOW, "answered") == 1
    assert ((await one(mine))["state"], (await one(mine))["why"]) == ("skipped", "answered")
    assert (await one(other))["state"] == (await one(bundled))["state"] == "ready"


async def test_a_letter_past_its_point_of_no_return_is_not_taken_back(round_: tuple[int, int, UUID, UUID]) -> None:
    campaign, centre, one_, _two = round_
    await campaign_letter(campaign, centre, one_)
    await Letter.update({Letter.state: "sending", Letter.crossed_at: NOW}, force=True)
    assert await cancel_waiting(one_, NOW, "answered") == 0


async def test_letters_of_no_campaign_stay_when_somebody_answers(round_: tuple[int, int, UUID, UUID]) -> None:
    _campaign, _centre, one_, _two = round_
    await sign_in_letter(organisations=((one_, None),))
    await sign_in_letter(organisations=((one_, None),), due_at=NOW + timedelta(minutes=1))
    assert await cancel_waiting(one_, NOW, "answered") == 0
    assert await Letter.count() == 2


async def test_what_was_put_is_gone_when_the_transaction_fails(round_: tuple[int, int, UUID, UUID]) -> None:
    with pytest.raises(RuntimeError):
        await put_and_fail()
    assert await Letter.count() == 0
    assert await Invitation.count() == 0


async def put_and_fail() -> None:
    letter = NewLetter(
        template="sign_in", language="nb", address="a@b.example", context=SIGN_IN, centre=None, due_at=NOW
    )
    async with transaction():
        await put(letter, NOW)
        raise RuntimeError


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "a@b.example,c@d.example", "a@b.example;c@d.example", "A <a@b.example>", "a @b.example",
     '"a b"@c.example', "a@b.example\x00", "a\u200b@b.example", "x" * 250 + "@b.example"],
)  # fmt: skip
def test_only_exactly_one_address_is_an_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_address(text)


def test_a_domain_with_norwegian_letters_is_kept_as_written() -> None:
    found = read_address(" Post@Blåbær.example ")
    assert (found.written, found.norm) == ("Post@blåbær.example", "post@xn--blbr-roah.example")
    assert read_address("POST@xn--blbr-roah.EXAMPLE").norm == found.norm
    assert spellings("post@xn--blbr-roah.example") == [found.norm, "post@blåbær.example"]


ARROWS = [(before, after) for before in states.STATES for after in states.STATES]


@pytest.mark.parametrize(("before", "after"), ARROWS)
def test_each_move_of_a_letter_is_allowed_or_refused(before: str, after: str) -> None:
    drawn = {
        "planned": "ready skipped cancelled expired",
        "ready": "sending skipped cancelled expired",
        "sending": "accepted deferred refused unknown ready skipped cancelled",
        "deferred": "ready skipped cancelled expired",
        "unknown": "accepted ready",
    }
    if after in drawn.get(before, "").split():
        assert states.move(before, after) == after
        assert before in states.before(after)
    else:
        assert before not in states.before(after)
        with pytest.raises(Refused):
            states.move(before, after)


@pytest.mark.parametrize("ends", ["answer", "round"])
async def test_who_stops_letters_locks_them_in_order_and_waits_for_nobody_in_a_ring(
    round_: tuple[int, int, UUID, UUID], database_url: str, ends: str
) -> None:
    campaign, centre, one_, _two = round_
    for wave in range(12):
        await campaign_letter(campaign, centre, one_, wave=f"reminder-{wave}")
    ids = [row["id"] for row in await Letter.select(Letter.id).order_by(Letter.id)]
    lock = "SELECT id FROM letter WHERE id = $1 FOR UPDATE"
    async with outside(database_url) as other:
        async with other.connection.transaction():
            await other.connection.execute(lock, ids[0])
            stopping = asyncio.create_task(
                cancel_waiting(one_, NOW, "answered") if ends == "answer" else actions.close(campaign, "anne", NOW)
            )
            await other.until_one_waits()
            for id_ in ids[1:]:
                await other.connection.execute(lock, id_)
        await stopping
    assert await states_now() == {"skipped": 12}
