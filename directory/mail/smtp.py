"""What is said to the mail server; the only place that knows aiosmtplib, which opens each line.

Each failure is raised as a class that says what to do next. Everything before DATA is safe to try again;
from DATA on, only an answer of the server settles what happened (RFC 5321 section 4.2.5 and 6.1).
"""

import asyncio
import contextlib
import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from directory.clock import stopwatch
from directory.errors import SettingError
from directory.mail.conversation import Broken, Conversation, Reply, as_data
from directory.mail.wording import several_lines

CONNECT_SECONDS = 30.0
COMMAND_SECONDS = 60.0
GOODBYE_SECONDS = 5.0
DATA_SECONDS = 120.0  # for the answer to DATA itself (RFC 5321 section 4.5.3.2.4)
ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
UNFIT = re.compile(r"[\s<>]")
XTEXT = re.compile(rb"[^!-*,-<>-~]")
HOST_CODES = {421, 432, 454}
PORTS = {"starttls": 587, "implicit": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over; `tls` is `starttls`, `implicit` or `none`."""

    host: str
    port: int
    tls: str
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""


class Failed(Exception):
    """A letter was not handed over; `stage` is how far it came, `reply` what the server said, if it did."""

    def __init__(self, stage: str, text: str, code: int | None = None) -> None:
        super().__init__(f"{stage}: {code or ''} {text}")
        self.stage = stage
        self.code = code
        self.text = several_lines(text)  # a server may say anything, NUL too


class TryLater(Failed):
    """This letter may be tried again later; it was not handed over."""


class HostTrouble(Failed):
    """The server, not the letter, is the trouble; `ours` when our own name, key or sender was refused."""

    def __init__(self, stage: str, text: str, code: int | None = None, *, ours: bool = False) -> None:
        super().__init__(stage, text, code)
        self.ours = ours


class NotTaken(Failed):
    """The server refused this letter for good; `why` is `address`, `policy` or `content`."""

    def __init__(self, stage: str, text: str, code: int | None, why: str) -> None:
        super().__init__(stage, text, code)
        self.why = why


class Doubtful(Failed):
    """The conversation broke after DATA began: the server may have taken the letter, or not."""


@dataclass(slots=True)
class Connection:
    """One open line; closed after any failure, since a failed command poisons what follows.

    The server `notifies` (RFC 3461), and takes several commands at once when it `pipelines` (RFC 2920).
    """

    line: Conversation
    opened: float
    notifies: bool
    pipelines: bool
    letters: int = 0

    @property
    def age(self) -> float:
        """Seconds since it was opened."""
        return stopwatch() - self.opened


def read_server(url: str, ca_file: str = "") -> Server:
    """Read `smtp://user:password@host:port?tls=starttls|implicit|none`. Raises SettingError."""
    try:
        address = urlsplit(url)
        port = address.port
    except ValueError:
        raise SettingError("DIRECTORY_SMTP_URL: the port is not a number") from None
    tls = parse_qs(address.query).get("tls", ["starttls"])[-1]
    if address.scheme != "smtp" or not address.hostname or tls not in PORTS:
        raise SettingError("DIRECTORY_SMTP_URL: smtp://user:password@host:port?tls=starttls|implicit|none is wanted")
    if ca_file and not Path(ca_file).is_file():
        raise SettingError(f"DIRECTORY_SMTP_CA_FILE: there is no file {ca_file}")
    username, password = unquote(address.username or ""), unquote(address.password or "")
    return Server(address.hostname, port or PORTS[tls], tls, username, password, ca_file)


async def connect(server: Server, our_name: str) -> Connection:
    """Open a conversation, with TLS and sign-in as the server's address says. Raises HostTrouble."""
    context = ssl.create_default_context(cafile=server.ca_file or None) if server.tls != "none" else None
    smtp = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username or None,
        password=server.password or None,
        local_hostname=our_name,
        timeout=CONNECT_SECONDS,
        use_tls=server.tls == "implicit",
        start_tls=server.tls == "starttls",  # never None: an attacker could strip it
        tls_context=context,
    )
    try:
        await smtp.connect()
        await smtp.ehlo() if smtp.is_ehlo_or_helo_needed else None
    except aiosmtplib.SMTPAuthenticationError as problem:
        smtp.close()
        raise HostTrouble("connect", problem.message, problem.code, ours=problem.code >= 500) from None
    except aiosmtplib.SMTPResponseException as problem:
        smtp.close()
        ours = problem.code >= 500 and _enhanced(problem.message)[:2] == ("5", "7")
        raise HostTrouble("connect", problem.message, problem.code, ours=ours) from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as problem:
        smtp.close()
        raise HostTrouble("connect", _words(problem)) from None
    if smtp.transport is None:
        raise HostTrouble("connect", "the line was cut")
    return Connection(
        Conversation(cast("asyncio.Transport", smtp.transport)),
        stopwatch(),
        notifies=smtp.supports_extension("dsn"),
        pipelines=smtp.supports_extension("pipelining"),
    )


async def offer(connection: Connection, sender: str, recipient: str, envelope_id: str = "") -> None:
    """Give the envelope: MAIL and RCPT. Raises HostTrouble, TryLater or NotTaken; all before anything went.

    A server that sends notifications (RFC 3461) is told to name `envelope_id` in what it sends back, with the
    letter's headers alone, when it could not deliver or is late.
    """
    notified = bool(envelope_id) and connection.notifies
    stage = "mail"
    try:
        mail = _naming(b"MAIL FROM:", sender, b" RET=HDRS ENVID=" + _xtext(envelope_id) if notified else b"")
        stage = "rcpt"
        rcpt = _naming(b"RCPT TO:", recipient, b" NOTIFY=FAILURE,DELAY" if notified else b"")
    except ValueError as problem:
        close(connection)
        raise NotTaken(stage, f"the address cannot be used in mail: {problem}", None, "address") from None
    try:
        stage = "mail"
        connection.line.say(mail + rcpt if connection.pipelines else mail, 1 + connection.pipelines)
        await _yes(connection, stage)
        if not connection.pipelines:
            connection.line.say(rcpt)
        stage = "rcpt"
        await _yes(connection, stage)
    except Broken as problem:
        close(connection)
        raise (HostTrouble if stage == "mail" else TryLater)(stage, str(problem)) from None


async def _yes(connection: Connection, stage: str) -> None:
    """Wait for the answer to MAIL or RCPT. Raises Broken, or what a no means."""
    answer = await connection.line.reply(COMMAND_SECONDS)
    if answer.code not in (250, 251):  # RFC 5321 section 4.3.2
        close(connection)
        raise _refusal(stage, answer.code, answer.text)


def _xtext(text: str) -> bytes:
    """Return a value as it stands in a parameter (RFC 3461 section 4): what could end it is written as its number."""
    return XTEXT.sub(lambda found: b"+%02X" % found[0][0], text.encode())


def _naming(verb: bytes, address: str, parameters: bytes) -> bytes:
    """Return the command that names a mailbox; ValueError for an address that could add to it, or is not ASCII."""
    if UNFIT.search(address):
        raise ValueError("blanks, line breaks and angle brackets have no place in an address")
    return verb + b"<" + address.encode("ascii") + b">" + parameters + b"\r\n"


async def hand_over(connection: Connection, message: bytes, seconds: float) -> Reply:
    """Give the letter itself (DATA to the server's answer after the dot), waiting at most `seconds` for that answer.

    Raises Doubtful when no answer came, TryLater, HostTrouble or NotTaken when the answer was no, and NotTaken before
    anything is sent when a line does not end in CR LF (RFC 5321 section 2.3.8: it could end the letter in its midst).
    """
    try:
        data = as_data(message)
    except ValueError as problem:
        close(connection)
        raise NotTaken("data", str(problem), None, "content") from None
    line = connection.line
    try:
        line.say(b"DATA\r\n")
    except Broken as problem:
        close(connection)
        raise HostTrouble("data", str(problem)) from None
    try:
        answer = await line.reply(min(seconds, DATA_SECONDS))
        if answer.code == 354:
            line.say(data)
            answer = await line.reply(seconds)
        elif answer.code < 400:
            # The answer to an earlier command, from a server that answered something twice: nothing was sent.
            close(connection)
            raise HostTrouble("data", f"DATA was answered with {answer.code} {answer.text}")
    except Broken as problem:
        close(connection)
        raise Doubtful("data", str(problem)) from None
    if 200 <= answer.code < 300:
        connection.letters += 1
        return Reply(answer.code, several_lines(answer.text))
    close(connection)
    if not 400 <= answer.code < 600:
        raise Doubtful("data", answer.text, answer.code)
    raise _refusal("data", answer.code, answer.text)


async def withdraw(connection: Connection) -> bool:
    """Take the envelope back (RSET); return whether the conversation can go on."""
    try:
        connection.line.say(b"RSET\r\n")
        answer = await connection.line.reply(COMMAND_SECONDS)
    except Broken:
        answer = Reply(0, "")
    if answer.code != 250:
        close(connection)
    return answer.code == 250


def close(connection: Connection) -> None:
    """Close at once, without waiting for the server."""
    connection.line.close()


async def leave(connection: Connection) -> None:
    """Say QUIT and close."""
    with contextlib.suppress(Broken):
        connection.line.say(b"QUIT\r\n")
        await connection.line.reply(GOODBYE_SECONDS)
    close(connection)


async def handshake(server: Server, our_name: str) -> None:
    """Try the server without sending anything, for `doctor`. Raises HostTrouble."""
    await leave(await connect(server, our_name))


def _enhanced(text: str) -> tuple[str, str, str]:
    found = ENHANCED.search(text)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def _refusal(stage: str, code: int, text: str) -> Failed:
    """Return what a refusal means: the server's trouble, later, or no for good (RFC 5321, RFC 3463)."""
    _class, subject, detail = _enhanced(text)
    if code in HOST_CODES or code == 535 or (stage == "mail" and code >= 500):
        return HostTrouble(stage, text, code, ours=code >= 500)
    # 552 at RCPT is to be treated as 452 (RFC 5321 section 4.5.3.1.10); a full mailbox may be emptied.
    if code < 500 or (code == 552 and stage == "rcpt") or (subject, detail) == ("2", "2"):
        return TryLater(stage, text, code)
    return NotTaken(stage, text, code, _why(stage, code, subject))


def _why(stage: str, code: int, subject: str) -> str:
    by_subject = {"1": "address", "2": "address", "3": "content", "5": "policy", "6": "content", "7": "policy"}
    if subject in by_subject:
        return by_subject[subject]
    if stage == "data":
        return "content" if code in (552, 554) else "policy"
    return "policy" if code in (530, 554) else "address"


def _words(problem: BaseException) -> str:
    return str(problem) or type(problem).__name__
