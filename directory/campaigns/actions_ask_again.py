"""Asking again in the month that an organisation named: by itself when it comes, or when an employee says so."""

import logging
from datetime import datetime
from typing import Any

from directory.audit import Verb, record
from directory.campaigns.reads import quiet_of
from directory.clock import local
from directory.database import AWAY, transaction
from directory.errors import NotFound, Refused
from directory.i18n import _
from directory.mail.quiet import is_quiet
from directory.organisations.answer_rows import ask_anew
from directory.organisations.closed_links import replace_links
from directory.organisations.invitations import live_or_new
from directory.organisations.letters_with_link import put_asking_again
from directory.organisations.reads import Stored, centre_of
from directory.organisations.writing import locked
from directory.settings import Settings
from directory.tables.campaigns import Answer
from directory.tables.review import Suggestion

LOG = logging.getLogger(__name__)
BY = "scheduler"


async def ask_due(settings: Settings, at: datetime) -> int:
    """Ask every organisation whose month has come, on a day and at an hour for letters; return how many were asked.

    Where letters may not go now it waits. Raises the errors of directory.database.AWAY.
    """
    today = local(at, settings.timezone).date()
    rows = await (
        Suggestion.select(Suggestion.id)
        .where((Suggestion.state == "waiting") & (Suggestion.ask_on <= today))
        .order_by(Suggestion.ask_on, Suggestion.id)
    )
    asked = 0
    for row in rows:
        try:
            async with transaction():
                asked += await _ask(row["id"], settings, BY, at, by_itself=True)
        except AWAY:
            raise
        except Exception:
            LOG.exception("suggestion %s could not be asked again", row["id"])
    return asked


async def ask_now(suggestion: int, settings: Settings, by: str, at: datetime) -> Stored:
    """Ask an organisation again before its month, or when letters do not go by themselves; return its entry.

    Raises NotFound when it has been asked or has answered already, and Refused when there is no address.
    """
    async with transaction():
        row = await Suggestion.select(Suggestion.organisation).where(Suggestion.id == suggestion).first()
        if row is None:
            raise NotFound("no such suggestion")
        stored = await locked(row["organisation"])
        if not stored.entry.update_address:
            raise Refused(_("There is no address to send the link to."))
        if not await _ask(suggestion, settings, by, at, by_itself=False):
            raise NotFound("asked already")
        return stored


async def _ask(suggestion: int, settings: Settings, by: str, at: datetime, *, by_itself: bool) -> bool:
    row: dict[str, Any] | None = await Suggestion.select().where(Suggestion.id == suggestion).first()
    if row is None:
        return False
    stored = await locked(row["organisation"])
    row = await Suggestion.select().where(Suggestion.id == suggestion).first()
    if row is None or row["state"] != "waiting" or row["ask_on"] is None:
        return False
    centre = await centre_of(stored)
    if await _is_settled(stored, row["proposed_at"]):
        await _settle(suggestion, "withdrawn", by, at)
        return False
    if not stored.entry.update_address:  # nobody to write to: work for a person
        await Suggestion.update({Suggestion.ask_on: None}).where(Suggestion.id == suggestion)
        return False
    rests = not centre["sending"] or settings.sending == "off" or is_quiet(at, quiet_of(centre, settings))
    if by_itself and rests:
        return False
    await replace_links(stored.id, by, at, "asked again, as they wanted")
    opens = await live_or_new(stored.id, settings.link_ttl_days, at)
    await ask_anew(stored.id, at)
    await put_asking_again(stored, centre, row["proposed_at"], row["ask_on"], opens, at)
    await record(Verb.LINK_ISSUED, f"organisation:{stored.id}", by, at, to="the address on record")
    await _settle(suggestion, "accepted", by, at)
    return True


async def _is_settled(stored: Stored, said_at: datetime) -> bool:
    """Return whether there is nothing to ask any more: answered since, off the list, or gone."""
    since = (Answer.organisation == stored.id) & (Answer.at > said_at) & Answer.undone_at.is_null()
    gone = not stored.published or stored.status == "dissolved" or stored.replaced_by is not None
    return gone or bool(await Answer.exists().where(since))


async def _settle(suggestion: int, state: str, by: str, at: datetime) -> None:
    values: dict[Any, Any] = {Suggestion.state: state, Suggestion.decided_at: at, Suggestion.decided_by: by}
    await Suggestion.update(values).where(Suggestion.id == suggestion)
