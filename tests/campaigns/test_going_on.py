"""A person lets a round go on: the mail server is tried at once, and a page says why nothing is sent."""

import pytest

from directory.campaigns import actions, reads
from directory.campaigns.progress import progress
from directory.mail import sweeps
from directory.settings import Settings
from directory.tables.mail import SendingGate
from tests.campaigns.rounds import BY, running, sums_up
from tests.conftest import MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server, always


async def test_a_round_that_goes_on_after_a_refused_password_is_sent_at_once(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    campaign, _organisations = await running(sending, 2)
    mail_server.script.mail = always("535 5.7.8 wrong password")
    await drain(sending, clock)
    assert (await reads.find(campaign)).state == "paused"
    assert await sweeps.is_closed()
    mail_server.script.mail = always("250 OK")
    await actions.resume(campaign, BY, clock())
    assert not await sweeps.is_closed()
    await drain(sending, clock)
    assert (await sums_up(campaign))["accepted"] == 2


async def test_going_on_does_not_let_go_what_a_person_holds(db: None, sending: Settings, clock: MovableClock) -> None:
    campaign, _organisations = await running(sending, 1)
    await actions.pause(campaign, "", BY, clock())
    await sweeps.prepare_gates()
    await SendingGate.update({SendingGate.held: True}, force=True)
    await actions.resume(campaign, BY, clock())
    assert await sweeps.is_closed()


@pytest.mark.parametrize("resumed", [False, True])
async def test_the_status_says_that_the_mail_server_is_waited_for(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock, resumed: bool
) -> None:
    campaign, _organisations = await running(sending, 2)
    mail_server.script.mail = always("421 4.3.2 closing")
    await drain(sending, clock)
    if resumed:
        await actions.pause(campaign, "", BY, clock())
        await actions.resume(campaign, BY, clock())
    seen = await progress(campaign, sending, clock())
    assert (seen.rests, seen.reason) == (("", "") if resumed else ("server", "421 4.3.2 closing"))
