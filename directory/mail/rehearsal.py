"""How a rehearsed letter is told from a real one: in its subject, and by a note of whom it would go to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import escape

from directory.i18n import _, listing, speaking
from directory.mail import wording
from directory.mail.letters import Rendered

PURPOSE = "rehearsal"  # tokens signed for this open nothing
KEY = "rehearsal"
CODE = "XXXX-XXXX"
STYLE = "margin:0;padding:12px 16px;background:#fff3c4;color:#1f1f1f;font-family:sans-serif;font-size:16px"


def noted(facts: Mapping[str, object], campaign: int, address: str, names: Sequence[str]) -> dict[str, object]:
    """Return a letter's stored facts with the note of whom the real one goes to, and in which campaign."""
    return {**facts, KEY: {"campaign": campaign, "address": address, "names": list(names)}}


def without_note(facts: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object] | None]:
    """Return a letter's facts and the note apart; None for a real letter."""
    note = facts.get(KEY)
    return {name: value for name, value in facts.items() if name != KEY}, note if isinstance(note, dict) else None


def campaign_of(facts: Mapping[str, object]) -> int | None:
    """Return which campaign a rehearsed letter rehearses; None for a real letter."""
    note = without_note(facts)[1]
    return int(str(note["campaign"])) if note else None


def marked_up(words: Rendered, note: Mapping[str, object], language: str) -> Rendered:
    """Return a letter's words with the mark in the subject and the note before both parts."""
    names = note["names"] if isinstance(note["names"], list) else []
    with speaking(language):
        subject = _("Rehearsal: %(subject)s") % {"subject": words.subject}
        told = _(
            "This is a rehearsal. The real letter goes to %(address)s, about %(names)s. "
            "The link and the code below open nothing."
        ) % {"address": note["address"], "names": listing([str(name) for name in names])}
    html = words.html
    body = html.find(">", html.find("<body")) + 1
    pieces = (html[:body], f'<p style="{STYLE}">{escape(told)}</p>', html[body:])
    return replace(words, subject=subject, lines=(*wording.filled_lines(told), "\n", *words.lines), pieces=pieces)
