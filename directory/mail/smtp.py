"""The conversation with the mail server; the only place that knows aiosmtplib.

Each failure is raised as a class that says what to do next. Everything before DATA is safe to try again;
from DATA on, only an answer of the server settles what happened (RFC 5321 section 4.2.5 and 6.1).
"""

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from directory.clock import stopwatch
from directory.errors import SettingError
from directory.mail.wording import several_lines

CONNECT_SECONDS = 30.0
COMMAND_SECONDS = 60.0
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


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said: its code (RFC 5321) and text."""

    code: int
    text: str


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
    """One open conversation; closed after any failure, since a failed command poisons what follows."""

    smtp: aiosmtplib.SMTP
    opened: float
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
    return Connection(smtp, stopwatch())


async def offer(connection: Connection, sender: str, recipient: str, envelope_id: str = "") -> None:
    """Give the envelope: MAIL and RCPT. Raises HostTrouble, TryLater or NotTaken; all before anything went.

    A server that sends notifications (RFC 3461) is told to name `envelope_id` in what it sends back, with the
    letter's headers alone, when it could not deliver or is late.
    """
    smtp, stage = connection.smtp, "mail"
    notifies = bool(envelope_id) and smtp.supports_extension("dsn")
    try:
        await _name(smtp, b"MAIL", b"FROM:", sender, b" RET=HDRS ENVID=" + _xtext(envelope_id) if notifies else b"")
        stage = "rcpt"
        await _name(smtp, b"RCPT", b"TO:", recipient, b" NOTIFY=FAILURE,DELAY" if notifies else b"")
    except aiosmtplib.SMTPResponseException as problem:
        close(connection)
        raise _refusal(stage, problem.code, problem.message) from None
    except (aiosmtplib.SMTPException, OSError) as problem:
        close(connection)
        raise (HostTrouble if stage == "mail" else TryLater)(stage, _words(problem)) from None
    except (ValueError, UnicodeError) as problem:
        close(connection)
        raise NotTaken(stage, f"the address cannot be used in mail: {problem}", None, "address") from None


def _xtext(text: str) -> bytes:
    """Return a value as it stands in a parameter (RFC 3461 section 4): what could end it is written as its number."""
    return XTEXT.sub(lambda found: b"+%02X" % found[0][0], text.encode())


async def _name(smtp: aiosmtplib.SMTP, verb: bytes, to_or_from: bytes, address: str, parameters: bytes = b"") -> None:
    """Name a mailbox of the envelope. aiosmtplib's own `mail` and `rcpt` read each address anew, which takes longer.

    Raises SMTPResponseException unless the answer is yes (RFC 5321 section 4.3.2), ValueError for an address that
    could add to the command.
    """
    if UNFIT.search(address):
        raise ValueError("blanks, line breaks and angle brackets have no place in an address")
    answer = await smtp.execute_command(
        verb, to_or_from + b"<" + address.encode("ascii") + b">" + parameters, timeout=COMMAND_SECONDS
    )
    if answer.code not in (250, 251):
        raise aiosmtplib.SMTPResponseException(answer.code, answer.message)


async def hand_over(connection: Connection, message: bytes, seconds: float) -> Reply:
    """Give the letter itself (DATA to the server's answer after the dot), waiting at most `seconds` for that answer.

    Raises Doubtful when no answer came, TryLater, HostTrouble or NotTaken when the answer was no, and NotTaken before
    anything is sent when a line does not end in CR LF (RFC 5321 section 2.3.8: it could end the letter in its midst).
    """
    if not message.count(b"\r\n") == message.count(b"\n") == message.count(b"\r"):
        close(connection)
        raise NotTaken("data", "a line of the letter does not end as lines of mail do", None, "content")
    try:
        answer = await _data(connection.smtp, message, seconds)
    except aiosmtplib.SMTPDataError as problem:
        close(connection)
        if not 400 <= problem.code < 600:
            raise Doubtful("data", problem.message, problem.code) from None
        raise _refusal("data", problem.code, problem.message) from None
    except HostTrouble:
        close(connection)
        raise
    except (aiosmtplib.SMTPException, OSError, RuntimeError, ValueError) as problem:
        close(connection)
        raise Doubtful("data", _words(problem)) from None
    connection.letters += 1
    return Reply(answer.code, several_lines(answer.message))


async def _data(smtp: aiosmtplib.SMTP, message: bytes, seconds: float) -> aiosmtplib.SMTPResponse:
    """Send DATA and the letter. aiosmtplib's own `data` looks for line ends twice in every letter, which takes longer.

    A line that begins with a dot gets another one (RFC 5321 section 4.5.2). Raises SMTPDataError unless the answer is
    yes, and HostTrouble, with nothing of the letter sent, when the line was cut before DATA or when DATA is answered by
    neither 354 nor a no: that is the answer to an earlier command, from a server that answered something twice.
    """
    if not smtp.is_connected:
        raise HostTrouble("data", "the line was cut before the letter was begun")
    answer = await smtp.execute_command(b"DATA", timeout=min(seconds, DATA_SECONDS))
    if answer.code < 400 and answer.code != aiosmtplib.SMTPStatus.start_input:
        raise HostTrouble("data", f"DATA was answered with {answer.code} {answer.message}")
    if answer.code != aiosmtplib.SMTPStatus.start_input:
        raise aiosmtplib.SMTPDataError(answer.code, answer.message)
    if smtp.protocol is None:
        raise aiosmtplib.SMTPServerDisconnected("the line was cut")
    lines = message if message.endswith(b"\r\n") else message + b"\r\n"
    dotted = b"." + lines if lines.startswith(b".") else lines
    smtp.protocol.write(dotted.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    answer = await smtp.protocol.read_response(timeout=seconds)
    if not 200 <= answer.code < 300:
        raise aiosmtplib.SMTPDataError(answer.code, answer.message)
    return answer


async def withdraw(connection: Connection) -> bool:
    """Take the envelope back (RSET); return whether the conversation can go on."""
    try:
        await connection.smtp.rset(timeout=COMMAND_SECONDS)
    except (aiosmtplib.SMTPException, OSError):
        close(connection)
        return False
    return True


def close(connection: Connection) -> None:
    """Close at once, without waiting for the server."""
    connection.smtp.close()


async def leave(connection: Connection) -> None:
    """Say QUIT and close."""
    try:
        await connection.smtp.quit(timeout=5)
    except (aiosmtplib.SMTPException, OSError):
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
