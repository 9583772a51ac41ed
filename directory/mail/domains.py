"""What the names' own records say of a domain: whether it receives mail, and what it says of who may send for it.

Every look-up is time-boxed: what has no answer in time is `unknown`, never an error. Names that are reserved for
examples (RFC 2606, RFC 6761) are not looked up.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer

SECONDS = 4.0  # for all look-ups together
ONE_TRY = 1.5
AT_ONCE = 40
RESERVED_ENDINGS = ("example", "test", "invalid", "localhost", "local")
RESERVED = ("example.com", "example.net", "example.org")
FINE, RESERVED_NAME, NO_DOMAIN, NULL_MX, NOWHERE, UNKNOWN, MISSING, WRONG = (
    "fine", "reserved", "no-domain", "null-mx", "nowhere", "unknown", "missing", "wrong",
)  # fmt: skip
# What mail services call their keys. Any other name is possible: nobody can list them (RFC 6376 section 3.1).
SELECTORS = (
    "default", "selector1", "selector2", "google", "s1", "s2", "k1", "k2", "k3", "mail", "dkim", "dkim1", "smtp",
    "key1", "key2", "fm1", "fm2", "fm3", "protonmail", "zoho", "pm", "mandrill", "mx", "selector",
)  # fmt: skip

Ask = Callable[[str, str], Coroutine[Any, Any, list[str]]]


class NoSuchName(Exception):
    """The name does not exist (NXDOMAIN): there is nothing below it either (RFC 8020)."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing looked up of a sender: `what` is SPF, DKIM, DMARC or alignment; `record` what was found."""

    what: str
    domain: str
    state: str
    record: str = ""


def domain_of(address: str) -> str:
    """Return an address's domain in ASCII and small letters, empty when it has none that can be looked up."""
    domain = address.rpartition("@")[2].strip().rstrip(".").lower()
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def is_reserved(domain: str) -> bool:
    """Return whether a name belongs to nobody and has no records."""
    return domain in RESERVED or domain.rpartition(".")[2] in RESERVED_ENDINGS


async def receiving(
    domains: Iterable[str], resolver: Resolver | None = None, seconds: float = SECONDS
) -> dict[str, str]:
    """Return for each domain whether it receives mail (RFC 5321 section 5.1, RFC 7505).

    `fine`, `reserved`, `no-domain` (there is no such name), `null-mx` (says that it takes none), `nowhere`
    (neither MX nor address) or `unknown` (no answer in time, or from names that do not know the world).
    """
    wanted = sorted(set(domains))
    ask = _asking(resolver)
    found = {domain: RESERVED_NAME for domain in wanted if is_reserved(domain)}
    jobs = {domain: _receives(domain, ask) for domain in wanted if domain not in found}
    found |= await _in_time(jobs, seconds)
    if NO_DOMAIN in found.values() and not await _knows_the_world(ask, seconds):
        found = {domain: UNKNOWN if state == NO_DOMAIN else state for domain, state in found.items()}
    return {domain: found.get(domain, UNKNOWN) for domain in wanted}


async def sender_records(
    sender: str, envelope: str, resolver: Resolver | None = None, seconds: float = SECONDS
) -> list[Looked]:
    """Return what receivers check of letters from the address `sender` with bounces to `envelope`.

    SPF goes by the envelope's domain (RFC 7208), DMARC by the sender's (RFC 7489), DKIM by a selector that only
    the mail server knows: the usual ones are tried. Letters align when both domains belong together.
    """
    domain, back = domain_of(sender), domain_of(envelope) or domain_of(sender)
    if not domain or is_reserved(domain) or is_reserved(back):
        return [Looked("sender", domain or sender, RESERVED_NAME)]
    ask = _asking(resolver)
    jobs: dict[str, Coroutine[Any, Any, Looked]] = {
        "SPF": _spf(back, ask),
        "DKIM": _dkim(domain, ask),
        "DMARC": _dmarc(domain, ask),
    }
    found: dict[str, Looked] = await _in_time(jobs, seconds)
    looked = [found.get(what, Looked(what, back if what == "SPF" else domain, UNKNOWN)) for what in jobs]
    if MISSING in {one.state for one in looked} and not await _knows_the_world(ask, seconds):
        looked = [Looked(one.what, one.domain, UNKNOWN) if one.state == MISSING else one for one in looked]
    return [*looked, Looked("alignment", domain, FINE if belong_together(domain, back) else WRONG, back)]


def belong_together(one: str, other: str) -> bool:
    """Return whether two domains align in DMARC's relaxed way, as far as names alone can tell."""
    short, long = sorted((one, other), key=len)
    if short == long or long.endswith(f".{short}"):
        return True
    shared = 0
    for mine, theirs in zip(reversed(one.split(".")), reversed(other.split(".")), strict=False):
        if mine != theirs:
            break
        shared += 1
    return shared >= 2


def _asking(resolver: Resolver | None) -> Ask:
    asked = resolver or Resolver()
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(name: str, kind: str) -> list[str]:
        async with gate:
            try:
                answer = await asked.resolve(name, kind, lifetime=ONE_TRY * 2, search=False)
            except NXDOMAIN:
                raise NoSuchName(name) from None
            except NoAnswer:
                return []
        if kind == "TXT":
            return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
        return [record.to_text() for record in answer]

    return ask


async def _in_time(jobs: dict[str, Coroutine[Any, Any, Any]], seconds: float) -> dict[str, Any]:
    """Return what came in time; what failed or came late is left out."""
    if not jobs:
        return {}
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values(), timeout=seconds)
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    return {name: task.result() for name, task in tasks.items() if not task.cancelled() and task.exception() is None}


async def _knows_the_world(ask: Ask, seconds: float) -> bool:
    """Return whether these names are the world's: inside a closed network nothing else is there."""
    return bool((await _in_time({".": ask(".", "NS")}, seconds)).get("."))


async def _receives(domain: str, ask: Ask) -> str:
    if "." not in domain:
        return NO_DOMAIN
    try:
        exchanges = [record.split()[-1] for record in await ask(domain, "MX")]
        if exchanges:
            return NULL_MX if exchanges == ["."] else FINE
        return FINE if await ask(domain, "A") or await ask(domain, "AAAA") else NOWHERE
    except NoSuchName:
        return NO_DOMAIN


async def _texts(name: str, mark: str, ask: Ask) -> list[str]:
    try:
        return [text for text in await ask(name, "TXT") if text.lower().startswith(mark)]
    except NoSuchName:
        return []


async def _spf(domain: str, ask: Ask) -> Looked:
    found = await _texts(domain, "v=spf1", ask)
    if not found:
        return Looked("SPF", domain, MISSING)
    fine = len(found) == 1 and not found[0].lower().rstrip().endswith(("+all", " all"))  # two records are an error
    return Looked("SPF", domain, FINE if fine else WRONG, " | ".join(found))


async def _dmarc(domain: str, ask: Ask) -> Looked:
    """The domain's own record, else that of the nearest domain above it that has one."""
    labels = domain.split(".")
    for first in range(len(labels) - 1):
        found = await _texts(f"_dmarc.{'.'.join(labels[first:])}", "v=dmarc1", ask)
        if found:
            return Looked("DMARC", domain, FINE if len(found) == 1 else WRONG, " | ".join(found))
    return Looked("DMARC", domain, MISSING)


async def _dkim(domain: str, ask: Ask) -> Looked:
    """A key under one of the usual selectors; `missing` only when there can be none under any."""
    found = await asyncio.gather(*(_texts_or_none(f"{one}._domainkey.{domain}", ask) for one in SELECTORS))
    keys = [name for name, texts in zip(SELECTORS, found, strict=True) if any("p=" in text for text in texts or ())]
    if keys:
        return Looked("DKIM", domain, FINE, ", ".join(keys))
    try:
        await ask(f"_domainkey.{domain}", "TXT")
    except NoSuchName:
        return Looked("DKIM", domain, MISSING)
    return Looked("DKIM", domain, UNKNOWN)


async def _texts_or_none(name: str, ask: Ask) -> list[str] | None:
    try:
        return await ask(name, "TXT")
    except (NoSuchName, DNSException, OSError):
        return None
