"""The mailbox that bounces come to (RFC 3501); the only place that knows imap-tools. Every call here blocks."""

import contextlib
import ssl
from dataclasses import dataclass, field
from imaplib import IMAP4
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from imap_tools import MailBox, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

SECONDS = 20  # how long the server may be silent; a scheduler that is told to stop waits no longer
PORTS = {"imaps": 993, "imap": 143}
UNSEEN = "UNSEEN UNDELETED"

Mailbox: TypeAlias = MailBox | MailBoxUnencrypted


class MailboxTrouble(Exception):
    """The mailbox cannot be used now; the words are for an operator and never hold the password."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the mailbox is and who signs in."""

    host: str
    port: int
    tls: bool
    username: str
    password: str = field(repr=False)
    folder: str
    ca_file: str


def read_account(url: str, ca_file: str = "") -> Account:
    """Read a DIRECTORY_IMAP_URL that the settings have accepted."""
    address = urlsplit(url)
    return Account(
        host=address.hostname or "",
        port=address.port or PORTS[address.scheme],
        tls=address.scheme == "imaps",
        username=unquote(address.username or ""),
        password=unquote(address.password or ""),
        folder=unquote(address.path.strip("/")) or "INBOX",
        ca_file=ca_file,
    )


def opened(account: Account) -> Mailbox:
    """Sign in and select the folder. Raises MailboxTrouble."""
    where = f"{account.host}:{account.port}"
    box: Mailbox
    try:
        if account.tls:
            trusted = ssl.create_default_context(cafile=account.ca_file or None)
            box = MailBox(account.host, account.port, timeout=SECONDS, ssl_context=trusted)
        else:
            box = MailBoxUnencrypted(account.host, account.port, timeout=SECONDS)
    except ssl.SSLCertVerificationError as problem:
        raise MailboxTrouble(f"the certificate of {where} is not to be trusted: {problem.verify_message}") from None
    except (OSError, IMAP4.error) as problem:
        raise MailboxTrouble(f"{where} does not answer ({type(problem).__name__})") from None
    try:
        box.login(account.username, account.password, initial_folder=account.folder)
    except MailboxLoginError:
        leave(box)
        raise MailboxTrouble(f"{where} does not let {account.username} in") from None
    except MailboxFolderSelectError:
        leave(box)
        raise MailboxTrouble(f"there is no folder {account.folder} at {where}") from None
    except (OSError, IMAP4.error, ImapToolsError) as problem:
        leave(box)
        raise MailboxTrouble(f"{where} broke off the conversation ({type(problem).__name__})") from None
    return box


def unseen(box: Mailbox) -> list[str]:
    """Return the numbers (UID) of the mails nobody has read, oldest first. Raises MailboxTrouble."""
    try:
        return box.uids(UNSEEN, None)
    except (OSError, IMAP4.error, ImapToolsError) as problem:
        raise _lost(problem) from None


def content(box: Mailbox, uid: str, most: int) -> bytes | None:
    """Return a mail as it came, at most so many bytes, without marking it; None when it is gone or cannot be had.

    Raises MailboxTrouble when the connection is lost.
    """
    try:
        answer, pieces = box.client.uid("FETCH", uid, f"(UID BODY.PEEK[]<0.{most}>)")
    except IMAP4.abort as problem:
        raise _lost(problem) from None
    except IMAP4.error:
        return None  # the server cannot give this one; the others may be well
    except OSError as problem:
        raise _lost(problem) from None
    if answer != "OK":
        return None
    return next((bytes(piece[1]) for piece in pieces if isinstance(piece, tuple)), None)


def mark(box: Mailbox, uid: str) -> None:
    """Mark a mail as seen, now that it is stored. Raises MailboxTrouble."""
    try:
        box.flag(uid, MailMessageFlags.SEEN, value=True)
    except (OSError, IMAP4.error, ImapToolsError) as problem:
        raise _lost(problem) from None


def leave(box: Mailbox) -> None:
    """Sign out; what was marked stays marked whether that works or not."""
    with contextlib.suppress(OSError, IMAP4.error, ImapToolsError):
        box.logout()
    with contextlib.suppress(OSError, IMAP4.error):
        box.client.shutdown()


def _lost(problem: Exception) -> MailboxTrouble:
    return MailboxTrouble(f"the connection was lost ({type(problem).__name__})")
