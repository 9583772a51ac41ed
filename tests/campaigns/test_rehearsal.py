"""A round rehearsed to one's own address leaves no trace in the round."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from directory.campaigns import actions, reads
from directory.campaigns.actions_due import enqueue_due
from directory.campaigns.actions_rehearsal import rehearse, send_test
from directory.campaigns.links import Unknown, open_code, open_link
from directory.campaigns.recipients import body
from directory.errors import Invalid, NotFound, Refused
from directory.mail.quiet import is_quiet, read_quiet
from directory.settings import Settings
from directory.tables.audit import AuditEvent
from directory.tables.campaigns import Invitation
from directory.tables.mail import Letter, LetterInvitation
from directory.tokens import Keys
from tests import builders
from tests.campaigns.rounds import BY, draft, region, running, sums_up
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server

OWN = "anne@korus.example"
LINK = re.compile(r"http://directory\.example/o/[A-Za-z0-9_-]{20,}[A-Za-z0-9_.-]{23,}")  # CONTRACT.md, Mail


async def two_languages() -> int:
    """A draft whose letters are in two languages, one of them to somebody who looks after two organisations."""
    centre, _organisations = await region(3)
    await builders.organisation("I Stavanger", centre=centre, email="post@stavanger.example", municipality="1103")
    for number in range(2):
        await builders.organisation(f"Delt {number}", centre=centre, email="Same@lag.example", municipality="1103")
    await builders.organisation("Utan adresse", centre=centre, email="")
    return await draft()


async def test_a_rehearsal_shows_every_wave_in_every_language_marked_as_one(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign = await two_languages()
    found = await rehearse(campaign, OWN, sending, BY, NOW)
    assert len(found) == 10
    waves = {"first", "reminder-1", "reminder-2", "after-deadline"}
    assert {(one.wave, one.language) for one in found} == {(wave, code) for wave in waves for code in ("nb", "nn")}
    assert any(len(one.names) == 2 for one in found)
    await drain(sending, clock)
    assert mail_server.to() == [OWN] * 10
    for message in mail_server.messages():
        assert message["To"] == OWN
        assert message["Subject"].startswith("Prøve: ")
        assert message["X-Directory-Campaign"] == str(campaign)
        assert message["Auto-Submitted"] is None
        assert message["List-Unsubscribe"] is None


async def test_the_real_address_stands_in_a_note_only_and_the_link_and_code_open_nothing(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign = await two_languages()
    await rehearse(campaign, OWN, sending, BY, NOW, most=12)
    await drain(sending, clock)
    assert len(mail_server.taken) == 12
    for message in mail_server.messages():
        text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
        address = re.search(r"\S+@(?:lag|stavanger)\.example", text).group()  # type: ignore[union-attr]
        assert address in html
        assert address not in str(message["To"]) + str(message["Subject"])
        (link,) = [line for line in text.splitlines() if LINK.fullmatch(line)]
        assert html.count(link) >= 1
        opened = await open_link(link.rpartition("/o/")[2], Keys(sending.secret_keys), NOW)
        assert isinstance(opened, Unknown)
    assert isinstance(await open_code("XXXX-XXXX", NOW), Unknown)


async def test_a_rehearsal_counts_nowhere(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign = await two_languages()
    before = await reads.status(campaign)
    await rehearse(campaign, OWN, sending, BY, NOW)
    await drain(sending, clock)
    assert await reads.status(campaign) == before
    assert await reads.letters_of(campaign) == []
    assert await LetterInvitation.count() + await Invitation.count() == 0
    event = await AuditEvent.select().where(AuditEvent.verb == "campaign.rehearsed").first()
    assert event is not None
    assert json.loads(event["details"]) == {"to": OWN, "letters": 10}
    await actions.start(campaign, sending, BY, NOW)
    await drain(sending, clock)
    assert (await sums_up(campaign))["accepted"] == 5


async def test_a_round_under_way_can_be_rehearsed_at_night_and_goes_on_as_it_was(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    settings = replace(sending, quiet_hours="20-07")
    campaign, _organisations = await running(settings)
    await drain(settings, clock)
    clock.forward(hours=14)
    assert is_quiet(clock(), read_quiet("20-07", "Europe/Oslo"))
    await rehearse(campaign, OWN, settings, BY, clock(), most=3)
    await drain(settings, clock)
    assert mail_server.to().count(OWN) == 3
    assert (await sums_up(campaign))["total"] == 3
    clock.now = NOW + timedelta(days=14)
    assert await enqueue_due(settings, clock()) == 3


async def test_at_most_so_many_letters_and_all_of_them_when_there_are_fewer(db: None, settings: Settings) -> None:
    await region(1)
    campaign = await draft()
    assert [one.wave for one in await rehearse(campaign, OWN, settings, BY, NOW, most=1)] == ["first"]
    assert len(await rehearse(campaign, OWN, settings, BY, NOW, most=100)) == 4
    for wrong in (0, 101):
        with pytest.raises(Invalid):
            await rehearse(campaign, OWN, settings, BY, NOW, most=wrong)


async def test_nothing_is_rehearsed_where_nothing_may_be_sent(db: None, settings: Settings) -> None:
    await region(1)
    campaign = await draft()
    with pytest.raises(Refused, match="off"):
        await rehearse(campaign, OWN, replace(settings, sending="off"), BY, NOW)
    only = replace(settings, sending="allowlist", sending_allow=("korus.example",))
    with pytest.raises(Refused, match="not on the list"):
        await rehearse(campaign, "post@lag.example", only, BY, NOW)
    assert len(await rehearse(campaign, OWN, only, BY, NOW, most=2)) == 2
    with pytest.raises(Invalid, match="to"):
        await rehearse(campaign, "a@lag.example, b@lag.example", settings, BY, NOW)
    with pytest.raises(NotFound):
        await rehearse(9, OWN, settings, BY, NOW)
    await actions.cancel(campaign, BY, NOW)
    with pytest.raises(Refused, match="cancelled"):
        await rehearse(campaign, OWN, settings, BY, NOW)
    assert await Letter.count() == 2


async def test_a_test_letter_goes_to_oneself_in_the_language_and_of_the_kind_asked_for(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await region(1)
    campaign = await draft()
    for template in ("first", "reminder", "after_deadline"):
        one = await send_test(campaign, OWN, sending, BY, NOW, language="en", template=template)
        assert (one.template, one.language) == (template, "en")
        assert "Lag 0" in await body(one.id, "http://directory.example/o/…")  # as its page shows it
    await drain(sending, clock)
    assert [message["Content-Language"] for message in mail_server.messages()] == ["en"] * 3
    assert all(message["Subject"].startswith("Rehearsal: ") for message in mail_server.messages())
    with pytest.raises(Invalid):
        await send_test(campaign, OWN, sending, BY, NOW, language="de")
