"""The letters that follow from what happens to an entry, put in the outbox in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from directory.i18n import day, month, speaking
from directory.mail import contexts
from directory.mail.context_answers import AddressChanged
from directory.mail.outbox import NewLetter, put
from directory.mail.signature import signature
from directory.organisations.changes import Difference, letters_go
from directory.organisations.consent_rows import taken_back_at
from directory.organisations.entry import SECTIONS
from directory.organisations.language import language_of, path_in
from directory.organisations.reads import Stored
from directory.organisations.said import DISSOLVED, PAUSED, Closing
from directory.organisations.wording import label, section_name, value

UNDO_DAYS = 14
CHANNELS = {"link": "link", "code": "code", "phone": "telephone", "letter": "letter", "reply": "reply"}


def speaks(stored: Stored) -> str:
    """Return the language an organisation is written to in."""
    return language_of(stored.entry.language, stored.entry.municipality)


def in_words(changed: Difference) -> tuple[contexts.Change, ...]:
    """Return a difference as words in the language spoken."""
    return tuple(
        contexts.Change(field=label(n), before=value(n, a), after=value(n, b)) for n, (a, b) in changed.items()
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What a visit comes to: the answer, how and when it was given, what changed, what waits.

    `decided` is what waited until staff had looked at it, which is told of in a letter of its own.
    `left` are the sections that a visit which was left has not confirmed, `ask_again` the first day of the month that
    was named, `closing` the pause or the end (or that a pause is over), `named` who is said to be the right person,
    and `taken_back` the pause or the end that was said before and gave way to this answer. `rest`: all besides what was
    corrected was said to be right.
    """

    answer: str
    channel: str
    at: datetime
    applied: Difference
    waiting: Difference
    decided: Difference
    left: Sequence[str] = ()
    ask_again: date | None = None
    closing: Closing | None = None
    named: str = ""
    taken_back: str = ""
    rest: bool = False


async def put_receipt(
    stored: Stored, centre: Mapping[str, Any], said: Said, undo_id: UUID, at: datetime, language: str
) -> None:
    """Tell the organisation's address what was answered, in a language, with a link that undoes it for 14 days."""
    if not stored.entry.update_address:
        return
    with speaking(language):
        facts: dict[str, Any] = {**signature(centre, language), **told_of(stored, said, at)}
        context = contexts.Receipt(organisation=stored.entry.name, **facts)
    await _send(stored, centre, "receipt", context, at, language, purpose="undo", link_id=undo_id.hex)


def told_of(stored: Stored, said: Said, at: datetime) -> dict[str, Any]:
    """Return what a receipt tells of an answer, in the language spoken; it can be undone for 14 days from now."""
    return {
        "answered_at": day(said.at),
        "answer": said.answer,
        "channel": CHANNELS[said.channel],
        "changes": in_words(letters_go(said.applied, stored.entry.email)),
        "waiting": in_words(letters_go(said.waiting, stored.entry.email)),
        "decided": in_words(letters_go(said.decided, stored.entry.email)),
        "named": said.named,
        "taken_back": said.taken_back,
        "rest": said.rest,
        "undo_until": day(at + timedelta(days=UNDO_DAYS)),
        "confirmed": len(SECTIONS) - len(said.left),
        "parts": len(SECTIONS),
        "left": tuple(map(section_name, said.left)),
        "ask_again": month(said.ask_again) if said.ask_again else "",
        "listed": stored.published,
        "closing": said.closing.kind if said.closing else "",
        "since": month(said.closing.since) if said.closing and said.closing.since else "",
        "successor": said.closing.successor if said.closing else "",
        "note": " ".join(said.closing.note.split()) if said.closing else "",
    }


async def put_accepted(
    stored: Stored, centre: Mapping[str, Any], changed: Difference, base_url: str, at: datetime
) -> None:
    """Tell the organisation that changes which waited are in the directory now.

    `base_url` is the installation's address.
    """
    if not stored.entry.update_address:
        return
    language = speaks(stored)
    closing = stored.status if "status" in changed and stored.status in (PAUSED, DISSOLVED) else ""
    with speaking(language):
        accepted = contexts.SuggestionAccepted(
            **signature(centre, language),
            organisation=stored.entry.name,
            changes=in_words(letters_go(changed, stored.entry.email)),
            page_url=base_url + path_in(language, f"/organisasjon/{stored.slug}"),
            closing=closing,
            since=month(stored.status_since) if closing and stored.status_since else "",
            new_link_url=base_url + path_in(language, f"/ny-lenke?organisasjon={stored.slug}"),
        )
    await _send(stored, centre, "suggestion_accepted", accepted, at, language)


async def put_address_notice(stored: Stored, centre: Mapping[str, Any], new_address: str, at: datetime) -> None:
    """Tell the address that got our letters until now that another one gets them (SECURITY.md, leaked link)."""
    if not stored.entry.update_address:
        return
    language = speaks(stored)
    with speaking(language):
        context = AddressChanged(
            **signature(centre, language),
            organisation=stored.entry.name,
            changed_at=day(at),
            new_address=masked(new_address),
        )
    await _send(stored, centre, "address_changed", context, at, language)


def masked(address: str) -> str:
    """Return an address that its owner recognises and nobody else can use: p…@lag.example."""
    name, _sign, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if name else ""


async def _send(
    stored: Stored,
    centre: Mapping[str, Any],
    template: str,
    context: contexts.Letter,
    at: datetime,
    language: str,
    purpose: str = "",
    link_id: str = "",
) -> None:
    address = stored.entry.update_address
    letter = NewLetter(
        template=template,
        language=language,
        address=address,
        context=contexts.frozen(context) | {"consent_url": await taken_back_at(stored.id, address, language)},
        centre=centre["id"],
        due_at=at,
        organisations=((stored.id, None),),
        link_purpose=purpose,
        link_id=link_id,
    )
    await put(letter, at)
