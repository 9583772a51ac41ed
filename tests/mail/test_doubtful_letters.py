"""Letters that may or may not have arrived: seen with what is known of them, and settled once."""

import asyncio
from uuid import UUID

import pytest

from directory.campaigns import actions
from directory.errors import Conflict, Invalid, NotFound, Refused
from directory.mail import doubt_words
from directory.mail.actions_settling import settle, settle_by_evidence
from directory.mail.doubts import doubts
from directory.mail.returns import intake
from directory.mail.sweeps import sweep
from directory.organisations.actions_answers import confirm
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored
from directory.settings import Settings
from directory.tables.audit import AuditEvent
from directory.tables.campaigns import Answer, Invitation
from directory.tables.mail import Attempt, DeliveryFact, Letter
from directory.tables.organisations import Organisation
from directory.tokens import Keys
from tests.campaigns.rounds import running
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import one
from tests.mail.returns import reply

BY = "anne@korus.example"
WHY = "Jeg fant den blant sendte"


async def doubtful(settings: Settings) -> tuple[UUID, int, Stored]:
    """A first letter whose worker died after the point of no return."""
    campaign, organisations = await running(settings, 1)
    (row,) = await Letter.select(Letter.id).where(Letter.campaign == campaign)
    await left_behind(row["id"])
    return row["id"], campaign, organisations[0]


async def left_behind(letter: UUID) -> None:
    await Letter.raw(
        """UPDATE letter SET state = 'sending', lease_token = gen_random_uuid(), crossed_at = clock_timestamp(),
           lease_until = clock_timestamp() - interval '1 second' WHERE id = {}""",
        letter,
    )
    await sweep(NOW)
    assert (await one(letter))["state"] == "unknown"


async def by_link(stored: Stored, campaign: int, channel: str = "link") -> None:
    invitation = await Invitation.select().where(Invitation.campaign == campaign).first()
    assert invitation
    await confirm(str(stored.id), stored.version, Visit(channel, invitation["id"], campaign), NOW)


async def test_a_doubtful_letter_is_shown_with_what_is_known_of_it(db: None, settings: Settings) -> None:
    letter, campaign, stored = await doubtful(settings)
    (found,) = await doubts(campaign)
    assert (found.id, found.organisations, found.since) == (letter, ((stored.id, stored.entry.name),), NOW)
    assert [sign.kind for sign in found.signs] == ["begun", "worker_silent", "may_report"]
    assert await doubts(campaign + 1) == []
    row = await one(letter)
    assert row["message_id"].strip("<>") in doubt_words.how_to_check(found.message_id)


async def test_what_the_worker_said_is_quoted(db: None, settings: Settings) -> None:
    letter, _campaign, _stored = await doubtful(settings)
    await Attempt(letter=letter, at=NOW, worker="a:1", stage="rcpt", outcome="deferred", code=450, text="later").save()
    await Attempt(letter=letter, at=NOW, worker="a:1", stage="data", outcome="unknown", text="Connection lost").save()
    (found,) = await doubts(letter=letter)
    assert [(sign.kind, sign.text) for sign in found.signs[:3]] == [
        ("tried_before", "450 later"), ("begun", ""), ("broke_off", "Connection lost")]  # fmt: skip


async def test_that_the_program_may_still_report_is_said_for_a_day_and_only_when_it_has_not(
    db: None, settings: Settings
) -> None:
    letter, _campaign, _stored = await doubtful(settings)

    async def kinds() -> set[str]:
        return {sign.kind for sign in (await doubts(letter=letter))[0].signs}

    for hours, still in ((23, True), (25, False)):
        crossed = "UPDATE letter SET crossed_at = clock_timestamp() - {} * interval '1 hour' WHERE id = {}"
        await Letter.raw(crossed, hours, letter)
        assert ("may_report" in await kinds()) is still
    await Letter.raw("UPDATE letter SET crossed_at = clock_timestamp() WHERE id = {}", letter)
    assert "may_report" in await kinds()
    await Attempt(letter=letter, at=NOW, worker="a:1", stage="data", outcome="unknown", text="Connection lost").save()
    assert await kinds() >= {"begun", "broke_off"}
    assert not {"worker_silent", "may_report"} & await kinds()


async def test_a_named_person_says_that_it_arrived(db: None, settings: Settings) -> None:
    letter, campaign, _stored = await doubtful(settings)
    await settle(letter, "accepted", WHY, BY, NOW, Keys(settings.secret_keys))
    row = await one(letter)
    assert (row["state"], row["accepted_at"], row["lease_token"]) == ("accepted", NOW, None)
    assert await doubts(campaign) == []
    assert await AuditEvent.exists().where((AuditEvent.verb == "letter.settled") & (AuditEvent.by == BY))
    told = await Attempt.select().where(Attempt.letter == letter).first()
    assert told
    assert (told["stage"], told["worker"], told["outcome"], told["text"]) == ("person", BY, "accepted", WHY)


async def test_one_that_is_sent_again_keeps_its_message_id_and_passes_the_point_again(
    db: None, settings: Settings
) -> None:
    letter, _campaign, _stored = await doubtful(settings)
    before = await one(letter)
    await settle(letter, "resend", "Ikke i loggen", BY, NOW, Keys(settings.secret_keys))
    row = await one(letter)
    assert (row["state"], row["crossed_at"], row["due_at"]) == ("ready", None, NOW)
    assert row["message_id"] == before["message_id"]
    await left_behind(letter)
    (found,) = await doubts(letter=letter)
    assert found.signs[0].kind == "sent_again"


@pytest.mark.parametrize("gone", ["answered", "closed", "cancelled", "opted_out", "unlisted", "revoked", "expired"])
async def test_it_is_not_sent_again_when_the_reason_is_gone(db: None, settings: Settings, gone: str) -> None:
    letter, campaign, stored = await doubtful(settings)
    invitation = Invitation.campaign == campaign
    match gone:
        case "answered":
            await Answer(organisation=stored.id, kind="confirmed", channel="phone", at=NOW).save()
        case "closed":
            await actions.close(campaign, BY, NOW)
        case "cancelled":
            await actions.cancel(campaign, BY, NOW)
        case "opted_out":
            await Invitation.update({Invitation.opted_out_at: NOW}).where(invitation)
        case "unlisted":
            await Organisation.update({Organisation.published: False}).where(Organisation.id == stored.id)
        case "revoked":
            await Invitation.update({Invitation.generation: 2}).where(invitation)
        case _:
            await Letter.update({Letter.expires_at: NOW}).where(Letter.id == letter)
    with pytest.raises(Refused, match=doubt_words.gone(gone)):
        await settle(letter, "resend", WHY, BY, NOW, Keys(settings.secret_keys))
    assert (await one(letter))["state"] == "unknown"
    assert not await AuditEvent.exists().where(AuditEvent.verb == "letter.settled")


async def test_only_a_doubtful_letter_is_settled_and_never_without_a_reason(db: None, settings: Settings) -> None:
    letter, _campaign, _stored = await doubtful(settings)
    keys = Keys(settings.secret_keys)
    with pytest.raises(Invalid):
        await settle(letter, "accepted", "  ", BY, NOW, keys)
    with pytest.raises(Invalid):
        await settle(letter, "lost", WHY, BY, NOW, keys)
    with pytest.raises(NotFound):
        await settle(UUID(int=0), "accepted", WHY, BY, NOW, keys)
    await settle(letter, "accepted", WHY, BY, NOW, keys)
    with pytest.raises(Conflict, match="accepted, not unknown"):
        await settle(letter, "resend", WHY, BY, NOW, keys)


async def test_of_two_who_settle_at_once_one_wins_and_the_other_is_told(db: None, settings: Settings) -> None:
    letter, _campaign, _stored = await doubtful(settings)
    keys = Keys(settings.secret_keys)
    both = [settle(letter, verdict, WHY, BY, NOW, keys) for verdict in ("accepted", "resend")]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "NoneType"]
    assert await Attempt.count().where(Attempt.letter == letter) == 1


@pytest.mark.parametrize("channel", ["link", "code"])
async def test_an_answer_by_the_letters_own_link_shows_that_it_arrived(
    db: None, settings: Settings, channel: str
) -> None:
    letter, campaign, stored = await doubtful(settings)
    await by_link(stored, campaign, channel)
    assert (await one(letter))["state"] == "accepted"
    assert await DeliveryFact.exists().where((DeliveryFact.letter == letter) & (DeliveryFact.kind == "answered"))


async def test_an_answer_by_telephone_shows_nothing_about_the_letter(db: None, settings: Settings) -> None:
    letter, campaign, stored = await doubtful(settings)
    await by_link(stored, campaign, "phone")
    assert (await one(letter))["state"] == "unknown"
    (found,) = await doubts(letter=letter)
    assert found.signs[-1].kind == "answered"


@pytest.mark.parametrize("other_way", ["letter", "hand"])
async def test_a_link_that_came_another_way_too_proves_nothing(db: None, settings: Settings, other_way: str) -> None:
    letter, campaign, stored = await doubtful(settings)
    if other_way == "letter":
        await Letter.raw(
            """WITH copy AS (
                 INSERT INTO letter SELECT (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(),
                   'state', 'accepted', 'wave', 'reminder-1', 'message_id', '<2@x>', 'envelope_tag', '2'))).*
                 FROM letter l WHERE id = {} RETURNING id, wave)
               INSERT INTO letter_invitation
                 (letter, invitation, generation, campaign, wave, organisation, address_norm)
               SELECT copy.id, t.invitation, t.generation, t.campaign, copy.wave, t.organisation, t.address_norm
               FROM copy, letter_invitation t WHERE t.letter = {}""",
            letter,
            letter,
        )
    else:
        await AuditEvent(at=NOW, verb="link.issued", subject=f"organisation:{stored.id}", by=BY).save()
    await by_link(stored, campaign)
    assert (await one(letter))["state"] == "unknown"
    (found,) = await doubts(letter=letter)
    assert "answered_by_link" in [sign.kind for sign in found.signs]


async def test_evidence_that_came_before_the_doubt_settles_it_too(
    db: None, settings: Settings, clock: MovableClock
) -> None:
    letter, campaign, _stored = await doubtful(settings)
    await Letter.update({Letter.state: "sending"}).where(Letter.id == letter)
    row = await one(letter)
    await intake.take(reply("Alt stemmer", message_id=row["message_id"]), clock())
    await Letter.update({Letter.state: "unknown"}).where(Letter.id == letter)
    assert await settle_by_evidence(clock()) == 1
    assert await settle_by_evidence(clock()) == 0
    assert (await one(letter))["state"] == "accepted"
    assert await doubts(campaign) == []


def test_every_sign_and_reason_has_words() -> None:
    for kind in doubt_words.SIGNS:
        assert "%(" not in doubt_words.sign(kind, "Per", "ord")
    assert len({doubt_words.gone(reason) for reason in doubt_words.GONE}) == len(doubt_words.GONE)
