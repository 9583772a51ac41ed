"""Mail that came in waits for a person."""

from uuid import UUID

import pytest

from directory.errors import Conflict, NotFound
from directory.organisations.reads import Stored, find
from directory.review import actions_replies, desk, overview, replies
from directory.review.history import events
from directory.tables.campaigns import Answer, Invitation
from directory.tables.mail import IncomingMessage
from tests.builders import centre, organisation
from tests.conftest import MovableClock
from tests.review.test_deciding import invited

BY = "anne@korus.example"


async def reply(of: UUID | None, clock: MovableClock, text: str = "Alt stemmer") -> int:
    row = IncomingMessage(
        sha256=f"{await IncomingMessage.count():064d}",
        content=b"",
        size=0,
        received_at=clock(),
        sender="post@fjordglimt.example",
        subject="Sv: Stemmer det?",
        text=text,
        kind="reply",
        proposal="confirmed",
        organisation=of,
    )
    await row.save()
    return int(row.id)


async def held(stored: Stored, clock: MovableClock) -> None:
    await invited(stored, clock)
    await Invitation.update({Invitation.held_at: clock()}, force=True)


async def test_all_is_right_is_confirmed_with_one_press(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    await held(stored, clock)
    await actions_replies.confirm(await reply(stored.id, clock), stored.version, BY, clock())
    after = await find(stored.id)
    assert (after.confirmed_at, after.confirmed_channel) == (clock(), "reply")
    assert (await Answer.select())[0]["by"] == BY
    assert (await Invitation.select())[0]["held_at"] is None
    assert await replies.waiting(stored.centre) == []
    assert len(await replies.waiting(stored.centre, handled=True)) == 1


async def test_confirming_what_has_changed_since_it_was_shown_is_a_conflict(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    message = await reply(stored.id, clock)
    with pytest.raises(Conflict):
        await actions_replies.confirm(message, stored.version + 1, BY, clock())
    assert (await replies.message(message)).handled_at is None


async def test_stop_means_no_more_letters_this_year_and_nothing_else(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    await held(stored, clock)
    await actions_replies.stop(await reply(stored.id, clock, "stopp"), BY, clock())
    assert (await Invitation.select())[0]["opted_out_at"] == clock()
    assert (await find(stored.id)).published


@pytest.mark.parametrize("kind", ["reply", "complaint"])
async def test_letters_stay_held_while_another_reply_or_a_complaint_waits(
    db: None, clock: MovableClock, kind: str
) -> None:
    stored = await organisation(centre=await centre())
    await held(stored, clock)
    first, second = await reply(stored.id, clock), await reply(stored.id, clock)
    await IncomingMessage.update({IncomingMessage.kind: kind}).where(IncomingMessage.id == second)
    await actions_replies.note(first, BY, clock())
    assert (await Invitation.select())[0]["held_at"] is not None
    await actions_replies.note(second, BY, clock())
    assert (await Invitation.select())[0]["held_at"] is None
    with pytest.raises(NotFound):
        await actions_replies.note(second, BY, clock())


async def test_a_message_of_nobodys_is_shown_to_every_centre_and_ours_to_us_alone(
    db: None, clock: MovableClock
) -> None:
    stored = await organisation(centre=await centre())
    other = await centre("rvts")
    await reply(stored.id, clock)
    await reply(None, clock)
    assert len(await replies.waiting(stored.centre)) == 2
    assert len(await replies.waiting(other)) == 1
    assert ((await desk.counts(stored.centre)).replies, (await desk.counts(other)).replies) == (2, 1)


async def test_the_list_finds_by_words_state_and_what_is_missing(db: None, clock: MovableClock) -> None:
    korus = await centre()
    await organisation("Fjordglimt", centre=korus)
    await organisation("Ål 100 % rusfri", centre=korus, email="", published=False)
    found = await overview.lines(korus, overview.Wanted(words="100 %"))
    assert [line.name for line in found.lines] == ["Ål 100 % rusfri"]
    assert (await overview.lines(korus, overview.Wanted(state="unpublished"))).total == 1
    assert (await overview.lines(korus, overview.Wanted(lacks="address"))).total == 1
    assert (await overview.lines(korus, overview.Wanted(state="active"))).total == 1
    assert (await overview.lines(korus, overview.Wanted())).total == 2


async def test_the_history_has_changes_answers_and_letters_in_one_line(db: None, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    await actions_replies.confirm(await reply(stored.id, clock), stored.version, BY, clock())
    kinds = {event.kind for event in await events(stored.id)}
    assert kinds == {"revision", "answer", "letter"}
