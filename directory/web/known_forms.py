"""The guard against forged forms, with who can be asked about a form that is not taken in."""

from collections.abc import Mapping

from litestar.handlers import BaseRouteHandler

from directory.database import AWAY
from directory.errors import NotFound
from directory.organisations.reads import find
from directory.web.exchange import Connection, exchange
from directory.web.guards import ForeignForm, own_form
from directory.web.organisation.opened import sender_of
from directory.web.organisation.senders import only_sender


async def known_form(connection: Connection, handler: BaseRouteHandler) -> None:
    """Refuse as `guards.own_form`, and say whom to ask about a form of ours; be content when the database is away."""
    try:
        await own_form(connection, handler)
    except ForeignForm as problem:
        if problem.ours:
            problem.sender = await _asked_about(connection)
        raise


async def _asked_about(connection: Connection) -> Mapping[str, str] | None:
    """Return who can be asked about the entry in the address, else where there is one centre alone."""
    _empty, room, *rest = exchange(connection).path.split("/")
    try:
        if room == "rediger" and rest:
            return await sender_of(connection, await find(rest[0]))
        return await only_sender(connection)
    except NotFound:
        return await only_sender(connection)
    except AWAY:
        return None
