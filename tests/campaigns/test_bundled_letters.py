"""One letter to a mailbox that several organisations share: each is answered by itself."""

from datetime import timedelta
from typing import Any

import pytest

from directory.campaigns import actions, actions_links, reads, recipients
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.bundles import MOST, bundled, common_language
from directory.campaigns.export import export_rows
from directory.campaigns.links import Opened, OpenedBundle, Revoked, open_code, open_link
from directory.mail import claims
from directory.mail.claims import Terms
from directory.organisations import actions_answers, actions_letters, actions_other_answers
from directory.organisations.actions import unpublish
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored, find
from directory.organisations.said import UNKNOWN, Closing, RightPerson
from directory.review.history import events
from directory.settings import Settings
from directory.tables.campaigns import Answer, Campaign, Invitation
from directory.tables.mail import DeliveryFact, Letter, LetterInvitation
from directory.tokens import Keys
from tests import builders
from tests.campaigns.rounds import BY, draft, sums_up
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server

NAMES = ("Alfa", "Beta", "Gamma")


async def shared(settings: Settings, names: tuple[str, ...] = NAMES, **more: Any) -> tuple[int, list[Stored]]:
    """A round in which one mailbox looks after all the organisations."""
    centre = await builders.centre()
    found = [await builders.organisation(name, centre=centre, email="Post@lag.example", **more) for name in names]
    campaign = await draft()
    await actions.start(campaign, settings, BY, NOW)
    return campaign, found


async def answers(kind: str, one: Stored, at: Any) -> None:
    stored, key = await find(one.id), str(one.id)
    if kind == "confirmed":
        await actions_answers.confirm(key, stored.version, Visit(), at)
    elif kind == "withdrawn":
        await actions_other_answers.withdraw(key, Visit(), at)
    elif kind == "wrong_contact":
        await actions_other_answers.wrong_contact(key, RightPerson(UNKNOWN), Visit(), at)
    elif kind == "stopped":
        await actions_letters.stop(key, Visit(), at)
    else:
        await actions_other_answers.close(key, Closing(kind), Visit(), at)


def texts(server: Server) -> list[str]:
    """The text parts of the round's letters, in the order they were taken."""
    return [
        str(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        for message in server.messages()
        if "X-Directory-Campaign" in message
    ]


def token_in(text: str) -> str:
    (line,) = [line for line in text.splitlines() if "/o/" in line]
    return line.rpartition("/")[2]


def test_addresses_are_one_however_they_are_spelt_and_a_letter_speaks_of_a_readable_number() -> None:
    found = bundled([("Post@lag.example", 1), ("b@lag.example", 2), ("post@LAG.example", 3), ("", 4), ("", 5)])
    assert [(one.address, one.members) for one in found] == [
        ("Post@lag.example", (1, 3)), ("b@lag.example", (2,)), ("", (4,)), ("", (5,)),
    ]  # fmt: skip
    assert [len(one.members) for one in bundled([("a@b.example", n) for n in range(MOST + 1)])] == [MOST, 1]


@pytest.mark.parametrize(
    ("spoken", "language"),
    [
        ([("", "nb"), ("", "nn"), ("", "nn")], "nn"),
        ([("", "nb"), ("", "nn")], "nb"),
        ([("", "nb"), ("", "nb"), ("nn", "nn")], "nn"),
        ([("en", "en"), ("nn", "nn"), ("nn", "nn")], "nn"),
    ],
)
def test_a_letter_to_several_is_in_the_language_somebody_chose_else_in_most_ones(
    spoken: list[tuple[str, str]], language: str
) -> None:
    assert common_language(spoken) == language


async def test_one_mailbox_gets_one_letter_that_says_what_is_public_of_each(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, organisations = await shared(sending)
    await drain(sending, clock)
    assert mail_server.to() == ["Post@lag.example"]
    text = texts(mail_server)[0]
    assert all(f"\n  {name}, pårørande" in text for name in NAMES)
    assert text.count("/o/") == 1
    ties = await LetterInvitation.select(LetterInvitation.organisation)
    assert {row["organisation"] for row in ties} == {one.id for one in organisations}
    status = await sums_up(campaign)
    assert (status["total"], status["accepted"], status["unanswered"]) == (1, 1, 3)
    (row,) = await reads.letters_of(campaign)
    assert (row["organisation"], row["organisation_name"]) == (organisations[0].id, "Alfa, Beta, Gamma")
    assert [one.wave for one in await recipients.recipients(campaign)] == ["first"] * 3
    assert [len(row["letters"]) for row in await export_rows(campaign, sending, NOW)] == [1, 1, 1]


async def test_the_letters_link_and_code_open_all_of_them_and_no_single_link_does(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, organisations = await shared(sending)
    await drain(sending, clock)
    keys = Keys(sending.secret_keys)
    text = texts(mail_server)[0]
    found = await open_link(token_in(text), keys, NOW)
    assert isinstance(found, OpenedBundle)
    assert [one.organisation for one in found.members] == [one.id for one in organisations]
    (letter,) = await Letter.select(Letter.link_id)
    assert f"{letter['link_id'][:4]}-{letter['link_id'][4:]}" in text
    assert await open_code(letter["link_id"].lower(), NOW) == found
    own = await actions_links.issue(organisations[1].id, sending, BY, NOW)
    alone = await open_link(own.rpartition("/")[2], keys, NOW)
    assert isinstance(alone, Opened)
    assert alone.organisation == organisations[1].id


async def test_taking_back_one_organisations_links_takes_away_that_one_only(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, (first, second, third) = await shared(sending)
    await drain(sending, clock)
    keys, token = Keys(sending.secret_keys), token_in(texts(mail_server)[0])
    await actions_links.revoke(first.id, BY, NOW)
    found = await open_link(token, keys, NOW)
    assert isinstance(found, OpenedBundle)
    assert [one.organisation for one in found.members] == [second.id, third.id]
    await actions_links.issue(first.id, sending, BY, NOW)  # it counts again, but not through what was mailed before
    assert await open_link(token, keys, NOW) == found
    for one in (second, third):
        await actions_links.revoke(one.id, BY, NOW)
    assert await open_link(token, keys, NOW) == Revoked(first.id, "nn", found.reference)


async def test_a_letter_that_waits_goes_without_an_organisation_whose_links_are_taken_back(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, (first, *_others) = await shared(sending)
    await actions_links.revoke(first.id, BY, NOW)
    await drain(sending, clock)
    (text,) = texts(mail_server)
    assert "Alfa" not in text
    assert "Beta" in text
    assert "Gamma" in text


@pytest.mark.parametrize("kind", ["confirmed", "withdrawn", "wrong_contact", "paused", "dissolved", "stopped"])
async def test_a_reminder_speaks_only_of_those_who_have_not_answered(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, kind: str
) -> None:
    _campaign, (first, second, third) = await shared(sending)
    await drain(sending, clock)
    await answers(kind, first, clock())
    clock.forward(days=14)
    assert await enqueue_due(sending, clock()) == 1
    await answers(kind, second, clock())  # between planning and sending
    await drain(sending, clock)
    reminder = texts(mail_server)[-1]
    assert "Gamma" in reminder
    assert "Alfa" not in reminder
    assert "Beta" not in reminder
    assert "SVAR" in reminder
    clock.forward(days=14)
    await answers(kind, third, clock())
    assert await enqueue_due(sending, clock()) == 0


async def test_a_letter_whose_every_organisation_has_answered_is_not_sent(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, organisations = await shared(sending)
    for one in organisations:
        await answers("confirmed", one, NOW)
    await drain(sending, clock)
    assert texts(mail_server) == []
    (letter,) = await Letter.select(Letter.state, Letter.why).where(Letter.campaign == campaign)
    assert (letter["state"], letter["why"]) == ("skipped", "answered")


async def test_an_answer_that_crosses_the_letter_takes_it_out_of_the_workers_hands_to_be_written_anew(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, (first, *_others) = await shared(sending)
    taken = await claims.take(Terms(lease=900), NOW)
    assert taken is not None
    assert taken.asked is not None
    assert len(taken.asked) == 3
    await answers("confirmed", first, NOW)
    assert await claims.cross(taken, "", 900) == "lost"
    again = await claims.take(Terms(lease=900), NOW)
    while again and again.campaign is None:  # the receipt
        again = await claims.take(Terms(lease=900), NOW)
    assert again is not None
    assert len(again.asked or ()) == 2
    assert await claims.cross(again, "", 900) == ""


async def test_an_answer_that_only_the_table_knows_of_sends_the_letter_back_to_be_written_anew(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, (first, *_others) = await shared(sending)
    taken = await claims.take(Terms(lease=900), NOW)
    assert taken is not None
    await Answer(organisation=first.id, kind="confirmed", channel="phone", at=NOW, by="anne").save()
    assert await claims.cross(taken, "", 900) == "wait"


async def test_what_came_back_stands_on_the_time_line_of_each(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    _campaign, organisations = await shared(sending)
    await drain(sending, clock)
    (letter,) = await Letter.select(Letter.id)
    fact = DeliveryFact(
        letter=letter["id"], organisation=organisations[0].id, kind="hard", at=NOW, address_norm="post@lag.example"
    )
    await fact.save()
    for one in organisations:
        assert "delivery" in {event.kind for event in await events(one.id)}
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 0


async def test_nobodys_hold_on_one_stops_the_letter_to_the_others(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, (first, *_others) = await shared(sending)
    await Invitation.update({Invitation.held_at: NOW}).where(Invitation.organisation == first.id)
    await drain(sending, clock)
    (text,) = texts(mail_server)
    assert "Alfa" not in text
    await Invitation.update({Invitation.expires_at: NOW}, force=True)
    await Campaign.update({Campaign.state: "closed"}).where(Campaign.id == campaign)
    found = await open_link(token_in(text), Keys(sending.secret_keys), NOW)
    assert type(found).__name__ == "Expired"


async def test_no_more_letters_takes_back_what_waits_at_once_and_leaves_the_others_theirs(
    db: None, sending: Settings
) -> None:
    _campaign, (first, *others) = await shared(sending)
    await answers("stopped", first, NOW)
    assert [row["state"] for row in await Letter.select(Letter.state)] == ["ready"]
    for one in others:
        await answers("stopped", one, NOW)
    (letter,) = await Letter.select(Letter.state, Letter.why)
    assert (letter["state"], letter["why"]) == ("skipped", "opted_out")
    assert await enqueue_due(sending, NOW + timedelta(days=14)) == 0
    assert await Answer.count() == 0


async def test_one_that_staff_take_off_the_list_is_not_spoken_of_and_without_any_left_the_letter_stays(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, (alfa, beta, gamma) = await shared(sending)
    await unpublish(str(alfa.id), builders.STAFF, NOW)
    await drain(sending, clock)
    (text,) = texts(mail_server)
    assert "\n  Alfa" not in text
    assert all(f"\n  {name}, pårørande" in text for name in NAMES[1:])
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(sending, clock()) == 1
    for one in (beta, gamma):
        await unpublish(str(one.id), builders.STAFF, clock())
    assert (await sums_up(campaign))["skipped"] == 1
