"""Who can be asked when nobody knows whose link it is."""

from collections.abc import Mapping
from dataclasses import asdict

from directory.mail.signature import signature
from directory.search.centres import centre, centres
from directory.search.records import Listed
from directory.web.exchange import Connection, exchange


async def only_sender(request: Connection) -> Mapping[str, str] | None:
    """Return who can be asked where there is one centre alone, None where it may be any of several."""
    found = await centres()
    return signature(asdict(found[0]), exchange(request).language) if len(found) == 1 else None


async def sender_with(request: Connection, number: int) -> Mapping[str, str]:
    """Return who can be asked at one centre, by its id."""
    return signature(asdict(await centre(number)), exchange(request).language)


async def sender_for(request: Connection, listed: Listed | None) -> Mapping[str, str] | None:
    """Return who can be asked about a public entry; without one, see `only_sender`."""
    if listed is None:
        return await only_sender(request)
    return await sender_with(request, listed.centre)
