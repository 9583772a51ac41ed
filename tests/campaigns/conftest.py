"""The mail server and settings of the mail tests."""

from tests.mail.conftest import mail_server, sending, unused_port

__all__ = ["mail_server", "sending", "unused_port"]
