"""A round in which one mailbox looks after several organisations, and somebody who answers behind its letter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from directory.campaigns import actions as campaigns
from directory.campaigns.reads import find as find_campaign
from directory.organisations.actions_answers import confirm, correct
from directory.organisations.entry import Visit
from directory.organisations.reads import Stored, find
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.mail import Letter
from directory.tokens import Keys, read_link_token
from tests import builders
from tests.campaigns.rounds import BY, draft
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server

NAMES = ("Alfa", "Beta", "Gamma")
ADDRESS = "post@lag.example"
UNDO = re.compile(r"http://directory\.example/angre/([\w.-]+)")
SOON = timedelta(minutes=1)


@dataclass
class Bundle:
    """A round in which one mailbox looks after several, and whoever has opened its letter."""

    campaign: int
    reference: str
    members: list[Stored]
    since: datetime
    invitations: dict[UUID, int]

    def visit(self, one: Stored, **more: Any) -> Visit:
        came = {"campaign": self.campaign, "since": self.since, "visitor": "a" * 22, "language": "nb"}
        return Visit(**came | {"invitation": self.invitations[one.id], "bundle": self.reference} | more)

    async def confirms(self, one: Stored, at: datetime, **more: Any) -> None:
        await confirm(str(one.id), (await find(one.id)).version, self.visit(one, **more), at)

    async def corrects(self, one: Stored, at: datetime, *, by: dict[str, Any] | None = None, **fields: Any) -> None:
        now = await find(one.id)
        await correct(str(one.id), now.version, replace(now.entry, **fields), self.visit(one, **by or {}), at)


async def begun(settings: Settings, clock: MovableClock, names: Sequence[str] = NAMES) -> Bundle:
    centre = await builders.centre()
    members = [await builders.organisation(name, centre=centre, email=ADDRESS, phone="+4755000001") for name in names]
    campaign = await draft()
    await campaigns.start(campaign, settings, BY, NOW)
    await drain(settings, clock)
    (letter,) = await Letter.select(Letter.envelope_tag)
    opened = (await find_campaign(campaign)).opened_at
    assert opened
    ids = {row["organisation"]: row["id"] for row in await Invitation.select()}
    return Bundle(campaign, letter["envelope_tag"], members, opened, ids)


async def waiting(*states: str) -> list[dict[str, Any]]:
    rows = await (
        Letter.select()
        .where(
            Letter.template.is_in(["receipt", "receipts"]) & Letter.state.is_in(list(states or ["planned", "ready"]))
        )
        .order_by(Letter.created_at, Letter.due_at)
        .output(load_json=True)
    )
    return list(rows)


def told(letter: dict[str, Any]) -> list[str]:
    return [entry["name"] for entry in letter["context"]["entries"]]


def text(server: Server, number: int = -1) -> str:
    message = server.messages()[number]
    said = str(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    return said.replace("\r\n", "\n")


def visits_in(said: str, settings: Settings) -> list[UUID]:
    keys = Keys(settings.secret_keys)
    found = [read_link_token(keys, "undo", token) for token in UNDO.findall(said)]
    return [UUID(payload[0]) for payload in found if payload]
