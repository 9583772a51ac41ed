"""The mail server and settings of the mail tests, and somebody behind a letter about several."""

import pytest

from directory.settings import Settings
from tests.campaigns.behind_one_letter import Bundle, begun
from tests.conftest import MovableClock
from tests.mail.conftest import mail_server, sending, unused_port
from tests.mail.smtp_server import Server

__all__ = ["mail_server", "sending", "unused_port"]


@pytest.fixture
async def bundle(db: None, sending: Settings, mail_server: Server, clock: MovableClock) -> Bundle:
    return await begun(sending, clock)
