"""A reply to a letter about several organisations is about all of them."""

from dataclasses import replace
from typing import Any

from directory.campaigns import actions
from directory.mail.returns.intake import take
from directory.organisations.reads import Stored, find
from directory.organisations.writing import update
from directory.review import actions_replies
from directory.review.replies import message
from directory.settings import Settings
from directory.tables.campaigns import Answer, Invitation
from directory.tables.mail import IncomingMessage, Letter
from tests import builders
from tests.campaigns.rounds import BY, draft
from tests.conftest import NOW


async def replied(settings: Settings, said: str) -> tuple[int, list[Stored]]:
    """A letter about three organisations, and what somebody wrote back; return the message's id."""
    centre = await builders.centre()
    found = [
        await builders.organisation(name, centre=centre, email="post@lag.example") for name in ("Alfa", "Beta", "Gamma")
    ]
    await actions.start(await draft(), settings, BY, NOW)
    (letter,) = await Letter.select(Letter.message_id)
    mail = (
        f"From: post@lag.example\r\nTo: oversikt@korus.example\r\nSubject: Re: spørsmål\r\n"
        f"In-Reply-To: {letter['message_id']}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{said}\r\n"
    )
    await take(mail.encode(), NOW)
    (row,) = await IncomingMessage.select(IncomingMessage.id)
    return int(row["id"]), found


async def invitations() -> list[dict[str, Any]]:
    return await Invitation.select(Invitation.held_at, Invitation.opted_out_at)


async def test_a_reply_holds_the_letters_to_all_of_them_and_reading_it_lets_them_go(
    db: None, settings: Settings
) -> None:
    came, _organisations = await replied(settings, "Vi ser på det.")
    assert all(row["held_at"] for row in await invitations())
    (letter,) = await Letter.select(Letter.state, Letter.why)
    assert (letter["state"], letter["why"]) == ("skipped", "replied")
    assert (await message(came)).organisation_name == "Alfa, Beta, Gamma"
    await actions_replies.note(came, BY, NOW)
    assert not any(row["held_at"] for row in await invitations())


async def test_stop_is_for_all_of_them(db: None, settings: Settings) -> None:
    came, organisations = await replied(settings, "Stopp")
    assert (await message(came)).proposal == "stop"
    await actions_replies.stop(came, BY, NOW)
    assert all(row["opted_out_at"] for row in await invitations())
    assert [(await find(one.id)) for one in organisations] == organisations


async def test_all_is_right_confirms_those_that_stand_as_they_were_shown(db: None, settings: Settings) -> None:
    came, (first, second, third) = await replied(settings, "Alt stemmer!")
    later = NOW.replace(hour=12)
    await update(third, third.entry.tidy(), builders.STAFF, later, reviewed_at=later)
    changed = await find(second.id)
    await update(changed, replace(changed.entry, phone="+4755000009"), builders.STAFF, later)
    await actions_replies.confirm(came, first.version, BY, later)
    rows = await Answer.select(Answer.organisation, Answer.channel, Answer.by)
    assert {row["organisation"] for row in rows} == {first.id, third.id}
    assert {(row["channel"], row["by"]) for row in rows} == {("reply", BY)}


async def test_what_is_confirmed_from_one_reply_is_told_in_one_receipt(db: None, settings: Settings) -> None:
    came, (first, *_others) = await replied(settings, "Alt stemmer!")
    later = NOW.replace(hour=12)
    await actions_replies.confirm(came, first.version, BY, later)
    (row,) = await Letter.select().where(Letter.template.is_in(["receipt", "receipts"])).output(load_json=True)
    told = [(entry["name"], entry["channel"]) for entry in row["context"]["entries"]]
    assert told == [("Alfa", "reply"), ("Beta", "reply"), ("Gamma", "reply")]
    assert (row["state"], row["due_at"], row["language"]) == ("ready", later, "nn")


async def test_the_other_written_standard_is_for_the_next_letter_about_each(db: None, settings: Settings) -> None:
    came, organisations = await replied(settings, "Bokmål, takk")
    assert (await message(came)).proposal == "bokmål"
    await actions_replies.speak(came, "nb", BY, NOW)
    assert [(await find(one.id)).entry.language for one in organisations] == ["nb"] * 3
    assert not any(row["held_at"] for row in await invitations())
    assert await Answer.count() == 0
