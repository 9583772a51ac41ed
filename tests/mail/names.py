"""A small name server on the loopback (RFC 1035 over UDP): it knows the names it is given and no others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns.asyncresolver import Resolver

Records = dict[tuple[str, str], list[str]]
ROOT: Records = {(".", "NS"): ["a.root-servers.example."]}


class _Names(asyncio.DatagramProtocol):
    def __init__(self, records: Records, mute: set[str]) -> None:
        self.records = records
        self.mute = mute
        self.asked: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, address: tuple[str | int, ...]) -> None:
        question = dns.message.from_wire(data)
        (wanted,) = question.question
        name, kind = wanted.name.to_text(omit_final_dot=True), wanted.rdtype.name
        self.asked.append(name)
        if name in self.mute:
            return
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        if found := self.records.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(wanted.name, 60, "IN", kind, *found))
        elif not any(known == name or known.endswith(f".{name}") for known, _kind in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self.transport.sendto(answer.to_wire(), address)  # type: ignore[arg-type]  # asyncio's own address


@asynccontextmanager
async def knowing(records: Records, mute: set[str] | None = None) -> AsyncIterator[Resolver]:
    """Serve these records, and never answer for the names in `mute`; give a resolver that asks there."""
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Names(records, mute or set()), local_addr=("127.0.0.1", 0)
    )
    resolver = Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]
    resolver.asked = protocol.asked  # type: ignore[attr-defined]  # for tests to look at
    try:
        yield resolver
    finally:
        transport.close()
