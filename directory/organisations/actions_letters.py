"""What an organisation says of our letters: no more this year, or again, or in another language; none is an answer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from directory.audit import Verb, record
from directory.database import transaction
from directory.errors import Invalid
from directory.i18n import LANGUAGES
from directory.mail.outbox import cancel_waiting
from directory.organisations.answer_rows import Visit
from directory.organisations.writing import locked, update
from directory.tables.campaigns import Invitation


async def stop(organisation: UUID | str, visit: Visit, at: datetime) -> None:
    """Send an organisation no more letters this year; its entry is untouched. Twice is once. Raises NotFound."""
    async with transaction():
        stored = await locked(organisation)
        await write_stop(stored.id, visit.actor.name, at)


async def stop_all(organisations: Sequence[UUID], visit: Visit, at: datetime) -> None:
    """Send several organisations no more letters this year, all or none, as `stop`. Raises NotFound."""
    async with transaction():
        for organisation in sorted(organisations):  # in one order, so that two who write several never wait in a ring
            await write_stop((await locked(organisation)).id, visit.actor.name, at)


async def write_stop(organisation: UUID, by: str, at: datetime) -> None:
    """Write that an organisation gets no more letters this year, in the caller's transaction."""
    open_ = (Invitation.organisation == organisation) & (Invitation.expires_at > at)
    rows = (
        await Invitation.update({Invitation.opted_out_at: at})
        .where(open_ & Invitation.opted_out_at.is_null())
        .returning(Invitation.id)
    )
    await cancel_waiting(organisation, at, "opted_out")
    if rows:
        await record(Verb.LETTERS_STOPPED, f"organisation:{organisation}", by, at)


async def resume(organisation: UUID | str, visit: Visit, at: datetime) -> None:
    """Take back that an organisation gets no more letters this year. Twice is once. Raises NotFound.

    What was skipped meanwhile is not sent afterwards: the next reminder comes with the others'.
    """
    async with transaction():
        await _write_resumed((await locked(organisation)).id, visit.actor.name, at)


async def resume_all(organisations: Sequence[UUID], visit: Visit, at: datetime) -> None:
    """Take back that several organisations get no more letters this year, all or none, as `resume`. Raises NotFound."""
    async with transaction():
        for organisation in sorted(organisations):
            await _write_resumed((await locked(organisation)).id, visit.actor.name, at)


async def _write_resumed(organisation: UUID, by: str, at: datetime) -> None:
    stopped = (Invitation.organisation == organisation) & (Invitation.expires_at > at)
    rows = (
        await Invitation.update({Invitation.opted_out_at: None})
        .where(stopped & Invitation.opted_out_at.is_not_null())
        .returning(Invitation.id)
    )
    if rows:
        await record(Verb.LETTERS_RESUMED, f"organisation:{organisation}", by, at, why="taken back")


async def speak(organisation: UUID | str, language: str, visit: Visit, at: datetime) -> None:
    """Write an organisation's letters in another language from the next one on. Raises NotFound and Invalid."""
    _known(language)
    async with transaction():
        await _write_language(organisation, language, visit, at)


async def speak_all(organisations: Sequence[UUID], language: str, visit: Visit, at: datetime) -> None:
    """Write the letters to several organisations in another language, all or none, as `speak`.

    Raises NotFound and Invalid.
    """
    _known(language)
    async with transaction():
        for organisation in sorted(organisations):
            await _write_language(organisation, language, visit, at)


def _known(language: str) -> None:
    if language not in LANGUAGES:
        raise Invalid({"language": "there is no such language"})


async def _write_language(organisation: UUID | str, language: str, visit: Visit, at: datetime) -> None:
    stored = await locked(organisation)
    await update(stored, replace(stored.entry, language=language), visit.actor, at)
