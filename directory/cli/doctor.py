"""Looking the installation over: what is in order, what is not, and what to do about it."""

import argparse
import asyncio
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import asyncpg

from directory import database, embedded, migrate
from directory.campaigns.preflight_domains import SENDER
from directory.cli import context
from directory.clock import read_clock
from directory.errors import Refused
from directory.mail.domains import FINE as FINE_RECORD
from directory.mail.domains import Looked, domain_of, sender_records
from directory.mail.message import envelope_sender, fallback_sender, our_name
from directory.mail.returns.collecting import peek
from directory.mail.smtp import Failed, handshake, read_server
from directory.settings import Settings, from_environment, require_for_service
from directory.tables.centres import Centre

OLDEST_SERVER = 150_000  # PostgreSQL 15, as the server counts
FINE, WARNING, FAULT = "ok", "warning", "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `state` is ok, warning or fault."""

    what: str
    state: str
    text: str


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `doctor`."""
    parser = context.add(commands, "doctor", "look over settings, database, migrations and mail", _doctor)
    parser.add_argument("--deploy", action="store_true", help="warnings count as faults: for a deployment's last step")
    context.add_json(parser)


def _doctor(arguments: argparse.Namespace) -> int:
    findings = asyncio.run(_look_over(from_environment()))
    bad = {FAULT, WARNING} if arguments.deploy else {FAULT}
    fine = not any(finding.state in bad for finding in findings)
    if arguments.json:
        context.print_json({"ok": fine, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            context.say(f"{finding.state:<8} {finding.what:<12} {finding.text}")
    return 0 if fine else 1


async def _look_over(settings: Settings) -> list[Finding]:
    findings = [_settings(settings)]
    senders: list[str] = []
    with ExitStack() as stack:
        try:
            url = settings.database_url or stack.enter_context(embedded.running(settings.data_dir))
            async with database.opened(url, connections=2):
                findings += [await _server(), await _letters_of_the_alphabet(), await _migrations()]
                if findings[-1].state == FINE:
                    senders = await Centre.select(Centre.sender_address).output(as_list=True)
        except Refused as problem:
            findings.append(Finding("database", FAULT, str(problem)))
    findings += [await _smtp(settings), await _mailbox(settings)]
    return [*findings, *await _senders(settings, senders)]


def _settings(settings: Settings) -> Finding:
    try:
        require_for_service(settings)
        read_clock(settings.clock)
    except Refused as problem:
        return Finding("settings", FAULT, str(problem))
    return Finding("settings", FINE, f"complete for {settings.environment}")


async def _server() -> Finding:
    rows = await Centre.raw(
        "SELECT current_setting('server_version') AS name, current_setting('server_version_num') AS no"
    )
    recent = int(rows[0]["no"]) >= OLDEST_SERVER
    return Finding(
        "database", FINE if recent else FAULT, f"PostgreSQL {rows[0]['name']}" + ("" if recent else "; 15 is needed")
    )


async def _letters_of_the_alphabet() -> Finding:
    """Searching Norwegian needs a locale that knows its letters: with the plain C locale lower('Æ') stays as it is."""
    rows = await Centre.raw("SELECT lower('Æ') = 'æ' AS fine")
    if rows[0]["fine"]:
        return Finding("locale", FINE, "lower('Æ') is 'æ'")
    text = "lower('Æ') is not 'æ': make the database with LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
    return Finding("locale", FAULT, text)


async def _migrations() -> Finding:
    try:
        waiting = await migrate.missing()
    except asyncpg.PostgresError as problem:
        return Finding("migrations", FAULT, str(problem))
    if waiting:
        return Finding("migrations", FAULT, f"{len(waiting)} have not been run: directory migrate")
    return Finding("migrations", FINE, "all run")


async def _smtp(settings: Settings) -> Finding:
    if not settings.smtp_url:
        state = WARNING if settings.sending == "off" else FAULT
        return Finding("smtp", state, "DIRECTORY_SMTP_URL is missing: no letter can be sent")
    try:
        server = read_server(settings.smtp_url, settings.smtp_ca_file)
        await handshake(server, our_name(settings))
    except (Failed, Refused) as problem:
        return Finding("smtp", FAULT, str(problem))
    return Finding("smtp", FINE, f"{server.host}:{server.port} answers")


async def _mailbox(settings: Settings) -> Finding:
    """Sign in to the mailbox that bounces come to, and leave everything there as it is."""
    if not settings.imap_url:
        return Finding("mailbox", FINE, "none: bounces come through `directory bounce`")
    try:
        waiting = await peek(settings)
    except Refused as problem:
        return Finding("mailbox", FAULT, str(problem))
    return Finding("mailbox", FINE, f"signed in; {waiting} unread")


async def _senders(settings: Settings, centres: Iterable[str]) -> list[Finding]:
    """Look up what receivers check of each sender: SPF, DKIM, DMARC, and that bounces go to a domain of its own."""
    own = fallback_sender(settings)[1]
    senders = {domain_of(address): address for address in [own, *filter(None, centres)]}
    looked = await asyncio.gather(
        *(
            sender_records(address, envelope_sender(settings, "tag", address))
            for _domain, address in sorted(senders.items())
        )
    )
    return [_told(one) for found in looked for one in found]


def _told(one: Looked) -> Finding:
    if one.state == FINE_RECORD:
        return Finding("sender", FINE, f"{one.domain}: {one.what} is {one.record or 'in order'}")
    known = SENDER.get((one.what, one.state))
    if known is None:
        return Finding("sender", WARNING, f"{one.domain}: {one.what} could not be looked up")
    _code, text, mend = known
    return Finding("sender", WARNING, f"{text.format(what=one.what, domain=one.domain, record=one.record)} ({mend})")
