"""Letters with the organisation's own link, outside a round's: to a new address, to a named person, asked again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from directory.i18n import day, last_day, month, speaking
from directory.mail import contexts
from directory.mail.context_answers import AskAgain, NamedContact, SuggestionRefused
from directory.mail.outbox import NewLetter, put
from directory.mail.signature import signature
from directory.organisations.changes import Difference, letters_go
from directory.organisations.consent_rows import taken_back_at
from directory.organisations.invitations import Lasting
from directory.organisations.language import path_in
from directory.organisations.reads import Stored
from directory.organisations.receipts import in_words, masked, speaks


async def put_new_link(stored: Stored, centre: Mapping[str, Any], opens: Lasting, at: datetime) -> None:
    """Send the link to the address that letters go to."""
    language = speaks(stored)
    with speaking(language):
        context = contexts.NewLink(
            **signature(centre, language),
            organisation=stored.entry.name,
            link_until=last_day(opens.expires_at),
            asked=False,
        )
    await put_with_link(stored, centre, "new_link", context, opens, at)


async def put_to_named(
    stored: Stored, centre: Mapping[str, Any], named_by: str, opens: Lasting, at: datetime, *, umbrella: str = ""
) -> None:
    """Send the link to somebody who was named, and say by whom: by an umbrella, or by who read what we had written.

    `named_by` is the address we had written to.
    """
    language = speaks(stored)
    with speaking(language):
        context = NamedContact(
            **signature(centre, language),
            organisation=stored.entry.name,
            named_by=masked(named_by),
            umbrella=umbrella,
            link_until=last_day(opens.expires_at),
            owner=centre["owner"] or centre["name"],
            privacy_url=privacy_path(language),
        )
    await put_with_link(stored, centre, "named_contact", context, opens, at)


async def put_refusal(  # a refusal says all of it
    stored: Stored, centre: Mapping[str, Any], changed: Difference, reason: str, opens: Lasting, at: datetime
) -> None:
    """Tell the organisation what was refused and why, in the centre's words, with a way to answer."""
    if not stored.entry.update_address:
        return
    language = speaks(stored)
    with speaking(language):
        context = SuggestionRefused(
            **signature(centre, language),
            organisation=stored.entry.name,
            changes=in_words(letters_go(changed, stored.entry.email)),
            reason=reason,
            link_until=last_day(opens.expires_at),
        )
    await put_with_link(stored, centre, "suggestion_refused", context, opens, at)


async def put_asking_again(
    stored: Stored, centre: Mapping[str, Any], said_at: datetime, asked_for: date, opens: Lasting, at: datetime
) -> None:
    """Ask again, with the link, as an organisation wanted it."""
    language = speaks(stored)
    with speaking(language):
        context = AskAgain(
            **signature(centre, language),
            organisation=stored.entry.name,
            said_at=day(said_at),
            month=month(asked_for),
            link_until=last_day(opens.expires_at),
        )
    await put_with_link(stored, centre, "ask_again", context, opens, at)


async def put_with_link(
    stored: Stored, centre: Mapping[str, Any], template: str, context: contexts.Letter, opens: Lasting, at: datetime
) -> None:
    """Plan a letter to the address that letters go to, with the link of an invitation; not after that has ended."""
    language, address = speaks(stored), stored.entry.update_address
    letter = NewLetter(
        template=template,
        language=language,
        address=address,
        context=contexts.frozen(context) | {"consent_url": await taken_back_at(stored.id, address, language)},
        centre=centre["id"],
        due_at=at,
        expires_at=opens.expires_at,
        organisations=((stored.id, opens.id),),
    )
    await put(letter, at)


def privacy_path(spoken: str) -> str:
    """Return the path of the privacy page in a language; the worker puts the service's address before it."""
    return path_in(spoken, "/personvern")
