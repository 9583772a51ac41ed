"""One line puts a letter, or a whole campaign's, in the outbox."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from directory.clock import Clock
from directory.database import transaction
from directory.mail import worker
from directory.mail.contexts import SignIn, frozen
from directory.mail.outbox import NewLetter, put
from directory.settings import Settings
from directory.tables.mail import Letter
from tests.conftest import NOW

SIGN_IN = frozen(SignIn(minutes=15, asked_at="10.00", site="oversikt.example"))


async def sign_in_letter(address: str = "anne@korus.example", at: datetime = NOW, **more: Any) -> UUID:
    letter = NewLetter(
        **{
            "template": "sign_in",
            "language": "nb",
            "address": address,
            "context": SIGN_IN,
            "centre": None,
            "due_at": at,
            "expires_at": at + timedelta(minutes=15),
            "link_purpose": "sign-in",
            "link_id": "abcdefghijklmnopqrstuv",
        }
        | more
    )
    async with transaction():
        found = await put(letter, at)
    assert found is not None
    return found


async def one(letter: UUID) -> dict[str, Any]:
    found = await Letter.select().where(Letter.id == letter).first()
    assert found is not None
    return found


async def states() -> dict[str, int]:
    rows = await Letter.raw("SELECT state, count(*) AS number FROM letter GROUP BY state")
    return {row["state"]: row["number"] for row in rows}


async def drain(settings: Settings, clock: Clock) -> None:
    await worker.run(settings, clock, asyncio.Event(), drain=True, poll=0.02)


async def has_state(letter: UUID, state: str) -> bool:
    return bool((await one(letter))["state"] == state)


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    """Look until it has happened; a test that waits for ever fails after half a minute."""
    async with asyncio.timeout(30):
        while not await happened():  # noqa: ASYNC110  # what is waited for may be another process
            await asyncio.sleep(0.02)
