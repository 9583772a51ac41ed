"""How far a round has come, at one instant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from directory.campaigns import actions
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.progress import progress
from directory.campaigns.server_words import explained
from directory.errors import NotFound
from directory.i18n import speaking
from directory.mail import sweeps
from directory.settings import Settings
from directory.tables.mail import Letter
from tests.campaigns.rounds import BY, draft, region, running
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server


async def test_the_expected_end_counts_the_rate_the_night_and_what_waits(db: None, settings: Settings) -> None:
    slow = replace(settings, send_rate="1/min", quiet_hours="20-07")
    campaign, _organisations = await running(slow, 5, at=datetime(2026, 9, 3, 17, 57, 30, tzinfo=UTC))
    seen = await progress(campaign, slow, datetime(2026, 9, 3, 17, 57, 30, tzinfo=UTC))
    assert (seen.total, seen.waiting, seen.done, seen.share) == (5, 5, 0, 0.0)
    assert seen.next_at == datetime(2026, 9, 3, 17, 57, 30, tzinfo=UTC)
    # Three before eight in the evening (17.57, 17.58, 17.59), two from seven in the morning.
    assert seen.expected_end == datetime(2026, 9, 4, 5, 1, tzinfo=UTC)
    night = await progress(campaign, slow, datetime(2026, 9, 3, 22, 0, tzinfo=UTC))
    assert (night.rests, night.next_at) == ("quiet", datetime(2026, 9, 4, 5, 0, tzinfo=UTC))


async def test_the_rate_is_that_of_the_last_minutes_and_goes_down_when_nothing_goes(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, _organisations = await running(sending, 6)
    await drain(sending, clock)
    seen = await progress(campaign, sending, clock.now + timedelta(minutes=2))
    assert (seen.done, seen.share, seen.expected_end) == (6, 1.0, None)
    assert seen.per_minute == pytest.approx(3)
    assert (await progress(campaign, sending, clock.now + timedelta(minutes=6))).per_minute == 0


async def test_what_did_not_get_through_is_told_by_its_cause_with_how_many(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    said = {"lag0": "550 5.1.1 <lag0> unknown", "lag1": "550 5.1.1 <lag1> unknown", "lag2": "452 4.2.2 over quota"}
    mail_server.script.rcpt = lambda address: said.get(address.partition("@")[0], "250 OK")
    campaign, _organisations = await running(sending, 4)
    await drain(sending, clock)
    seen = await progress(campaign, sending, clock())
    assert {(one.words, one.state, one.letters) for one in seen.troubles} == {
        ("The address does not exist.", "refused", 2),
        ("The mailbox is full.", "deferred", 1),
    }
    assert (seen.waiting, seen.next_at) == (1, NOW + timedelta(minutes=30))


async def test_it_is_said_why_nothing_goes(db: None, settings: Settings) -> None:
    campaign, _organisations = await running(settings, 2)
    assert (await progress(campaign, replace(settings, sending="off"), NOW)).rests == "sending_off"
    await sweeps.close_gate("421 too busy")
    seen = await progress(campaign, settings, NOW)
    assert (seen.rests, seen.reason) == ("server", "421 too busy")
    await sweeps.open_gate()
    assert (await progress(campaign, settings, NOW)).rests == ""
    await actions.pause(campaign, "vi ventar på styret", BY, NOW)
    seen = await progress(campaign, settings, NOW)
    assert seen.rests == "paused"
    assert "vi ventar på styret" in seen.reason
    assert (seen.expected_end, seen.next_at, seen.over) == (None, None, False)
    await actions.close(campaign, BY, NOW)
    assert (await progress(campaign, settings, NOW)).over
    with pytest.raises(NotFound):
        await progress(99, settings, NOW)


async def test_a_start_that_was_missed_waits_for_a_person_and_says_so_until_somebody_starts_it(
    db: None, settings: Settings
) -> None:
    await region(1)
    campaign = await draft()
    await actions.schedule(campaign, NOW + timedelta(days=1), settings, BY, NOW)
    late = NOW + timedelta(days=1, hours=3)
    assert not (await progress(campaign, settings, NOW + timedelta(days=1, hours=1))).overdue
    await enqueue_due(settings, late)
    seen = await progress(campaign, settings, late)
    assert (seen.state, seen.rests, seen.overdue, seen.total) == ("scheduled", "overdue", True, 0)
    await actions.schedule(campaign, late + timedelta(days=1), settings, BY, late)
    assert not (await progress(campaign, settings, late)).overdue
    await actions.start(campaign, settings, BY, late)
    seen = await progress(campaign, settings, late)
    assert (seen.state, seen.overdue, seen.total) == ("running", False, 1)


async def test_a_start_that_was_refused_at_its_time_says_why_and_a_new_time_forgets_it(
    db: None, settings: Settings
) -> None:
    await region(1, sending=False)
    campaign = await draft()
    await actions.schedule(campaign, NOW + timedelta(days=1), settings, BY, NOW)
    then = NOW + timedelta(days=1, minutes=1)
    await enqueue_due(settings, then)
    seen = await progress(campaign, settings, then)
    assert (seen.state, seen.rests, seen.overdue) == ("scheduled", "not_ready", False)
    with speaking("nn"):
        assert (await progress(campaign, settings, then)).reason.startswith("Starten blei prøvd til avtalt tid")
    await actions.schedule(campaign, NOW + timedelta(days=2), settings, BY, then)
    assert (await progress(campaign, settings, then)).rests == ""


async def test_ten_thousand_letters_are_counted_quickly(db: None, settings: Settings) -> None:
    campaign, _organisations = await running(replace(settings, send_rate="30/min"), 1)
    copy = """INSERT INTO letter (id, campaign, wave, template, language, template_version, address, address_norm,
      reply_to, link_purpose, link_id, state, why, due_at, message_id, envelope_tag, context, attempts, last_text,
      state_at, created_at)
    SELECT gen_random_uuid(), campaign, wave, template, language, template_version, address, address_norm, reply_to,
      link_purpose, link_id, 'ready', '', due_at + make_interval(mins => n / 100), message_id || n, envelope_tag || n,
      context, 0, '', state_at, created_at FROM letter, generate_series(1, 9999) n"""
    await Letter.raw(copy)
    seen = await progress(campaign, replace(settings, send_rate="30/min"), NOW)
    assert seen.waiting == 10_000
    assert seen.expected_end is not None
    assert seen.expected_end > NOW + timedelta(hours=5)


@pytest.mark.parametrize(
    ("state", "why", "code", "text", "words"),
    [
        ("unknown", "", None, "timed out", "The line broke while the mail server had the letter: nobody can know yet"),
        ("refused", "address", 550, "550 5.1.1 no such user", "The address does not exist."),
        ("refused", "policy", 550, "5.7.26 unauthenticated", "The server could not see that the letter is really"),
        ("deferred", "", 452, "4.2.2 mailbox full", "The mailbox is full."),
        ("deferred", "", 451, "greylisted", "The mail server had trouble of its own."),
        ("deferred", "", 459, "come back", "The mail server asked us to try again later."),
        ("refused", "address", 550, "nope", "The address does not exist."),
        ("refused", "content", 599, "no", "The server did not like how the letter is made."),
        ("ready", "", None, "[Errno 111] Connection refused", "The mail server could not be reached."),
        ("refused", "content", None, "the letter could not be written: KeyError", "The letter itself could not be"),
        ("ready", "", 535, "5.7.8 bad credentials", "Our user name or password at the mail server is wrong."),
        ("refused", "policy", 550, "5.4.99 odd", "The network between the servers has trouble."),
    ],
)
def test_a_servers_answer_is_put_into_words_a_volunteer_understands(
    state: str, why: str, code: int | None, text: str, words: str
) -> None:
    assert explained(state, why, code, text).startswith(words)
