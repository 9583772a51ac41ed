"""From a letter's frozen facts to its message; links and codes are made here, at the moment of sending."""

from collections.abc import Mapping
from datetime import datetime

from directory.mail import letters
from directory.mail.claims import Taken
from directory.mail.contexts import LETTERS, thawed
from directory.mail.message import Message, Stationery, build, envelope_sender, fallback_sender
from directory.mail.rehearsal import CODE, PURPOSE, campaign_of, marked_up, without_note
from directory.mail.several import still_asked, undo_links
from directory.settings import Settings
from directory.tokens import Keys, link_token

BUNDLE = "letter"  # the purpose of the link in a letter about several organisations: it opens those of the letter
RECEIPTS = "receipts"  # of a receipt for several: an undo link for each, and its `link_id` is the bundle's reference
Links = Mapping[str, str | tuple[str, ...]]
PATHS = {
    "link": "/o/",
    BUNDLE: "/o/",
    PURPOSE: "/o/",
    "undo": "/angre/",
    "consent": "/samtykke/",
    "address": "/adresse/",
    "sign-in": "/logg-inn/",
}


def message_of(letter: Taken, settings: Settings, at: datetime) -> Message:
    """Return the message of a letter with fresh links.

    Raises letters.LetterError, jinja2.TemplateError, KeyError, TypeError or ValueError when it cannot be written.
    """
    return build(_stationery(letter, settings), words_of(letter, settings), at)


def words_of(letter: Taken, settings: Settings) -> letters.Rendered:
    """Return subject and both parts of a letter with fresh links; raises what `message_of` does."""
    stored, note = without_note(letter.context)
    facts = still_asked(stored, letter.asked, letter.language)
    wanted, links = LETTERS[letter.template].AT_SENDING, _links(letter, facts, settings)
    at_sending = {name: value for name, value in links.items() if name in wanted}
    context = thawed(letter.template, _absolute(facts, settings), **at_sending)
    words = letters.render(letter.template, letter.language, context)
    return marked_up(words, note, letter.language) if note else words


def link(settings: Settings, purpose: str, random_id: str, generation: int = 1) -> str:
    """Return the address that carries a token: purpose `link` (an organisation's), `undo` or `sign-in`."""
    token = link_token(Keys(settings.secret_keys), purpose, random_id, generation)
    return f"{settings.base_url}{PATHS[purpose]}{token}"


def spoken_code(code: str) -> str:
    """Return a short code as it is read aloud: K7RM-4XPT."""
    return f"{code[:4]}-{code[4:]}"


def _absolute(facts: dict[str, object], settings: Settings) -> dict[str, object]:
    """Return the facts with our own paths as whole addresses; the service may have moved since the planning."""
    ours = {name: value for name, value in facts.items() if name.endswith("_url") and str(value).startswith("/")}
    return facts | {name: f"{settings.base_url}{path}" for name, path in ours.items()}


def _links(letter: Taken, facts: dict[str, object], settings: Settings) -> Links:
    if letter.link_purpose == RECEIPTS:
        if not letter.asked:
            raise ValueError("none of its organisations is there any more")
        return {"undo_links": undo_links(facts, lambda visit: link(settings, "undo", visit))}
    if letter.random_id and letter.generation:
        address = link(settings, "link", letter.random_id, letter.generation)
        return {"link": address, "code": spoken_code(letter.code or ""), **_other_link(letter, settings)}
    return _other_link(letter, settings)


def _other_link(letter: Taken, settings: Settings) -> Links:
    if not letter.link_purpose:
        return {}
    if letter.link_purpose == BUNDLE:
        return {"link": link(settings, BUNDLE, letter.envelope_tag), "code": spoken_code(letter.link_id)}
    if letter.link_purpose == PURPOSE:
        return {"link": link(settings, PURPOSE, letter.link_id), "code": CODE}
    name = "undo_link" if letter.link_purpose == "undo" else "link"
    return {name: link(settings, letter.link_purpose, letter.link_id)}


def _stationery(letter: Taken, settings: Settings) -> Stationery:
    name, address = fallback_sender(settings)
    sender = letter.sender_address or address
    return Stationery(
        sender_name=letter.sender_name or letter.centre_name or name,
        sender=sender,
        envelope_sender=envelope_sender(settings, letter.envelope_tag, sender),
        reply_to=letter.reply_to or letter.centre_reply_to or settings.mail_reply_to,
        recipient=letter.address,
        message_id=letter.message_id,
        reference=letter.envelope_tag,
        campaign=letter.campaign or campaign_of(letter.context),
        language=letter.language,
    )
